#ifndef REG2GRAPH_ENGINE_DELIVER_DIVISION_PLACES_H_
#define REG2GRAPH_ENGINE_DELIVER_DIVISION_PLACES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/graph_schema.h"

namespace reg2graph {

// A division's parent and its position among the parent's children.
struct Place {
  std::string_view id;
  std::string_view parent;
  int64_t order = 0;
  bool section = false;
  // Not empty: the place is that of a partial document, which this names. Its order says nothing beside other
  // documents' divisions, so these come after those of complete documents and no NEXT leads from one to
  // another.
  std::string_view partial = {};
  bool has_order = true;  // false: HAS_CHILD carries none
};

struct PlacedEdge {
  EdgeType type;
  std::string_view from, to;
  std::string props;
};

// HAS_CHILD for each place, and NEXT from each section to the next one below `root` in reading order
// (children by order, then by id) if `with_next`. Views point to those of `places`.
std::vector<PlacedEdge> EdgesOfPlaces(std::string_view root, const std::vector<Place>& places,
                                      bool with_next);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_DELIVER_DIVISION_PLACES_H_
