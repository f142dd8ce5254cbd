#ifndef REG2GRAPH_ENGINE_CORE_UTF8_H_
#define REG2GRAPH_ENGINE_CORE_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace reg2graph {

inline constexpr std::string_view kEmDash = "\u2014";

// Appends the character with this code.
void AppendUtf8(std::string& out, uint32_t code);

// The length of the well-formed sequence that starts at `at`, which lies in `text`; 0 if there is none:
// overlong forms, surrogates and what lies beyond U+10FFFF are not well-formed.
size_t Utf8Length(std::string_view text, size_t at);

// The number of "&#38;" or "&#x26;" at the start of `text` and its length; length 0 if there is none. A
// number of 0x110000 or more is given as 0x110000.
struct CharacterReference {
  uint32_t code = 0;
  size_t length = 0;
};
CharacterReference ParseCharacterReference(std::string_view text);

// UTF-16 has characters beyond U+FFFF as two units, a high and a low surrogate.
constexpr bool IsHighSurrogate(uint32_t unit) { return unit >= 0xd800 && unit < 0xdc00; }
constexpr bool IsLowSurrogate(uint32_t unit) { return unit >= 0xdc00 && unit < 0xe000; }
constexpr uint32_t JoinSurrogates(uint32_t high, uint32_t low) {
  return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_CORE_UTF8_H_
