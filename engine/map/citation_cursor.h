#ifndef REG2GRAPH_ENGINE_MAP_CITATION_CURSOR_H_
#define REG2GRAPH_ENGINE_MAP_CITATION_CURSOR_H_

#include <cstddef>
#include <string_view>

namespace reg2graph::citation {

inline bool IsDigit(char c) { return c >= '0' && c <= '9'; }
inline bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
inline bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
inline bool IsLetter(char c) { return IsLower(c) || IsUpper(c); }
inline bool IsAlnum(char c) { return IsDigit(c) || IsLetter(c); }
inline char ToLower(char c) { return IsUpper(c) ? static_cast<char>(c + 32) : c; }

// Length of the blank (also a no-break or thin one) that starts at `i`, or 0.
size_t BlankAt(std::string_view text, size_t i);
// Length of the dash (hyphen, en or em dash, minus) that starts at `i`, or 0.
size_t DashAt(std::string_view text, size_t i);

// A place in a text. A copy is a cheap look-ahead. Every Eat moves only if it succeeds and looks at a
// bounded number of bytes, which keeps the grammars linear.
class Cursor {
 public:
  Cursor(std::string_view text, size_t pos) : text_(text), pos_(pos) {}

  std::string_view text() const { return text_; }
  size_t pos() const { return pos_; }
  void Seek(size_t pos) { pos_ = pos; }
  bool AtEnd() const { return pos_ >= text_.size(); }
  // '\0' behind the end.
  char Peek(size_t ahead = 0) const { return pos_ + ahead < text_.size() ? text_[pos_ + ahead] : '\0'; }

  void Blanks();
  bool Eat(char c) {
    if (Peek() != c || AtEnd()) return false;
    ++pos_;
    return true;
  }
  bool EatExact(std::string_view text);
  // Blanks, then `word` (lower case) in any case, as a whole word; a blank in it stands for any blanks.
  bool EatWord(std::string_view word);
  // The same, with a full stop behind it where there is one.
  bool EatAbbreviation(std::string_view word);
  bool EatDash();
  bool EatSectionSign();
  // A run of at most `max` digits; empty if there is none or a longer one.
  std::string_view Digits(size_t max);

 private:
  std::string_view text_;
  size_t pos_;
};

// The number that `digits` (at most 9 of them) spell.
int Number(std::string_view digits);

enum class Join { kNone, kList, kThrough };
// ", ", "and", ", or", "through", ...: what parts the members of a list.
Join EatJoin(Cursor& cursor);

// A reporter stands here: the number before it is a title or a volume, not a member of a list.
bool AtReporter(Cursor cursor);
// The number before counts something ("30 days", "5 percent").
bool AtUnit(Cursor cursor);

bool EatCfr(Cursor& cursor);       // CFR, C.F.R., Code of Federal Regulations
bool EatUsCode(Cursor& cursor);    // U.S.C., U. S. C., USC, U.S. Code, United States Code
bool EatPublicLaw(Cursor& cursor); // Pub. L., Public Law, P.L., with "No."

}  // namespace reg2graph::citation

#endif  // REG2GRAPH_ENGINE_MAP_CITATION_CURSOR_H_
