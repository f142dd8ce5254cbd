#ifndef REG2GRAPH_PARSERS_GOVINFO_GOVINFO_DIALECT_H_
#define REG2GRAPH_PARSERS_GOVINFO_GOVINFO_DIALECT_H_

#include "parsers/xml/div_dialect.h"

namespace reg2graph {

// The eCFR as GovInfo's bulk data prints it, one volume: DIV1 to DIV9 named by their HEADs.
const DivDialect& GovInfoDialect();

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_GOVINFO_GOVINFO_DIALECT_H_
