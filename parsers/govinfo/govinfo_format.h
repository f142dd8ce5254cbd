#ifndef REG2GRAPH_PARSERS_GOVINFO_GOVINFO_FORMAT_H_
#define REG2GRAPH_PARSERS_GOVINFO_GOVINFO_FORMAT_H_

#include "engine/core/format.h"

namespace reg2graph {

// The eCFR in GovInfo's bulk data: root DLPSTEXTCLASS, one title in one or more volumes.
const Format& GovInfoXmlFormat();

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_GOVINFO_GOVINFO_FORMAT_H_
