#ifndef REG2GRAPH_SINKS_NULL_NULL_SINK_H_
#define REG2GRAPH_SINKS_NULL_NULL_SINK_H_

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "engine/core/mutation_sink.h"
#include "engine/core/unit_memory.h"

namespace reg2graph {

// What a run into an empty graph writes: nodes by their most special label (that of its kind for a
// stub), relationships by type.
struct NullCounts {
  std::map<std::string, int64_t> nodes;
  std::map<std::string, int64_t> relationships;
};

// Counts and writes nothing. `counts` (may be null) is filled when Close is done. Callbacks run on `io`,
// which outlives the sink.
std::unique_ptr<MutationSink> NewNullSink(boost::asio::io_context& io,
                                          std::shared_ptr<NullCounts> counts = nullptr,
                                          size_t memory_bytes = UnitMemory::kUnlimited);

}  // namespace reg2graph

#endif  // REG2GRAPH_SINKS_NULL_NULL_SINK_H_
