#include "engine/deliver/step_cutter.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "engine/core/strings.h"

namespace reg2graph {
namespace {

// Puts a unit's rows into the order in which they are applied, each relationship right after the later of its
// ends, and closes a share where the next division does not fit: so a division's rows stay together, and what
// joins them finds its ends by position.
class Cutter {
 public:
  Cutter(UnitMutations whole, const StepLimits& limits) : whole_(std::move(whole)), limits_(limits) {
    end_of_.assign(whole_.ends.size(), {0, 0});
    Start();
  }

  std::vector<UnitMutations> Run() {
    step_.guards = std::move(whole_.guards);
    root_ = RootItem();
    IndexEnds();
    const std::vector<uint32_t> groups = Groups();
    if (root_ != kNone) AddItem(root_);
    for (EdgeDelete& edge : whole_.edge_deletes) {
      Room(edge.from.size() + edge.to.size());
      step_.edge_deletes.push_back(std::move(edge));
    }
    const bool goes = std::erase(whole_.node_deletes, whole_.unit_key) > 0;
    for (std::string& id : whole_.node_deletes) {
      Room(id.size());
      step_.node_deletes.push_back(std::move(id));
    }
    AddItems(groups);
    for (const OutEdges& out : whole_.out_edges) AddOut(out);
    if (goes) {
      Room(whole_.unit_key.size());
      step_.node_deletes.push_back(whole_.unit_key);
    }
    step_.artifact = std::move(whole_.artifact);
    Close();
    return std::move(steps_);
  }

 private:
  static constexpr uint32_t kNone = UINT32_MAX;
  static constexpr size_t kBytesOfEdge = 24;  // beside its properties

  // An update or, after these, a create.
  using Item = uint32_t;
  struct Weight {
    size_t rows = 0, bytes = 0;
  };

  void Start() {
    step_ = UnitMutations{};
    step_.rows = whole_.rows;
    step_.texts = whole_.texts;
    step_.title = whole_.title;
    step_.unit_key = whole_.unit_key;
    creates_.clear();
    edges_.clear();
    rows_ = 0;
    bytes_ = 0;
    ++share_;
  }

  void Close() {
    std::stable_sort(creates_.begin(), creates_.end(), [this](uint32_t a, uint32_t b) {
      return whole_.creates[a].shape < whole_.creates[b].shape;
    });
    for (const uint32_t create : creates_) {
      end_of_[create] = {share_, static_cast<uint32_t>(step_.ends.size())};
      step_.creates.push_back(whole_.creates[create]);
      step_.ends.push_back(whole_.ends[create]);
    }
    std::stable_sort(edges_.begin(), edges_.end(),
                     [this](uint32_t a, uint32_t b) { return whole_.edges[a].type < whole_.edges[b].type; });
    for (const uint32_t index : edges_) {
      const EdgeCreate& edge = whole_.edges[index];
      const uint32_t from = EndOf(edge.from);
      step_.edges.push_back({edge.type, from, EndOf(edge.to), edge.props});
    }
    steps_.push_back(std::move(step_));
    Start();
  }

  // Closes the share if a row of this size does not fit, and returns whether it did; the first always fits.
  bool Room(size_t bytes) {
    const bool full = rows_ > 0 && (rows_ + 1 > limits_.rows || bytes_ + bytes > limits_.bytes);
    if (full) Close();
    ++rows_;
    bytes_ += bytes;
    return full;
  }

  // The index in the share of what has the index `end` in the whole.
  uint32_t EndOf(uint32_t end) {
    ShareEnd& found = end_of_[end];
    if (found.share != share_) {
      found = {share_, static_cast<uint32_t>(step_.ends.size())};
      step_.ends.push_back(whole_.ends[end]);
    }
    return found.index;
  }

  size_t updates() const { return whole_.updates.size(); }
  size_t items() const { return updates() + whole_.creates.size(); }

  void AddItems(const std::vector<uint32_t>& groups) {
    const std::vector<Item> order = Ordered(groups);
    std::vector<uint32_t> place(items());  // in `order`
    for (uint32_t i = 0; i < order.size(); ++i) place[order[i]] = i;
    // The relationships by the later of their ends; those between nodes that exist come last.
    std::vector<std::vector<uint32_t>> ready(items() + 1);
    std::vector<Weight> weights(items() + 1);
    for (uint32_t i = 0; i < whole_.edges.size(); ++i) {
      const uint32_t at = LaterEnd(whole_.edges[i], place);
      ready[at].push_back(i);
      if (at < order.size()) Add(weights[groups[order[at]]], kBytesOfEdge + whole_.edges[i].props.size());
    }
    for (const Item item : order) Add(weights[groups[item]], BytesOf(item));
    for (uint32_t at = 0; at < order.size(); ++at) {
      const uint32_t group = groups[order[at]];
      if (at == 0 || group != groups[order[at - 1]]) CutBefore(weights[group]);
      if (order[at] != root_) AddItem(order[at]);
      for (const uint32_t edge : ready[at]) AddEdge(edge);
    }
    for (const uint32_t edge : ready[items()]) AddEdge(edge);
  }

  static void Add(Weight& weight, size_t bytes) {
    ++weight.rows;
    weight.bytes += bytes;
  }

  // A division that does not fit what is left of the share, and would fit one of its own.
  void CutBefore(const Weight& division) {
    const bool fits = rows_ + division.rows <= limits_.rows && bytes_ + division.bytes <= limits_.bytes;
    const bool fits_alone = division.rows <= limits_.rows && division.bytes <= limits_.bytes;
    if (rows_ > 0 && !fits && fits_alone) Close();
  }

  // The item that makes or changes each end, if one does.
  void IndexEnds() {
    item_of_.assign(whole_.ends.size(), kNone);
    for (uint32_t i = 0; i < whole_.creates.size(); ++i) item_of_[i] = static_cast<Item>(updates() + i);
    absl::flat_hash_map<std::string_view, Item, StringHash, StringEq> by_id;
    if (whole_.ends.size() > whole_.creates.size()) {
      for (Item i = 0; i < updates(); ++i) by_id.emplace(whole_.updates[i].id, i);
    }
    for (size_t i = whole_.creates.size(); i < whole_.ends.size(); ++i) {
      const auto found = by_id.find(whole_.ends[i]);
      if (found != by_id.end()) item_of_[i] = found->second;
    }
  }

  // Beside the items: the rank of the division that each belongs to.
  std::vector<uint32_t> Groups() const {
    std::vector<uint32_t> owner(whole_.ends.size(), kNone);
    for (const EdgeCreate& edge : whole_.edges) {
      const bool owns = edge.type == EdgeType::kHasXml || edge.type == EdgeType::kHasParagraph ||
                        edge.type == EdgeType::kHasNote;
      if (owns) owner[edge.to] = edge.from;
    }
    std::vector<uint32_t> rank_of_item(items(), kNone), rank_of_end(whole_.ends.size(), kNone);
    uint32_t ranks = 0;
    const auto rank = [&](Item item) {
      if (rank_of_item[item] == kNone) rank_of_item[item] = ranks++;
      return rank_of_item[item];
    };
    if (root_ != kNone) rank(root_);
    for (Item i = 0; i < updates(); ++i) rank(i);
    for (uint32_t i = 0; i < whole_.creates.size(); ++i) {
      uint32_t top = i;
      for (int depth = 0; owner[top] != kNone && depth < kMostNested; ++depth) top = owner[top];
      const auto item = static_cast<Item>(updates() + i);
      if (item_of_[top] != kNone) {
        rank_of_item[item] = rank(item_of_[top]);
      } else {
        if (rank_of_end[top] == kNone) rank_of_end[top] = ranks++;
        rank_of_item[item] = rank_of_end[top];
      }
    }
    return rank_of_item;
  }

  // The item that makes the unit's own division, or takes it from the stubs. It comes first: each share ends
  // with a stamp on that division.
  Item RootItem() const {
    for (Item i = 0; i < updates(); ++i) {
      if (whole_.updates[i].unstub && whole_.updates[i].id == whole_.unit_key) return i;
    }
    for (size_t i = 0; i < whole_.creates.size(); ++i) {
      if (whole_.ends[i] == whole_.unit_key) return static_cast<Item>(updates() + i);
    }
    return kNone;
  }

  std::vector<Item> Ordered(const std::vector<uint32_t>& groups) const {
    std::vector<Item> order(items());
    for (Item i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](Item a, Item b) {
      if (groups[a] != groups[b]) return groups[a] < groups[b];
      return a == root_ && b != root_;
    });
    return order;
  }

  uint32_t LaterEnd(const EdgeCreate& edge, const std::vector<uint32_t>& place) const {
    const Item from = item_of_[edge.from], to = item_of_[edge.to];
    if (from == kNone && to == kNone) return static_cast<uint32_t>(place.size());
    if (from == kNone || to == kNone) return place[from == kNone ? to : from];
    return std::max(place[from], place[to]);
  }

  size_t BytesOf(Item item) const {
    if (item >= updates()) return whole_.creates[item - updates()].row.size();
    return whole_.updates[item].id.size() + whole_.updates[item].patch.size();
  }

  void AddItem(Item item) {
    Room(BytesOf(item));
    if (item >= updates())
      creates_.push_back(static_cast<uint32_t>(item - updates()));
    else
      step_.updates.push_back(std::move(whole_.updates[item]));
  }

  void AddEdge(uint32_t index) {
    Room(kBytesOfEdge + whole_.edges[index].props.size());
    edges_.push_back(index);
  }

  // A node's relationships of one type may be spread over shares. Clearing those that are there is a row
  // of its own and comes first.
  void AddOut(const OutEdges& out) {
    bool open = false;  // the share's last group is of this node and type
    const auto group = [&](size_t bytes, bool clear) -> OutEdges& {
      if (Room(out.from.size() + bytes)) open = false;
      if (!open) step_.out_edges.push_back({out.type, out.from, clear, {}});
      open = true;
      return step_.out_edges.back();
    };
    if (out.replace) group(0, true);
    for (const OutEdges::Edge& edge : out.edges) {
      group(edge.target.size() + edge.props.size(), false).edges.push_back(edge);
    }
  }

  static constexpr int kMostNested = 64;

  UnitMutations whole_;
  const StepLimits& limits_;
  std::vector<UnitMutations> steps_;
  UnitMutations step_;
  std::vector<uint32_t> creates_, edges_;  // of the share, as indexes into the whole
  size_t rows_ = 0;
  size_t bytes_ = 0;
  Item root_ = kNone;
  std::vector<Item> item_of_;  // beside the whole's ends
  // Beside the whole's ends: where each is in the share that used it last. Shares count from 1.
  struct ShareEnd {
    uint32_t share, index;
  };
  std::vector<ShareEnd> end_of_;
  uint32_t share_ = 0;
};

bool FitsOne(const UnitMutations& whole, const StepLimits& limits) {
  return whole.Rows() <= limits.rows && whole.Bytes() <= limits.bytes;
}

// No relationship uses this end any more, and all that are named must be there.
void DropEnd(std::string_view id, UnitMutations& step) {
  const auto first = step.ends.begin() + static_cast<std::ptrdiff_t>(step.creates.size());
  const auto found = std::find(first, step.ends.end(), id);
  if (found == step.ends.end()) return;
  const auto dropped = static_cast<uint32_t>(found - step.ends.begin());
  step.ends.erase(found);
  for (EdgeCreate& edge : step.edges) {
    edge.from -= edge.from > dropped;
    edge.to -= edge.to > dropped;
  }
}

}  // namespace

std::vector<UnitMutations> CutSteps(UnitMutations whole, const StepLimits& limits) {
  whole.guard = Guard{};
  whole.stamps.clear();
  whole.takeovers.clear();
  if (!FitsOne(whole, limits)) return Cutter(std::move(whole), limits).Run();
  std::vector<UnitMutations> one;
  one.push_back(std::move(whole));
  return one;
}

void DropDependents(const UnitMutations& step, std::span<UnitMutations> rest) {
  // A node that is not updated is there all the same.
  if (step.creates.empty()) return;
  const std::string gone(step.ends[0]);
  for (UnitMutations& later : rest) {
    std::erase_if(later.edges, [&](const EdgeCreate& edge) {
      const std::string_view from = later.ends[edge.from], to = later.ends[edge.to];
      // What is cited stays as a stub.
      if (to == gone && from != gone && LeavesUnit(edge.type))
        later.out_edges.push_back({edge.type, std::string(from), false, {{to, edge.props}}});
      return from == gone || to == gone;
    });
    std::erase_if(later.out_edges, [&](const OutEdges& out) { return out.from == gone; });
    DropEnd(gone, later);
  }
}

}  // namespace reg2graph
