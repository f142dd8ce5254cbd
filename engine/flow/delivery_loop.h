#ifndef REG2GRAPH_ENGINE_FLOW_DELIVERY_LOOP_H_
#define REG2GRAPH_ENGINE_FLOW_DELIVERY_LOOP_H_

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/core/mutation_sink.h"
#include "engine/core/unit_mutations.h"
#include "engine/deliver/dead_letters.h"
#include "engine/deliver/step_cutter.h"
#include "engine/flow/delivery_repair.h"
#include "engine/flow/delivery_tuner.h"
#include "engine/flow/link_gate.h"
#include "engine/flow/mutation_batcher.h"
#include "engine/flow/pauses.h"
#include "engine/flow/run_options.h"
#include "engine/flow/unit_job.h"
#include "engine/observe/events.h"

namespace reg2graph {

// Reap, submit, pull: takes planned units, joins their shares into batches and keeps the sink's K requests in
// flight. LinkGate keeps the links that wait, DeliveryRepair acts on verdicts other than kDone. Each unit is
// a chain of transactions of which each checks and changes the unit's stamp or claim, so a step that was
// written twice, or beside another process, is noticed before it does harm.
// REQUIRES: called on the network thread.
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
  void HoldLinks() { links_.Hold(); }
  void ReleaseLinks();
  // A unit came to its end without a batch: what failed before was no failure of the target.
  void OnTargetAnswered() { repair_.OnTargetAnswered(); }
  // No further batch is sent; `drained` is called when nothing is in flight and all jobs are done. Jobs
  // that are not complete by then are abandoned.
  void Stop(std::function<void()> drained);

 private:
  using Batch = std::shared_ptr<const MutationBatch>;
  // Requests that count against the window: those in flight, and those that wait to be sent again.
  struct Places {
    int in_flight = 0;
    int paused = 0;
    int taken() const { return in_flight + paused; }
  };

  DeliveryRepair::Loop RepairActions();
  void GoOn(const std::shared_ptr<UnitJob>& job);
  std::string Claim(const UnitJob& job, int step) const;
  void QueueNextStep(const std::shared_ptr<UnitJob>& job);
  void QueueLinks(const std::shared_ptr<UnitJob>& job, UnitMutations links);
  void QueueWaiting();
  StepLimits Limits() const;
  Places& PlacesOf(const UnitJobs& jobs) { return jobs[0]->AtLinks() ? link_places_ : node_places_; }
  int PlacesTaken() const { return node_places_.taken() + link_places_.taken(); }
  int InFlight() const { return node_places_.in_flight + link_places_.in_flight; }
  bool LinksMayGo() const;
  void Pump();
  Batch TakeBatch();
  void Send(const Batch& batch, UnitJobs jobs, int attempt);
  void OnOutcome(const Batch& batch, UnitJobs jobs, int attempt, const DeliveryOutcome& outcome);
  void Tune(const MutationBatch& batch, const DeliveryOutcome& outcome, const DeliveryTuner::Answer& answer);
  void OnDone(const MutationBatch& batch, const UnitJobs& jobs, const DeliveryCounters& counters);
  void OnStepDone(const std::shared_ptr<UnitJob>& job);
  void Count(const MutationBatch& batch, const DeliveryCounters& counters);
  void Fail(absl::Status status);
  void ArmTimer();
  void CheckDrained();

  Context context_;
  DeliveryTuner tuner_;
  MutationBatcher batcher_;
  MutationBatcher link_batcher_;  // of link steps
  const std::string token_;       // names this process in claims
  Pauses pauses_;                 // back-offs; a stop ends them
  DeliveryRepair repair_;
  LinkGate links_;
  StringMap<std::shared_ptr<UnitJob>> jobs_;  // by unit key: those with a step in the batcher
  boost::asio::steady_timer timer_;
  bool timer_armed_ = false;
  Places node_places_, link_places_;
  int64_t plans_ = 0;
  bool stopping_ = false;
  bool failed_ = false;
  std::function<void()> drained_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // the timer may fire after this object went
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_FLOW_DELIVERY_LOOP_H_
