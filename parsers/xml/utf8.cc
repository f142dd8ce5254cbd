#include "parsers/xml/utf8.h"

#include <simdjson.h>

#include <cstring>

#include "engine/core/ascii.h"
#include "engine/core/utf8.h"

namespace reg2graph {
namespace {

using std::string_view;

constexpr uint32_t kBeyond = 0x110000;

bool IsScalar(uint32_t code) { return code < kBeyond && (code < 0xD800 || code > 0xDFFF); }

// The first byte at or after `from` that is NUL or not ASCII.
size_t SkipPlain(string_view text, size_t from) {
  size_t i = from;
  while (i < text.size() && text[i] > 0) ++i;
  return i;
}

TextFault CheckReferences(string_view text) {
  for (size_t at = text.find("&#"); at != string_view::npos; at = text.find("&#", at + 2)) {
    const CharacterReference reference = ParseCharacterReference(text.substr(at));
    if (reference.length == 0) continue;
    if (reference.code == 0 || !IsScalar(reference.code)) return {"a reference to no character", at};
  }
  return {};
}

}  // namespace

TextFault CheckText(string_view text) {
  // Only a text with a fault is looked at byte by byte.
  const bool is_sound = simdjson::validate_utf8(text.data(), text.size()) &&
                        (text.empty() || std::memchr(text.data(), 0, text.size()) == nullptr);
  if (is_sound) return CheckReferences(text);
  for (size_t i = SkipPlain(text, 0); i < text.size(); i = SkipPlain(text, i)) {
    if (text[i] == 0) return {"a NUL byte", i};
    const size_t length = Utf8Length(text, i);
    if (length == 0) return {"a byte that is not UTF-8", i};
    i += length;
  }
  return CheckReferences(text);
}

}  // namespace reg2graph
