#include "engine/deliver/ready_links.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/strings.h"

namespace reg2graph {
namespace {

// What parsers make nodes of; statutes and registers are only cited.
constexpr std::string_view kLoadable = "/us/cfr/";

}  // namespace

void WrittenNodes::Add(const UnitMutations& written) {
  if (ids_.size() >= limit_) ids_.clear();
  for (const NodeCreate& create : written.creates) ids_.insert(StringHash{}(create.id()));
  for (const NodeUpdate& update : written.updates) ids_.insert(StringHash{}(update.id));
}

bool WrittenNodes::Has(std::string_view id) const { return ids_.contains(StringHash{}(id)); }

UnitMutations TakeReadyLinks(UnitMutations& links, const WrittenNodes& written) {
  UnitMutations ready;
  ready.rows = links.rows;
  ready.texts = links.texts;
  ready.title = links.title;
  ready.unit_key = links.unit_key;
  const auto waits = [&written](const OutEdges::Edge& edge) {
    return edge.target.starts_with(kLoadable) && !written.Has(edge.target);
  };
  for (OutEdges& out : links.out_edges) {
    if (out.replace) continue;  // deletes first, so it stays in one piece
    const auto first_ready = std::stable_partition(out.edges.begin(), out.edges.end(), waits);
    if (first_ready == out.edges.end()) continue;
    OutEdges& taken = ready.out_edges.emplace_back(OutEdges{out.type, out.from, false, {}});
    taken.edges.assign(first_ready, out.edges.end());
    out.edges.erase(first_ready, out.edges.end());
  }
  std::erase_if(links.out_edges, [](const OutEdges& out) { return out.edges.empty() && !out.replace; });
  return ready;
}

}  // namespace reg2graph
