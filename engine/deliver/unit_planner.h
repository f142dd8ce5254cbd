#ifndef REG2GRAPH_ENGINE_DELIVER_UNIT_PLANNER_H_
#define REG2GRAPH_ENGINE_DELIVER_UNIT_PLANNER_H_

#include <memory>
#include <optional>
#include <string>

#include "engine/core/stored_graph.h"
#include "engine/core/unit_mutations.h"
#include "engine/core/unit_rows.h"
#include "engine/deliver/unit_decision.h"

namespace reg2graph {

struct PlanInput {
  std::shared_ptr<const UnitRows>
      rows;  // never null; for a unit that goes: no nodes, but key, layer and title
  UnitOrigin origin;
  const StoredUnit* stored = nullptr;  // null: nothing of the unit is there
  const StringSet* stubs = nullptr;    // keys that stand as stubs; may be null
  std::optional<ArtifactLink> artifact;
};

// Everything that must change so that the graph says what `rows` says and keeps what the other layer
// says. Pure; runs on any thread. Where both layers place a division, the newer stands, at equal dates
// the structure.
UnitMutations PlanUnit(const PlanInput& input);

// Only the date (and the document) of a unit whose rows are the same.
UnitMutations PlanDate(std::shared_ptr<const UnitRows> rows, const UnitOrigin& origin, const UnitState& unit,
                       std::optional<ArtifactLink> artifact);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_DELIVER_UNIT_PLANNER_H_
