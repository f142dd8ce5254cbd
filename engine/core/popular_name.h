#ifndef REG2GRAPH_ENGINE_CORE_POPULAR_NAME_H_
#define REG2GRAPH_ENGINE_CORE_POPULAR_NAME_H_

#include <string>
#include <string_view>

#include "engine/core/graph_schema.h"

namespace reg2graph {

// The name by which lawyers know a part, a subpart or a subject group; otherwise empty. A few are known by
// the key ("EAR"), the others are those that a heading prints:
//   "Part 1026—Truth in Lending (Regulation Z)"                          "Regulation Z"
//   "PART 232—REGULATION S-T—GENERAL RULES ..."                          "Regulation S-T"
//   "Regulation D—Rules Governing the Limited Offer ..."                 "Regulation D"
//   "Part 710—... of the Chemical Weapons Convention Regulations (CWCR)" "CWCR"
std::string PopularNameOf(Shape shape, std::string_view key, std::string_view heading);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_CORE_POPULAR_NAME_H_
