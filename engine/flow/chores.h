#ifndef REG2GRAPH_ENGINE_FLOW_CHORES_H_
#define REG2GRAPH_ENGINE_FLOW_CHORES_H_

#include <vector>

#include "engine/flow/document_task.h"

namespace reg2graph {

// What the state of a document's title shows to be done: orphans are removed, parts with surplus or missing
// sections are made anew. The same whichever document was loaded last. Pure.
std::vector<Chore> ChoresOf(const DocumentTask& task);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_FLOW_CHORES_H_
