#ifndef REG2GRAPH_ENGINE_DELIVER_LAYERS_H_
#define REG2GRAPH_ENGINE_DELIVER_LAYERS_H_

#include <string_view>

#include "engine/core/stored_graph.h"

namespace reg2graph {

inline Layer Other(Layer layer) { return layer == Layer::kStructure ? Layer::kText : Layer::kStructure; }
inline const Stamp& StampOf(const UnitState& unit, Layer layer) {
  return unit.stamps[static_cast<int>(layer)];
}

// Where both layers place a division: true if the word of `layer`, of this date, stands over the other's.
inline bool PlacesStand(Layer layer, std::string_view as_of, std::string_view other_as_of) {
  return as_of > other_as_of || (as_of == other_as_of && layer == Layer::kStructure);
}

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_DELIVER_LAYERS_H_
