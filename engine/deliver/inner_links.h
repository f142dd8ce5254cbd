#ifndef REG2GRAPH_ENGINE_DELIVER_INNER_LINKS_H_
#define REG2GRAPH_ENGINE_DELIVER_INNER_LINKS_H_

#include "engine/core/unit_mutations.h"

namespace reg2graph {

// Moves citations between two nodes that the plan itself makes or changes from `out_edges` to `edges`: half
// of a title's citations stay within their unit, need no stub, and find their ends by position in the
// transaction that makes them.
void BindInnerLinks(UnitMutations& plan);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_DELIVER_INNER_LINKS_H_
