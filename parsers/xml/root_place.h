#ifndef REG2GRAPH_PARSERS_XML_ROOT_PLACE_H_
#define REG2GRAPH_PARSERS_XML_ROOT_PLACE_H_

#include <string>
#include <string_view>
#include <vector>

#include "engine/core/unit.h"

namespace reg2graph {

// The hierarchy_metadata of a start tag: JSON in an attribute, escaped once or twice. Members that are absent
// are empty.
struct HierarchyMetadata {
  std::string path;      // "/on/DATE/title-14/part-23/subpart-A"
  std::string citation;  // "14 CFR Part 23 Subpart A"
};
HierarchyMetadata ReadHierarchyMetadata(std::string_view tag);

// The title that it names; 0 where it names none.
int TitleOf(const HierarchyMetadata& metadata);

// The ancestors of a division that is the root of its document, the title first, as far as its start tag
// says; empty where it does not name the part. The path of a subject group or an appendix leaves the subpart
// out: the citation of the one and the name of the other give it.
std::vector<Ancestor> AncestorsOfRoot(std::string_view tag, DivisionType type);

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_XML_ROOT_PLACE_H_
