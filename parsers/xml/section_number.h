#ifndef REG2GRAPH_PARSERS_XML_SECTION_NUMBER_H_
#define REG2GRAPH_PARSERS_XML_SECTION_NUMBER_H_

#include <string_view>

namespace reg2graph {

// The number of a section without what is printed before it: "1.1" of "§ 1.1", "120.441-§ 120.447" of
// "§§ 120.441-§ 120.447".
std::string_view SectionNumber(std::string_view printed);

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_XML_SECTION_NUMBER_H_
