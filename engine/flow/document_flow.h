#ifndef REG2GRAPH_ENGINE_FLOW_DOCUMENT_FLOW_H_
#define REG2GRAPH_ENGINE_FLOW_DOCUMENT_FLOW_H_

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <memory>
#include <string>

#include "engine/core/mutation_sink.h"
#include "engine/core/unit.h"
#include "engine/deliver/dead_letters.h"
#include "engine/flow/delivery_loop.h"
#include "engine/flow/document_task.h"
#include "engine/flow/memory_budget.h"
#include "engine/flow/run_options.h"
#include "engine/observe/events.h"

namespace reg2graph {

// Takes the units of a document from the reader to their acknowledgement: parts first, then the spine that
// places them, then the parts that have no place any more are pruned.
//
//   reader --Handle--> worker: parse, map, decide, plan --> network: look up, deliver --> done
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
  explicit DocumentFlow(Context context)
      : context_(std::move(context)),
        retry_(std::chrono::milliseconds(20), std::chrono::milliseconds(5000)) {}

  // Reader thread; BeginDocument and EndOfDocument once each.
  void BeginDocument();
  void Handle(std::shared_ptr<DocumentTask> task, Unit unit, BudgetShare share);
  void RejectUnit(const std::shared_ptr<DocumentTask>& task, std::string place, absl::Status why);
  void EndOfDocument(const std::shared_ptr<DocumentTask>& task, absl::Status read_status);
  // In pairs: while the reader waits for memory, relationships that hold some do not wait for what it reads.
  void ReaderWaits();
  void ReaderGoesOn();

  // Network thread. The title's state, tried again while the target is away.
  void FetchTitle(int title, std::function<void(absl::StatusOr<TitleState>)> done);
  void Stop() { stopping_ = true; }

 private:
  using Task = std::shared_ptr<DocumentTask>;
  using Rows = std::shared_ptr<const UnitRows>;
  using Share = std::shared_ptr<BudgetShare>;

  void Work(const Task& task, Unit unit, const Share& share);
  bool LooksCloser(const UnitRows& rows, const UnitState* stored) const;
  void PlanOrLookUp(const Task& task, Rows rows, const Share& share, std::optional<ArtifactLink> artifact);
  std::optional<ArtifactLink> PartArtifact(const DocumentTask& task, const UnitRows& rows,
                                           const Unit& unit) const;

  std::shared_ptr<UnitJob> NewJob(const Task& task, Rows rows, const Share& share,
                                  std::optional<ArtifactLink> artifact);
  void LookUp(const Task& task, const std::shared_ptr<UnitJob>& job, std::optional<ArtifactLink> artifact);
  void Fetch(const Task& task, const std::shared_ptr<UnitJob>& job, std::optional<ArtifactLink> artifact);
  void EndLookUp(const Task& task, UnitJob& job, JobEnd end);
  void PlanFrom(const Task& task, const std::shared_ptr<UnitJob>& job,
                std::shared_ptr<const StoredUnit> stored, const std::optional<ArtifactLink>& artifact);
  void ReportDifferences(const Task& task, const UnitJob& job, const std::vector<std::string>& differences);
  void OnDecided(const Task& task, const UnitRows& rows, UnitDecision decision);
  void Decided(const Task& task);
  void Done(const Task& task);
  void OnUnitsDone(const Task& task);
  void WriteSpine(const Task& task);
  void PruneParts(const Task& task);
  void Finish(const Task& task, DocumentOutcome outcome);
  void Retry(int attempt, std::function<void()> action);

  Context context_;
  RetryPolicy retry_;
  bool stopping_ = false;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_FLOW_DOCUMENT_FLOW_H_
