#include "engine/deliver/step_cutter.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace reg2graph {
namespace {

class Cutter {
 public:
  Cutter(UnitMutations whole, const StepLimits& limits) : whole_(std::move(whole)), limits_(limits) {
    end_of_.assign(whole_.ends.size(), {0, 0});
    Start();
  }

  std::vector<UnitMutations> Run() {
    step_.guards = std::move(whole_.guards);
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
    ++share_;
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
    end_of_[i] = {share_, static_cast<uint32_t>(step_.ends.size())};
    step_.creates.push_back(whole_.creates[i]);
    step_.ends.push_back(whole_.ends[i]);
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

  void AddEdge(const EdgeCreate& edge) {
    Room(edge.props.size() + 24);
    const uint32_t from = EndOf(edge.from);
    const uint32_t to = EndOf(edge.to);
    step_.edges.push_back({edge.type, from, to, edge.props});
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
  // Beside the whole's ends: where each stands in the share that used it last. Shares count from 1.
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
      return later.ends[edge.from] == gone || later.ends[edge.to] == gone;
    });
    std::erase_if(later.out_edges, [&](const OutEdges& out) { return out.from == gone; });
    DropEnd(gone, later);
  }
}

}  // namespace reg2graph
