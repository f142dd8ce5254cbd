#ifndef REG2GRAPH_ENGINE_CORE_MEMORY_GRAPH_H_
#define REG2GRAPH_ENGINE_CORE_MEMORY_GRAPH_H_

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/node_hash_set.h"
#include "engine/core/graph_schema.h"
#include "engine/core/keys.h"
#include "engine/core/stored_graph.h"
#include "engine/core/strings.h"
#include "engine/core/unit_mutations.h"

namespace reg2graph {

// What a sink that cannot be asked remembers of its run, so that a later document of a title can be
// planned against an earlier one: divisions, HAS_CHILD and NEXT between them, stamps and artifacts.
// Text (paragraphs, notes, XMLData) is not kept. Owns copies of all it keeps. Not thread-safe.
class MemoryGraph {
 public:
  struct Applied {
    int64_t nodes_created = 0, nodes_deleted = 0;  // divisions
    int64_t edges_created = 0, edges_deleted = 0;  // those that are kept
    int64_t missing = 0;                           // HAS_CHILD one of whose ends is not there
    int64_t new_artifacts = 0;                     // whose first FROM_ARTIFACT this is
    int64_t artifact_links = 0;
  };

  // Does what the guard demands still hold?
  bool Holds(std::string_view unit_key, const Guard& guard) const;
  // A division that is created twice has the properties of both.
  Applied Apply(const UnitMutations& unit);

  size_t bytes() const;  // of all that is kept, roughly; for budgets

  // Stubs are not known.
  TitleState Title(int title) const;
  // Properties include `id`. Nodes by id, relationships by from, type and to.
  StoredUnit Unit(const UnitQuery& query) const;

  size_t divisions() const { return nodes_.size(); }
  std::optional<Shape> DivisionShape(std::string_view id) const;  // nothing if it is not there
  // True if this relationship is kept here and reported by ForEachEdge.
  bool Keeps(const UnitMutations& unit, const EdgeCreate& edge) const;

  using EdgeCallback =
      std::function<void(EdgeType type, std::string_view from, std::string_view to, std::string_view props)>;
  void ForEachEdge(const EdgeCallback& callback) const;  // by from, type and to
  // The artifacts that the run ends with; the divisions that they belong to.
  void ForEachArtifact(const std::function<void(std::string_view id, std::string_view row)>& callback) const;
  using ProvenanceCallback =
      std::function<void(std::string_view division, Layer layer, std::string_view artifact)>;
  void ForEachProvenance(const ProvenanceCallback& callback) const;

 private:
  struct Node;
  using Entry = std::pair<const std::string, Node>;  // keeps its address as long as the node exists
  struct InEdge {
    Entry* from;
    const std::string* props;  // one of props_
    EdgeType type;
  };
  struct Node {
    Shape shape = Shape::kTitle;
    std::string row;          // canonical JSON object, without stamps
    std::string stamps;       // canonical JSON object: those and the claim; empty: none
    std::vector<InEdge> in;   // few: a parent, a predecessor
    std::vector<Entry*> out;  // may be many, each once; how is kept at the other end
    // Of a title, a part and whatever carries stamps, once it was asked for: each document of a title asks
    // for all of them. Null after a change, and where many are kept already.
    mutable std::shared_ptr<const UnitState> state;
  };

  Entry* Find(std::string_view id);
  const Entry* Find(std::string_view id) const;
  void ApplyCreates(const UnitMutations& unit, Applied& applied);
  void ApplyUpdate(const NodeUpdate& update, Applied& applied);
  void ApplyEdges(const UnitMutations& unit, Applied& applied);
  void ApplyStamp(const StampWrite& stamp, Applied& applied);
  void Link(std::string_view division, const StampWrite::Link& link, Applied& applied);
  void Unlink(std::string_view division, Layer layer);
  void Write(std::string_view id, Shape shape, std::string_view members, Applied& applied);
  void DeleteNode(std::string_view id, Applied& applied);
  void DeleteEdge(EdgeType type, std::string_view from, std::string_view to, Applied& applied);
  // Keeps the index of places.
  void Place(const Entry& entry, bool there);
  // Of one type or of all; how many there were.
  static size_t Disconnect(Entry& from, Entry& to, std::optional<EdgeType> type);
  UnitState ReadState(const Entry& entry) const;
  std::shared_ptr<const UnitState> StateOf(const Entry& entry) const;
  void ForgetState(const Entry& entry);
  static constexpr size_t kMostStates = 2048;
  using Entries = std::vector<const Entry*>;
  Entries EntriesOf(const UnitQuery& query) const;
  void AddBelow(std::string_view key, Entries& entries) const;
  void AddChildren(const Entry& entry, bool through_parts, std::set<const Entry*>& children) const;
  void AddPlaced(std::string_view part_key, Entries& entries) const;
  Entries PartsOf(std::string_view title_key) const;
  void AddOthers(std::string_view key, StoredUnit& stored) const;

  std::map<std::string, Node, std::less<>> nodes_;
  size_t text_bytes_ = 0;      // of the rows and stamps that were written
  mutable size_t states_ = 0;  // that are kept
  absl::flat_hash_map<std::string_view, Entry*, StringHash, StringEq> entries_;  // the same by id
  absl::node_hash_set<std::string, StringHash, StringEq> props_;                 // of edges; few differ
  std::set<std::pair<std::string, std::string>> placed_;        // {parent, section}, as either layer says
  std::map<std::pair<std::string, Layer>, std::string> links_;  // FROM_ARTIFACT by its start
  std::map<std::string, std::string, std::less<>> artifacts_;   // rows by id
  std::map<std::string, int, std::less<>> artifact_uses_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_CORE_MEMORY_GRAPH_H_
