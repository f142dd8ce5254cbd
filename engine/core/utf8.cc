#include "engine/core/utf8.h"

#include "engine/core/ascii.h"

namespace reg2graph {
namespace {

constexpr uint32_t kBeyondUnicode = 0x110000;

}  // namespace

void AppendUtf8(std::string& out, uint32_t code) {
  const auto put = [&out](uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80) return put(code);
  if (code < 0x800) {
    put(0xc0 | code >> 6);
    return put(0x80 | (code & 0x3f));
  }
  if (code < 0x10000) {
    put(0xe0 | code >> 12);
  } else {
    put(0xf0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3f));
  }
  put(0x80 | (code >> 6 & 0x3f));
  put(0x80 | (code & 0x3f));
}

size_t Utf8Length(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  const size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() - at < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  // Overlong forms, surrogates, and what lies beyond U+10FFFF.
  if (lead == 0xe0 && byte(1) < 0xa0) return 0;
  if (lead == 0xed && byte(1) > 0x9f) return 0;
  if (lead == 0xf0 && byte(1) < 0x90) return 0;
  if (lead == 0xf4 && byte(1) > 0x8f) return 0;
  return length;
}

CharacterReference ParseCharacterReference(std::string_view text) {
  if (!text.starts_with("&#")) return {};
  const bool hex = text.size() > 2 && text[2] == 'x';
  const int base = hex ? 16 : 10;
  const size_t first = hex ? 3 : 2;
  uint32_t code = 0;
  size_t i = first;
  for (; i < text.size(); ++i) {
    const int digit = HexValue(text[i]);
    if (digit < 0 || digit >= base) break;
    code = code * static_cast<uint32_t>(base) + static_cast<uint32_t>(digit);
    if (code > kBeyondUnicode) code = kBeyondUnicode;
  }
  if (i == first || i >= text.size() || text[i] != ';') return {};
  return {code, i + 1};
}

}  // namespace reg2graph
