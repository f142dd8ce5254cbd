#ifndef REG2GRAPH_PARSERS_ANNUAL_ANNUAL_FORMAT_H_
#define REG2GRAPH_PARSERS_ANNUAL_ANNUAL_FORMAT_H_

#include "engine/core/format.h"

namespace reg2graph {

// The annual edition of the CFR: a volume (CFRDOC) or a part of one (CFRGRANULE).
const Format& AnnualXmlFormat();

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_ANNUAL_ANNUAL_FORMAT_H_
