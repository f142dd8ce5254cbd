#ifndef REG2GRAPH_ENGINE_CORE_TITLE_NUMBER_H_
#define REG2GRAPH_ENGINE_CORE_TITLE_NUMBER_H_

#include <optional>
#include <string_view>

#include "absl/strings/numbers.h"
#include "engine/core/strings.h"

namespace reg2graph {

// The number of a CFR title, 1 to 99, between any blanks; nothing for another text.
inline std::optional<int> TitleNumber(std::string_view text) {
  int title = 0;
  const bool is_number = absl::SimpleAtoi(Absl(text), &title);
  return is_number && title >= 1 && title <= 99 ? std::optional(title) : std::nullopt;
}

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_CORE_TITLE_NUMBER_H_
