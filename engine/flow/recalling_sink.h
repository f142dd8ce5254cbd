#ifndef REG2GRAPH_ENGINE_FLOW_RECALLING_SINK_H_
#define REG2GRAPH_ENGINE_FLOW_RECALLING_SINK_H_

#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <memory>

#include "engine/core/mutation_sink.h"

namespace reg2graph {

// A sink that answers look-ups of what this run itself has written, so that the text of a title that is
// loaded after its structure costs `inner`, which must be a sink that can be asked, no look-ups.
//
// A title is remembered from the moment that `inner` holds nothing of it. Of a remembered title a unit is
// answered once in each state, and only while it has no text; whoever plans it a second time asks `inner`.
// Another writer is noticed as ever: the guard of the unit does not hold, or a key exists already, and the
// unit is looked up again. A title whose stamps in `inner` are not those remembered is forgotten, and so is
// one that takes more than its share of memory.
//
// `max_divisions`: of all titles together; a stub counts as one.
inline constexpr size_t kBytesPerRecalledDivision = 800;
std::unique_ptr<MutationSink> NewRecallingSink(boost::asio::io_context& io,
                                               std::shared_ptr<MutationSink> inner, size_t max_divisions);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_FLOW_RECALLING_SINK_H_
