#ifndef REG2GRAPH_ENGINE_FLOW_DELIVERY_LOOP_H_
#define REG2GRAPH_ENGINE_FLOW_DELIVERY_LOOP_H_

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/batch/delivery_tuner.h"
#include "engine/batch/mutation_batcher.h"
#include "engine/core/mutation_sink.h"
#include "engine/core/unit_mutations.h"
#include "engine/deliver/dead_letters.h"
#include "engine/deliver/ready_links.h"
#include "engine/deliver/retry_policy.h"
#include "engine/deliver/step_cutter.h"
#include "engine/deliver/unit_planner.h"
#include "engine/flow/run_options.h"
#include "engine/observe/events.h"

namespace reg2graph {

enum class JobEnd : uint8_t {
  kAcknowledged,  // written, stamp and all
  kAbandoned,     // the run was stopped first
};

// A planned unit on its way into the graph. Lives on the network thread.
struct UnitJob {
  std::shared_ptr<const UnitRows> rows;
  UnitOrigin origin;
  // The unit that is written: rows->key, or the part that a division which was loaded alone is in.
  std::string unit_key;
  std::optional<ArtifactRow> artifact;  // of the document, for stamps that lead to it
  std::string source;                   // URI of the document, for dead letters
  std::function<void()> replan;         // looks at the graph again, plans anew and calls Submit
  std::function<void(JobEnd)> done;     // once

  std::vector<UnitMutations> steps;  // what is left, the next one first in line
  size_t next_step = 0;
  size_t first_link_step = 0;          // from here on relationships that leave the unit
  std::optional<UnitMutations> links;  // those that are in no step yet
  Guard guard;                         // of the next step
  std::vector<StampWrite> stamps;      // of the last step
  std::vector<StampWrite> takeovers;   // with the first step
  std::string interim;                 // what the others set on the unit's division, with the claim
  int claims = 0;                      // steps of this change that are committed
  // Of this process. A transaction of an earlier plan that is still waiting for a lock must find another
  // claim.
  int64_t plan = 0;
  bool alone = false;       // not to share a transaction
  bool checked = false;     // written alone, then looked up again
  bool reported = false;    // what was kept has been named
  int moves = 0;            // in a row, from one unit to another
  int replans = 0;          // in a row, without a step that was committed
  int failed_look_ups = 0;  // in a row, since `failing_since`
  std::chrono::steady_clock::time_point failing_since;
  int64_t rejected = 0;            // rows of this unit
  int64_t rejected_elsewhere = 0;  // of a spine: rows of its document that were rejected before
};

// Reap, submit, pull: takes planned units, joins their shares into batches, keeps the sink's K
// requests in flight and acts on every verdict. Each unit is a chain of transactions of which each
// checks and changes the unit's stamp or claim, so a step that was written twice, or beside another
// process, is noticed before it does harm. Network thread only.
class DeliveryLoop {
 public:
  struct Context {
    boost::asio::io_context& io;
    MutationSink& sink;
    DeadLetters& dead_letters;
    Observer& observer;
    Metrics& metrics;
    const RunOptions& options;
    std::function<void(absl::Status)> on_fatal;  // the target cannot be written to: the run must end
  };
  explicit DeliveryLoop(Context context);
  ~DeliveryLoop();

  // Takes a plan for a job that is new or came back for replanning. REQUIRES: no other job of the same
  // unit_key is under way (the documents of a title, and the orphans of a document, follow each other).
  void Submit(std::shared_ptr<UnitJob> job, UnitMutations plan);
  // While a hold is on, relationships to what may still come wait for the nodes of the documents that are
  // being read, as far as memory allows: such a target need not be made a stub.
  void HoldLinks() { ++holds_; }
  void ReleaseLinks();
  // A unit came to its end without a batch: what failed before was no failure of the target.
  void OnTargetAnswered() { failing_since_.reset(); }
  // No further batch is sent; `drained` is called when nothing is in flight and all jobs are done. Jobs
  // that are not complete by then are abandoned.
  void Stop(std::function<void()> drained);

 private:
  struct InFlight;
  using Batch = std::shared_ptr<const MutationBatch>;
  using Jobs = std::vector<std::shared_ptr<UnitJob>>;

  void GoOn(const std::shared_ptr<UnitJob>& job);
  std::string Claim(const UnitJob& job, int step) const;
  void QueueNextStep(const std::shared_ptr<UnitJob>& job);
  void QueueLinks(const std::shared_ptr<UnitJob>& job, UnitMutations links);
  void QueueWaiting();
  StepLimits Limits() const;
  bool LinksMayGo() const;
  void Pump();
  Batch TakeBatch();
  void Send(Batch batch, Jobs jobs, int attempt);
  void OnOutcome(const Batch& batch, Jobs jobs, int attempt, DeliveryOutcome outcome);
  void Tune(const MutationBatch& batch, const DeliveryOutcome& outcome, const DeliveryTuner::Answer& answer);
  void OnDone(const MutationBatch& batch, const Jobs& jobs, const DeliveryCounters& counters);
  void RetryLater(const Batch& batch, Jobs jobs, int attempt, const DeliveryOutcome& outcome);
  void Replan(const Jobs& jobs, const DeliveryOutcome& outcome);
  void Shrink(const MutationBatch& batch, const Jobs& jobs, const DeliveryOutcome& outcome);
  void Bisect(const std::shared_ptr<UnitJob>& job, const DeliveryOutcome& outcome);
  void RejectRow(const std::shared_ptr<UnitJob>& job, const DeliveryOutcome& outcome);
  void RejectUnit(const std::shared_ptr<UnitJob>& job, const DeliveryOutcome& outcome);
  void TrySameStepLater(const std::shared_ptr<UnitJob>& job, const DeliveryOutcome& outcome);
  void Fail(absl::Status status);
  void ArmTimer();
  void Later(std::chrono::milliseconds pause, std::function<void()> action);
  void Finish(const std::shared_ptr<UnitJob>& job, JobEnd end);
  bool MayPass(const MutationBatch& batch, const UnitJob& job, int attempt,
               const DeliveryOutcome& outcome) const;
  bool OutOfPatience();
  void CheckDrained();

  Context context_;
  DeliveryTuner tuner_;
  MutationBatcher batcher_;
  MutationBatcher link_batcher_;  // of link steps
  RetryPolicy retry_;
  const std::string token_;                   // names this process in claims
  StringMap<std::shared_ptr<UnitJob>> jobs_;  // by unit key: those with a step in the batcher
  boost::asio::steady_timer timer_;
  bool timer_armed_ = false;
  int in_flight_ = 0;
  int links_in_flight_ = 0;  // of these
  int paused_ = 0;           // batches that wait to be sent again: they keep their place
  int paused_links_ = 0;     // of these
  int holds_ = 0;
  int64_t plans_ = 0;
  StandingNodes standing_;                         // written while a hold was on
  std::vector<std::shared_ptr<UnitJob>> waiting_;  // with the links that wait
  size_t waiting_bytes_ = 0;
  bool stopping_ = false;
  bool failed_ = false;
  std::function<void()> drained_;
  std::list<boost::asio::steady_timer> pauses_;  // back-offs; a stop ends them
  std::optional<MutationBatcher::Clock::time_point>
      failing_since_;  // the first of the failures without a success since
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // timers may fire after this object went
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_FLOW_DELIVERY_LOOP_H_
