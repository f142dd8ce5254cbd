#ifndef REG2GRAPH_ENGINE_DELIVER_UNIT_PLANNER_H_
#define REG2GRAPH_ENGINE_DELIVER_UNIT_PLANNER_H_

#include <memory>
#include <string>
#include <string_view>

#include "engine/core/stored_graph.h"
#include "engine/core/unit_mutations.h"
#include "engine/core/unit_rows.h"
#include "engine/deliver/unit_decision.h"

namespace reg2graph {

// What must be read of the graph to plan `rows` as part of the unit `unit_key`.
UnitQuery QueryOf(const UnitRows& rows, std::string_view unit_key);

struct PlanInput {
  // Never null. For an orphan: no nodes, but key, layer and title.
  std::shared_ptr<const UnitRows> rows;
  UnitOrigin origin;
  // The unit that is written: rows->key, or the part that a division which was loaded alone is in.
  std::string unit_key;
  const StoredUnit* stored = nullptr;  // null: nothing of the unit is there
  const StringSet* stubs = nullptr;    // keys that are stubs; may be null
};

// Everything that must change so that the graph says what `rows` says where the document decides
// (Precedence), and keeps what the other layer and newer documents say. `stamps` are the final ones. Pure;
// runs on any thread.
UnitMutations PlanUnit(const PlanInput& input);

// Only the date (and the document) of a unit whose rows are the same.
UnitMutations PlanDate(std::shared_ptr<const UnitRows> rows, const UnitOrigin& origin, const UnitState& unit);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_DELIVER_UNIT_PLANNER_H_
