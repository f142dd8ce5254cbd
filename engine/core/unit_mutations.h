#ifndef REG2GRAPH_ENGINE_CORE_UNIT_MUTATIONS_H_
#define REG2GRAPH_ENGINE_CORE_UNIT_MUTATIONS_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/graph_schema.h"
#include "engine/core/unit_rows.h"

namespace reg2graph {

// What must hold when the transaction starts; otherwise nothing of it is written. The check locks the
// unit's division, so it also orders this transaction after an earlier one whose outcome is unknown.
struct Guard {
  enum class Kind : uint8_t {
    kAbsent,  // the unit's division is created here: the uniqueness constraint is the guard
    kState,   // UnitState::state is still `value`
    kClaim,   // the unit's claim is still `value` (second and later steps of one change)
  };
  Kind kind = Kind::kAbsent;
  std::string value;
};

struct NodeCreate {
  Shape shape;
  std::string_view row;  // canonical JSON object, in the UnitRows or in `texts`

  std::string_view id() const {
    const std::string_view rest = row.substr(UnitRows::kIdOffset);
    return rest.substr(0, rest.find('"'));
  }
};

struct NodeUpdate {
  std::string id;
  std::string patch;           // JSON object; null removes a property
  std::optional<Shape> label;  // set these labels (a stub that becomes real)
  bool unstub = false;         // drop `Stub`, the label of its kind and WITHIN
};

// Another division whose UnitState::state must still be this, as a Guard demands it of the unit's division.
struct DivisionGuard {
  std::string id;
  std::string state;
};

struct EdgeCreate {
  EdgeType type;
  uint32_t from, to;       // indexes into UnitMutations::ends
  std::string_view props;  // canonical JSON object or empty
};

// Deletes every relationship of this type between the two.
struct EdgeDelete {
  EdgeType type;
  std::string from, to;
};

// The relationships of one type that leave one node, as they should be. Targets are made as stubs
// (with WITHIN up to a title, law or volume) where they are not there.
struct OutEdges {
  EdgeType type;
  std::string from;
  bool replace = false;  // delete those that are there first
  struct Edge {
    std::string_view target;
    std::string_view props;
  };
  std::vector<Edge> edges;
};

// The stamp of one division: properties, and FROM_ARTIFACT to the document that they name. Both change in one
// transaction, so neither is ever without the other.
struct StampWrite {
  std::string key;
  std::string patch;  // JSON object; null removes a property
  // FROM_ARTIFACT of this layer leads to `artifact` alone afterwards, or nowhere if that is empty.
  struct Link {
    Layer layer;
    std::string artifact;
  };
  std::optional<Link> link;  // nothing: as it is
  bool of_document =
      false;  // it names the document that is being written: rows of it that are rejected count
};

// One transaction's share of one unit, in the order in which it is applied: guards, edge_deletes,
// node_deletes, updates, creates, edges, out_edges, artifact, stamps.
struct UnitMutations {
  std::shared_ptr<const UnitRows> rows;                  // keeps the bytes of the views alive
  std::shared_ptr<const std::deque<std::string>> texts;  // more bytes that views point to; may be null
  int title = 0;
  std::string unit_key;
  Guard guard;
  std::vector<EdgeDelete> edge_deletes;
  // A node that is entered from outside its unit (CITES, AUTHORIZED_BY, SOURCED_FROM, AMENDED_BY,
  // INTERPRETS, WITHIN) stays as a Stub with nothing but id, citation, name and WITHIN; otherwise it is
  // deleted.
  std::vector<std::string> node_deletes;
  std::vector<NodeUpdate> updates;
  std::vector<NodeCreate> creates;     // grouped by shape, ascending
  std::vector<std::string_view> ends;  // ids: first those of `creates` in their order, then nodes that exist
  std::vector<EdgeCreate> edges;       // grouped by type, ascending
  std::vector<OutEdges> out_edges;
  std::vector<DivisionGuard> guards;  // beside `guard`
  // Of a plan: what the first share changes of other divisions under these guards, before `stamps`: stamps
  // are taken off, sections from other parts. Whoever is still writing such a division finds its claim gone.
  std::vector<StampWrite> takeovers;
  std::optional<ArtifactRow> artifact;  // made or updated
  std::vector<StampWrite> stamps;  // at the end; in a plan the final ones, that of the unit's division first
  // Of a plan: set on the unit's division, with the claim, while only some of the plan is written.
  std::string interim;

  size_t Rows() const;
  size_t Bytes() const;  // of the request's parameters, roughly
};

// One transaction: the shares of one or more units, each unit at most once. Moves to the sink.
struct MutationBatch {
  std::vector<UnitMutations> units;
  size_t Rows() const;
  size_t Bytes() const;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_CORE_UNIT_MUTATIONS_H_
