#ifndef REG2GRAPH_PARSERS_JSON_STRUCTURE_PARSER_H_
#define REG2GRAPH_PARSERS_JSON_STRUCTURE_PARSER_H_

#include <memory>

#include "engine/core/format.h"

namespace reg2graph {

// Walks a structure JSON with simdjson On-Demand. Emits nothing before all of it has been read, so a
// document with an error at its end emits nothing.
std::unique_ptr<UnitParser> NewStructureParser();

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_JSON_STRUCTURE_PARSER_H_
