#include "engine/deliver/fresh_plan.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "engine/core/strings.h"
#include "engine/deliver/division_places.h"
#include "engine/deliver/plan_texts.h"
#include "engine/deliver/precedence.h"
#include "engine/deliver/unit_stamps.h"

namespace reg2graph {
namespace {

// Puts `items` in the order of what `bucket` makes of them; equal ones keep their order.
template <size_t kBuckets, typename Item, typename Bucket>
std::vector<Item> InBuckets(const std::vector<Item>& items, Bucket bucket) {
  std::array<size_t, kBuckets + 1> starts{};
  for (const Item& item : items) ++starts[static_cast<size_t>(bucket(item)) + 1];
  for (size_t i = 1; i <= kBuckets; ++i) starts[i] += starts[i - 1];
  std::vector<Item> sorted(items.size());
  for (const Item& item : items) sorted[starts[static_cast<size_t>(bucket(item))]++] = item;
  return sorted;
}

class FreshPlanner {
 public:
  explicit FreshPlanner(std::shared_ptr<const UnitRows> rows) : owner_(std::move(rows)), rows_(*owner_) {}

  UnitMutations Run() {
    PlanNodes();
    PlanEdges();
    if (rows_.layer == Layer::kText) PlanOutEdges();
    plan_.title = rows_.title;
    plan_.unit_key = rows_.key;
    plan_.texts = texts_.shared();
    plan_.rows = std::move(owner_);
    return std::move(plan_);
  }

 private:
  // By shape, within it in the order in which the rows were written.
  void PlanNodes() {
    std::vector<uint32_t> nodes(rows_.nodes.size());
    for (uint32_t i = 0; i < nodes.size(); ++i) nodes[i] = i;
    nodes = InBuckets<kShapeCount>(nodes, [this](uint32_t node) { return rows_.nodes[node].shape; });
    const auto before = [this](uint32_t a, uint32_t b) {
      const NodeRow& x = rows_.nodes[a];
      const NodeRow& y = rows_.nodes[b];
      return x.shape != y.shape ? x.shape < y.shape : x.begin < y.begin;
    };
    if (!std::is_sorted(nodes.begin(), nodes.end(), before))
      std::stable_sort(nodes.begin(), nodes.end(), before);
    plan_.creates.reserve(nodes.size());
    plan_.ends.reserve(nodes.size());
    end_of_.resize(nodes.size());
    for (const uint32_t node : nodes) {
      end_of_[node] = static_cast<uint32_t>(plan_.ends.size());
      plan_.creates.push_back({rows_.nodes[node].shape, rows_.Json(rows_.nodes[node])});
      plan_.ends.push_back(rows_.Id(rows_.nodes[node]));
    }
  }

  void PlanEdges() {
    std::vector<EdgeCreate> edges;
    edges.reserve(rows_.edges.size() + rows_.nodes.size() / 4);
    AddPlaces(edges);
    for (const EdgeRow& edge : rows_.edges)
      edges.push_back({edge.type, end_of_[edge.from], end_of_[edge.to], edge.props});
    plan_.edges = InBuckets<kEdgeTypeCount>(edges, [](const EdgeCreate& edge) { return edge.type; });
  }

  void AddPlaces(std::vector<EdgeCreate>& edges) {
    std::vector<Place> places;
    absl::flat_hash_map<absl::string_view, uint32_t> ends;
    for (uint32_t i = 0; i < rows_.nodes.size(); ++i) {
      const NodeRow& row = rows_.nodes[i];
      if (!IsDivision(row.shape)) continue;
      const std::string_view id = rows_.Id(row);
      ends.emplace(Absl(id), end_of_[i]);
      if (row.parent == NodeRow::kNone) continue;
      const std::string_view parent = rows_.Id(rows_.nodes[static_cast<size_t>(row.parent)]);
      places.push_back({id, parent, row.order, row.shape == Shape::kSection});
    }
    for (const PlacedEdge& edge : EdgesOfPlaces(rows_.key, places, !rows_.spine())) {
      edges.push_back({edge.type, ends[Absl(edge.from)], ends[Absl(edge.to)], texts_.Keep(edge.props)});
    }
  }

  // A node's relationships of one type are mostly consecutive.
  void PlanOutEdges() {
    absl::flat_hash_map<std::pair<uint32_t, EdgeType>, uint32_t> groups;
    std::vector<uint32_t> group_of(rows_.out_edges.size());
    std::vector<uint32_t> sizes;
    const OutEdgeRow* last = nullptr;
    for (size_t i = 0; i < rows_.out_edges.size(); ++i) {
      const OutEdgeRow& row = rows_.out_edges[i];
      if (last != nullptr && last->from == row.from && last->type == row.type) {
        group_of[i] = group_of[i - 1];
      } else {
        const auto [group, is_new] =
            groups.try_emplace({row.from, row.type}, static_cast<uint32_t>(sizes.size()));
        if (is_new) {
          sizes.push_back(0);
          plan_.out_edges.push_back({row.type, std::string(rows_.Id(rows_.nodes[row.from])), false, {}});
        }
        group_of[i] = group->second;
      }
      ++sizes[group_of[i]];
      last = &row;
    }
    for (size_t i = 0; i < sizes.size(); ++i) plan_.out_edges[i].edges.reserve(sizes[i]);
    for (size_t i = 0; i < rows_.out_edges.size(); ++i) {
      plan_.out_edges[group_of[i]].edges.push_back({rows_.out_edges[i].target, rows_.out_edges[i].props});
    }
  }

  std::shared_ptr<const UnitRows> owner_;
  const UnitRows& rows_;
  UnitMutations plan_;
  std::vector<uint32_t> end_of_;  // beside the rows: index into the plan's ends
  PlanTexts texts_;
};

}  // namespace

UnitMutations PlanFresh(std::shared_ptr<const UnitRows> rows, const UnitOrigin& origin) {
  UnitMutations plan = FreshPlanner(std::move(rows)).Run();
  const UnitRows& written = *plan.rows;
  const Precedence precedence(written, origin, nullptr);
  plan.stamps = StampsOfPlan(written.key, written, origin, nullptr, precedence, {});
  plan.interim = InterimOfPlan(written.key, written, origin, precedence);
  plan.artifact = ArtifactOfPlan(written, plan.stamps);
  return plan;
}

}  // namespace reg2graph
