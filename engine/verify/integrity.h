#ifndef REG2GRAPH_ENGINE_VERIFY_INTEGRITY_H_
#define REG2GRAPH_ENGINE_VERIFY_INTEGRITY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "engine/core/stored_graph.h"
#include "engine/core/unit_rows.h"

namespace reg2graph {

// What is wrong with a stored unit that no plan would change, in words: labels, stamps, and relationships
// that are not the planner's. `loaded` if the graph says that it was loaded from this very document;
// `rejected` is what the unit's stamp may count then: rows of its parts, and units that could not be read.
std::vector<std::string> IntegrityProblemsOf(const StoredUnit& stored, const UnitRows& rows,
                                             const UnitOrigin& origin, bool loaded, int64_t rejected);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_VERIFY_INTEGRITY_H_
