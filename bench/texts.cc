#include "bench/texts.h"

#include "engine/core/json_writer.h"

namespace reg2graph::bench {

std::vector<std::pair<std::string, std::string>> TextsOf(const Document& document) {
  std::vector<std::pair<std::string, std::string>> texts;
  for (const auto& rows : document.rows) {
    for (const NodeRow& node : rows->nodes) {
      if (IsDivision(node.shape) || KindOf(node.shape) == NodeKind::kXmlData) continue;
      for (const auto& [name, value] : SplitObject(rows->Json(node))) {
        if (name == "text") texts.emplace_back(rows->Id(node), Unquote(value));
      }
    }
  }
  return texts;
}

}  // namespace reg2graph::bench
