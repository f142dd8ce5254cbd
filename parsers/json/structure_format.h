#ifndef REG2GRAPH_PARSERS_JSON_STRUCTURE_FORMAT_H_
#define REG2GRAPH_PARSERS_JSON_STRUCTURE_FORMAT_H_

#include "engine/core/format.h"

namespace reg2graph {

// The eCFR's structure JSON: one nested object of divisions.
const Format& StructureJsonFormat();

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_JSON_STRUCTURE_FORMAT_H_
