#include "engine/deliver/division_places.h"

#include <algorithm>
#include <tuple>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "engine/core/json_writer.h"
#include "engine/core/strings.h"

namespace reg2graph {
namespace {

using Children = absl::flat_hash_map<std::string_view, std::vector<const Place*>, StringHash, StringEq>;

Children ChildrenByParent(const std::vector<Place>& places) {
  Children children;
  for (const Place& place : places) children[place.parent].push_back(&place);
  for (auto& [parent, list] : children) {
    std::sort(list.begin(), list.end(), [](const Place* a, const Place* b) {
      return std::tie(a->partial, a->order, a->id) < std::tie(b->partial, b->order, b->id);
    });
  }
  return children;
}

std::string OrderProps(int64_t order) {
  std::string props;
  ObjectWriter object(props);
  object.Integer("order", order);
  object.Close();
  return props;
}

// Sections in reading order. Iterative, and each place is visited at most once: the places come from
// stored properties, which anyone may have edited into a cycle.
std::vector<const Place*> SectionsInOrder(std::string_view root, const Children& children) {
  std::vector<const Place*> sections;
  std::vector<const Place*> stack;
  absl::flat_hash_set<const Place*> visited;
  const auto push_children = [&](std::string_view parent) {
    const auto found = children.find(parent);
    if (found == children.end()) return;
    stack.insert(stack.end(), found->second.rbegin(), found->second.rend());
  };
  push_children(root);
  while (!stack.empty()) {
    const Place* place = stack.back();
    stack.pop_back();
    if (!visited.insert(place).second) continue;
    if (place->section) sections.push_back(place);
    push_children(place->id);
  }
  return sections;
}

}  // namespace

std::vector<PlacedEdge> EdgesOfPlaces(std::string_view root, const std::vector<Place>& places,
                                      bool with_next) {
  std::vector<PlacedEdge> edges;
  edges.reserve(2 * places.size());
  for (const Place& place : places) {
    edges.push_back(
        {EdgeType::kHasChild, place.parent, place.id, place.has_order ? OrderProps(place.order) : ""});
  }
  if (!with_next) return edges;
  const std::vector<const Place*> sections = SectionsInOrder(root, ChildrenByParent(places));
  for (size_t i = 1; i < sections.size(); ++i) {
    if (sections[i - 1]->partial != sections[i]->partial) continue;
    edges.push_back({EdgeType::kNext, sections[i - 1]->id, sections[i]->id, ""});
  }
  return edges;
}

}  // namespace reg2graph
