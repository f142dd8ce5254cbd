#ifndef REG2GRAPH_SINKS_NEO4J_BATCH_LAYOUT_H_
#define REG2GRAPH_SINKS_NEO4J_BATCH_LAYOUT_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/unit_mutations.h"
#include "sinks/neo4j/known_keys.h"
#include "sinks/neo4j/stub_table.h"
#include "sinks/neo4j/write_statements.h"

// What each step of a batch's transaction is given. All views and pointers lead into the batch, which must
// outlive them.
namespace reg2graph::neo4j {

// The nodes of one statement and the relationships that it makes between them. A node's position is that in
// which the statement returns it: nodes that change, nodes that exist, new rows by shape.
class NodeTable {
 public:
  static constexpr size_t kUpdates = 0, kEnds = 1, kFirstShape = 2;
  static constexpr size_t kLists = kFirstShape + kShapeCount;
  // A node, before the lists have their final lengths.
  struct Slot {
    static constexpr uint8_t kUnset = 255;
    uint8_t list = kUnset;
    uint32_t index = 0;
    bool set() const { return list != kUnset; }
  };
  struct Edge {
    Slot from, to;
    std::string_view props;
  };

  Slot AddUpdate(const NodeUpdate& update);
  Slot AddEnd(std::string_view id);
  Slot AddRow(const NodeCreate& create);
  void AddEdge(EdgeType type, Slot from, Slot to, std::string_view props);

  bool empty() const { return size_ == 0; }
  uint32_t size() const { return size_; }
  const std::vector<const NodeUpdate*>& updates() const { return updates_; }
  const std::vector<std::string_view>& ends() const { return ends_; }
  const std::vector<std::string_view>& rows(Shape shape) const { return rows_[static_cast<size_t>(shape)]; }
  const std::vector<Edge>& edges(EdgeType type) const { return edges_[static_cast<size_t>(type)]; }
  // REQUIRES: nothing is added afterwards.
  std::array<uint32_t, kLists> Offsets() const;

 private:
  Slot Next(size_t list, size_t index);
  std::vector<const NodeUpdate*> updates_;
  std::vector<std::string_view> ends_;
  std::array<std::vector<std::string_view>, kShapeCount> rows_;
  std::array<std::vector<Edge>, kEdgeTypeCount> edges_;
  uint32_t size_ = 0;
};

// Whether the graph may hold stubs that an earlier mapping made, without names.
enum class OldStubs : uint8_t { kNone, kPossible };

struct BatchLayout {
  struct Precondition {
    std::string_view id, state, claim;  // `state` is a JSON list; one of the two is empty
  };
  std::vector<Precondition> guards;
  std::vector<const EdgeDelete*> edge_deletes;
  std::vector<std::string_view> deletes;  // the longest first
  StubTable gone_keys;
  std::vector<const NodeUpdate*> unstubs;
  NodeTable divisions, rows, links;
  std::vector<const OutEdges*> replaced;
  std::vector<std::string_view> targets;  // sorted, each once, without those that are known
  StubTable cited_keys;
  OldStubs old_stubs = OldStubs::kNone;
  std::vector<const ArtifactRow*> artifacts;
  std::vector<const StampWrite*> stamps, sources;

  // Those that the batch needs, in their order.
  std::vector<Step> Steps() const;
};

BatchLayout LayoutOf(const MutationBatch& batch, const KnownKeys& known, OldStubs old_stubs);

}  // namespace reg2graph::neo4j

#endif  // REG2GRAPH_SINKS_NEO4J_BATCH_LAYOUT_H_
