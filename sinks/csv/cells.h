#ifndef REG2GRAPH_SINKS_CSV_CELLS_H_
#define REG2GRAPH_SINKS_CSV_CELLS_H_

#include <span>
#include <string>
#include <string_view>

#include "engine/core/graph_schema.h"

namespace reg2graph {

// Cells as the import tool of Neo4j reads them (operations manual, "CSV file header format"): a text is
// quoted with its quotes doubled, so that an empty text is no missing one; the items of a list are
// separated by ';'; what is missing is an empty cell.

// ",name:type" for each property; ids and other texts are strings.
void AppendHeader(std::string& out, std::span<const Property> properties);
// ",cell" for each property of a canonical JSON object, which may be empty.
void AppendCells(std::string& out, std::span<const Property> properties, std::string_view object);
void AppendText(std::string& out, std::string_view text);

}  // namespace reg2graph

#endif  // REG2GRAPH_SINKS_CSV_CELLS_H_
