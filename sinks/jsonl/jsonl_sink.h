#ifndef REG2GRAPH_SINKS_JSONL_JSONL_SINK_H_
#define REG2GRAPH_SINKS_JSONL_JSONL_SINK_H_

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>

#include "engine/core/mutation_sink.h"
#include "engine/core/unit_memory.h"

namespace reg2graph {

// Writes the graph as JSON Lines to `path` ("-": standard output): see sinks/jsonl/README.md. Callbacks run
// on `io`, which must outlive the sink. The file gets its name at Close. Open fails with FailedPrecondition
// if another process is writing the same path.
std::unique_ptr<MutationSink> NewJsonlSink(boost::asio::io_context& io, std::string path,
                                           size_t memory_bytes = UnitMemory::kUnlimited);

}  // namespace reg2graph

#endif  // REG2GRAPH_SINKS_JSONL_JSONL_SINK_H_
