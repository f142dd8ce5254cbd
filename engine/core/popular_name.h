#ifndef REG2GRAPH_ENGINE_CORE_POPULAR_NAME_H_
#define REG2GRAPH_ENGINE_CORE_POPULAR_NAME_H_

#include <string>
#include <string_view>

namespace reg2graph {

// The name by which lawyers know a part, where its heading prints it; otherwise empty:
//   "Part 1026—Truth in Lending (Regulation Z)"                        "Regulation Z"
//   "PART 232—REGULATION S-T—GENERAL RULES ..."                        "Regulation S-T"
//   "Part 710—... of the Chemical Weapons Convention Regulations (CWCR)" "CWCR"
std::string PopularNameOf(std::string_view heading);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_CORE_POPULAR_NAME_H_
