#include "engine/core/memory_graph.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "engine/core/json_writer.h"
#include "engine/core/keys.h"

namespace reg2graph {
namespace {

using std::string;
using std::string_view;

constexpr string_view kNull = "null";

bool IsUnit(Shape shape) { return shape == Shape::kTitle || shape == Shape::kPart; }

// The parents that a section's row gives: views into the row.
std::array<string_view, 3> ParentsOf(string_view row) {
  static constexpr string_view kNames[] = {PlaceNamesOf(Layer::kText).parent,
                                           PlaceNamesOf(Layer::kStructure).parent, kPartialPlaceNames.parent};
  std::array<string_view, std::size(kNames)> parents;
  for (size_t i = 0; i < parents.size(); ++i) {
    const string before = '"' + string(kNames[i]) + "\":\"";
    const size_t at = row.find(before);
    if (at == string_view::npos) continue;
    const string_view rest = row.substr(at + before.size());
    parents[i] = rest.substr(0, rest.find('"'));
  }
  return parents;
}

StoredNode ToStoredNode(string_view id, Shape shape, string_view row) {
  StoredNode node{string(id), shape, {}};
  for (const auto& [name, value] : SplitObject(row)) node.properties.emplace_back(name, value);
  std::sort(node.properties.begin(), node.properties.end());
  return node;
}

// Visits the entries of an ordered map whose key starts with `prefix`.
template <typename Map, typename Visit>
void ForPrefix(const Map& map, string_view prefix, Visit visit) {
  for (auto entry = map.lower_bound(prefix); entry != map.end() && entry->first.starts_with(prefix);
       ++entry) {
    visit(*entry);
  }
}

}  // namespace

MemoryGraph::Entry* MemoryGraph::Find(string_view id) {
  const auto found = entries_.find(id);
  return found == entries_.end() ? nullptr : found->second;
}

const MemoryGraph::Entry* MemoryGraph::Find(string_view id) const {
  const auto found = entries_.find(id);
  return found == entries_.end() ? nullptr : found->second;
}

bool MemoryGraph::Holds(string_view unit_key, const Guard& guard) const {
  const Entry* entry = Find(unit_key);
  if (guard.kind == Guard::Kind::kAbsent) return entry == nullptr;
  if (entry == nullptr) return false;
  const std::shared_ptr<const UnitState> state = StateOf(*entry);
  return (guard.kind == Guard::Kind::kState ? state->state : state->claim) == guard.value;
}

size_t MemoryGraph::bytes() const {
  constexpr size_t kBytesPerDivision = sizeof(Entry) + 256;   // with its places in the indexes and its edges
  constexpr size_t kBytesPerState = sizeof(UnitState) + 512;  // with its texts
  return nodes_.size() * kBytesPerDivision + states_ * kBytesPerState + text_bytes_;
}

MemoryGraph::Applied MemoryGraph::Apply(const UnitMutations& unit) {
  Applied applied;
  for (const EdgeDelete& edge : unit.edge_deletes) DeleteEdge(edge.type, edge.from, edge.to, applied);
  for (const string& id : unit.node_deletes) DeleteNode(id, applied);
  for (const NodeUpdate& update : unit.updates) ApplyUpdate(update, applied);
  ApplyCreates(unit, applied);
  ApplyEdges(unit, applied);
  if (unit.artifact) artifacts_.insert_or_assign(unit.artifact->id, unit.artifact->row);
  for (const StampWrite& stamp : unit.stamps) ApplyStamp(stamp, applied);
  return applied;
}

void MemoryGraph::ApplyCreates(const UnitMutations& unit, Applied& applied) {
  for (const NodeCreate& create : unit.creates) {
    if (IsDivision(create.shape)) Write(create.id(), create.shape, create.row, applied);
  }
}

void MemoryGraph::ApplyUpdate(const NodeUpdate& update, Applied& applied) {
  Entry* entry = Find(update.id);
  const bool becomes_division = update.label && IsDivision(*update.label);
  if (entry == nullptr && !becomes_division) return;  // of a text
  Write(update.id, becomes_division ? *update.label : entry->second.shape, update.patch, applied);
}

void MemoryGraph::Write(string_view id, Shape shape, string_view members, Applied& applied) {
  text_bytes_ += 2 * id.size() + members.size();
  Entry* entry = Find(id);
  if (entry == nullptr) {
    string row;
    ObjectWriter object(row);
    object.String("id", id);
    object.Close();
    entry = &*nodes_.emplace(string(id), Node{shape, std::move(row), "", {}, {}, nullptr}).first;
    entries_.emplace(entry->first, entry);
    ++applied.nodes_created;
    // A row that starts with its id and removes nothing is the node as it is.
    if (members.starts_with(entry->second.row.substr(0, entry->second.row.size() - 1)) &&
        members.find(kNull) == string_view::npos) {
      entry->second.row = members;
      Place(*entry, true);
      return;
    }
  }
  entry->second.shape = shape;
  ForgetState(*entry);
  Place(*entry, false);
  entry->second.row = MergeObjects(entry->second.row, members);
  Place(*entry, true);
}

void MemoryGraph::Place(const Entry& entry, bool there) {
  if (entry.second.shape != Shape::kSection) return;
  for (const string_view parent : ParentsOf(entry.second.row)) {
    if (parent.empty()) continue;
    std::pair<string, string> place(parent, entry.first);
    if (there)
      placed_.insert(std::move(place));
    else
      placed_.erase(place);
  }
}

void MemoryGraph::ApplyEdges(const UnitMutations& unit, Applied& applied) {
  for (const EdgeCreate& edge : unit.edges) {
    if (edge.type != EdgeType::kHasChild && edge.type != EdgeType::kNext) continue;
    // Most are the NEXT of paragraphs, which are not kept.
    if (edge.from < unit.creates.size() && !IsDivision(unit.creates[edge.from].shape)) continue;
    Entry* from = Find(unit.ends[edge.from]);
    Entry* to = Find(unit.ends[edge.to]);
    if (from == nullptr || to == nullptr) {
      applied.missing += edge.type == EdgeType::kHasChild;
      continue;
    }
    const string* props = &*props_.emplace(edge.props).first;
    std::vector<InEdge>& in = to->second.in;
    const auto known = std::find_if(in.begin(), in.end(),
                                    [&](const InEdge& e) { return e.type == edge.type && e.from == from; });
    if (known != in.end()) {
      known->props = props;
      continue;
    }
    const bool met = std::any_of(in.begin(), in.end(), [from](const InEdge& e) { return e.from == from; });
    if (!met) from->second.out.push_back(to);
    in.push_back({from, props, edge.type});
    ++applied.edges_created;
  }
}

void MemoryGraph::ApplyStamp(const StampWrite& stamp, Applied& applied) {
  Entry* entry = Find(stamp.key);
  if (entry == nullptr) return;
  string marks, facts;
  ObjectWriter marks_object(marks), facts_object(facts);
  for (const auto& [name, value] : SplitObject(stamp.patch))
    (IsStampProperty(name) ? marks_object : facts_object).Raw(name, value);
  marks_object.Close();
  facts_object.Close();
  text_bytes_ += marks.size();
  ForgetState(*entry);
  entry->second.stamps = MergeObjects(entry->second.stamps.empty() ? "{}" : entry->second.stamps, marks);
  if (facts.size() > 2) Write(stamp.key, entry->second.shape, facts, applied);
  if (stamp.link) Link(stamp.key, *stamp.link, applied);
}

void MemoryGraph::Link(string_view division, const StampWrite::Link& link, Applied& applied) {
  Unlink(division, link.layer);
  if (link.artifact.empty()) return;
  applied.new_artifacts += ++artifact_uses_[link.artifact] == 1;
  ++applied.artifact_links;
  links_.emplace(std::pair(string(division), link.layer), link.artifact);
}

void MemoryGraph::Unlink(string_view division, Layer layer) {
  const auto old = links_.find(std::pair(string(division), layer));
  if (old == links_.end()) return;
  const auto uses = artifact_uses_.find(old->second);
  if (--uses->second == 0) artifact_uses_.erase(uses);
  links_.erase(old);
}

size_t MemoryGraph::Disconnect(Entry& from, Entry& to, std::optional<EdgeType> type) {
  std::vector<InEdge>& in = to.second.in;
  const size_t gone =
      std::erase_if(in, [&](const InEdge& e) { return e.from == &from && (!type || e.type == *type); });
  const bool met = std::any_of(in.begin(), in.end(), [&](const InEdge& e) { return e.from == &from; });
  if (gone > 0 && !met) std::erase(from.second.out, &to);
  return gone;
}

void MemoryGraph::DeleteEdge(EdgeType type, string_view from_id, string_view to_id, Applied& applied) {
  Entry* from = Find(from_id);
  Entry* to = Find(to_id);
  if (from != nullptr && to != nullptr)
    applied.edges_deleted += static_cast<int64_t>(Disconnect(*from, *to, type));
}

void MemoryGraph::DeleteNode(string_view id, Applied& applied) {
  Entry* entry = Find(id);
  if (entry == nullptr) return;
  size_t edges = 0;
  for (Entry* to : std::vector<Entry*>(entry->second.out)) edges += Disconnect(*entry, *to, std::nullopt);
  while (!entry->second.in.empty()) edges += Disconnect(*entry->second.in.back().from, *entry, std::nullopt);
  applied.edges_deleted += static_cast<int64_t>(edges);
  ++applied.nodes_deleted;
  Place(*entry, false);
  ForgetState(*entry);
  entries_.erase(entries_.find(id));
  nodes_.erase(nodes_.find(id));
  for (const Layer layer : {Layer::kStructure, Layer::kText}) Unlink(id, layer);
}

std::shared_ptr<const UnitState> MemoryGraph::StateOf(const Entry& entry) const {
  if (entry.second.state != nullptr) return entry.second.state;
  auto state = std::make_shared<const UnitState>(ReadState(entry));
  const bool asked_for_again = IsUnit(entry.second.shape) || !entry.second.stamps.empty();
  if (asked_for_again && states_ < kMostStates) {
    entry.second.state = state;
    ++states_;
  }
  return state;
}

void MemoryGraph::ForgetState(const Entry& entry) {
  if (std::exchange(entry.second.state, nullptr) != nullptr) --states_;
}

UnitState MemoryGraph::ReadState(const Entry& entry) const {
  Members members = SplitObject(entry.second.row);
  if (!entry.second.stamps.empty()) {
    const Members stamps = SplitObject(entry.second.stamps);
    members.insert(members.end(), stamps.begin(), stamps.end());
  }
  const auto property = [&members](string_view name) -> std::optional<string> {
    for (const auto& [member, value] : members) {
      if (member == name) return string(value);
    }
    return std::nullopt;
  };
  UnitState unit = ReadUnitState(entry.first, property);
  for (const Layer layer : {Layer::kStructure, Layer::kText}) {
    const auto link = links_.find(std::pair(entry.first, layer));
    if (link != links_.end()) unit.linked[static_cast<size_t>(layer)] = link->second;
  }
  return unit;
}

TitleState MemoryGraph::Title(int title) const {
  TitleState state;
  const string key = TitleKey(title);
  const auto add = [&](const Entry& entry) {
    if (!IsUnit(entry.second.shape) && entry.second.stamps.empty()) return;
    const std::shared_ptr<const UnitState> found = StateOf(entry);
    if (IsUnit(entry.second.shape) || found->stamped()) state.units.emplace(entry.first, *found);
  };
  if (const Entry* own = Find(key); own != nullptr) add(*own);
  ForPrefix(nodes_, key + "/", add);
  return state;
}

MemoryGraph::Entries MemoryGraph::PartsOf(string_view title_key) const {
  Entries parts;
  ForPrefix(nodes_, string(title_key) + "/p", [&](const Entry& entry) {
    if (entry.second.shape == Shape::kPart) parts.push_back(&entry);
  });
  return parts;
}

void MemoryGraph::AddBelow(string_view key, Entries& entries) const {
  if (const Entry* own = Find(key); own != nullptr) entries.push_back(own);
  for (const string_view mark : {"/", "#"})
    ForPrefix(nodes_, string(key).append(mark), [&](const Entry& entry) { entries.push_back(&entry); });
}

// All divisions that HAS_CHILD leads to.
void MemoryGraph::AddChildren(const Entry& entry, bool through_parts,
                              std::set<const Entry*>& children) const {
  for (const Entry* to : entry.second.out) {
    if (to->second.shape == Shape::kPart && !through_parts) continue;
    const bool is_child = std::any_of(to->second.in.begin(), to->second.in.end(), [&](const InEdge& in) {
      return in.type == EdgeType::kHasChild && in.from == &entry;
    });
    if (is_child && children.insert(to).second) AddChildren(*to, through_parts, children);
  }
}

MemoryGraph::Entries MemoryGraph::EntriesOf(const UnitQuery& query) const {
  Entries entries;
  const bool spine = IsTitleKey(query.key);
  const Entry* root = Find(query.key);
  if (spine && root != nullptr) entries.push_back(root);
  if (!spine) AddBelow(query.key, entries);
  std::set<const Entry*> children;
  if (root != nullptr) AddChildren(*root, !spine, children);
  for (const Entry* child : children) {
    if (spine || child->second.shape == Shape::kSection) AddBelow(child->first, entries);
  }
  if (IsPartKey(query.key)) AddPlaced(query.key, entries);
  for (const string& name : query.names) AddBelow(name, entries);
  std::sort(entries.begin(), entries.end(),
            [](const Entry* a, const Entry* b) { return a->first < b->first; });
  entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
  return entries;
}

// Sections that a layer places in the part although HAS_CHILD follows the other layer.
void MemoryGraph::AddPlaced(string_view part_key, Entries& entries) const {
  for (auto place = placed_.lower_bound(std::pair(string(part_key), string()));
       place != placed_.end() && place->first.starts_with(part_key); ++place) {
    if (IsAtOrBelow(place->first, part_key)) AddBelow(place->second, entries);
  }
}

void MemoryGraph::AddOthers(string_view key, StoredUnit& stored) const {
  std::set<string> others = {stored.unit.home(), string(TitleAtOrAbove(key))};
  for (const UnitState& division : stored.divisions) {
    others.insert(division.home());
    others.insert(PartOf(division, Layer::kStructure));
  }
  for (const string& other : others) {
    if (const Entry* entry = Find(other); entry != nullptr && other != key)
      stored.others.push_back(*StateOf(*entry));
  }
}

StoredUnit MemoryGraph::Unit(const UnitQuery& query) const {
  StoredUnit stored;
  if (const Entry* root = Find(query.key); root != nullptr) stored.unit = *StateOf(*root);
  const bool spine = IsTitleKey(query.key);
  Entries entries = EntriesOf(query);
  const std::set<const Entry*> inside(entries.begin(), entries.end());
  for (const Entry* entry : entries) {
    const bool is_unit = entry->first == query.key;
    if (!is_unit && (!entry->second.stamps.empty() || IsSectionLevel(entry->second.shape)))
      stored.divisions.push_back(*StateOf(*entry));
    for (const Entry* to : entry->second.out) {
      for (const InEdge& in : to->second.in) {
        if (in.from == entry) stored.edges.push_back({in.type, entry->first, to->first, *in.props});
      }
    }
  }
  AddOthers(query.key, stored);
  if (spine) {
    const Entries parts = PartsOf(query.key);
    entries.insert(entries.end(), parts.begin(), parts.end());
  }
  for (const Entry* entry : entries) {
    stored.nodes.push_back(ToStoredNode(entry->first, entry->second.shape, entry->second.row));
    for (const InEdge& in : entry->second.in) {
      if (in.type != EdgeType::kHasChild || inside.contains(in.from)) continue;
      stored.edges.push_back({in.type, in.from->first, entry->first, *in.props});
    }
  }
  std::sort(stored.nodes.begin(), stored.nodes.end(),
            [](const auto& a, const auto& b) { return a.id < b.id; });
  std::sort(stored.edges.begin(), stored.edges.end(), [](const auto& a, const auto& b) {
    return std::tie(a.from, a.type, a.to) < std::tie(b.from, b.type, b.to);
  });
  return stored;
}

std::optional<Shape> MemoryGraph::DivisionShape(string_view id) const {
  const Entry* entry = Find(id);
  if (entry == nullptr) return std::nullopt;
  return entry->second.shape;
}

bool MemoryGraph::Keeps(const UnitMutations& unit, const EdgeCreate& edge) const {
  if (edge.type == EdgeType::kHasChild) return true;
  if (edge.type != EdgeType::kNext) return false;
  if (edge.from < unit.creates.size()) return IsDivision(unit.creates[edge.from].shape);
  return Find(unit.ends[edge.from]) != nullptr;
}

void MemoryGraph::ForEachEdge(const EdgeCallback& callback) const {
  for (const Entry& from : nodes_) {
    std::vector<std::pair<const InEdge*, const Entry*>> out;
    for (const Entry* to : from.second.out) {
      for (const InEdge& in : to->second.in) {
        if (in.from == &from) out.emplace_back(&in, to);
      }
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
      return std::tie(a.first->type, a.second->first) < std::tie(b.first->type, b.second->first);
    });
    for (const auto& [in, to] : out) callback(in->type, from.first, to->first, *in->props);
  }
}

void MemoryGraph::ForEachArtifact(
    const std::function<void(string_view id, string_view row)>& callback) const {
  for (const auto& [id, row] : artifacts_) {
    if (artifact_uses_.contains(id)) callback(id, row);
  }
}

void MemoryGraph::ForEachProvenance(const ProvenanceCallback& callback) const {
  for (const auto& [from, artifact] : links_) callback(from.first, from.second, artifact);
}

}  // namespace reg2graph
