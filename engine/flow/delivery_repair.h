#ifndef REG2GRAPH_ENGINE_FLOW_DELIVERY_REPAIR_H_
#define REG2GRAPH_ENGINE_FLOW_DELIVERY_REPAIR_H_

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "engine/core/mutation_sink.h"
#include "engine/core/unit_mutations.h"
#include "engine/deliver/dead_letters.h"
#include "engine/deliver/retry_policy.h"
#include "engine/flow/pauses.h"
#include "engine/flow/run_options.h"
#include "engine/flow/unit_job.h"
#include "engine/observe/events.h"

namespace reg2graph {

// What is done about a batch that was not written: the same again after a pause, another plan, smaller pieces
// until the row at fault is alone, its rejection, or the end of the run.
// REQUIRES: called on the network thread.
class DeliveryRepair {
 public:
  using Batch = std::shared_ptr<const MutationBatch>;

  // What the delivery loop does for it.
  struct Loop {
    // Sends the batch once more. It keeps its place among the requests in flight meanwhile.
    std::function<void(const Batch&, UnitJobs, int attempt)> send;
    std::function<void(const UnitJobs&)> keep_place, give_place_back;
    std::function<void(const std::shared_ptr<UnitJob>&)> queue_step;  // the job's next one
    std::function<void(const std::shared_ptr<UnitJob>&)> go_on;       // as after a step that was written
    std::function<void()> pump;
    std::function<void(absl::Status)> fail;  // the run must end
    std::function<bool()> stopping;
  };
  struct Context {
    Pauses& pauses;
    DeadLetters& dead_letters;
    Observer& observer;
    Metrics& metrics;
    const RunOptions& options;
    Loop loop;
  };
  explicit DeliveryRepair(Context context);

  // REQUIRES: the verdict is not kDone. `attempt`: how often this batch was sent again before.
  void Handle(const Batch& batch, UnitJobs jobs, int attempt, const DeliveryOutcome& outcome);
  // What failed before was no failure of the target.
  void OnTargetAnswered() { failing_since_.reset(); }
  // Writes the dead letter of a unit that can never be.
  void RejectUnit(const std::shared_ptr<UnitJob>& job, const DeliveryOutcome& outcome);

 private:
  bool MayPass(const MutationBatch& batch, const UnitJob& job, int attempt,
               const DeliveryOutcome& outcome) const;
  // True if there is no patience left: the jobs are abandoned and the run ends.
  bool GaveUp(const UnitJobs& jobs, const DeliveryOutcome& outcome);
  void RetryLater(const Batch& batch, UnitJobs jobs, int attempt, const DeliveryOutcome& outcome);
  void Replan(const UnitJobs& jobs, const DeliveryOutcome& outcome);
  void ReplanJob(const std::shared_ptr<UnitJob>& job, bool shared, const DeliveryOutcome& outcome);
  void Shrink(const MutationBatch& batch, const UnitJobs& jobs, const DeliveryOutcome& outcome);
  void Bisect(const std::shared_ptr<UnitJob>& job, const DeliveryOutcome& outcome);
  void RejectRow(const std::shared_ptr<UnitJob>& job, const DeliveryOutcome& outcome);
  void TrySameStepLater(const std::shared_ptr<UnitJob>& job, const DeliveryOutcome& outcome);
  // Runs `action` after the pause unless the run is stopping; then the jobs are abandoned.
  void Later(std::chrono::milliseconds pause, UnitJobs jobs, std::function<void()> action);

  Context context_;
  RetryPolicy retry_;
  // The first of the failures without a success since.
  std::optional<std::chrono::steady_clock::time_point> failing_since_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_FLOW_DELIVERY_REPAIR_H_
