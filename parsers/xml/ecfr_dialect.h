#ifndef REG2GRAPH_PARSERS_XML_ECFR_DIALECT_H_
#define REG2GRAPH_PARSERS_XML_ECFR_DIALECT_H_

#include "parsers/xml/div_dialect.h"

namespace reg2graph {

// The XML of the eCFR's API.
const DivDialect& EcfrDialect();

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_XML_ECFR_DIALECT_H_
