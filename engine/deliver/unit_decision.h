#ifndef REG2GRAPH_ENGINE_DELIVER_UNIT_DECISION_H_
#define REG2GRAPH_ENGINE_DELIVER_UNIT_DECISION_H_

#include <cstdint>
#include <string>
#include <string_view>

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

// By what stands where the unit is to go, read after Decide: true if a newer document came in between or, of
// a piece, any document that places it.
bool IsOvertaken(const UnitRows& rows, const UnitOrigin& origin, const UnitState& stored);

// A section or an appendix that is loaded alone only fills what no title and no part of its layer covers,
// whatever the dates: so it does not matter which of them comes first.
bool IsPiece(std::string_view key);

// Pieces that the unit of `rows` now covers lose their own stamps and artifacts; the plan holds only for
// what they say now.
void TakeOverPieces(const UnitRows& rows, const StoredUnit& stored, UnitMutations& plan);

// The stamp of a unit as a patch of its division. `rejected` rows are part of it.
std::string StampPatch(const UnitRows& rows, const UnitOrigin& origin, int64_t rejected);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_DELIVER_UNIT_DECISION_H_
