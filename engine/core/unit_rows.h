#ifndef REG2GRAPH_ENGINE_CORE_UNIT_ROWS_H_
#define REG2GRAPH_ENGINE_CORE_UNIT_ROWS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/graph_schema.h"
#include "engine/core/stamp.h"
#include "engine/core/text_arena.h"
#include "engine/core/text_buffer.h"

namespace reg2graph {

// A row is a node as one layer states it: a canonical JSON object (see ObjectWriter) with the
// properties of its kind in schema order, `id` first. Ids hold no character that JSON escapes.
struct NodeRow {
  static constexpr int32_t kNone = -1;
  Shape shape;
  bool skeleton = false;  // a part in the rows of a spine: only its place is stated
  uint32_t size = 0;      // of the JSON text, which starts at `begin` in the buffer of its shape
  uint64_t begin = 0;
  uint32_t id_size = 0;
  int32_t parent = kNone;  // divisions: index of the row one up; kNone for the root of the unit
  int32_t order = 0;       // divisions: position among the parent's children
  uint32_t owner = 0;      // index of the division that it belongs to; a division's is its own
};

// A relationship between two nodes of the unit. HAS_CHILD and the NEXT of sections are not here: they
// follow from `parent` and `order` of both layers.
struct EdgeRow {
  EdgeType type;
  uint32_t from, to;       // indexes into nodes
  std::string_view props;  // canonical JSON object or empty; in `edge_text`, as are those below
};

// A relationship that leaves the unit, to a node that may not be loaded.
struct OutEdgeRow {
  EdgeType type;
  uint32_t from;
  std::string_view target;  // key
  std::string_view props;   // canonical JSON object or empty
};

// The Artifact of a document.
struct ArtifactRow {
  std::string id;
  std::string row;  // canonical JSON object
};

// What the rows are written and stamped as.
enum class UnitRole : uint8_t {
  kSpine,     // a title: all that is above and outside its parts
  kPart,      // a part with all that is in it
  kFragment,  // a division below a part that was downloaded alone
  kNone,      // nothing is said of the part: its relationships and its digest follow from what is stored
};

// A division of a partial document: it is stamped by itself.
struct DivisionHash {
  uint32_t row;      // index into nodes
  std::string hash;  // of its own row, notes, paragraphs and their relationships
  std::string xml_hash;
};

// What one unit of one layer should be in the graph. Built by one worker; immutable afterwards and
// shared by all that sends it (it owns the bytes).
struct UnitRows {
  Layer layer = Layer::kText;
  int title = 0;
  std::string key;  // of the division that represents the unit; nodes[0] is its row
  UnitRole role = UnitRole::kPart;
  Coverage coverage = Coverage::kTitle;  // of the document that the rows come from
  std::vector<NodeRow> nodes;            // in document order, a parent before its children
  std::vector<EdgeRow> edges;
  std::vector<OutEdgeRow> out_edges;         // in document order, AUTHORIZED_BY last
  std::array<TextBuffer, kShapeCount> text;  // the rows of each shape, joined by ','
  TextArena edge_text;
  std::string hash;       // of all rows but XMLData, of the relationships and the mapping's version
  bool keeps_xml = true;  // false: the text layer is loaded without XMLData
  std::string xml_hash;   // of the XMLData rows, or kNoXmlHash; empty in the structure layer
  std::vector<DivisionHash> divisions;  // of each division, in the order of `nodes`; partial documents only
  int mapping = 0;                      // version of the mapping that made the rows
  std::vector<std::string> remarks;     // what was odd and is loaded all the same, in words
  std::optional<ArtifactRow> artifact;  // of the document, where stamps of the unit lead to it

  bool spine() const { return role == UnitRole::kSpine; }
  bool partial() const { return coverage == Coverage::kPartial; }
  std::string_view Json(const NodeRow& row) const {
    return text[static_cast<size_t>(row.shape)].view().substr(row.begin, row.size);
  }
  std::string_view Id(const NodeRow& row) const {
    return text[static_cast<size_t>(row.shape)].view().substr(row.begin + kIdOffset, row.id_size);
  }
  size_t Bytes() const;  // of all that is owned, roughly; for budgets

  static constexpr size_t kIdOffset = 7;  // {"id":"
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_CORE_UNIT_ROWS_H_
