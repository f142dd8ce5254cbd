#ifndef REG2GRAPH_PARSERS_XML_ECFR_PARSER_H_
#define REG2GRAPH_PARSERS_XML_ECFR_PARSER_H_

#include <memory>

#include "engine/core/format.h"

namespace reg2graph {

// Turns units of the eCFR's XML into events. Offsets in the messages of a spine are approximate:
// the parts that were cut out of it are not counted.
std::unique_ptr<UnitParser> NewEcfrParser();

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_XML_ECFR_PARSER_H_
