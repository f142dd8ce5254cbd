#ifndef REG2GRAPH_ENGINE_VERIFY_INTEGRITY_H_
#define REG2GRAPH_ENGINE_VERIFY_INTEGRITY_H_

#include <string>
#include <vector>

#include "engine/core/stored_graph.h"
#include "engine/core/unit_rows.h"

namespace reg2graph {

// What is wrong with a stored unit that no plan would change, in words: labels, stamps, and relationships
// that are not the planner's. `loaded` if the graph says that it was loaded from this very document.
std::vector<std::string> IntegrityProblemsOf(const StoredUnit& stored, const UnitRows& rows,
                                             const UnitOrigin& origin, bool loaded);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_VERIFY_INTEGRITY_H_
