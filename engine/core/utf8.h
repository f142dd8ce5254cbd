#ifndef REG2GRAPH_ENGINE_CORE_UTF8_H_
#define REG2GRAPH_ENGINE_CORE_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace reg2graph {

// Appends `code`, which must be below 0x110000, as UTF-8.
void AppendUtf8(uint32_t code, std::string& out);

// The number of "&#38;" or "&#x26;" at the start of `text` and its length; length 0 if there is none. A
// number of 0x110000 or more is given as 0x110000.
struct CharacterReference {
  uint32_t code = 0;
  size_t length = 0;
};
CharacterReference ParseCharacterReference(std::string_view text);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_CORE_UTF8_H_
