#ifndef REG2GRAPH_PARSERS_XML_DIV_PARSER_H_
#define REG2GRAPH_PARSERS_XML_DIV_PARSER_H_

#include <memory>

#include "engine/core/format.h"
#include "parsers/xml/div_dialect.h"

namespace reg2graph {

// Turns units of DIV1 to DIV9 into events. Offsets in the messages of a spine are approximate:
// the parts that were cut out of it are not counted.
std::unique_ptr<UnitParser> NewDivParser(const DivDialect& dialect);

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_XML_DIV_PARSER_H_
