#ifndef REG2GRAPH_ENGINE_FLOW_SUPERFLUOUS_UNITS_H_
#define REG2GRAPH_ENGINE_FLOW_SUPERFLUOUS_UNITS_H_

#include <string>
#include <vector>

#include "engine/core/stored_graph.h"
#include "engine/flow/document_task.h"

namespace reg2graph {

// The unit of this key; null if the state is not known or has none.
const UnitState* FindUnit(const TitleState* state, std::string_view key);

// True if neither layer says anything of this part: only a spine that no longer stands has made it.
bool IsBare(const UnitState& part);

// The keys of the units that go, by task.title_state: parts that the newest title lacks. That is this
// document, if its spine could be read; or one that another process has brought in the meantime: then they
// are those of this document that it does not place. While another process writes a newer spine, none: it
// looks for them itself. And pieces that a complete unit covers and does not place, or that are older than a
// complete title, unless this document lacks something that was rejected.
std::vector<std::string> SuperfluousUnits(const DocumentTask& task);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_FLOW_SUPERFLUOUS_UNITS_H_
