#ifndef REG2GRAPH_ENGINE_DELIVER_UNIT_PLANNER_H_
#define REG2GRAPH_ENGINE_DELIVER_UNIT_PLANNER_H_

#include <memory>
#include <optional>
#include <string>

#include "engine/core/stored_graph.h"
#include "engine/core/unit_mutations.h"
#include "engine/core/unit_rows.h"

namespace reg2graph {

// Where a unit's rows come from, as far as it decides which of two documents stands.
struct UnitOrigin {
  std::string as_of;     // YYYY-MM-DD
  bool whole = true;     // at equal dates a whole title beats a part download,
  std::string artifact;  // then the greater artifact
};

enum class UnitDecision : uint8_t {
  kUnchanged,  // the graph says just this already
  kDateOnly,   // the same law at a newer date
  kOlder,      // the graph holds a newer document of this layer
  kFresh,      // nothing of the unit is there: no look-up is needed
  kLookUp,     // the stored unit must be fetched to plan
};

// What is to be done with a unit, from the stamps of its title alone. `title` may be null (the sink
// holds nothing). A spine is never kFresh: where its parts stand must be known.
UnitDecision Decide(const UnitRows& rows, const UnitOrigin& origin, const TitleState* title);

// True if rows of this origin may replace what is stamped: the newest document of a layer stands, in
// whatever order they come.
bool Supersedes(const UnitOrigin& origin, const Stamp& stamp);

struct PlanInput {
  std::shared_ptr<const UnitRows> rows;  // never null; for a unit that goes: no nodes, but key, layer and title
  UnitOrigin origin;
  const StoredUnit* stored = nullptr;    // null: nothing of the unit is there
  const StringSet* stubs = nullptr;      // keys that stand as stubs; may be null
  std::optional<ArtifactLink> artifact;
};

// Everything that must change so that the graph says what `rows` says and keeps what the other layer
// says. Pure; runs on any thread. Where both layers place a division, the newer stands, at equal dates
// the structure.
UnitMutations PlanUnit(const PlanInput& input);

// Only the date (and the document) of a unit whose rows are the same.
UnitMutations PlanDate(std::shared_ptr<const UnitRows> rows, const UnitOrigin& origin, const UnitState& unit,
                       std::optional<ArtifactLink> artifact);

// The stamp of a unit as a patch of its division. `rejected` rows are part of it.
std::string StampPatch(const UnitRows& rows, const UnitOrigin& origin, int64_t rejected);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_DELIVER_UNIT_PLANNER_H_
