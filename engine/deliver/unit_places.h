#ifndef REG2GRAPH_ENGINE_DELIVER_UNIT_PLACES_H_
#define REG2GRAPH_ENGINE_DELIVER_UNIT_PLACES_H_

#include <vector>

#include "engine/core/stored_graph.h"
#include "engine/core/strings.h"
#include "engine/core/unit_rows.h"
#include "engine/deliver/division_places.h"
#include "engine/deliver/precedence.h"

namespace reg2graph {

// The place of each division of a unit once `rows` are written: of what the two layers' complete documents
// say the newer holds, at equal days the structure (decision 2); what a partial document says holds where
// neither says anything. `gone` are the stored divisions that are deleted. Views point to rows, stored and
// origin.
std::vector<Place> PlacesOf(const UnitRows& rows, const UnitOrigin& origin, const StoredUnit* stored,
                            const Precedence& precedence, const StringSet& gone);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_DELIVER_UNIT_PLACES_H_
