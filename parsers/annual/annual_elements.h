#ifndef REG2GRAPH_PARSERS_ANNUAL_ANNUAL_ELEMENTS_H_
#define REG2GRAPH_PARSERS_ANNUAL_ANNUAL_ELEMENTS_H_

#include "parsers/xml/elements.h"

namespace reg2graph {

// The elements of a part of the annual CFR.
const ElementTable& AnnualElements();

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_ANNUAL_ANNUAL_ELEMENTS_H_
