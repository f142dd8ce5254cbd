#include "engine/flow/delivery_repair.h"

#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/core/strings.h"
#include "engine/deliver/step_cutter.h"

namespace reg2graph {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kBasePause{20};
constexpr std::chrono::milliseconds kMaxPause{5000};
constexpr int kQuietRetries = 3;  // a deadlock or two is part of writing in parallel
constexpr int kMaxReplans = 40;   // of one unit, with pauses: minutes of conflict with another writer

// A file has no codes.
std::string Reason(const DeliveryOutcome& outcome) {
  return outcome.code.empty() ? outcome.message : absl::StrCat(outcome.code, ": ", outcome.message);
}

std::string DescribeRow(const UnitMutations& step) {
  if (!step.creates.empty()) return std::string(step.ends[0]);
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

}  // namespace

DeliveryRepair::DeliveryRepair(Context context)
    : context_(std::move(context)), retry_(kBasePause, kMaxPause) {}

void DeliveryRepair::Handle(const Batch& batch, UnitJobs jobs, int attempt, const DeliveryOutcome& outcome) {
  switch (outcome.verdict) {
    case Verdict::kDone: return;
    case Verdict::kRetry: RetryLater(batch, std::move(jobs), attempt, outcome); return;
    case Verdict::kReplan: Replan(jobs, outcome); return;
    case Verdict::kTooBig:
    case Verdict::kRejected:
    case Verdict::kUnitRejected:
      if (MayPass(*batch, *jobs[0], attempt, outcome))
        RetryLater(batch, std::move(jobs), attempt, outcome);
      else
        Shrink(*batch, jobs, outcome);
      return;
    case Verdict::kStop:
      Abandon(jobs);
      context_.loop.fail(absl::FailedPreconditionError(Absl(Reason(outcome))));
      return;
  }
}

// What the server calls its own fault is waited for; only then is it looked for in the rows, and a row is
// blamed for it after another wait. On the way there one retry does.
bool DeliveryRepair::MayPass(const MutationBatch& batch, const UnitJob& job, int attempt,
                             const DeliveryOutcome& outcome) const {
  if (outcome.cause != Cause::kServerFault) return false;
  const bool decisive = !job.alone || batch.Rows() <= 1;
  return attempt < (decisive ? context_.options.fault_retries : 1);
}

bool DeliveryRepair::GaveUp(const UnitJobs& jobs, const DeliveryOutcome& outcome) {
  const auto now = Clock::now();
  if (!failing_since_) failing_since_ = now;
  if (now - *failing_since_ <= context_.options.retry_for) return false;
  Abandon(jobs);
  context_.loop.fail(absl::UnavailableError(absl::StrCat("the target did not recover: ", Reason(outcome))));
  return true;
}

void DeliveryRepair::Later(std::chrono::milliseconds pause, UnitJobs jobs, std::function<void()> action) {
  context_.pauses.Later(pause, [this, jobs = std::move(jobs), action = std::move(action)] {
    if (context_.loop.stopping())
      Abandon(jobs);
    else
      action();
  });
}

void DeliveryRepair::RetryLater(const Batch& batch, UnitJobs jobs, int attempt,
                                const DeliveryOutcome& outcome) {
  if (GaveUp(jobs, outcome)) return;
  ++context_.metrics.retries;
  if (attempt == kQuietRetries) context_.observer.OnNotice(Severity::kWarning, "retry", Reason(outcome));
  context_.loop.keep_place(jobs);
  context_.pauses.Later(retry_.Pause(attempt), [this, batch, jobs = std::move(jobs), attempt] {
    context_.loop.give_place_back(jobs);
    if (context_.loop.stopping())
      Abandon(jobs);
    else
      context_.loop.send(batch, jobs, attempt + 1);
  });
}

void DeliveryRepair::Replan(const UnitJobs& jobs, const DeliveryOutcome& outcome) {
  if (GaveUp(jobs, outcome)) return;
  for (const auto& job : jobs) ReplanJob(job, jobs.size() > 1, outcome);
}

void DeliveryRepair::ReplanJob(const std::shared_ptr<UnitJob>& job, bool shared,
                               const DeliveryOutcome& outcome) {
  ++context_.metrics.replans;
  const int replans = job->replans++;
  if (replans > kMaxReplans && !shared) {
    if (outcome.cause != Cause::kNoAnswer) OnTargetAnswered();
    RejectUnit(job, outcome);
    return;
  }
  if (replans > kMaxReplans / 2) job->alone = true;  // whose conflict it is shows only alone
  if (replans == 3) {
    context_.observer.OnNotice(Severity::kWarning, "replan",
                               absl::StrCat(job->rows->key, ": ", Reason(outcome)));
  }
  if (replans == 0)
    job->replan();
  else
    Later(retry_.Pause(replans), {job}, [job] { job->replan(); });
}

void DeliveryRepair::Shrink(const MutationBatch& batch, const UnitJobs& jobs,
                            const DeliveryOutcome& outcome) {
  if (outcome.cause != Cause::kServerFault) OnTargetAnswered();
  for (size_t i = 0; i < jobs.size(); ++i) jobs[i]->steps[jobs[i]->next_step] = batch.units[i];
  if (jobs.size() == 1) {
    Bisect(jobs[0], outcome);
    return;
  }
  for (const auto& job : jobs) {
    job->alone = true;
    context_.loop.queue_step(job);
  }
}

void DeliveryRepair::Bisect(const std::shared_ptr<UnitJob>& job, const DeliveryOutcome& outcome) {
  // Of what is above the parts only the row is rejected that cannot be: every part hangs on the rest.
  if (outcome.verdict == Verdict::kUnitRejected && !job->rows->spine()) {
    RejectUnit(job, outcome);
    return;
  }
  job->alone = true;
  const auto at = job->steps.begin() + static_cast<std::ptrdiff_t>(job->next_step);
  const size_t rows = at->Rows();
  if (rows <= 1) {
    // One row is never too big for a server that is well.
    if (outcome.verdict == Verdict::kTooBig && outcome.cause == Cause::kOverload)
      TrySameStepLater(job, outcome);
    else
      RejectRow(job, outcome);
    return;
  }
  std::vector<UnitMutations> halves =
      CutSteps(std::move(*at), {(rows + 1) / 2, context_.options.batch_bytes});
  if (!job->AtLinks()) job->first_link_step += halves.size() - 1;
  const auto next = job->steps.erase(at);
  job->steps.insert(next, std::make_move_iterator(halves.begin()), std::make_move_iterator(halves.end()));
  context_.loop.queue_step(job);
}

void DeliveryRepair::TrySameStepLater(const std::shared_ptr<UnitJob>& job, const DeliveryOutcome& outcome) {
  if (GaveUp({job}, outcome)) return;
  ++context_.metrics.retries;
  Later(kMaxPause, {job}, [this, job] {
    context_.loop.queue_step(job);
    context_.loop.pump();
  });
}

void DeliveryRepair::RejectUnit(const std::shared_ptr<UnitJob>& job, const DeliveryOutcome& outcome) {
  const std::string reason = Reason(outcome);
  context_.dead_letters.Add({job->source, job->rows->key, reason, ""});
  context_.observer.OnNotice(Severity::kError, "reject", absl::StrCat(job->rows->key, ": ", reason));
  ++job->rejected;
  job->Finish(JobEnd::kRejected);
}

void DeliveryRepair::RejectRow(const std::shared_ptr<UnitJob>& job, const DeliveryOutcome& outcome) {
  UnitMutations& step = job->steps[job->next_step];
  const bool is_root = !step.creates.empty() && step.ends[0] == step.unit_key;
  if (step.Rows() == 0 || is_root) {
    // Not a row but the stamp itself, or the division everything hangs on.
    RejectUnit(job, outcome);
    return;
  }
  const std::string row = step.creates.empty() ? "" : std::string(step.creates[0].row);
  const std::string place = DescribeRow(step);
  context_.dead_letters.Add({job->source, place, Reason(outcome), row});
  context_.observer.OnNotice(Severity::kError, "reject", absl::StrCat(place, ": ", Reason(outcome)));
  ++job->rejected;
  UnitMutations bad = std::move(step);
  if (!job->AtLinks()) --job->first_link_step;
  job->steps.erase(job->steps.begin() + static_cast<std::ptrdiff_t>(job->next_step));
  DropDependents(bad, job->steps);
  if (job->links) DropDependents(bad, {&*job->links, 1});
  if (job->AtEnd()) {
    UnitMutations empty;
    empty.rows = bad.rows;
    empty.title = bad.title;
    empty.unit_key = bad.unit_key;
    empty.artifact = bad.artifact;
    job->steps.push_back(std::move(empty));
  }
  context_.loop.go_on(job);
}

}  // namespace reg2graph
