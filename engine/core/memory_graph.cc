#include "engine/core/memory_graph.h"

#include <algorithm>
#include <charconv>
#include <tuple>

#include "engine/core/json_writer.h"
#include "engine/core/keys.h"

namespace reg2graph {
namespace {

using std::string;
using std::string_view;

constexpr string_view kClaim = "claim";
constexpr string_view kNull = "null";

string Text(string_view json) { return json == kNull ? string() : Unquote(json); }

int64_t Integer(string_view json) {
  int64_t value = 0;
  std::from_chars(json.data(), json.data() + json.size(), value);
  return value;
}

// Sets the field of `stamp` that is called `name` (without the layer) and tells whether there is one.
bool SetStampField(Stamp& stamp, string_view name, string_view json) {
  if (name == "hash")
    stamp.hash = Text(json);
  else if (name == "xml_hash")
    stamp.xml_hash = Text(json);
  else if (name == "as_of")
    stamp.as_of = Text(json);
  else if (name == "artifact")
    stamp.artifact = Text(json);
  else if (name == "whole")
    stamp.whole = json == "true";
  else if (name == "mapping")
    stamp.mapping = Integer(json);
  else if (name == "rejected")
    stamp.rejected = Integer(json);
  else
    return false;
  return true;
}

bool HasMember(string_view row, string_view name) {
  for (const auto& [member, value] : SplitObject(row)) {
    if (member == name) return true;
  }
  return false;
}

bool IsUnitShape(Shape shape) { return shape == Shape::kTitle || shape == Shape::kPart; }

bool IsTitleKey(string_view key) { return std::count(key.begin(), key.end(), '/') == 3; }

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

const MemoryGraph::UnitRecord* MemoryGraph::Record(string_view key) const {
  const auto found = units_.find(key);
  return found == units_.end() ? nullptr : &found->second;
}

bool MemoryGraph::Holds(string_view unit_key, const Guard& guard) const {
  const Entry* entry = Find(unit_key);
  if (guard.kind == Guard::Kind::kAbsent) return entry == nullptr;
  if (entry == nullptr) return false;
  const UnitState state = StateOf(*entry, Record(unit_key));
  return (guard.kind == Guard::Kind::kState ? state.state : state.claim) == guard.value;
}

MemoryGraph::Applied MemoryGraph::Apply(const UnitMutations& unit) {
  Applied applied;
  for (const EdgeDelete& edge : unit.edge_deletes) DeleteEdge(edge.type, edge.from, edge.to, applied);
  for (const string& id : unit.node_deletes) DeleteNode(id, applied);
  for (const NodeUpdate& update : unit.updates) ApplyUpdate(update, applied);
  ApplyCreates(unit, applied);
  ApplyEdges(unit, applied);
  ApplyArtifact(unit, applied);
  ApplyStamp(unit);
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
  Entry* entry = Find(id);
  if (entry == nullptr) {
    string row;
    ObjectWriter object(row);
    object.String("id", id);
    object.Close();
    entry = &*nodes_.emplace(string(id), Node{shape, std::move(row), {}, {}}).first;
    entries_.emplace(entry->first, entry);
    if (IsUnitShape(shape)) units_.try_emplace(string(id));
    ++applied.nodes_created;
    // A row that starts with its id and removes nothing is the node as it stands.
    if (members.starts_with(entry->second.row.substr(0, entry->second.row.size() - 1)) &&
        members.find(kNull) == string_view::npos) {
      entry->second.row = members;
      return;
    }
  }
  entry->second.shape = shape;
  entry->second.row = MergeObjects(entry->second.row, members);
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

void MemoryGraph::ApplyArtifact(const UnitMutations& unit, Applied& applied) {
  if (!unit.artifact) return;
  UnlinkArtifact(unit.unit_key, unit.artifact->layer);
  if (unit.artifact->id.empty()) return;
  applied.new_artifact = ++artifact_uses_[unit.artifact->id] == 1;
  artifacts_.emplace(std::pair(unit.unit_key, unit.artifact->layer), *unit.artifact);
}

void MemoryGraph::UnlinkArtifact(string_view unit_key, Layer layer) {
  const auto old = artifacts_.find(std::pair(string(unit_key), layer));
  if (old == artifacts_.end()) return;
  const auto uses = artifact_uses_.find(old->second.id);
  if (--uses->second == 0) artifact_uses_.erase(uses);
  artifacts_.erase(old);
}

void MemoryGraph::ApplyStamp(const UnitMutations& unit) {
  if (Find(unit.unit_key) == nullptr) return;
  UnitRecord& record = units_[unit.unit_key];
  record.version = ++version_;
  for (const auto& [name, value] : SplitObject(unit.stamp)) {
    if (name == kClaim) record.claim = Text(value);
    for (const Layer layer : {Layer::kStructure, Layer::kText}) {
      const string_view prefix = LayerName(layer);
      if (!name.starts_with(prefix) || name.size() <= prefix.size()) continue;
      SetStampField(record.stamps[static_cast<int>(layer)], name.substr(prefix.size() + 1), value);
    }
  }
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
  entries_.erase(entries_.find(id));
  nodes_.erase(nodes_.find(id));
  if (const auto unit = units_.find(id); unit != units_.end()) units_.erase(unit);
  for (const Layer layer : {Layer::kStructure, Layer::kText}) UnlinkArtifact(id, layer);
}

UnitState MemoryGraph::StateOf(const Entry& entry, const UnitRecord* record) const {
  UnitState state;
  state.key = entry.first;
  if (record != nullptr) {
    state.state = std::to_string(record->version);
    std::copy(std::begin(record->stamps), std::end(record->stamps), std::begin(state.stamps));
    state.claim = record->claim;
  }
  for (const Layer layer : {Layer::kStructure, Layer::kText}) {
    state.placed[static_cast<int>(layer)] = HasMember(entry.second.row, string(LayerName(layer)) + "_order");
  }
  return state;
}

TitleState MemoryGraph::Title(int title) const {
  TitleState state;
  const auto add = [&](const auto& unit) {
    const Entry* entry = Find(unit.first);
    const UnitRecord& record = unit.second;
    if (entry == nullptr) return;
    UnitState found = StateOf(*entry, &record);
    if (IsUnitShape(entry->second.shape) || found.stamped())
      state.units.emplace(unit.first, std::move(found));
  };
  const string key = TitleKey(title);
  if (const auto own = units_.find(key); own != units_.end()) add(*own);
  ForPrefix(units_, key + "/", add);
  return state;
}

std::vector<const MemoryGraph::Entry*> MemoryGraph::PartsOf(string_view title_key) const {
  std::vector<const Entry*> parts;
  ForPrefix(units_, string(title_key) + "/p", [&](const auto& unit) {
    const Entry* entry = Find(unit.first);
    if (entry != nullptr && entry->second.shape == Shape::kPart) parts.push_back(entry);
  });
  return parts;
}

std::vector<const MemoryGraph::Entry*> MemoryGraph::EntriesOf(string_view unit_key) const {
  const KeyScope scope = ScopeOf(unit_key);
  std::vector<const Entry*> entries;
  if (const Entry* root = Find(scope.root); root != nullptr) entries.push_back(root);
  for (const string& prefix : scope.prefixes) {
    ForPrefix(nodes_, prefix, [&](const Entry& entry) { entries.push_back(&entry); });
  }
  return entries;
}

std::vector<UnitState> MemoryGraph::PiecesOf(const KeyScope& scope) const {
  std::vector<UnitState> pieces;
  for (const string& prefix : scope.prefixes) {
    ForPrefix(units_, prefix, [&](const auto& unit) {
      UnitState state = StateOf(*Find(unit.first), &unit.second);
      if (state.stamped()) pieces.push_back(std::move(state));
    });
  }
  return pieces;
}

StoredUnit MemoryGraph::Unit(string_view unit_key) const {
  StoredUnit stored;
  if (const Entry* root = Find(unit_key); root != nullptr) stored.unit = StateOf(*root, Record(unit_key));
  const KeyScope scope = ScopeOf(unit_key);
  stored.pieces = PiecesOf(scope);
  std::vector<const Entry*> entries = EntriesOf(unit_key);
  for (const Entry* entry : entries) {
    for (const Entry* to : entry->second.out) {
      for (const InEdge& in : to->second.in) {
        if (in.from == entry) stored.edges.push_back({in.type, entry->first, to->first, *in.props});
      }
    }
  }
  if (IsTitleKey(unit_key)) {
    const std::vector<const Entry*> parts = PartsOf(unit_key);
    entries.insert(entries.end(), parts.begin(), parts.end());
  }
  for (const Entry* entry : entries) {
    stored.nodes.push_back(ToStoredNode(entry->first, entry->second.shape, entry->second.row));
    for (const InEdge& in : entry->second.in) {
      if (in.type != EdgeType::kHasChild || scope.Contains(in.from->first)) continue;
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

void MemoryGraph::ForEachArtifact(const ArtifactCallback& callback) const {
  for (const auto& [place, artifact] : artifacts_) callback(place.first, artifact);
}

}  // namespace reg2graph
