#include "engine/flow/delivery_loop.h"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <random>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/core/fail_point.h"
#include "engine/core/json_writer.h"
#include "engine/core/strings.h"
#include "engine/deliver/inner_links.h"

namespace reg2graph {
namespace {

constexpr std::chrono::milliseconds kBasePause{20};
constexpr std::chrono::milliseconds kMaxPause{5000};
// Each holds its units and wants those that they cite: two at once are a deadlock as often as not.
constexpr int kLinksInFlight = 1;
constexpr size_t kBytesPerStandingNode = 128;  // of the memory budget, of which they take an eighth at most
constexpr int kQuietRetries = 3;               // a deadlock or two is part of writing in parallel
constexpr int kMaxReplans = 40;  // of one unit, with pauses: minutes of conflict with another writer

std::string RandomToken() {
  std::random_device random;
  std::string token;
  static constexpr char kDigits[] = "0123456789abcdef";
  for (int i = 0; i < 4; ++i) {
    unsigned value = random();
    for (int digit = 0; digit < 4; ++digit, value >>= 4) token.push_back(kDigits[value & 15]);
  }
  return token;
}

// The stamps of the plan, with the number of rows that were rejected on the way.
std::vector<StampWrite> FinalStamps(const UnitJob& job) {
  std::vector<StampWrite> stamps = job.stamps;
  const int64_t rejected = job.rejected + job.rejected_elsewhere;
  if (rejected == 0 || job.rows->nodes.empty()) return stamps;
  for (StampWrite& stamp : stamps) {
    if (stamp.of_document) stamp.patch = WithRejected(job.rows->layer, stamp.patch, rejected);
  }
  return stamps;
}

// A file has no codes.
std::string ReasonOf(const DeliveryOutcome& outcome) {
  return outcome.code.empty() ? outcome.message : absl::StrCat(outcome.code, ": ", outcome.message);
}

std::string DescribeRow(const UnitMutations& step) {
  if (!step.creates.empty()) return std::string(step.creates[0].row.substr(0, 400));
  if (!step.updates.empty()) return step.updates[0].id;
  if (!step.edges.empty()) {
    const EdgeCreate& edge = step.edges[0];
    return absl::StrCat(Absl(step.ends[edge.from]), " ", Absl(NameOf(edge.type)), " ",
                        Absl(step.ends[edge.to]));
  }
  if (!step.out_edges.empty()) {
    const OutEdges& out = step.out_edges[0];
    return absl::StrCat(out.from, " ", Absl(NameOf(out.type)), out.edges.empty() ? "" : " ",
                        out.edges.empty() ? "" : Absl(out.edges[0].target));
  }
  if (!step.node_deletes.empty()) return step.node_deletes[0];
  return step.unit_key;
}

bool IsServerFault(const DeliveryOutcome& outcome) { return outcome.code.starts_with("Neo.DatabaseError"); }

// The relationships that leave the unit, where they are better sent apart: a new unit's nodes lock
// nothing that exists, its citations do.
std::optional<UnitMutations> TakeLinks(UnitMutations& plan) {
  if (plan.creates.empty() || plan.out_edges.empty()) return std::nullopt;
  UnitMutations links;
  links.rows = plan.rows;
  links.texts = plan.texts;
  links.title = plan.title;
  links.unit_key = plan.unit_key;
  links.out_edges = std::exchange(plan.out_edges, {});
  links.artifact = std::exchange(plan.artifact, std::nullopt);
  return links;
}

bool IsLinkStep(const UnitJob& job) { return job.next_step >= job.first_link_step; }

std::string PlaceOfRow(const UnitMutations& step) {
  if (!step.creates.empty()) return std::string(step.ends[0]);
  return DescribeRow(step);
}

}  // namespace

DeliveryLoop::DeliveryLoop(Context context)
    : context_(std::move(context)),
      tuner_(context_.options.requests, context_.options.batch_rows, context_.sink.max_in_flight()),
      batcher_({tuner_.rows(), context_.options.batch_bytes, context_.options.batch_age}),
      link_batcher_({tuner_.rows(), context_.options.batch_bytes, context_.options.batch_age}),
      retry_(kBasePause, kMaxPause),
      token_(RandomToken()),
      timer_(context_.io),
      standing_(context_.options.memory_bytes / kBytesPerStandingNode) {}

DeliveryLoop::~DeliveryLoop() { *alive_ = false; }

void DeliveryLoop::Submit(std::shared_ptr<UnitJob> job, UnitMutations plan) {
  if (stopping_) {
    Finish(job, JobEnd::kAbandoned);
    return;
  }
  job->guard = std::move(plan.guard);
  job->rejected = 0;  // a plan that is made anew has them in it again
  job->stamps = std::move(plan.stamps);
  job->takeovers = std::move(plan.takeovers);
  job->interim = std::move(plan.interim);
  job->claims = 0;
  job->plan = ++plans_;
  if (!context_.sink.settles_stubs()) {
    BindInnerLinks(plan);
    job->links = TakeLinks(plan);
  } else {
    job->links.reset();
  }
  job->steps = CutSteps(std::move(plan), Limits());
  job->first_link_step = job->steps.size();
  job->next_step = 0;
  QueueNextStep(job);
  Pump();
}

StepLimits DeliveryLoop::Limits() const { return {tuner_.rows(), context_.options.batch_bytes}; }

// After a step that was written: the next one, or the links. Those that are ready are taken once: of each
// unit there are two portions at most.
void DeliveryLoop::GoOn(const std::shared_ptr<UnitJob>& job) {
  if (job->next_step < job->steps.size()) {
    QueueNextStep(job);
    return;
  }
  MayFailAt("nodes done, links wait");
  if (job->next_step == job->first_link_step) {
    UnitMutations ready = TakeReadyLinks(*job->links, standing_);
    if (job->links->out_edges.empty()) {
      ready.artifact = std::move(job->links->artifact);
      job->links.reset();
    }
    if (!job->links || !ready.out_edges.empty()) {
      QueueLinks(job, std::move(ready));
      return;
    }
  }
  waiting_.push_back(job);
  waiting_bytes_ += job->rows->Bytes();
  if (waiting_bytes_ > context_.options.memory_bytes) QueueWaiting();
}

void DeliveryLoop::QueueLinks(const std::shared_ptr<UnitJob>& job, UnitMutations links) {
  std::vector<UnitMutations> steps = CutSteps(std::move(links), Limits());
  std::move(steps.begin(), steps.end(), std::back_inserter(job->steps));
  QueueNextStep(job);
}

void DeliveryLoop::QueueWaiting() {
  waiting_bytes_ = 0;
  for (const auto& job : std::exchange(waiting_, {})) {
    UnitMutations links = *std::move(job->links);
    job->links.reset();
    QueueLinks(job, std::move(links));
  }
}

void DeliveryLoop::QueueNextStep(const std::shared_ptr<UnitJob>& job) {
  UnitMutations step = std::move(job->steps[job->next_step]);  // comes back by Shrink if it must be cut
  const bool last = job->next_step + 1 == job->steps.size() && !job->links;
  step.guard = job->guard;
  if (last) {
    step.stamps = FinalStamps(*job);
  } else {
    step.stamps = {{step.unit_key, ClaimPatch(job->interim, Claim(*job, job->claims + 1)), std::nullopt}};
  }
  if (job->claims == 0) step.stamps.insert(step.stamps.begin(), job->takeovers.begin(), job->takeovers.end());
  const auto [held, is_new] = jobs_.try_emplace(step.unit_key, job);
  if (!is_new && held->second != job) {
    RejectUnit(job, {Verdict::kRejected, "duplicate", "another unit of this key is being written", {}});
    return;
  }
  MutationBatcher& batcher = IsLinkStep(*job) ? link_batcher_ : batcher_;
  batcher.Add(std::move(step), job->alone, MutationBatcher::Clock::now());
  MayFailAt("step queued");
}

std::string DeliveryLoop::Claim(const UnitJob& job, int step) const {
  return absl::StrCat(token_, ":", job.plan, ":", step);
}

void DeliveryLoop::ReleaseLinks() {
  assert(holds_ > 0);
  --holds_;
  Pump();
}

void DeliveryLoop::Pump() {
  const bool nodes_under_way = in_flight_ + paused_ > links_in_flight_ + paused_links_;
  const bool nodes_to_come = holds_ > 0 || !batcher_.empty() || nodes_under_way;
  if (!nodes_to_come && !waiting_.empty()) QueueWaiting();
  while (!stopping_ && in_flight_ + paused_ < tuner_.window()) {
    Batch batch = TakeBatch();
    if (batch == nullptr) break;
    Jobs jobs;
    for (const UnitMutations& unit : batch->units) {
      const auto found = jobs_.find(unit.unit_key);
      jobs.push_back(found->second);
      jobs_.erase(found);
    }
    Send(std::move(batch), std::move(jobs), 0);
  }
  ArmTimer();
}

DeliveryLoop::Batch DeliveryLoop::TakeBatch() {
  const auto now = MutationBatcher::Clock::now();
  Batch batch;
  if (LinksMayGo()) batch = link_batcher_.Take(in_flight_ == 0, now);
  return batch != nullptr ? batch : batcher_.Take(in_flight_ == 0, now);
}

bool DeliveryLoop::LinksMayGo() const { return links_in_flight_ + paused_links_ < kLinksInFlight; }

void DeliveryLoop::ArmTimer() {
  // A batch that is due while all requests are in flight goes with the next answer.
  if (timer_armed_ || stopping_ || in_flight_ + paused_ >= tuner_.window()) return;
  auto due = batcher_.due();
  if (LinksMayGo()) due = std::min(due, link_batcher_.due());
  if (due == MutationBatcher::Clock::time_point::max()) return;
  timer_armed_ = true;
  timer_.expires_at(due);
  timer_.async_wait([this, alive = std::weak_ptr<bool>(alive_)](boost::system::error_code) {
    const auto still = alive.lock();
    if (still == nullptr || !*still) return;
    timer_armed_ = false;
    Pump();
  });
}

void DeliveryLoop::Later(std::chrono::milliseconds pause, std::function<void()> action) {
  const auto timer = pauses_.emplace(pauses_.end(), context_.io, pause);
  timer->async_wait([this, timer, action = std::move(action),
                     alive = std::weak_ptr<bool>(alive_)](boost::system::error_code) {
    const auto still = alive.lock();
    if (still == nullptr || !*still) return;
    pauses_.erase(timer);
    action();
    CheckDrained();
  });
}

void DeliveryLoop::Send(Batch batch, Jobs jobs, int attempt) {
  MayFailAt("batch to be sent");
  ++in_flight_;
  ++context_.metrics.requests;
  context_.metrics.in_flight = in_flight_;
  const bool links = IsLinkStep(*jobs[0]);
  links_in_flight_ += links;
  const auto sent = MutationBatcher::Clock::now();
  context_.sink.Deliver(
      batch, [this, batch, jobs = std::move(jobs), attempt, links, sent](DeliveryOutcome outcome) mutable {
        MayFailAt("answer received");
        const auto now = MutationBatcher::Clock::now();
        const auto waited = now - sent;
        Tune(*batch, outcome, {batch->Rows(), waited, now, links, in_flight_ >= tuner_.window()});
        context_.metrics.waiting_us += std::chrono::duration_cast<std::chrono::microseconds>(waited).count();
        --in_flight_;
        context_.metrics.in_flight = in_flight_;
        links_in_flight_ -= links;
        OnOutcome(batch, std::move(jobs), attempt, std::move(outcome));
        Pump();
        CheckDrained();
      });
}

void DeliveryLoop::OnOutcome(const Batch& batch, Jobs jobs, int attempt, DeliveryOutcome outcome) {
  if (stopping_ && outcome.verdict != Verdict::kDone) {
    for (const auto& job : jobs) Finish(job, JobEnd::kAbandoned);
    return;
  }
  switch (outcome.verdict) {
    case Verdict::kDone: OnDone(*batch, jobs, outcome.counters); return;
    case Verdict::kRetry: RetryLater(batch, std::move(jobs), attempt, outcome); return;
    case Verdict::kReplan: Replan(jobs, outcome); return;
    case Verdict::kTooBig:
    case Verdict::kRejected:
    case Verdict::kUnitRejected:
      if (MayPass(*batch, *jobs[0], attempt, outcome)) {
        RetryLater(batch, std::move(jobs), attempt, outcome);
        return;
      }
      Shrink(*batch, jobs, outcome);
      return;
    case Verdict::kStop:
      for (const auto& job : jobs) Finish(job, JobEnd::kAbandoned);
      Fail(absl::FailedPreconditionError(ReasonOf(outcome)));
      return;
  }
}

// What the server calls its own fault is waited for; only then is it looked for in the rows, and a row is
// blamed for it after another wait. On the way there one retry does.
bool DeliveryLoop::MayPass(const MutationBatch& batch, const UnitJob& job, int attempt,
                           const DeliveryOutcome& outcome) const {
  if (!IsServerFault(outcome)) return false;
  const bool decisive = !job.alone || batch.Rows() <= 1;
  return attempt < (decisive ? context_.options.fault_retries : 1);
}

void DeliveryLoop::Tune(const MutationBatch& batch, const DeliveryOutcome& outcome,
                        const DeliveryTuner::Answer& answer) {
  // Deadlocks are part of writing in parallel, conflicts of writing beside others.
  const bool refused =
      outcome.verdict == Verdict::kRetry && outcome.code.find("Deadlock") == std::string::npos;
  const bool silent = outcome.verdict == Verdict::kReplan && !outcome.code.starts_with("Neo.");
  if (outcome.verdict == Verdict::kDone) tuner_.OnAnswer(answer);
  if (refused || silent) tuner_.OnOverload();
  if (outcome.verdict == Verdict::kTooBig && !IsServerFault(outcome)) tuner_.OnTooBig(batch.Rows());
  for (MutationBatcher* batcher : {&batcher_, &link_batcher_}) batcher->set_rows(tuner_.rows());
  context_.metrics.requests_at_once = tuner_.window();
  context_.metrics.batch_rows = static_cast<int64_t>(tuner_.rows());
}

void DeliveryLoop::OnDone(const MutationBatch& batch, const Jobs& jobs, const DeliveryCounters& counters) {
  failing_since_.reset();
  Metrics& metrics = context_.metrics;
  int64_t expected = 0;
  for (const UnitMutations& unit : batch.units) {
    if (holds_ > 0) standing_.Add(unit);
    for (const NodeCreate& create : unit.creates) ++metrics.nodes_created[static_cast<size_t>(create.shape)];
    for (const EdgeCreate& edge : unit.edges) ++metrics.edges_created[static_cast<size_t>(edge.type)];
    for (const OutEdges& out : unit.out_edges) {
      metrics.edges_created[static_cast<size_t>(out.type)] += static_cast<int64_t>(out.edges.size());
    }
    for (const NodeUpdate& update : unit.updates) {
      if (!update.unstub) {
        ++metrics.nodes_updated;
        continue;
      }
      // The node was counted as a stub when it was made.
      ++metrics.nodes_created[static_cast<size_t>(*update.label)];
      ++metrics.stubs_made_real;
    }
    expected += static_cast<int64_t>(unit.creates.size());
  }
  for (const UnitMutations& unit : batch.units) {
    for (const StampWrite& stamp : unit.stamps) {
      if (stamp.link && !stamp.link->artifact.empty())
        ++metrics.edges_created[static_cast<size_t>(EdgeType::kFromArtifact)];
    }
    if (!unit.artifact) continue;
    ++metrics.nodes_created[static_cast<size_t>(Shape::kArtifact)];
    ++expected;
  }
  if (counters.nodes_created > expected) metrics.stubs_created += counters.nodes_created - expected;
  metrics.nodes_deleted += counters.nodes_deleted;
  metrics.edges_deleted += counters.edges_deleted;
  for (const auto& job : jobs) {
    ++job->next_step;
    ++job->claims;
    job->replans = 0;
    if (job->next_step == job->steps.size() && !job->links) {
      Finish(job, JobEnd::kAcknowledged);
    } else if (stopping_) {
      Finish(job, JobEnd::kAbandoned);
    } else {
      job->guard = {Guard::Kind::kClaim, Claim(*job, job->claims)};
      MayFailAt("step done, more to come");
      GoOn(job);
    }
  }
}

bool DeliveryLoop::OutOfPatience() {
  const auto now = MutationBatcher::Clock::now();
  if (!failing_since_) failing_since_ = now;
  return now - *failing_since_ > context_.options.retry_for;
}

void DeliveryLoop::RetryLater(const Batch& batch, Jobs jobs, int attempt, const DeliveryOutcome& outcome) {
  if (OutOfPatience()) {
    for (const auto& job : jobs) Finish(job, JobEnd::kAbandoned);
    Fail(absl::UnavailableError(absl::StrCat("the target did not recover: ", ReasonOf(outcome))));
    return;
  }
  ++context_.metrics.retries;
  if (attempt == kQuietRetries) {
    context_.observer.OnNotice(Severity::kWarning, "retry", ReasonOf(outcome));
  }
  const bool links = IsLinkStep(*jobs[0]);
  ++paused_;
  paused_links_ += links;
  Later(retry_.Pause(attempt), [this, batch, jobs = std::move(jobs), attempt, links]() mutable {
    --paused_;
    paused_links_ -= links;
    if (stopping_) {
      for (const auto& job : jobs) Finish(job, JobEnd::kAbandoned);
      return;
    }
    Send(batch, std::move(jobs), attempt + 1);
  });
}

void DeliveryLoop::Replan(const Jobs& jobs, const DeliveryOutcome& outcome) {
  if (OutOfPatience()) {
    for (const auto& job : jobs) Finish(job, JobEnd::kAbandoned);
    Fail(absl::UnavailableError(absl::StrCat("the target did not recover: ", ReasonOf(outcome))));
    return;
  }
  for (const auto& job : jobs) {
    ++context_.metrics.replans;
    const int replans = job->replans++;
    if (replans > kMaxReplans && jobs.size() == 1) {
      if (outcome.code.starts_with("Neo.")) OnTargetAnswered();
      RejectUnit(job, outcome);
      continue;
    }
    if (replans > kMaxReplans / 2) job->alone = true;  // whose conflict it is shows only alone
    if (replans == 3) {
      context_.observer.OnNotice(Severity::kWarning, "replan",
                                 absl::StrCat(job->rows->key, ": ", ReasonOf(outcome)));
    }
    if (replans == 0) {
      job->replan();
      continue;
    }
    Later(retry_.Pause(replans), [this, job] {
      if (stopping_) {
        Finish(job, JobEnd::kAbandoned);
        return;
      }
      job->replan();
    });
  }
}

void DeliveryLoop::Shrink(const MutationBatch& batch, const Jobs& jobs, const DeliveryOutcome& outcome) {
  if (!IsServerFault(outcome)) failing_since_.reset();  // the target answers
  for (size_t i = 0; i < jobs.size(); ++i) jobs[i]->steps[jobs[i]->next_step] = batch.units[i];
  if (jobs.size() == 1) {
    Bisect(jobs[0], outcome);
    return;
  }
  for (const auto& job : jobs) {
    job->alone = true;
    QueueNextStep(job);
  }
}

void DeliveryLoop::Bisect(const std::shared_ptr<UnitJob>& job, const DeliveryOutcome& outcome) {
  // Of what is above the parts only the row is rejected that cannot be: every part hangs on the rest.
  if (outcome.verdict == Verdict::kUnitRejected && !job->rows->spine()) {
    RejectUnit(job, outcome);
    return;
  }
  job->alone = true;
  UnitMutations failed = std::move(job->steps[job->next_step]);
  const size_t rows = failed.Rows();
  if (rows <= 1) {
    job->steps[job->next_step] = std::move(failed);
    // One row is never too big for a server that is well.
    if (outcome.verdict == Verdict::kTooBig && outcome.code.starts_with("Neo.TransientError"))
      TrySameStepLater(job, outcome);
    else
      RejectRow(job, outcome);
    return;
  }
  std::vector<UnitMutations> halves =
      CutSteps(std::move(failed), {(rows + 1) / 2, context_.options.batch_bytes});
  if (job->next_step < job->first_link_step) job->first_link_step += halves.size() - 1;
  const auto at = job->steps.begin() + static_cast<std::ptrdiff_t>(job->next_step);
  job->steps.erase(at);
  job->steps.insert(job->steps.begin() + static_cast<std::ptrdiff_t>(job->next_step),
                    std::make_move_iterator(halves.begin()), std::make_move_iterator(halves.end()));
  QueueNextStep(job);
}

void DeliveryLoop::TrySameStepLater(const std::shared_ptr<UnitJob>& job, const DeliveryOutcome& outcome) {
  if (OutOfPatience()) {
    Finish(job, JobEnd::kAbandoned);
    Fail(absl::UnavailableError(absl::StrCat("the target did not recover: ", ReasonOf(outcome))));
    return;
  }
  ++context_.metrics.retries;
  Later(kMaxPause, [this, job] {
    if (stopping_) {
      Finish(job, JobEnd::kAbandoned);
      return;
    }
    QueueNextStep(job);
    Pump();
  });
}

// The whole unit cannot be written: a foreign node has one of its keys, or the like.
void DeliveryLoop::RejectUnit(const std::shared_ptr<UnitJob>& job, const DeliveryOutcome& outcome) {
  const std::string reason = ReasonOf(outcome);
  context_.dead_letters.Add({job->source, job->rows->key, reason, ""});
  context_.observer.OnNotice(Severity::kError, "reject", absl::StrCat(job->rows->key, ": ", reason));
  ++job->rejected;
  Finish(job, JobEnd::kAcknowledged);
}

void DeliveryLoop::RejectRow(const std::shared_ptr<UnitJob>& job, const DeliveryOutcome& outcome) {
  UnitMutations& step = job->steps[job->next_step];
  const bool is_root = !step.creates.empty() && step.ends[0] == step.unit_key;
  if (step.Rows() == 0 || is_root) {
    // Not a row but the stamp itself, or the division everything hangs on.
    RejectUnit(job, outcome);
    return;
  }
  const std::string row = step.creates.empty() ? "" : std::string(step.creates[0].row);
  context_.dead_letters.Add({job->source, PlaceOfRow(step), ReasonOf(outcome), row});
  context_.observer.OnNotice(Severity::kError, "reject",
                             absl::StrCat(PlaceOfRow(step), ": ", ReasonOf(outcome)));
  ++job->rejected;
  UnitMutations bad = std::move(step);
  if (job->next_step < job->first_link_step) --job->first_link_step;
  job->steps.erase(job->steps.begin() + static_cast<std::ptrdiff_t>(job->next_step));
  DropDependents(bad, job->steps);
  if (job->links) DropDependents(bad, {&*job->links, 1});
  if (job->next_step == job->steps.size() && !job->links) {
    UnitMutations empty;
    empty.rows = bad.rows;
    empty.title = bad.title;
    empty.unit_key = bad.unit_key;
    empty.artifact = bad.artifact;
    job->steps.push_back(std::move(empty));
  }
  GoOn(job);
}

void DeliveryLoop::Finish(const std::shared_ptr<UnitJob>& job, JobEnd end) {
  if (end == JobEnd::kAcknowledged) MayFailAt("unit acknowledged");
  if (job->done) std::exchange(job->done, nullptr)(end);
}

void DeliveryLoop::Fail(absl::Status status) {
  if (std::exchange(failed_, true)) return;
  context_.on_fatal(std::move(status));
}

void DeliveryLoop::Stop(std::function<void()> drained) {
  if (drained) drained_ = std::move(drained);
  if (!std::exchange(stopping_, true)) {
    for (const auto& job : std::exchange(waiting_, {})) Finish(job, JobEnd::kAbandoned);
    auto jobs = std::exchange(jobs_, {});
    for (const auto& [key, job] : jobs) Finish(job, JobEnd::kAbandoned);
    timer_.cancel();
    for (boost::asio::steady_timer& pause : pauses_) pause.cancel();
  }
  CheckDrained();
}

void DeliveryLoop::CheckDrained() {
  if (stopping_ && in_flight_ == 0 && pauses_.empty() && drained_) std::exchange(drained_, nullptr)();
}

}  // namespace reg2graph
