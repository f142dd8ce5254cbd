#ifndef REG2GRAPH_ENGINE_FLOW_DOCUMENT_FLOW_H_
#define REG2GRAPH_ENGINE_FLOW_DOCUMENT_FLOW_H_

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/core/mutation_sink.h"
#include "engine/core/unit.h"
#include "engine/deliver/dead_letters.h"
#include "engine/flow/delivery_loop.h"
#include "engine/flow/document_task.h"
#include "engine/flow/memory_budget.h"
#include "engine/flow/run_options.h"
#include "engine/flow/unit_flow.h"
#include "engine/observe/events.h"

namespace reg2graph {

// The life of a document, from the units that the reader cuts out to its report. Three phases, in this order
// (DocumentPhase): its parts, then the spine that places them, then what follows for other units: what no
// document claims any more is removed. A unit's own way is UnitFlow.
class DocumentFlow {
 public:
  struct Context {
    boost::asio::io_context& io;
    boost::asio::thread_pool& workers;
    MutationSink& sink;
    DeliveryLoop& delivery;
    DeadLetters& dead_letters;
    Observer& observer;
    Metrics& metrics;
    const RunOptions& options;
    std::function<void(absl::Status)> on_fatal;
  };
  explicit DocumentFlow(Context context);

  // REQUIRES: called on the reader's thread; BeginDocument and EndOfDocument once for each document.
  void BeginDocument();
  void Handle(std::shared_ptr<DocumentTask> task, Unit unit, BudgetShare share);
  void EndOfDocument(const std::shared_ptr<DocumentTask>& task, absl::Status read_status);
  // In pairs: while the reader waits for memory, relationships that hold some do not wait for what it reads.
  void ReaderWaits();
  void ReaderGoesOn();
  // Any thread.
  void RejectUnit(const std::shared_ptr<DocumentTask>& task, std::string place, absl::Status why);

  // REQUIRES: called on the network thread. The title's state, tried again while the target is away.
  void FetchTitle(int title, std::function<void(absl::StatusOr<TitleState>)> done);
  void Stop();

 private:
  using Task = UnitFlow::Task;
  using Share = UnitFlow::Share;
  using Turn = UnitFlow::Turn;

  void Work(const Task& task, Unit unit, const Share& share, Turn turn);
  void WorkAlone(const Task& task, Unit unit, const Share& share);
  void StartUnit(const Task& task, const Unit& unit, std::shared_ptr<UnitRows> rows, const Share& share,
                 Turn turn);
  void KeepSpine(const Task& task, const Unit& unit, std::shared_ptr<UnitRows> rows);
  void OnDecided(const Task& task);
  void OnDone(const Task& task);
  void EndPhase(const Task& task);
  void EnterPhase(const Task& task, DocumentPhase phase);
  void WriteSpine(const Task& task);
  void DoNextChore(const Task& task);
  void Finish(const Task& task, DocumentOutcome outcome);

  Context context_;
  UnitFlow units_;
  bool stopping_ = false;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_FLOW_DOCUMENT_FLOW_H_
