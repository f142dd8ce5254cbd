#ifndef REG2GRAPH_ENGINE_FLOW_DOCUMENT_READER_H_
#define REG2GRAPH_ENGINE_FLOW_DOCUMENT_READER_H_

#include <condition_variable>
#include <functional>
#include <memory>
#include <span>

#include "absl/container/flat_hash_map.h"
#include "engine/core/format.h"
#include "engine/core/mutex.h"
#include "engine/flow/document_flow.h"
#include "engine/flow/memory_budget.h"
#include "engine/ingest/source_feed.h"
#include "engine/net/stop_signal.h"

namespace reg2graph {

// The reader's thread: opens documents one after the other, finds out what they are, and cuts them
// into units for as long as the memory budget lets it. Documents of one title follow each other:
// the next is not begun before the last is in the graph.
class DocumentReader {
 public:
  struct Context {
    boost::asio::io_context& io;
    DocumentFlow& flow;
    std::span<const Format* const> formats;
    DeadLetters& dead_letters;
    Observer& observer;
    Metrics& metrics;
    const RunOptions& options;
    Remote* remote;
    // These are called on the reader's thread.
    std::function<void(absl::Status)> on_source_lost;
    std::function<void()> on_idle;
  };
  explicit DocumentReader(Context context)
      : context_(context), budget_(std::make_shared<MemoryBudget>(context.options.in_flight_bytes)) {}

  // Reads all that comes; returns when the last document is done or the run is stopped. REQUIRES: called on
  // the reader's thread.
  void ReadAll(SourceFeed& feed);
  // Any thread.
  void Stop();
  // Reports the documents that a stop left unfinished. REQUIRES: ReadAll has returned.
  void ReportUnfinished();

 private:
  using Task = std::shared_ptr<DocumentTask>;

  void ReadOne(const SourceEntry& source);
  absl::StatusOr<Task> Open(const SourceEntry& source, SourceDocument& document);
  void Fail(const DocumentReport& report, const absl::Status& why);
  void Remark(const DocumentTask& task, std::string_view remark);
  // Ends the run if other documents of that service would meet the same.
  void LoseSource(const absl::Status& why);
  // True if the document has to be read.
  bool Wanted(const Task& task);
  absl::StatusOr<TitleState> TitleStateOf(int title);
  bool EnterTitle(const Task& task);
  void LeaveTitle(int title);
  void WaitForAll();

  Context context_;
  std::shared_ptr<MemoryBudget> budget_;
  StopSignal stop_;
  Mutex mutex_;
  std::condition_variable_any changed_;
  absl::flat_hash_map<int, Task> running_ ABSL_GUARDED_BY(mutex_);  // documents under way, by title
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_FLOW_DOCUMENT_READER_H_
