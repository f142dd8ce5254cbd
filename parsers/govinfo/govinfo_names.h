#ifndef REG2GRAPH_PARSERS_GOVINFO_GOVINFO_NAMES_H_
#define REG2GRAPH_PARSERS_GOVINFO_GOVINFO_NAMES_H_

#include <string>
#include <string_view>

#include "engine/core/graph_schema.h"

// What GovInfo's N and HEAD say of the identifier that the eCFR's API gives a division.
namespace reg2graph {

// The title of a NODE: "3" of "3:1.0.1".
std::string_view GovInfoTitle(std::string_view node);

// Of any other division but a subject group, which has none. `heading`: the text of its HEAD.
std::string GovInfoIdentifier(DivisionType type, std::string_view n, std::string_view heading);

// The heading of a title without "--Volume 1", which says where it was printed.
std::string_view WithoutVolume(std::string_view heading);

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_GOVINFO_GOVINFO_NAMES_H_
