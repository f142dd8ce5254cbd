#include "parsers/xml/section_number.h"

#include <algorithm>
#include <iterator>

#include "engine/core/ascii.h"

namespace reg2graph {

std::string_view SectionNumber(std::string_view printed) {
  constexpr std::string_view kBefore[] = {"\u00A7", "Section", "Sec.", "\u00A0", "\u2009"};
  for (;;) {
    printed = Trim(printed);
    const auto* const found =
        std::find_if(std::begin(kBefore), std::end(kBefore),
                     [printed](std::string_view token) { return printed.starts_with(token); });
    if (found == std::end(kBefore)) return printed;
    printed.remove_prefix(found->size());
  }
}

}  // namespace reg2graph
