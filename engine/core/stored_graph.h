#ifndef REG2GRAPH_ENGINE_CORE_STORED_GRAPH_H_
#define REG2GRAPH_ENGINE_CORE_STORED_GRAPH_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/graph_schema.h"
#include "engine/core/stamp.h"
#include "engine/core/strings.h"

// What a sink reads from the graph that it holds. Plain values.
namespace reg2graph {

struct TitleState {
  StringMap<UnitState> units;  // by key: the title, its parts, and whatever else carries a stamp
  StringSet stubs;             // keys under this title that are stubs
};

// Which nodes a unit's look-up reads.
struct UnitQuery {
  // A title: its spine, and of its parts their own nodes. A part: all at or below its key, and the sections
  // that either layer places in it, with what is below those. Another division: all at or below its key.
  std::string key;
  // Divisions that the unit's rows contain and whose keys are not below `key`: read as well, with what is
  // below.
  std::vector<std::string> names;
};

struct StoredNode {
  std::string id;
  Shape shape;
  // {name, canonical JSON of the value}, sorted by name; stamps and claim are left out.
  std::vector<std::pair<std::string, std::string>> properties;
  bool labels_fit = true;  // of the labels that the schema knows, it has those of its shape and no other
};

struct StoredEdge {
  EdgeType type;
  std::string from, to;
  std::string props;  // canonical JSON object with the members in schema order, or empty
};

// What a UnitQuery reads, from one transaction, with the relationships that start at these nodes and the
// HAS_CHILD that enter them.
struct StoredUnit {
  UnitState unit;  // key empty: the unit's division is not in the graph
  // The other divisions that carry stamps, and every section: what guards compare.
  std::vector<UnitState> divisions;
  // The title, and the other parts that a section among these is in by either layer (WhereIs).
  std::vector<UnitState> others;
  std::vector<StoredNode> nodes;
  StringSet stubs;  // keys that are stubs only
  std::vector<StoredEdge> edges;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_CORE_STORED_GRAPH_H_
