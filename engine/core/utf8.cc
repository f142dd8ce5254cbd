#include "engine/core/utf8.h"

namespace reg2graph {
namespace {

constexpr uint32_t kBeyond = 0x110000;

int DigitValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 16;
}

}  // namespace

void AppendUtf8(uint32_t code, std::string& out) {
  const auto put = [&](uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80) return put(code);
  if (code < 0x800) {
    put(0xC0 | code >> 6);
    return put(0x80 | (code & 0x3F));
  }
  if (code < 0x10000) {
    put(0xE0 | code >> 12);
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
  }
  put(0x80 | (code >> 6 & 0x3F));
  put(0x80 | (code & 0x3F));
}

CharacterReference ParseCharacterReference(std::string_view text) {
  if (!text.starts_with("&#")) return {};
  const bool hex = text.size() > 2 && text[2] == 'x';
  const int base = hex ? 16 : 10;
  const size_t first = hex ? 3 : 2;
  uint32_t code = 0;
  size_t i = first;
  for (; i < text.size() && DigitValue(text[i]) < base; ++i) {
    code = code * static_cast<uint32_t>(base) + static_cast<uint32_t>(DigitValue(text[i]));
    if (code > kBeyond) code = kBeyond;
  }
  if (i == first || i >= text.size() || text[i] != ';') return {};
  return {code, i + 1};
}

}  // namespace reg2graph
