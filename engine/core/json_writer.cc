#include "engine/core/json_writer.h"

#include <immintrin.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "engine/core/utf8.h"

namespace reg2graph {
namespace {

// True at i if the byte must be escaped.
inline bool Special(unsigned char c) { return c < 0x20 || c == '"' || c == '\\'; }

// One bit for each of 16 bytes that must be escaped.
unsigned SpecialMask(__m128i block) {
  const __m128i limit = _mm_set1_epi8(0x1f);
  // max(x, 0x1f) == 0x1f, unsigned: x is a control character.
  const __m128i control = _mm_cmpeq_epi8(_mm_max_epu8(block, limit), limit);
  const __m128i quote = _mm_cmpeq_epi8(block, _mm_set1_epi8('"'));
  const __m128i backslash = _mm_cmpeq_epi8(block, _mm_set1_epi8('\\'));
  return static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(control, _mm_or_si128(quote, backslash))));
}

// Writes the escape of `c`, at most 6 bytes, and returns its end.
char* WriteSpecial(char* out, unsigned char c) {
  static constexpr char kDigits[] = "0123456789abcdef";
  *out++ = '\\';
  switch (c) {
    case '"': *out++ = '"'; return out;
    case '\\': *out++ = '\\'; return out;
    case '\n': *out++ = 'n'; return out;
    case '\r': *out++ = 'r'; return out;
    case '\t': *out++ = 't'; return out;
    default: break;
  }
  const char rest[5] = {'u', '0', '0', kDigits[c >> 4], kDigits[c & 15]};
  std::memcpy(out, rest, sizeof(rest));
  return out + sizeof(rest);
}

constexpr size_t kBlock = 16;
constexpr size_t kLongestEscape = 6;

// Copies what needs no escape from `at` on, up to `end`, and moves both on; what is copied is less than a
// block, so that `out` has room for a block all the same.
void CopyPlainTail(const char*& at, const char* end, char*& out) {
  const auto copy = [&](size_t size) {
    std::memcpy(out, at, size);
    out += size;
    at += size;
  };
  const auto plain = [&](size_t size) {
    for (size_t i = 0; i < size; ++i) {
      if (Special(static_cast<unsigned char>(at[i]))) return false;
    }
    return true;
  };
  if (end - at >= 8 && plain(8)) copy(8);
  if (end - at >= 4 && plain(4)) copy(4);
  while (at < end && !Special(static_cast<unsigned char>(*at))) *out++ = *at++;
}

// Escapes from `text` on into `out` until `text` ends or less than a block and an escape fits before `limit`;
// moves `text` after what was taken and returns the end of what was written.
char* EscapeInto(char* out, const char* limit, std::string_view& text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end && out + kBlock + kLongestEscape <= limit) {
    if (end - at >= static_cast<ptrdiff_t>(kBlock)) {
      const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
      _mm_storeu_si128(reinterpret_cast<__m128i*>(out), block);
      const unsigned special = SpecialMask(block);
      const size_t plain = special == 0 ? kBlock : static_cast<size_t>(std::countr_zero(special));
      at += plain;
      out += plain;
      if (special == 0) continue;
    } else {
      CopyPlainTail(at, end, out);
      if (at == end) break;
    }
    out = WriteSpecial(out, static_cast<unsigned char>(*at++));
  }
  text.remove_prefix(static_cast<size_t>(at - text.data()));
  return out;
}

// The end of the value that starts at `i` in a flat object.
size_t ValueEnd(std::string_view object, size_t i) {
  bool in_string = false;
  int depth = 0;
  for (; i < object.size(); ++i) {
    const char c = object[i];
    if (in_string) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        in_string = false;
      continue;
    }
    if (c == '"')
      in_string = true;
    else if (c == '[')
      ++depth;
    else if (c == ']')
      --depth;
    else if ((c == ',' || c == '}') && depth == 0)
      return i;
  }
  return i;
}

// The character of one or two UTF-16 units. A surrogate alone is none: U+FFFD replaces it.
uint32_t Character(uint32_t unit, uint32_t low) {
  if (IsHighSurrogate(unit) && IsLowSurrogate(low)) return JoinSurrogates(unit, low);
  return IsHighSurrogate(unit) || IsLowSurrogate(unit) ? 0xfffd : unit;
}

uint32_t HexDigits(std::string_view digits) {
  uint32_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  return value;
}

}  // namespace

// Through a buffer that stays in the cache: a string cannot grow without being filled first.
void AppendEscaped(std::string& out, std::string_view text) {
  char buffer[2048];
  while (!text.empty()) {
    const char* const end = EscapeInto(buffer, buffer + sizeof(buffer), text);
    out.append(buffer, static_cast<size_t>(end - buffer));
  }
}

// Nearly all texts hold little to escape: one room is enough as a rule.
void AppendEscaped(TextBuffer& out, std::string_view text) {
  while (!text.empty()) {
    const size_t room = text.size() + text.size() / 8 + kBlock + kLongestEscape;
    char* const start = out.Room(room);
    out.Wrote(static_cast<size_t>(EscapeInto(start, start + room, text) - start));
  }
}

Members SplitObject(std::string_view object) {
  Members members;
  size_t i = 1;
  while (i < object.size() && object[i] == '"') {
    const size_t name_end = object.find('"', i + 1);
    if (name_end == std::string_view::npos) break;
    const std::string_view name = object.substr(i + 1, name_end - i - 1);
    const size_t value = name_end + 2;
    const size_t end = ValueEnd(object, value);
    members.emplace_back(name, object.substr(value, end - value));
    i = end + 1;
  }
  return members;
}

std::string Unquote(std::string_view json) {
  std::string text;
  if (json.size() < 2) return text;
  json = json.substr(1, json.size() - 2);
  text.reserve(json.size());
  for (size_t i = 0; i < json.size(); ++i) {
    if (json[i] != '\\' || i + 1 == json.size()) {
      text.push_back(json[i]);
      continue;
    }
    switch (json[++i]) {
      case 'n': text.push_back('\n'); break;
      case 'r': text.push_back('\r'); break;
      case 't': text.push_back('\t'); break;
      case 'b': text.push_back('\b'); break;
      case 'f': text.push_back('\f'); break;
      case 'u': {
        const uint32_t code = HexDigits(json.substr(i + 1, 4));
        i += 4;
        const bool pair = IsHighSurrogate(code) && json.substr(i + 1, 2) == "\\u";
        const uint32_t low = pair ? HexDigits(json.substr(i + 3, 4)) : 0;
        if (IsLowSurrogate(low)) i += 6;
        AppendUtf8(text, Character(code, low));
        break;
      }
      default: text.push_back(json[i]);
    }
  }
  return text;
}

std::string MergeObjects(std::string_view row, std::string_view patch) {
  Members members = SplitObject(row);
  for (const auto& [name, value] : SplitObject(patch)) {
    const std::string_view wanted = name;
    const auto same = std::find_if(members.begin(), members.end(),
                                   [wanted](const auto& member) { return member.first == wanted; });
    if (same != members.end())
      same->second = value;
    else
      members.emplace_back(name, value);
  }
  std::string merged;
  merged.reserve(row.size() + patch.size());
  ObjectWriter object(merged);
  for (const auto& [name, value] : members) {
    if (value != "null") object.Raw(name, value);
  }
  object.Close();
  return merged;
}

size_t Utf16Length(std::string_view utf8) {
  size_t units = 0;
  size_t i = 0;
  // Each character counts once, at the byte that is not a continuation (as a signed number: over -65);
  // those beyond U+FFFF, which start with 0xf0 or more, twice.
  for (; i + kBlock <= utf8.size(); i += kBlock) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(utf8.data() + i));
    const __m128i first = _mm_cmpgt_epi8(block, _mm_set1_epi8(-65));
    const __m128i far = _mm_cmpeq_epi8(_mm_max_epu8(block, _mm_set1_epi8(static_cast<char>(0xf0))), block);
    const __m128i counts = _mm_sub_epi8(_mm_setzero_si128(), _mm_add_epi8(first, far));
    const __m128i sums = _mm_sad_epu8(counts, _mm_setzero_si128());
    units += static_cast<size_t>(_mm_cvtsi128_si64(sums) + _mm_extract_epi16(sums, 4));
  }
  for (; i < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    units += (byte & 0xc0) != 0x80;
    units += byte >= 0xf0;
  }
  return units;
}

}  // namespace reg2graph
