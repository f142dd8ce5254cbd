#ifndef REG2GRAPH_TESTS_ENGINE_DELIVER_FAKE_GRAPH_H_
#define REG2GRAPH_TESTS_ENGINE_DELIVER_FAKE_GRAPH_H_

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/core/graph_schema.h"
#include "engine/core/json_writer.h"
#include "engine/core/key_text.h"
#include "engine/core/keys.h"
#include "engine/core/mutation_sink.h"
#include "engine/core/stored_graph.h"
#include "engine/core/strings.h"
#include "engine/core/unit_mutations.h"

namespace reg2graph {

// A whole property graph in memory that does with a batch what the contract of UnitMutations says, and
// nothing cleverer: relationships may stand twice, stubs stay until they are swept. A value.
class FakeGraph {
 public:
  // Applies all units or none. What would make a transaction fail or write less than it should is told.
  // kAbsent where the division stands is a broken constraint; any other guard is compared.
  DeliveryOutcome Commit(const MutationBatch& batch) {
    old_nodes_.clear();
    old_edges_.clear();
    DeliveryOutcome outcome;
    std::set<std::string> seen;
    for (const UnitMutations& unit : batch.units) {
      std::string why;
      if (!seen.insert(unit.unit_key).second)
        why = "a unit twice in one batch: " + unit.unit_key;
      else if (why = Guarded(unit); why.empty())
        continue;
      return Refuse(why);
    }
    // The guards of all units were compared with what was there before the transaction.
    for (const UnitMutations& unit : batch.units) {
      const std::string why = Apply(unit, outcome.counters);
      if (why.empty()) continue;
      RollBack();
      return Refuse(why);
    }
    return outcome;
  }

  StoredUnit Unit(const UnitQuery& query) const {
    StoredUnit stored;
    const std::string& key = query.key;
    if (IsReal(key)) stored.unit = State(key);
    const bool spine = IsTitleKey(key);
    const std::set<std::string> inside = IdsOf(query);
    for (const auto& [id, node] : nodes_) {
      const bool in = inside.contains(id);
      const bool is_part = spine && id.starts_with(key + "/p") && id.find('/', key.size() + 1) == id.npos;
      if (!in && !is_part) continue;
      if (!node.shape) {
        stored.stubs.insert(id);
        continue;
      }
      if (is_part && node.shape != Shape::kPart) continue;
      if (id != key && in && IsDivision(*node.shape)) {
        UnitState division = State(id);
        if (division.stamped() || IsSectionLevel(*node.shape))
          stored.divisions.push_back(std::move(division));
      }
      StoredNode out{id, *node.shape, {}};
      for (const auto& [name, value] : node.properties) {
        if (!IsStampProperty(name) || !IsDivision(*node.shape)) out.properties.emplace_back(name, value);
      }
      stored.nodes.push_back(out);
    }
    std::set<std::string> others = {std::string(TitleAtOrAbove(key)), stored.unit.home()};
    for (const UnitState& division : stored.divisions) {
      others.insert(division.home());
      others.insert(PartOf(division, Layer::kStructure));
    }
    for (const std::string& other : others) {
      if (other != key && IsReal(other)) stored.others.push_back(State(other));
    }
    std::set<std::string> read;
    for (const StoredNode& node : stored.nodes) read.insert(node.id);
    std::set<Edge> touching;
    for (const std::string& id : read) {
      for (const std::string& parent : ParentsOf(id)) touching.insert({parent, EdgeType::kHasChild, id});
      if (!inside.contains(id)) continue;
      for (const Edge& edge : EdgesFrom(id)) {
        if (std::get<1>(edge) != EdgeType::kWithin) touching.insert(edge);
      }
    }
    for (const Edge& edge : touching) {
      const auto& [from, type, to] = edge;
      for (const std::string& props : edges_.at(edge)) stored.edges.push_back({type, from, to, props});
    }
    return stored;
  }

  TitleState Title(int title) const {
    TitleState state;
    const std::string key = TitleKey(title);
    for (const auto& [id, node] : nodes_) {
      if (id != key && !id.starts_with(key + "/")) continue;
      if (!node.shape) {
        state.stubs.insert(id);
        continue;
      }
      const UnitState unit = State(id);
      const bool is_unit = *node.shape == Shape::kTitle || *node.shape == Shape::kPart;
      if (is_unit || unit.stamped()) state.units.emplace(id, unit);
    }
    return state;
  }

  int64_t Sweep() {
    int64_t swept = 0;
    for (bool again = true; again;) {
      again = false;
      std::set<std::string> entered;
      for (const auto& [edge, all] : edges_) entered.insert(std::get<2>(edge));
      for (auto node = nodes_.begin(); node != nodes_.end();) {
        const bool loose = !node->second.shape || node->second.shape == Shape::kArtifact;
        if (!loose || entered.contains(node->first)) {
          ++node;
          continue;
        }
        const std::string id = node->first;
        for (const Edge& edge : EdgesFrom(id)) Drop(edge);
        node = nodes_.erase(node);
        ++swept;
        again = true;
      }
    }
    return swept;
  }

  // Every node with its labels and properties and every relationship, a line each, sorted. Stamps are
  // part of it: two graphs are equal only if the next run would see no difference either.
  std::vector<std::string> Dump() const {
    std::vector<std::string> lines;
    for (const auto& [id, node] : nodes_) {
      std::string line = id + " " + (node.shape ? std::string(LabelsOf(*node.shape).back()) : "Stub");
      for (const auto& [name, value] : node.properties) line += " " + name + "=" + value;
      lines.push_back(line);
    }
    for (const auto& [edge, all] : edges_) {
      std::vector<std::string> sorted = all;
      std::sort(sorted.begin(), sorted.end());
      const auto& [from, type, to] = edge;
      for (const std::string& props : sorted) {
        lines.push_back(from + " -" + std::string(NameOf(type)) + "-> " + to + " " + props);
      }
    }
    std::sort(lines.begin(), lines.end());
    return lines;
  }

  bool Has(const std::string& id) const { return nodes_.contains(id); }
  bool IsReal(const std::string& id) const {
    const auto node = nodes_.find(id);
    return node != nodes_.end() && node->second.shape.has_value();
  }
  // The JSON of a property; empty if it is not there.
  std::string Property(const std::string& id, const std::string& name) const {
    const auto node = nodes_.find(id);
    if (node == nodes_.end()) return "";
    const auto property = node->second.properties.find(name);
    return property == node->second.properties.end() ? "" : property->second;
  }
  std::vector<std::string> Edges(const std::string& from, EdgeType type, const std::string& to) const {
    const auto found = edges_.find({from, type, to});
    return found == edges_.end() ? std::vector<std::string>() : found->second;
  }
  std::vector<std::string> Targets(const std::string& from, EdgeType type) const {
    std::vector<std::string> targets;
    for (const auto& [edge, all] : edges_) {
      if (std::get<0>(edge) == from && std::get<1>(edge) == type) targets.push_back(std::get<2>(edge));
    }
    return targets;
  }
  // What another program might do to the graph.
  void Set(const std::string& id, const std::string& name, const std::string& json) {
    nodes_[id].properties[name] = json;
  }
  void Unset(const std::string& id, const std::string& name) { nodes_[id].properties.erase(name); }
  void Remove(const std::string& id) { Delete(id); }
  void SetShape(const std::string& id, Shape shape) { nodes_[id].shape = shape; }
  void Link(const std::string& from, EdgeType type, const std::string& to, const std::string& props = "") {
    AddStub(to);
    Insert({from, type, to}).push_back(props);
  }

 private:
  struct Node {
    std::optional<Shape> shape;  // nothing: a stub
    std::map<std::string, std::string> properties;
  };
  using Edge = std::tuple<std::string, EdgeType, std::string>;

  // What stood before the transaction at hand.
  Node& NodeAt(const std::string& id) {
    const auto node = nodes_.find(id);
    old_nodes_.try_emplace(id, node == nodes_.end() ? std::nullopt : std::optional(node->second));
    return nodes_[id];
  }
  void EraseNode(const std::string& id) {
    NodeAt(id);
    nodes_.erase(id);
  }
  std::vector<std::string>& EdgesAt(const Edge& edge) {
    const auto found = edges_.find(edge);
    old_edges_.try_emplace(edge, found == edges_.end() ? std::vector<std::string>() : found->second);
    return Insert(edge);
  }
  void EraseEdge(const Edge& edge) {
    EdgesAt(edge);
    Drop(edge);
  }
  std::vector<std::string>& Insert(const Edge& edge) {
    const auto& [from, type, to] = edge;
    if (type == EdgeType::kHasChild) parents_[to].insert(from);
    return edges_[edge];
  }
  void Drop(const Edge& edge) {
    const auto& [from, type, to] = edge;
    if (type == EdgeType::kHasChild) parents_[to].erase(from);
    edges_.erase(edge);
  }
  std::vector<Edge> EdgesFrom(const std::string& from) const {
    std::vector<Edge> found;
    for (auto edge = edges_.lower_bound({from, EdgeType{}, ""});
         edge != edges_.end() && std::get<0>(edge->first) == from; ++edge)
      found.push_back(edge->first);
    return found;
  }
  template <typename Condition>
  void EraseEdgesFrom(const std::string& from, Condition condition) {
    for (const Edge& edge : EdgesFrom(from)) {
      if (condition(edge)) EraseEdge(edge);
    }
  }
  void RollBack() {
    for (const auto& [id, node] : old_nodes_) {
      if (node)
        nodes_[id] = *node;
      else
        nodes_.erase(id);
    }
    for (const auto& [edge, all] : old_edges_) {
      if (all.empty())
        Drop(edge);
      else
        Insert(edge) = all;
    }
  }

  static DeliveryOutcome Refuse(const std::string& why) {
    return {Verdict::kReplan, Cause::kConflict, "Fake", why, {}};
  }
  std::string Value(const std::string& id, const std::string& name) const {
    const std::string json = Property(id, name);
    return json.empty() ? "" : Unquote(json);
  }

  // What UnitQuery describes, by looking at every node.
  std::set<std::string> IdsOf(const UnitQuery& query) const {
    StringSet roots(query.names.begin(), query.names.end());
    for (const auto& [id, node] : nodes_) {
      if (node.shape && IsDivision(*node.shape) && IsRootOf(id, *node.shape, query)) roots.insert(id);
    }
    std::set<std::string> ids;
    for (const auto& [id, node] : nodes_) {
      const bool of_title = IsTitleKey(query.key) && (id == query.key || id.starts_with(query.key + "#"));
      const bool in_part = !IsTitleKey(query.key) && IsAtOrBelow(id, query.key);
      if (of_title || in_part || IsAtOrBelowOneOf(id, roots)) ids.insert(id);
    }
    return ids;
  }

  static bool IsAtOrBelowOneOf(std::string_view id, const StringSet& roots) {
    for (size_t end = id.size(); end != 0 && end != id.npos; end = id.find_last_of("/#", end - 1)) {
      if (roots.contains(id.substr(0, end))) return true;
    }
    return false;
  }

  bool IsRootOf(const std::string& id, Shape shape, const UnitQuery& query) const {
    if (IsTitleKey(query.key)) {
      const bool of_title = id != query.key && IsAtOrBelow(id, query.key) && PartAbove(id).empty();
      if (shape == Shape::kPart || !of_title) return false;
      return shape != Shape::kSection || id.find("/s~") != id.npos || HangsBelow(id, query.key, false);
    }
    if (!IsPartKey(query.key) || shape != Shape::kSection) return false;
    const auto placed = [&](const char* name) { return IsAtOrBelow(Value(id, name), query.key); };
    return placed("text_parent") || placed("structure_parent") || placed("text_partial_parent") ||
           HangsBelow(id, query.key, true);
  }

  // By HAS_CHILD; through parts or not.
  bool HangsBelow(std::string id, const std::string& root, bool through_parts) const {
    for (int depth = 0; depth < 16; ++depth) {
      const std::set<std::string>& parents = ParentsOf(id);
      if (parents.empty()) return false;
      id = *parents.begin();
      if (id == root) return true;
      if (!through_parts && nodes_.at(id).shape == Shape::kPart) return false;
    }
    return false;
  }

  const std::set<std::string>& ParentsOf(const std::string& id) const {
    static const std::set<std::string> kNone;
    const auto found = parents_.find(id);
    return found == parents_.end() ? kNone : found->second;
  }

  UnitState State(const std::string& id) const {
    const auto& properties = nodes_.at(id).properties;
    UnitState unit = ReadUnitState(id, [&](std::string_view name) {
      const auto found = properties.find(std::string(name));
      return found == properties.end() ? std::nullopt : std::optional<std::string>(found->second);
    });
    for (const Layer layer : {Layer::kStructure, Layer::kText}) {
      std::string& linked = unit.linked[static_cast<size_t>(layer)];
      for (auto edge = edges_.lower_bound({id, EdgeType::kFromArtifact, ""}); edge != edges_.end(); ++edge) {
        const auto& [from, type, to] = edge->first;
        if (from != id || type != EdgeType::kFromArtifact) break;
        for (const std::string& props : edge->second) {
          if (props == LayerProps(layer)) linked += (linked.empty() ? "" : ",") + to;
        }
      }
    }
    return unit;
  }

  bool Holds(const UnitMutations& unit) const {
    if (unit.guard.kind == Guard::Kind::kAbsent) return !IsReal(unit.unit_key);
    if (!IsReal(unit.unit_key)) return false;
    const UnitState state = State(unit.unit_key);
    return (unit.guard.kind == Guard::Kind::kState ? state.state : state.claim) == unit.guard.value;
  }

  // What does not hold; empty: all does.
  std::string Guarded(const UnitMutations& unit) const {
    if (!Holds(unit)) return "guard of " + unit.unit_key;
    for (const DivisionGuard& guard : unit.guards) {
      if (!IsReal(guard.id) || State(guard.id).state != guard.state) return "guard of " + guard.id;
    }
    // As the uniqueness of ids: a stub may have come since the plan was made.
    for (const NodeCreate& create : unit.creates) {
      const std::string id(create.id());
      if (Has(id) && !IsReal(id)) return "a stub is there: " + id;
    }
    return "";
  }

  std::string Apply(const UnitMutations& unit, DeliveryCounters& counters) {
    for (const EdgeDelete& edge : unit.edge_deletes) EraseEdge({edge.from, edge.type, edge.to});
    for (const std::string& id : unit.node_deletes) {
      if (!IsReal(id)) return "nothing to delete: " + id;
      Delete(id);
    }
    for (const NodeUpdate& update : unit.updates) {
      if (!Has(update.id)) return "nothing to update: " + update.id;
      if (!update.unstub && !IsReal(update.id)) return "only a stub: " + update.id;
      if (update.unstub) MakeReal(update.id, *update.label);
      Patch(update.id, update.patch);
    }
    for (const NodeCreate& create : unit.creates) {
      const std::string id(create.id());
      if (Has(id)) return "is there already: " + id;
      ++counters.nodes_created;
      MakeReal(id, create.shape);
      Patch(id, create.row);
    }
    for (const EdgeCreate& edge : unit.edges) {
      const std::string from(unit.ends[edge.from]);
      const std::string to(unit.ends[edge.to]);
      if (!IsReal(from) || !IsReal(to))
        return "no end for " + from + " " + std::string(NameOf(edge.type)) + " " + to;
      EdgesAt({from, edge.type, to}).push_back(std::string(edge.props));
    }
    for (const OutEdges& out : unit.out_edges) {
      if (!IsReal(out.from)) return "no source " + out.from;
      if (out.replace)
        EraseEdgesFrom(out.from, [&](const Edge& edge) { return std::get<1>(edge) == out.type; });
      for (const OutEdges::Edge& edge : out.edges) {
        AddStub(std::string(edge.target));
        EdgesAt({out.from, out.type, std::string(edge.target)}).push_back(std::string(edge.props));
      }
    }
    for (const std::string_view end : unit.ends) {
      if (!IsReal(std::string(end))) return "no node " + std::string(end);
    }
    if (unit.artifact) {
      NodeAt(unit.artifact->id).shape = Shape::kArtifact;
      Patch(unit.artifact->id, unit.artifact->row);
    }
    for (const StampWrite& stamp : unit.stamps) {
      if (!IsReal(stamp.key)) return "no division to stamp: " + stamp.key;
      Patch(stamp.key, stamp.patch);
      if (!stamp.link) continue;
      if (!stamp.link->artifact.empty() && !IsReal(stamp.link->artifact)) return "no " + stamp.link->artifact;
      LinkArtifact(stamp.key, *stamp.link);
    }
    return "";
  }

  void MakeReal(const std::string& id, Shape shape) {
    Node& node = NodeAt(id);
    if (!node.shape) EraseEdgesFrom(id, [](const Edge&) { return true; });
    node.shape = shape;
  }

  void Patch(const std::string& id, std::string_view patch) {
    if (patch.empty()) return;
    Node& node = NodeAt(id);
    for (const auto& [name, value] : SplitObject(patch)) {
      if (value == "null")
        node.properties.erase(std::string(name));
      else
        node.properties[std::string(name)] = value;
    }
  }

  void AddStub(const std::string& key) {
    if (key.empty() || Has(key)) return;
    const KeyText text = TextOfKey(key);
    std::string row;
    ObjectWriter object(row);
    object.String("citation", text.citation);
    object.String("name", text.name);
    object.Close();
    NodeAt(key);
    Patch(key, row);
    const std::string parent = ParentOfKey(key);
    if (parent.empty()) return;
    AddStub(parent);
    EdgesAt({key, EdgeType::kWithin, parent}).emplace_back();
  }

  // What others cite stays as a stub.
  void Delete(const std::string& id) {
    bool cited = false;
    std::vector<Edge> gone;
    for (const auto& [edge, all] : edges_) {
      const auto& [from, type, to] = edge;
      const bool cites = to == id && from != id && (LeavesUnit(type) || type == EdgeType::kWithin);
      cited = cited || cites;
      if (!cites && (from == id || to == id)) gone.push_back(edge);
    }
    for (const Edge& edge : gone) EraseEdge(edge);
    EraseNode(id);
    if (cited) AddStub(id);
  }

  void LinkArtifact(const std::string& division, const StampWrite::Link& link) {
    const std::string props = LayerProps(link.layer);
    EraseEdgesFrom(division, [&](const Edge& edge) {
      return std::get<1>(edge) == EdgeType::kFromArtifact && edges_.at(edge).front() == props;
    });
    if (!link.artifact.empty()) EdgesAt({division, EdgeType::kFromArtifact, link.artifact}) = {props};
  }

  std::map<std::string, Node> nodes_;
  std::map<Edge, std::vector<std::string>> edges_;
  std::map<std::string, std::set<std::string>> parents_;  // by HAS_CHILD
  std::map<std::string, std::optional<Node>> old_nodes_;
  std::map<Edge, std::vector<std::string>> old_edges_;
};

// The lines that only one of two dumps has: "-" of the first, "+" of the second.
inline std::vector<std::string> DifferenceOf(const std::vector<std::string>& a,
                                             const std::vector<std::string>& b) {
  std::vector<std::string> lines, only;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(only));
  for (const std::string& line : only) lines.push_back("- " + line);
  only.clear();
  std::set_difference(b.begin(), b.end(), a.begin(), a.end(), std::back_inserter(only));
  for (const std::string& line : only) lines.push_back("+ " + line);
  return lines;
}

}  // namespace reg2graph

#endif  // REG2GRAPH_TESTS_ENGINE_DELIVER_FAKE_GRAPH_H_
