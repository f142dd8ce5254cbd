#ifndef REG2GRAPH_ENGINE_CORE_STORED_GRAPH_H_
#define REG2GRAPH_ENGINE_CORE_STORED_GRAPH_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/graph_schema.h"
#include "engine/core/strings.h"

// What a sink tells of the graph it holds. Plain values.
namespace reg2graph {

// The stamp of one layer on the division that stands for a unit. Properties in the graph:
// structure_hash, text_hash, text_xml_hash, structure_as_of, ... (prefix: LayerName).
struct Stamp {
  std::string hash;      // empty: the unit is not complete, or the layer is not there
  std::string xml_hash;  // text layer only
  std::string as_of;     // YYYY-MM-DD
  std::string artifact;  // SHA-256 of the document (hex)
  bool whole = false;
  int64_t mapping = 0;
  int64_t rejected = 0;
  bool present() const { return !as_of.empty() || !hash.empty() || !artifact.empty(); }
};

// A division that stands for a unit (a title for its spine, a part, the root of a piece).
struct UnitState {
  std::string key;
  // All stamps, the claim and the places in one string, made by the sink's own query. A transaction that
  // changes the unit first locks it and compares: if this has changed, somebody else was there.
  std::string state;
  std::array<Stamp, kLayerCount> stamps;
  std::array<bool, kLayerCount> placed{};  // that layer gives it a place (…_order is set)
  std::string claim;

  bool stamped() const {
    return !claim.empty() ||
           std::any_of(stamps.begin(), stamps.end(), [](const Stamp& s) { return s.present(); });
  }
};

struct TitleState {
  StringMap<UnitState> units;  // by key: the title, its parts, and whatever else carries a stamp
  StringSet stubs;             // keys under this title that stand as stubs
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

// All that stands at or below a unit's key (KeyScope), with the relationships that start at these nodes
// and the HAS_CHILD that enter them.
struct StoredUnit {
  UnitState unit;  // key empty: the unit's division does not stand in the graph
  // Divisions below it that are units too: a section or an appendix that was loaded alone.
  std::vector<UnitState> pieces;
  std::vector<StoredNode> nodes;
  StringSet stubs;  // keys that stand as stubs only
  std::vector<StoredEdge> edges;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_CORE_STORED_GRAPH_H_
