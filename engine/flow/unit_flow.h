#ifndef REG2GRAPH_ENGINE_FLOW_UNIT_FLOW_H_
#define REG2GRAPH_ENGINE_FLOW_UNIT_FLOW_H_

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/mutation_sink.h"
#include "engine/core/unit.h"
#include "engine/deliver/dead_letters.h"
#include "engine/deliver/unit_decision.h"
#include "engine/flow/delivery_loop.h"
#include "engine/flow/document_task.h"
#include "engine/flow/memory_budget.h"
#include "engine/flow/run_options.h"
#include "engine/observe/events.h"

namespace reg2graph {

// Takes one unit from its rows to its acknowledgement:
//
//   worker: Start -> decide from the title's stamps -> plan, if nothing of it is in the graph
//   network: look up what is stored -> worker: plan against it -> network: deliver -> done
//
// A conflict in delivery comes back as a new look-up. Every unit ends with one call of `done`.
class UnitFlow {
 public:
  using Task = std::shared_ptr<DocumentTask>;
  using Rows = std::shared_ptr<const UnitRows>;
  using Share = std::shared_ptr<BudgetShare>;
  // kAlone: after all that was under way has been written, which may have made stubs of the unit's divisions.
  enum class Turn : uint8_t { kInOrder, kAlone };

  struct Context {
    boost::asio::io_context& io;
    boost::asio::thread_pool& workers;
    MutationSink& sink;
    DeliveryLoop& delivery;
    Observer& observer;
    Metrics& metrics;
    const RunOptions& options;
    std::function<void(absl::Status)> on_fatal;
    std::function<void(const Task&)> on_done;     // REQUIRES: called on the network thread
    std::function<void(const Task&)> on_decided;  // a look-up that Write or Start began has been planned
  };
  explicit UnitFlow(Context context);

  // REQUIRES: called on a worker.
  void Start(const Task& task, Rows rows, const Share& share, Turn turn);
  // REQUIRES: called on the network thread. The spine, of which the title's state is known.
  void WriteSpine(const Task& task, Rows rows, bool parts_are_placed);
  // REQUIRES: called on the network thread.
  void Do(const Task& task, const Chore& chore);

  // REQUIRES: called on the network thread.
  void Stop() { stopping_ = true; }
  // Runs `action` after a pause that grows with the attempts. REQUIRES: called on the network thread.
  void Retry(int attempt, std::function<void()> action);

 private:
  using Job = std::shared_ptr<UnitJob>;

  UnitDecision DecisionOf(const DocumentTask& task, const UnitRows& rows) const;
  void Begin(const Task& task, Rows rows, UnitDecision decision, UnitMutations plan, const Share& share);
  Job NewJob(const Task& task, Rows rows, UnitOrigin origin, const Share& share);
  void OnJobEnd(const Task& task, const Job& job, JobEnd end);
  void LookUp(const Task& task, const Job& job);
  void Fetch(const Task& task, const Job& job);
  void OnFetched(const Task& task, const Job& job, absl::StatusOr<StoredUnit> stored);
  void AddChores(DocumentTask& task, const UnitJob& job, const std::vector<std::string>& parts);
  bool MovesTo(UnitJob& job, const StoredUnit& stored) const;
  void PlanFrom(const Task& task, const Job& job, const std::shared_ptr<const StoredUnit>& stored);
  void Compare(const Task& task, const Job& job, const StoredUnit& stored, const UnitMutations& plan,
               std::vector<std::string> kept);
  void EndLookUp(const Task& task, UnitJob& job, JobEnd end);
  void Count(const Task& task, const UnitRows& rows, UnitDecision decision);
  void CountDivision(const UnitRows& rows, Shape shape);
  void ReportKept(const Task& task, const UnitRows& rows, const std::vector<std::string>& kept);

  Context context_;
  RetryPolicy retry_;
  // Divisions of each layer's documents, by title.
  std::map<std::pair<int, Shape>, std::array<int64_t, kLayerCount>> divisions_;
  bool stopping_ = false;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_FLOW_UNIT_FLOW_H_
