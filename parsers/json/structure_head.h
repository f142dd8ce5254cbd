#ifndef REG2GRAPH_PARSERS_JSON_STRUCTURE_HEAD_H_
#define REG2GRAPH_PARSERS_JSON_STRUCTURE_HEAD_H_

#include <string>
#include <string_view>

namespace reg2graph {

// What the first bytes of a structure JSON give of its root. The head may end anywhere: fields beyond its
// end are empty, and a truncated value is given as far as it is there.
struct StructureHead {
  bool is_object = false;  // '{' comes first, after a byte-order mark and white space
  std::string identifier;
  std::string type;
  std::string label;
  std::string label_level;
  int known_keys = 0;  // how many of the root's keys are a division's
};

StructureHead ReadStructureHead(std::string_view head);

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_JSON_STRUCTURE_HEAD_H_
