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

// Each holds its units and wants those that they cite: two at once are a deadlock as often as not.
constexpr int kLinksInFlight = 1;

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

}  // namespace

DeliveryLoop::DeliveryLoop(Context context)
    : context_(std::move(context)),
      tuner_(context_.options.requests, context_.options.batch_rows, context_.sink.max_in_flight()),
      batcher_({tuner_.rows(), context_.options.batch_bytes, context_.options.batch_age}),
      link_batcher_({tuner_.rows(), context_.options.batch_bytes, context_.options.batch_age}),
      token_(RandomToken()),
      pauses_(context_.io, [this] { CheckDrained(); }),
      repair_({pauses_, context_.dead_letters, context_.observer, context_.metrics, context_.options,
               RepairActions()}),
      links_(context_.options.in_flight_bytes),
      timer_(context_.io) {}

DeliveryLoop::~DeliveryLoop() { *alive_ = false; }

DeliveryRepair::Loop DeliveryLoop::RepairActions() {
  return {
      .send = [this](const Batch& batch, UnitJobs jobs,
                     int attempt) { Send(batch, std::move(jobs), attempt); },
      .keep_place = [this](const UnitJobs& jobs) { PlacesOf(jobs).paused++; },
      .give_place_back = [this](const UnitJobs& jobs) { PlacesOf(jobs).paused--; },
      .queue_step = [this](const std::shared_ptr<UnitJob>& job) { QueueNextStep(job); },
      .go_on = [this](const std::shared_ptr<UnitJob>& job) { GoOn(job); },
      .pump = [this] { Pump(); },
      .fail = [this](absl::Status status) { Fail(std::move(status)); },
      .stopping = [this] { return stopping_; },
  };
}

void DeliveryLoop::Submit(std::shared_ptr<UnitJob> job, UnitMutations plan) {
  if (stopping_) {
    job->Finish(JobEnd::kAbandoned);
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
    job->links = LinkGate::Separate(plan);
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
    UnitMutations ready = links_.TakeReady(*job);
    if (!job->links || !ready.out_edges.empty()) {
      QueueLinks(job, std::move(ready));
      return;
    }
  }
  if (!links_.Keep(job)) QueueWaiting();
}

void DeliveryLoop::QueueLinks(const std::shared_ptr<UnitJob>& job, UnitMutations links) {
  std::vector<UnitMutations> steps = CutSteps(std::move(links), Limits());
  std::move(steps.begin(), steps.end(), std::back_inserter(job->steps));
  QueueNextStep(job);
}

void DeliveryLoop::QueueWaiting() {
  for (const auto& job : links_.TakeAll()) {
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
    repair_.RejectUnit(
        job,
        {Verdict::kRejected, Cause::kRefused, "duplicate", "another unit of this key is being written", {}});
    return;
  }
  MutationBatcher& batcher = job->AtLinks() ? link_batcher_ : batcher_;
  // A target compares all guards of a transaction first: a share that guards what another one of the same
  // transaction changes would not see that.
  const bool alone = job->alone || !step.guards.empty();
  batcher.Add(std::move(step), alone, MutationBatcher::Clock::now());
  MayFailAt("step queued");
}

std::string DeliveryLoop::Claim(const UnitJob& job, int step) const {
  return absl::StrCat(token_, ":", job.plan, ":", step);
}

void DeliveryLoop::ReleaseLinks() {
  links_.Release();
  Pump();
}

void DeliveryLoop::Pump() {
  const bool nodes_to_come = links_.held() || !batcher_.empty() || node_places_.taken() > 0;
  if (!nodes_to_come && !links_.empty()) QueueWaiting();
  while (!stopping_ && PlacesTaken() < tuner_.window()) {
    Batch batch = TakeBatch();
    if (batch == nullptr) break;
    UnitJobs jobs;
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
  if (LinksMayGo()) batch = link_batcher_.Take(InFlight() == 0, now);
  return batch != nullptr ? batch : batcher_.Take(InFlight() == 0, now);
}

bool DeliveryLoop::LinksMayGo() const { return link_places_.taken() < kLinksInFlight; }

void DeliveryLoop::ArmTimer() {
  // A batch that is due while all requests are in flight is sent after the next answer.
  if (timer_armed_ || stopping_ || PlacesTaken() >= tuner_.window()) return;
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

void DeliveryLoop::Send(const Batch& batch, UnitJobs jobs, int attempt) {
  MayFailAt("batch to be sent");
  Places& places = PlacesOf(jobs);
  const bool links = &places == &link_places_;
  ++places.in_flight;
  ++context_.metrics.requests;
  context_.metrics.in_flight = InFlight();
  const auto sent = MutationBatcher::Clock::now();
  context_.sink.Deliver(batch, [this, batch, jobs = std::move(jobs), attempt, links,
                                sent](const DeliveryOutcome& outcome) mutable {
    MayFailAt("answer received");
    const auto now = MutationBatcher::Clock::now();
    const auto waited = now - sent;
    Tune(*batch, outcome, {batch->Rows(), waited, now, links, PlacesTaken() >= tuner_.window()});
    context_.metrics.waiting_us += std::chrono::duration_cast<std::chrono::microseconds>(waited).count();
    --(links ? link_places_ : node_places_).in_flight;
    context_.metrics.in_flight = InFlight();
    OnOutcome(batch, std::move(jobs), attempt, outcome);
    Pump();
    CheckDrained();
  });
}

void DeliveryLoop::OnOutcome(const Batch& batch, UnitJobs jobs, int attempt, const DeliveryOutcome& outcome) {
  if (outcome.verdict == Verdict::kDone)
    OnDone(*batch, jobs, outcome.counters);
  else if (stopping_)
    Abandon(jobs);
  else
    repair_.Handle(batch, std::move(jobs), attempt, outcome);
}

void DeliveryLoop::Tune(const MutationBatch& batch, const DeliveryOutcome& outcome,
                        const DeliveryTuner::Answer& answer) {
  // Deadlocks are part of writing in parallel, conflicts of writing beside others.
  const bool refused = outcome.verdict == Verdict::kRetry && outcome.cause != Cause::kDeadlock;
  if (outcome.verdict == Verdict::kDone) tuner_.OnAnswer(answer);
  if (refused || outcome.cause == Cause::kNoAnswer) tuner_.OnOverload();
  if (outcome.verdict == Verdict::kTooBig && outcome.cause != Cause::kServerFault)
    tuner_.OnTooBig(batch.Rows());
  for (MutationBatcher* batcher : {&batcher_, &link_batcher_}) batcher->set_rows(tuner_.rows());
  context_.metrics.requests_at_once = tuner_.window();
  context_.metrics.batch_rows = static_cast<int64_t>(tuner_.rows());
}

void DeliveryLoop::OnDone(const MutationBatch& batch, const UnitJobs& jobs,
                          const DeliveryCounters& counters) {
  repair_.OnTargetAnswered();
  Count(batch, counters);
  for (const UnitMutations& unit : batch.units) links_.OnWritten(unit);
  for (const auto& job : jobs) OnStepDone(job);
}

void DeliveryLoop::OnStepDone(const std::shared_ptr<UnitJob>& job) {
  ++job->next_step;
  ++job->claims;
  job->replans = 0;
  if (job->AtEnd()) {
    job->Finish(JobEnd::kWritten);
  } else if (stopping_) {
    job->Finish(JobEnd::kAbandoned);
  } else {
    job->guard = {Guard::Kind::kClaim, Claim(*job, job->claims)};
    MayFailAt("step done, more to come");
    GoOn(job);
  }
}

void DeliveryLoop::Count(const MutationBatch& batch, const DeliveryCounters& counters) {
  Metrics& metrics = context_.metrics;
  int64_t expected = 0;
  for (const UnitMutations& unit : batch.units) {
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
  metrics.edges_created[static_cast<size_t>(EdgeType::kWithin)] += counters.within_created;
  metrics.edges_deleted += counters.edges_deleted;
}

void DeliveryLoop::Fail(absl::Status status) {
  if (std::exchange(failed_, true)) return;
  context_.on_fatal(std::move(status));
}

void DeliveryLoop::Stop(std::function<void()> drained) {
  if (drained) drained_ = std::move(drained);
  if (!std::exchange(stopping_, true)) {
    Abandon(links_.TakeAll());
    auto jobs = std::exchange(jobs_, {});
    for (const auto& [key, job] : jobs) job->Finish(JobEnd::kAbandoned);
    timer_.cancel();
    pauses_.End();
  }
  CheckDrained();
}

void DeliveryLoop::CheckDrained() {
  if (stopping_ && InFlight() == 0 && pauses_.empty() && drained_) std::exchange(drained_, nullptr)();
}

}  // namespace reg2graph
