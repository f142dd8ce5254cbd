#ifndef REG2GRAPH_ENGINE_FLOW_UNIT_WORK_H_
#define REG2GRAPH_ENGINE_FLOW_UNIT_WORK_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/core/unit.h"
#include "engine/core/unit_rows.h"
#include "engine/flow/document_task.h"

namespace reg2graph {

// Parses and maps one unit on the calling worker: parse, map and encode are one call with no queue
// between them. The worker's parsers and mapper are kept for its life.
// ResourceExhausted if the unit needs more than `memory` bytes: it is as it was then, and may be tried again
// with more.
absl::StatusOr<std::vector<std::shared_ptr<UnitRows>>> RowsOfUnit(Unit& unit, const DocumentTask& task,
                                                                  size_t memory = UnitMemory::kUnlimited);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_FLOW_UNIT_WORK_H_
