#include "sinks/neo4j/batch_layout.h"

#include <algorithm>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "engine/core/strings.h"
#include "sinks/neo4j/state.h"

namespace reg2graph::neo4j {
namespace {

using std::string_view;
using Slot = NodeTable::Slot;
using SlotMap = absl::flat_hash_map<string_view, Slot, StringHash, StringEq>;

string_view Unstamped() {
  static const auto* const state = new std::string(UnstampedState());
  return *state;
}

class Builder {
 public:
  Builder(const KnownKeys& known, OldStubs old_stubs) : known_(known) { layout_.old_stubs = old_stubs; }

  void Add(const UnitMutations& unit) {
    AddGuards(unit);
    AddDeletes(unit);
    AddUpdates(unit);
    AddCreates(unit);
    for (const EdgeCreate& edge : unit.edges) AddEdge(unit, edge);
    for (const OutEdges& out : unit.out_edges) AddLinks(out);
    if (unit.artifact) layout_.artifacts.push_back(&*unit.artifact);
    for (const StampWrite& stamp : unit.stamps) {
      layout_.stamps.push_back(&stamp);
      if (stamp.link) layout_.sources.push_back(&stamp);
    }
  }

  BatchLayout Finish() {
    const auto by_id = [](const auto& a, const auto& b) { return a.id < b.id; };
    std::sort(layout_.guards.begin(), layout_.guards.end(), by_id);
    std::sort(layout_.targets.begin(), layout_.targets.end());
    layout_.targets.erase(std::unique(layout_.targets.begin(), layout_.targets.end()), layout_.targets.end());
    for (const string_view key : layout_.targets) layout_.cited_keys.Add(key);
    layout_.cited_keys.Finish();
    std::stable_sort(layout_.deletes.begin(), layout_.deletes.end(),
                     [](string_view a, string_view b) { return a.size() > b.size(); });
    for (const string_view key : layout_.deletes) layout_.gone_keys.Add(key);
    layout_.gone_keys.Finish();
    return std::move(layout_);
  }

 private:
  void AddGuards(const UnitMutations& unit) {
    const Guard& guard = unit.guard;
    if (guard.kind == Guard::Kind::kClaim) layout_.guards.push_back({unit.unit_key, {}, guard.value});
    if (guard.kind == Guard::Kind::kState) layout_.guards.push_back({unit.unit_key, guard.value, {}});
    // No constraint guards a division that is a stub already: it must still be without any stamp.
    if (guard.kind == Guard::Kind::kAbsent && FromStub(unit))
      layout_.guards.push_back({unit.unit_key, Unstamped(), {}});
    for (const DivisionGuard& other : unit.guards) layout_.guards.push_back({other.id, other.state, {}});
  }

  static bool FromStub(const UnitMutations& unit) {
    return std::any_of(unit.updates.begin(), unit.updates.end(),
                       [&](const NodeUpdate& update) { return update.unstub && update.id == unit.unit_key; });
  }

  void AddDeletes(const UnitMutations& unit) {
    for (const EdgeDelete& edge : unit.edge_deletes) layout_.edge_deletes.push_back(&edge);
    for (const std::string& id : unit.node_deletes) layout_.deletes.push_back(id);
  }

  void AddUpdates(const UnitMutations& unit) {
    const bool may_be_ends = unit.ends.size() > unit.creates.size();
    updates_.clear();
    for (const NodeUpdate& update : unit.updates) {
      if (update.unstub) {
        layout_.unstubs.push_back(&update);
        continue;
      }
      const Slot slot = layout_.rows.AddUpdate(update);
      if (may_be_ends) updates_.emplace(update.id, slot);
    }
  }

  void AddCreates(const UnitMutations& unit) {
    in_divisions_.assign(unit.ends.size(), {});
    in_rows_.assign(unit.ends.size(), {});
    for (size_t i = 0; i < unit.creates.size(); ++i) {
      const NodeCreate& create = unit.creates[i];
      if (IsDivision(create.shape))
        in_divisions_[i] = layout_.divisions.AddRow(create);
      else
        in_rows_[i] = layout_.rows.AddRow(create);
    }
  }

  // HAS_CHILD and the NEXT of new divisions come with these, all others with the other rows.
  void AddEdge(const UnitMutations& unit, const EdgeCreate& edge) {
    const auto is_new_division = [&](uint32_t end) {
      return end < unit.creates.size() && IsDivision(unit.creates[end].shape);
    };
    const bool with_divisions =
        edge.type == EdgeType::kHasChild ||
        (edge.type == EdgeType::kNext && (is_new_division(edge.from) || is_new_division(edge.to)));
    if (with_divisions) {
      const Slot from = DivisionSlot(unit, edge.from);
      layout_.divisions.AddEdge(edge.type, from, DivisionSlot(unit, edge.to), edge.props);
    } else {
      const Slot from = RowSlot(unit, edge.from);
      layout_.rows.AddEdge(edge.type, from, RowSlot(unit, edge.to), edge.props);
    }
  }

  Slot DivisionSlot(const UnitMutations& unit, uint32_t end) {
    Slot& slot = in_divisions_[end];
    if (!slot.set()) slot = layout_.divisions.AddEnd(unit.ends[end]);
    return slot;
  }

  Slot RowSlot(const UnitMutations& unit, uint32_t end) {
    Slot& slot = in_rows_[end];
    if (slot.set()) return slot;
    const auto update = updates_.find(unit.ends[end]);
    slot = update != updates_.end() ? update->second : layout_.rows.AddEnd(unit.ends[end]);
    return slot;
  }

  void AddLinks(const OutEdges& out) {
    if (out.replace) layout_.replaced.push_back(&out);
    if (out.edges.empty()) return;
    const Slot from = LinkSlot(out.from);
    for (const OutEdges::Edge& edge : out.edges) {
      layout_.links.AddEdge(out.type, from, LinkSlot(edge.target), edge.props);
      if (!known_.Has(edge.target)) layout_.targets.push_back(edge.target);
    }
  }

  Slot LinkSlot(string_view id) {
    Slot& slot = in_links_[id];
    if (!slot.set()) slot = layout_.links.AddEnd(id);
    return slot;
  }

  const KnownKeys& known_;
  BatchLayout layout_;
  // Of the unit that is being added, beside its ends.
  std::vector<Slot> in_divisions_, in_rows_;
  SlotMap updates_, in_links_;
};

}  // namespace

Slot NodeTable::Next(size_t list, size_t index) {
  ++size_;
  return {static_cast<uint8_t>(list), static_cast<uint32_t>(index)};
}

Slot NodeTable::AddUpdate(const NodeUpdate& update) {
  updates_.push_back(&update);
  return Next(kUpdates, updates_.size() - 1);
}

Slot NodeTable::AddEnd(string_view id) {
  ends_.push_back(id);
  return Next(kEnds, ends_.size() - 1);
}

Slot NodeTable::AddRow(const NodeCreate& create) {
  std::vector<string_view>& rows = rows_[static_cast<size_t>(create.shape)];
  rows.push_back(create.row);
  return Next(kFirstShape + static_cast<size_t>(create.shape), rows.size() - 1);
}

void NodeTable::AddEdge(EdgeType type, Slot from, Slot to, string_view props) {
  edges_[static_cast<size_t>(type)].push_back({from, to, props});
}

std::array<uint32_t, NodeTable::kLists> NodeTable::Offsets() const {
  std::array<uint32_t, kLists> offsets{};
  offsets[kEnds] = static_cast<uint32_t>(updates_.size());
  offsets[kFirstShape] = offsets[kEnds] + static_cast<uint32_t>(ends_.size());
  for (size_t shape = 0; shape + 1 < kShapeCount; ++shape)
    offsets[kFirstShape + shape + 1] =
        offsets[kFirstShape + shape] + static_cast<uint32_t>(rows_[shape].size());
  return offsets;
}

std::vector<Step> BatchLayout::Steps() const {
  std::vector<Step> steps;
  const auto add = [&steps](Step step, bool needed) {
    if (needed) steps.push_back(step);
  };
  add(Step::kGuards, !guards.empty());
  add(Step::kEdgeDeletes, !edge_deletes.empty());
  add(Step::kDeletes, !deletes.empty());
  add(Step::kUnstubs, !unstubs.empty());
  add(Step::kDivisions, !divisions.empty());
  add(Step::kRows, !rows.empty());
  add(Step::kReplaced, !replaced.empty());
  add(Step::kNames, old_stubs == OldStubs::kPossible && !cited_keys.empty());
  add(Step::kStubs, !targets.empty());
  add(Step::kWithin, !cited_keys.empty() || !gone_keys.empty());
  add(Step::kLinks, !links.empty());
  add(Step::kArtifacts, !artifacts.empty());
  add(Step::kStamps, !stamps.empty());
  add(Step::kSources, !sources.empty());
  if (steps.empty()) steps.push_back(Step::kStamps);
  return steps;
}

BatchLayout LayoutOf(const MutationBatch& batch, const KnownKeys& known, OldStubs old_stubs) {
  // By key: concurrent transactions then lock in one order.
  std::vector<const UnitMutations*> sorted;
  for (const UnitMutations& unit : batch.units) sorted.push_back(&unit);
  std::sort(sorted.begin(), sorted.end(),
            [](const UnitMutations* a, const UnitMutations* b) { return a->unit_key < b->unit_key; });
  Builder builder(known, old_stubs);
  for (const UnitMutations* unit : sorted) builder.Add(*unit);
  return builder.Finish();
}

}  // namespace reg2graph::neo4j
