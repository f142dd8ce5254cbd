#include "engine/deliver/step_cutter.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "engine/core/strings.h"

namespace reg2graph {
namespace {

class Cutter {
 public:
  Cutter(UnitMutations whole, const StepLimits& limits) : whole_(std::move(whole)), limits_(limits) {
    Start();
  }

  std::vector<UnitMutations> Run() {
    // Each share ends with a stamp on the unit's own division: it is made before all else, and goes last.
    const size_t root = RootAmongCreates();
    if (root < whole_.creates.size()) {
      AddCreate(root);
      if (root > 0) Close();  // alone, so that the creates of each share stay in their order
    }
    const auto is_root = [&](const NodeUpdate& update) {
      return update.unstub && update.id == whole_.unit_key;
    };
    const auto rest = std::stable_partition(whole_.updates.begin(), whole_.updates.end(), is_root);
    for (auto update = whole_.updates.begin(); update != rest; ++update) AddUpdate(std::move(*update));
    for (EdgeDelete& edge : whole_.edge_deletes) {
      Room(edge.from.size() + edge.to.size());
      step_.edge_deletes.push_back(std::move(edge));
    }
    const bool goes = std::erase(whole_.node_deletes, whole_.unit_key) > 0;
    for (std::string& id : whole_.node_deletes) {
      Room(id.size());
      step_.node_deletes.push_back(std::move(id));
    }
    for (auto update = rest; update != whole_.updates.end(); ++update) AddUpdate(std::move(*update));
    for (size_t i = 0; i < whole_.creates.size(); ++i) {
      if (i != root) AddCreate(i);
    }
    for (const EdgeCreate& edge : whole_.edges) AddEdge(edge);
    for (const OutEdges& out : whole_.out_edges) AddOut(out);
    if (goes) {
      Room(whole_.unit_key.size());
      step_.node_deletes.push_back(whole_.unit_key);
    }
    step_.artifact = std::move(whole_.artifact);
    steps_.push_back(std::move(step_));
    return std::move(steps_);
  }

 private:
  void Start() {
    step_ = UnitMutations{};
    step_.rows = whole_.rows;
    step_.texts = whole_.texts;
    step_.title = whole_.title;
    step_.unit_key = whole_.unit_key;
    rows_ = 0;
    bytes_ = 0;
    ends_.clear();
  }

  void Close() {
    steps_.push_back(std::move(step_));
    Start();
  }

  void AddUpdate(NodeUpdate update) {
    Room(update.id.size() + update.patch.size());
    step_.updates.push_back(std::move(update));
  }

  // Closes the share if a row of this size does not fit, and tells whether it did; the first always fits.
  bool Room(size_t bytes) {
    const bool full = rows_ > 0 && (rows_ + 1 > limits_.rows || bytes_ + bytes > limits_.bytes);
    if (full) Close();
    ++rows_;
    bytes_ += bytes;
    return full;
  }

  size_t RootAmongCreates() const {
    const auto creates_end = whole_.ends.begin() + static_cast<std::ptrdiff_t>(whole_.creates.size());
    return static_cast<size_t>(std::find(whole_.ends.begin(), creates_end, whole_.unit_key) -
                               whole_.ends.begin());
  }

  void AddCreate(size_t i) {
    Room(whole_.creates[i].row.size());
    ends_.emplace(whole_.ends[i], static_cast<uint32_t>(step_.ends.size()));
    step_.creates.push_back(whole_.creates[i]);
    step_.ends.push_back(whole_.ends[i]);
  }

  uint32_t EndOf(std::string_view id) {
    const auto [found, is_new] = ends_.try_emplace(id, static_cast<uint32_t>(step_.ends.size()));
    if (is_new) step_.ends.push_back(id);
    return found->second;
  }

  void AddEdge(const EdgeCreate& edge) {
    const std::string_view from = whole_.ends[edge.from];
    const std::string_view to = whole_.ends[edge.to];
    Room(edge.props.size() + 24);
    const uint32_t from_end = EndOf(from);
    const uint32_t to_end = EndOf(to);
    step_.edges.push_back({edge.type, from_end, to_end, edge.props});
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

  UnitMutations whole_;
  const StepLimits& limits_;
  std::vector<UnitMutations> steps_;
  UnitMutations step_;
  size_t rows_ = 0;
  size_t bytes_ = 0;
  absl::flat_hash_map<std::string_view, uint32_t, StringHash, StringEq> ends_;
};

bool FitsOne(const UnitMutations& whole, const StepLimits& limits) {
  return whole.Rows() <= limits.rows && whole.Bytes() <= limits.bytes;
}

}  // namespace

std::vector<UnitMutations> CutSteps(UnitMutations whole, const StepLimits& limits) {
  whole.guard = Guard{};
  whole.stamp.clear();
  if (!FitsOne(whole, limits)) return Cutter(std::move(whole), limits).Run();
  std::vector<UnitMutations> one;
  one.push_back(std::move(whole));
  return one;
}

void DropDependents(const UnitMutations& step, std::vector<UnitMutations>& rest) {
  // A node that is not updated is there all the same.
  if (step.creates.empty()) return;
  const std::string gone(step.ends[0]);
  for (UnitMutations& later : rest) {
    std::erase_if(later.edges, [&](const EdgeCreate& edge) {
      return later.ends[edge.from] == gone || later.ends[edge.to] == gone;
    });
    std::erase_if(later.out_edges, [&](const OutEdges& out) { return out.from == gone; });
    // No relationship uses this end any more, but all that are named must be there: the unit's division is.
    for (size_t i = later.creates.size(); i < later.ends.size(); ++i) {
      if (later.ends[i] == gone) later.ends[i] = later.rows->key;
    }
  }
}

}  // namespace reg2graph
