#include "engine/map/citation_cursor.h"

#include <initializer_list>

namespace reg2graph::citation {
namespace {

using std::string_view;

// Text out of indented XML holds long runs of blanks; more than this part two things.
constexpr int kMaxBlanks = 64;

unsigned char Byte(string_view text, size_t i) {
  return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
}

// "C.F.R", "C. F. R.", "CFR": `letters` with full stops and blanks between them or without any.
bool EatInitials(Cursor& cursor, string_view letters) {
  Cursor c = cursor;
  c.Blanks();
  bool dotted = false;
  for (size_t i = 0; i < letters.size(); ++i) {
    if (!c.Eat(letters[i])) return false;
    const bool last = i + 1 == letters.size();
    if (c.Peek() == '.' && (!last || dotted)) {
      c.Eat('.');
      dotted = true;
      if (!last) c.Blanks();
    }
  }
  if (IsLetter(c.Peek())) return false;
  cursor = c;
  return true;
}

}  // namespace

size_t WideBlankAt(string_view text, size_t i) {
  if (Byte(text, i) == 0xc2) return Byte(text, i + 1) == 0xa0 ? 2 : 0;
  if (Byte(text, i) != 0xe2 || Byte(text, i + 1) != 0x80) return 0;
  const unsigned char third = Byte(text, i + 2);
  return (third >= 0x80 && third <= 0x8b) || third == 0xaf ? 3 : 0;
}

size_t WideDashAt(string_view text, size_t i) {
  const unsigned char third = Byte(text, i + 2);
  if (Byte(text, i + 1) == 0x80 && third >= 0x90 && third <= 0x95) return 3;
  return Byte(text, i + 1) == 0x88 && third == 0x92 ? 3 : 0;
}

void Cursor::MoreBlanks() {
  for (int i = 1; i < kMaxBlanks; ++i) {
    const size_t blank = BlankAt(text_, pos_);
    if (blank == 0) return;
    pos_ += blank;
  }
}

bool Cursor::EatRestOfWord(string_view word) {
  for (const char letter : word) {
    if (letter == ' ') {
      if (BlankAt(text_, pos_) == 0) return false;
      Blanks();
      continue;
    }
    if (ToLower(Peek()) != letter) return false;
    ++pos_;
  }
  return !IsAlnum(word.back()) || !IsLetter(Peek());
}

int Number(string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

namespace {

bool EatAnyOf(Cursor& c, std::initializer_list<string_view> words) {
  for (const string_view word : words) {
    if (c.EatWord(word)) return true;
  }
  return false;
}

// The words that may join, by their first letter.
bool EatJoinWord(Cursor& c, Join& join) {
  switch (ToLower(c.Peek())) {
    case 't': join = Join::kThrough; return EatAnyOf(c, {"through", "to", "thru"});
    case 'a': return EatAnyOf(c, {"and", "as well as"});
    case 'o': return EatAnyOf(c, {"or", "other than"});
    case 'n': return c.EatWord("nor");
    case 'e': return EatAnyOf(c, {"except for", "except", "excluding"});
    case 'b': return c.EatWord("but not");
    case '&': return c.Eat('&');
    default: return false;
  }
}

}  // namespace

Join EatJoin(Cursor& cursor) {
  Cursor c = cursor;
  c.Blanks();
  const bool comma = c.Eat(',') || c.Eat(';');
  c.Blanks();
  Join join = Join::kList;
  if (!EatJoinWord(c, join)) {
    if (!comma) return Join::kNone;
    join = Join::kList;
  } else if (c.Peek() == '/') {
    if (!c.EatExact("/or")) return Join::kNone;
  }
  c.Blanks();
  cursor = c;
  return join;
}

bool AtReporter(Cursor c) {
  c.Blanks();
  switch (c.Peek()) {
    case 'C': return EatCfr(c) || c.EatExact("Comp.");
    case 'U': return EatUsCode(c);
    case 'S': return c.EatExact("Stat.");
    case 'F': return c.EatExact("FR ") || c.EatExact("F.R.") || c.EatExact("Fed.");
    case 'A': return c.EatExact("App.") && EatUsCode(c);
    case '.': return c.EatExact(".U.S.C");
    default: return false;
  }
}

bool AtUnit(Cursor c) {
  c.Blanks();
  if (c.Peek() == '%' || c.Peek() == '/') return true;
  if (!IsLower(c.Peek())) return false;
  static constexpr string_view kUnits[] = {
      "percent",    "per",    "days",    "day",     "years",    "year",       "months",  "month",
      "weeks",      "hours",  "hour",    "minutes", "business", "calendar",   "million", "billion",
      "dollars",    "cents",  "feet",    "miles",   "pounds",   "copies",     "times",   "other",
      "additional", "inches", "members", "basis",   "working",  "consecutive"};
  for (const string_view unit : kUnits) {
    if (c.EatWord(unit)) return unit != "other" || !c.EatWord("than");
  }
  return false;
}

bool EatCfr(Cursor& cursor) {
  return EatInitials(cursor, "CFR") || cursor.EatWord("code of federal regulations");
}

bool EatUsCode(Cursor& cursor) {
  if (EatInitials(cursor, "USC")) return true;
  Cursor c = cursor;
  c.Blanks();
  if (ToLower(c.Peek()) != 'u') return false;
  if (c.EatWord("united states code") || c.EatWord("u.s. code") || c.EatWord("u. s. code") ||
      c.EatWord("us code")) {
    cursor = c;
    return true;
  }
  return false;
}

bool EatPublicLaw(Cursor& cursor) {
  Cursor c = cursor;
  if (c.EatWord("public laws") || c.EatWord("public law")) {
  } else if (c.EatAbbreviation("pub")) {
    if (!c.EatAbbreviation("l") && !c.EatAbbreviation("ls") && !c.EatAbbreviation("law") &&
        !c.EatAbbreviation("laws"))
      return false;
  } else if (!EatInitials(c, "PL")) {
    return false;
  }
  if (!c.EatAbbreviation("nos")) c.EatAbbreviation("no");
  c.Blanks();
  cursor = c;
  return true;
}

}  // namespace reg2graph::citation
