#include "engine/deliver/inner_links.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "engine/core/strings.h"

namespace reg2graph {
namespace {

class Binder {
 public:
  explicit Binder(UnitMutations& plan) : plan_(plan) {
    ends_.reserve(plan.ends.size() + plan.updates.size());
    for (uint32_t i = 0; i < plan.ends.size(); ++i) ends_.emplace(plan.ends[i], i);
    for (const NodeUpdate& update : plan.updates) updates_.insert(update.id);
  }

  void Run() {
    for (OutEdges& out : plan_.out_edges) {
      if (out.type == EdgeType::kCites && !out.replace) Bind(out);
    }
    std::erase_if(plan_.out_edges, [](const OutEdges& out) { return out.edges.empty() && !out.replace; });
    std::stable_sort(plan_.edges.begin(), plan_.edges.end(),
                     [](const EdgeCreate& a, const EdgeCreate& b) { return a.type < b.type; });
  }

 private:
  void Bind(OutEdges& out) {
    const auto source = ends_.find(out.from);
    if (source == ends_.end()) return;
    const uint32_t from = source->second;
    std::erase_if(out.edges, [&](const OutEdges::Edge& edge) {
      const std::optional<uint32_t> to = Target(edge.target);
      if (to) plan_.edges.push_back({out.type, from, *to, edge.props});
      return to.has_value();
    });
  }

  // The index of a node that is there once the plan is carried out. `id` is a view into the rows.
  std::optional<uint32_t> Target(std::string_view id) {
    const auto found = ends_.find(id);
    if (found != ends_.end()) return found->second;
    if (!updates_.contains(id)) return std::nullopt;
    const auto end = static_cast<uint32_t>(plan_.ends.size());
    plan_.ends.push_back(id);
    ends_.emplace(id, end);
    return end;
  }

  UnitMutations& plan_;
  absl::flat_hash_map<std::string_view, uint32_t, StringHash, StringEq> ends_;
  absl::flat_hash_set<std::string_view, StringHash, StringEq> updates_;
};

}  // namespace

void BindInnerLinks(UnitMutations& plan) {
  const bool any = std::any_of(plan.out_edges.begin(), plan.out_edges.end(), [](const OutEdges& out) {
    return out.type == EdgeType::kCites && !out.replace && !out.edges.empty();
  });
  if (any && !plan.creates.empty()) Binder(plan).Run();
}

}  // namespace reg2graph
