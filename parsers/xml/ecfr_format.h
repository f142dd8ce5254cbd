#ifndef REG2GRAPH_PARSERS_XML_ECFR_FORMAT_H_
#define REG2GRAPH_PARSERS_XML_ECFR_FORMAT_H_

#include "engine/core/format.h"

namespace reg2graph {

// The XML of the eCFR's API: root ECFR or DIV1 to DIV9.
const Format& EcfrXmlFormat();

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_XML_ECFR_FORMAT_H_
