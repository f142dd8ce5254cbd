#include "engine/diff/law_text.h"

#include <algorithm>
#include <cstddef>

#include "engine/core/ascii.h"
#include "engine/core/hash.h"
#include "engine/core/strings.h"

namespace reg2graph {
namespace {

using std::string_view;

enum class Weight : unsigned char { kCounts, kBlank, kDash };

unsigned char At(string_view text, size_t at) { return static_cast<unsigned char>(text[at]); }

// Of the character of three bytes at `at`.
Weight WeightOfThree(string_view text, size_t at) {
  const unsigned char second = At(text, at + 1);
  const unsigned char third = At(text, at + 2);
  if (At(text, at) == 0xe3) return second == 0x80 && third == 0x80 ? Weight::kBlank : Weight::kCounts;
  if (second == 0x80 && third >= 0x90 && third <= 0x95) return Weight::kDash;
  if (second == 0x88 && third == 0x92) return Weight::kDash;
  const bool space = second == 0x80 && (third <= 0x8a || third == 0xa8 || third == 0xa9 || third == 0xaf);
  return space || (second == 0x81 && third == 0x9f) ? Weight::kBlank : Weight::kCounts;
}

string_view ImageName(string_view source) {
  source.remove_prefix(source.rfind('/') + 1);
  for (const string_view extension : {".gif", ".png", ".jpg", ".pdf"}) {
    if (source.ends_with(extension)) source.remove_suffix(extension.size());
  }
  return source;
}

string_view WithoutSigns(string_view text) {
  while (Consume(text, "§") || Consume(text, " ") || Consume(text, "\u00a0") || Consume(text, "\u2009")) {
  }
  return text;
}

}  // namespace

LawHash LawHashOf(string_view bytes) {
  const std::array<unsigned char, 32> digest = Sha256Of(bytes);
  LawHash hash;
  std::copy_n(digest.begin(), hash.size(), hash.begin());
  return hash;
}

void AppendLaw(string_view text, std::string& out) {
  for (size_t i = 0; i < text.size();) {
    const unsigned char c = At(text, i);
    if (c < 0x80) {
      if (!IsBlank(text[i])) out.push_back(text[i]);
      ++i;
      continue;
    }
    if (c == 0xc2 && i + 1 < text.size() && At(text, i + 1) == 0xa0) {
      i += 2;
      continue;
    }
    if ((c == 0xe2 || c == 0xe3) && i + 2 < text.size()) {
      const Weight weight = WeightOfThree(text, i);
      if (weight == Weight::kDash) out.push_back('-');
      if (weight == Weight::kCounts) out.append(text.substr(i, 3));
      i += 3;
      continue;
    }
    out.push_back(text[i]);
    ++i;
  }
}

std::string LawOf(string_view text) {
  std::string law;
  AppendLaw(text, law);
  return law;
}

void AppendWords(const ParagraphText& paragraph, std::string& out) {
  const string_view text = paragraph.text;
  if (!paragraph.image) {
    AppendLaw(text.substr(paragraph.marker), out);
    return;
  }
  for (const char c : ImageName(text)) out.push_back(ToLower(c));
}

string_view WithoutNumber(string_view heading, string_view identifier) {
  const string_view rest = WithoutSigns(heading);
  if (identifier.empty() || !rest.starts_with(identifier)) return heading;
  const string_view words = rest.substr(identifier.size());
  // "12.5" does not begin "12.50 Other words."
  if (!words.empty() && IsAlnum(words.front())) return heading;
  return WithoutSigns(words);
}

}  // namespace reg2graph
