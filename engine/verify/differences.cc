#include "engine/verify/differences.h"

#include "absl/strings/str_cat.h"
#include "engine/core/strings.h"

namespace reg2graph {

std::vector<std::string> DifferencesOf(const UnitMutations& plan) {
  std::vector<std::string> lines;
  for (const EdgeDelete& edge : plan.edge_deletes) {
    lines.push_back(
        absl::StrCat("surplus relationship: ", edge.from, " ", Absl(NameOf(edge.type)), " ", edge.to));
  }
  for (const std::string& id : plan.node_deletes) lines.push_back(absl::StrCat("surplus node: ", id));
  for (const NodeUpdate& update : plan.updates) {
    lines.push_back(update.unstub ? absl::StrCat("node is only a stub: ", update.id)
                                  : absl::StrCat("properties differ: ", update.id, " should be ",
                                                 update.patch.substr(0, 300)));
  }
  for (size_t i = 0; i < plan.creates.size(); ++i) {
    lines.push_back(absl::StrCat("missing node: ", Absl(plan.ends[i]), " (",
                                 Absl(LabelsOf(plan.creates[i].shape).back()), ")"));
  }
  for (const EdgeCreate& edge : plan.edges) {
    lines.push_back(absl::StrCat("missing relationship: ", Absl(plan.ends[edge.from]), " ",
                                 Absl(NameOf(edge.type)), " ", Absl(plan.ends[edge.to])));
  }
  for (const OutEdges& out : plan.out_edges) {
    lines.push_back(absl::StrCat(out.replace ? "relationships differ: " : "missing relationships: ", out.from,
                                 " ", Absl(NameOf(out.type)), " (", out.edges.size(), " expected)"));
  }
  return lines;
}

}  // namespace reg2graph
