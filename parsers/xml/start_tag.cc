#include "parsers/xml/start_tag.h"

#include <utility>

#include "engine/core/utf8.h"

namespace reg2graph {
namespace {

using std::string_view;

constexpr string_view kSpace = " \t\r\n";

constexpr std::pair<string_view, char> kEntities[] = {
    {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''},
};

}  // namespace

std::optional<string_view> RawAttribute(string_view tag, string_view name) {
  size_t at = tag.find_first_of(" \t\r\n/>");
  for (;;) {
    at = tag.find_first_not_of(kSpace, at);
    if (at == string_view::npos) return std::nullopt;
    const size_t equals = tag.find('=', at);
    if (equals == string_view::npos) return std::nullopt;
    const size_t open = tag.find_first_of("\"'", equals);
    if (open == string_view::npos) return std::nullopt;
    const size_t close = tag.find(tag[open], open + 1);
    if (close == string_view::npos) return std::nullopt;
    const string_view key = tag.substr(at, equals - at);
    if (key.substr(0, key.find_first_of(kSpace)) == name) return tag.substr(open + 1, close - open - 1);
    at = close + 1;
  }
}

size_t AppendReference(string_view text, std::string& out) {
  const CharacterReference reference = ParseCharacterReference(text);
  if (reference.length > 0) {
    AppendUtf8(out, reference.code);
    return reference.length;
  }
  for (const auto& [name, character] : kEntities) {
    if (!text.starts_with(name)) continue;
    out.push_back(character);
    return name.size();
  }
  out.push_back('&');
  return 1;
}

std::string DecodeAttribute(string_view raw) {
  std::string out;
  out.reserve(raw.size());
  for (size_t i = 0; i < raw.size();) {
    if (raw[i] == '&') {
      i += AppendReference(raw.substr(i), out);
      continue;
    }
    out.push_back(kSpace.find(raw[i]) == string_view::npos ? raw[i] : ' ');
    i += raw.substr(i, 2) == "\r\n" ? 2 : 1;
  }
  return out;
}

std::string DivIdentifier(string_view tag) { return DecodeAttribute(RawAttribute(tag, "N").value_or("")); }

}  // namespace reg2graph
