#ifndef REG2GRAPH_ENGINE_FLOW_PIPELINE_H_
#define REG2GRAPH_ENGINE_FLOW_PIPELINE_H_

#include <boost/asio/io_context.hpp>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "engine/core/format.h"
#include "engine/core/mutation_sink.h"
#include "engine/deliver/dead_letters.h"
#include "engine/flow/run_options.h"
#include "engine/ingest/source_feed.h"
#include "engine/observe/events.h"

namespace reg2graph {

struct RunResult {
  // OK: the run came to its end (documents may have been rejected). Unavailable, Unauthenticated,
  // NotFound, FailedPrecondition, ...: the target; Cancelled: Stop was called.
  absl::Status status;
  bool source_lost = false;      // the status is of a source: its service was not to be reached, or refused
  int64_t documents_failed = 0;  // failed or partly loaded
};

// One run: documents from their sources into a sink. Run blocks on the calling thread, which becomes
// the network thread; a reader thread and the workers live as long as it does.
class Pipeline {
 public:
  struct Parts {
    boost::asio::io_context& io;
    MutationSink& sink;
    std::span<const Format* const> formats;
    DeadLetters& dead_letters;
    Observer& observer;
    Metrics& metrics;
    RunOptions options;
    Remote* remote = nullptr;  // borrowed
  };
  explicit Pipeline(Parts parts);
  ~Pipeline();

  // Sorts them first.
  RunResult Run(std::vector<SourceEntry> sources);
  // As they come. Borrows the feed, which hears of each document from the reader's and the network thread.
  RunResult Run(SourceFeed& feed);
  // Takes in nothing more, finishes what is in flight, and lets Run return. REQUIRES: called on the
  // network thread, as by a handler of the same io_context.
  void Stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_FLOW_PIPELINE_H_
