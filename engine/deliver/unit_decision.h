#ifndef REG2GRAPH_ENGINE_DELIVER_UNIT_DECISION_H_
#define REG2GRAPH_ENGINE_DELIVER_UNIT_DECISION_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/core/stamp.h"
#include "engine/core/stored_graph.h"
#include "engine/core/unit_rows.h"

namespace reg2graph {

enum class UnitDecision : uint8_t {
  kUnchanged,  // the graph says just this already
  kDateOnly,   // the same law at a newer date
  kOlder,      // the graph holds a newer document of this layer
  kFresh,      // nothing of the unit is there: no look-up is needed
  kLookUp,     // the stored unit must be fetched to plan
};

// What is to be done with a unit, from the stamps of its title alone. `title` may be null (the sink holds
// nothing). A spine is never kFresh: the places of its parts must be known. Pure.
UnitDecision Decide(const UnitRows& rows, const UnitOrigin& origin, const TitleState* title);

// By the stored unit, which may have changed since Decide: true if there is nothing left in the document that
// is not older than what is stored.
bool IsOvertaken(const UnitRows& rows, const UnitOrigin& origin, const StoredUnit& stored);

// The unit of this key; null if the state is not known or has none.
const UnitState* FindUnit(const TitleState* state, std::string_view key);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_DELIVER_UNIT_DECISION_H_
