#include "parsers/xml/div_scanner.h"

#include <algorithm>

#include "engine/core/ascii.h"
#include "parsers/xml/markup_search.h"

namespace reg2graph {
namespace {

using std::string_view;

constexpr string_view kComment = "<!--";
constexpr string_view kCData = "<![CDATA[";
constexpr string_view kDoctype = "<!DOCTYPE";

// Whether `text` starts with `token`, or would if it went on.
bool MayStartWith(string_view text, string_view token) {
  const size_t known = std::min(text.size(), token.size());
  return text.substr(0, known) == token.substr(0, known);
}

Mark More(size_t begin) { return {.kind = MarkKind::kMore, .begin = begin}; }

Mark Bad(size_t begin, string_view found, string_view expected) {
  return {.kind = MarkKind::kBad, .begin = begin, .end = begin, .bad = found, .expected = expected};
}

// The offset after the '>' that ends the start tag at `begin`; a '>' inside quotes does not.
Mark EndOfTag(string_view text, size_t begin, size_t from, int number) {
  char quote = 0;
  for (size_t i = from; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '<') return Bad(i, "'<' inside a tag", "'>' or '&lt;'");
    if (quote != 0) {
      if (c == quote) quote = 0;
      continue;
    }
    if (c == '"' || c == '\'') quote = c;
    if (c != '>') continue;
    const MarkKind kind = text[i - 1] == '/' ? MarkKind::kEmpty : MarkKind::kOpen;
    return {.kind = kind, .number = number, .begin = begin, .end = i + 1};
  }
  return More(begin);
}

Mark EndOfCloseTag(string_view text, size_t begin, size_t from, int number) {
  size_t i = from;
  while (i < text.size() && IsBlank(text[i])) ++i;
  if (i == text.size()) return More(begin);
  if (text[i] != '>') return Bad(i, "an end tag that goes on", "'>'");
  return {.kind = MarkKind::kClose, .number = number, .begin = begin, .end = i + 1};
}

// The DIVn tag at `begin`; kBad with an empty `bad` if it is some other tag.
Mark DivTag(string_view text, size_t begin) {
  const Mark other = Bad(begin, {}, {});
  const bool close = text[begin + 1] == '/';
  const size_t name = begin + (close ? 2 : 1);
  if (!MayStartWith(text.substr(name), "DIV")) return other;
  if (name + 3 >= text.size()) return More(begin);
  const char digit = text[name + 3];
  if (digit < '1' || digit > '9') return other;
  if (name + 4 >= text.size()) return More(begin);
  const char next = text[name + 4];
  if (!IsBlank(next) && next != '>' && next != '/') return other;
  return close ? EndOfCloseTag(text, begin, name + 4, digit - '0')
               : EndOfTag(text, begin, name + 4, digit - '0');
}

// A document type may hold an internal subset with comments and quoted strings.
Mark EndOfDoctype(string_view text, size_t begin) {
  int brackets = 0;
  for (size_t i = begin + kDoctype.size(); i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' || c == '\'') {
      i = text.find(c, i + 1);
      if (i == string_view::npos) return More(begin);
    } else if (text.substr(i).starts_with(kComment)) {
      i = text.find("-->", i + kComment.size());
      if (i == string_view::npos) return More(begin);
      i += 2;
    } else if (c == '[') {
      ++brackets;
    } else if (c == ']') {
      --brackets;
    } else if (c == '>' && brackets <= 0) {
      return {.kind = MarkKind::kDoctype, .begin = begin, .end = i + 1};
    }
  }
  return More(begin);
}

}  // namespace

size_t DivScanner::SkipInside(string_view text, size_t from) {
  const string_view end = state_ == State::kComment ? "-->" : state_ == State::kCData ? "]]>" : "?>";
  const size_t found = text.find(end, from);
  if (found == string_view::npos) return found;
  state_ = State::kContent;
  return found + end.size();
}

Mark DivScanner::Next(string_view text, size_t from) {
  for (;;) {
    if (state_ != State::kContent) {
      const size_t after = SkipInside(text, from);
      // The terminator may have begun in the last two bytes.
      if (after == string_view::npos) return More(std::max(from, text.size() < 2 ? 0 : text.size() - 2));
      from = after;
    }
    const size_t at = FindMarkup(text, from);
    if (at + 1 >= text.size()) return More(at);
    const string_view rest = text.substr(at);
    if (rest[1] == '?') {
      state_ = State::kInstruction;
      from = at + 2;
    } else if (rest[1] != '!') {
      const Mark mark = DivTag(text, at);
      if (mark.kind != MarkKind::kBad || !mark.bad.empty()) return mark;
      from = at + 1;
    } else if (rest.starts_with(kComment)) {
      state_ = State::kComment;
      from = at + kComment.size();
    } else if (rest.starts_with(kCData)) {
      state_ = State::kCData;
      from = at + kCData.size();
    } else if (rest.starts_with(kDoctype)) {
      return EndOfDoctype(text, at);
    } else if (MayStartWith(rest, kComment) || MayStartWith(rest, kCData) || MayStartWith(rest, kDoctype)) {
      return More(at);
    } else {
      Mark bad = Bad(at, "'<!'", "a comment, CDATA or DOCTYPE");
      bad.end = at + 2;
      return bad;
    }
  }
}

string_view DivScanner::Inside() const {
  switch (state_) {
    case State::kContent: return {};
    case State::kComment: return "a comment";
    case State::kCData: return "a CDATA section";
    case State::kInstruction: return "a processing instruction";
  }
  return {};
}

}  // namespace reg2graph
