#ifndef REG2GRAPH_ENGINE_DELIVER_FRESH_PLAN_H_
#define REG2GRAPH_ENGINE_DELIVER_FRESH_PLAN_H_

#include <memory>

#include "engine/core/unit_mutations.h"
#include "engine/core/unit_rows.h"

namespace reg2graph {

// The plan of a unit of which nothing is in the graph, not even as a stub: what PlanUnit makes of
// it, without a look-up. Rows are found by their index.
UnitMutations PlanFresh(std::shared_ptr<const UnitRows> rows, const UnitOrigin& origin);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_DELIVER_FRESH_PLAN_H_
