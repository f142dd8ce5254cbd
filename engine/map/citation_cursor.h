#ifndef REG2GRAPH_ENGINE_MAP_CITATION_CURSOR_H_
#define REG2GRAPH_ENGINE_MAP_CITATION_CURSOR_H_

#include <cstddef>
#include <cstring>
#include <string_view>

#include "engine/core/ascii.h"

namespace reg2graph::citation {

size_t WideBlankAt(std::string_view text, size_t i);
size_t WideDashAt(std::string_view text, size_t i);
// Length of the blank (also a no-break or thin one) that starts at `i`, or 0.
inline size_t BlankAt(std::string_view text, size_t i) {
  if (i >= text.size()) return 0;
  const char c = text[i];
  if (c == ' ' || c == '\t' || c == '\n' || c == '\r') return 1;
  return static_cast<signed char>(c) < 0 ? WideBlankAt(text, i) : 0;
}
// Length of the dash (hyphen, en or em dash, minus) that starts at `i`, or 0.
inline size_t DashAt(std::string_view text, size_t i) {
  if (i >= text.size()) return 0;
  if (text[i] == '-') return 1;
  return text[i] == '\xe2' ? WideDashAt(text, i) : 0;
}

// A place in a text. A copy is a cheap look-ahead. Every Eat moves only if it succeeds and looks at a
// bounded number of bytes, which keeps the grammars linear.
class Cursor {
 public:
  Cursor(std::string_view text, size_t pos) : text_(text), pos_(pos) {}

  std::string_view text() const { return text_; }
  size_t pos() const { return pos_; }
  void Seek(size_t pos) { pos_ = pos; }
  bool AtEnd() const { return pos_ >= text_.size(); }
  // '\0' after the end.
  char Peek(size_t ahead = 0) const { return pos_ + ahead < text_.size() ? text_[pos_ + ahead] : '\0'; }

  void Blanks() {
    const size_t blank = BlankAt(text_, pos_);
    if (blank == 0) return;
    pos_ += blank;
    if (BlankAt(text_, pos_) > 0) MoreBlanks();
  }
  bool Eat(char c) {
    if (Peek() != c || AtEnd()) return false;
    ++pos_;
    return true;
  }
  bool EatExact(std::string_view text) {
    // Not compare(): of a literal, the size is known here.
    if (text_.size() - pos_ < text.size() || Peek() != text[0] ||
        std::memcmp(text_.data() + pos_, text.data(), text.size()) != 0)
      return false;
    pos_ += text.size();
    return true;
  }
  // Blanks, then `word` (lower case) in any case, as a whole word; a blank in it matches any blanks.
  bool EatWord(std::string_view word) {
    Cursor c = *this;
    c.Blanks();
    if (ToLower(c.Peek()) != word[0] || !c.EatRestOfWord(word)) return false;
    *this = c;
    return true;
  }
  // The same, with a full stop after it where there is one.
  bool EatAbbreviation(std::string_view word) {
    if (!EatWord(word)) return false;
    Eat('.');
    return true;
  }
  bool EatDash() {
    const size_t dash = DashAt(text_, pos_);
    pos_ += dash;
    return dash > 0;
  }
  bool EatSectionSign() { return EatExact("\xc2\xa7"); }
  // A run of at most `max` digits; empty if there is none or a longer one.
  std::string_view Digits(size_t max) {
    size_t size = 0;
    while (size <= max && IsDigit(Peek(size))) ++size;
    if (size == 0 || size > max) return {};
    pos_ += size;
    return text_.substr(pos_ - size, size);
  }

 private:
  void MoreBlanks();
  bool EatRestOfWord(std::string_view word);

  std::string_view text_;
  size_t pos_;
};

// The number that `digits` (at most 9 of them) spell.
int Number(std::string_view digits);

enum class Join { kNone, kList, kThrough };
// ", ", "and", ", or", "through", ...: what parts the members of a list.
Join EatJoin(Cursor& cursor);

// At a reporter: the number before it is a title or a volume, not a member of a list.
bool AtReporter(Cursor cursor);
// The number before counts something ("30 days", "5 percent").
bool AtUnit(Cursor cursor);

bool EatCfr(Cursor& cursor);        // CFR, C.F.R., Code of Federal Regulations
bool EatUsCode(Cursor& cursor);     // U.S.C., U. S. C., USC, U.S. Code, United States Code
bool EatPublicLaw(Cursor& cursor);  // Pub. L., Public Law, P.L., with "No."

}  // namespace reg2graph::citation

#endif  // REG2GRAPH_ENGINE_MAP_CITATION_CURSOR_H_
