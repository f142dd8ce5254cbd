#include "engine/map/citation_cursor.h"

namespace reg2graph::citation {
namespace {

using std::string_view;

// Text out of indented XML holds long runs of blanks; more than this part two things.
constexpr int kMaxBlanks = 64;

unsigned char Byte(string_view text, size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0; }

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

size_t BlankAt(string_view text, size_t i) {
  switch (Byte(text, i)) {
    case ' ': case '\t': case '\n': case '\r': return 1;
    case 0xc2: return Byte(text, i + 1) == 0xa0 ? 2 : 0;
    case 0xe2: {
      const unsigned char third = Byte(text, i + 2);
      if (Byte(text, i + 1) != 0x80) return 0;
      return (third >= 0x80 && third <= 0x8b) || third == 0xaf ? 3 : 0;
    }
    default: return 0;
  }
}

size_t DashAt(string_view text, size_t i) {
  switch (Byte(text, i)) {
    case '-': return 1;
    case 0xe2: {
      const unsigned char third = Byte(text, i + 2);
      if (Byte(text, i + 1) == 0x80 && third >= 0x90 && third <= 0x95) return 3;
      return Byte(text, i + 1) == 0x88 && third == 0x92 ? 3 : 0;
    }
    default: return 0;
  }
}

void Cursor::Blanks() {
  for (int i = 0; i < kMaxBlanks; ++i) {
    const size_t blank = BlankAt(text_, pos_);
    if (blank == 0) return;
    pos_ += blank;
  }
}

bool Cursor::EatExact(string_view text) {
  if (text_.substr(pos_, text.size()) != text) return false;
  pos_ += text.size();
  return true;
}

bool Cursor::EatWord(string_view word) {
  Cursor c = *this;
  c.Blanks();
  for (const char letter : word) {
    if (letter == ' ') {
      if (BlankAt(text_, c.pos_) == 0) return false;
      c.Blanks();
      continue;
    }
    if (ToLower(c.Peek()) != letter) return false;
    ++c.pos_;
  }
  if (IsAlnum(word.back()) && IsLetter(c.Peek())) return false;
  *this = c;
  return true;
}

bool Cursor::EatAbbreviation(string_view word) {
  if (!EatWord(word)) return false;
  Eat('.');
  return true;
}

bool Cursor::EatDash() {
  const size_t dash = DashAt(text_, pos_);
  pos_ += dash;
  return dash > 0;
}

bool Cursor::EatSectionSign() { return EatExact("\xc2\xa7"); }

string_view Cursor::Digits(size_t max) {
  size_t size = 0;
  while (size <= max && IsDigit(Peek(size))) ++size;
  if (size == 0 || size > max) return {};
  pos_ += size;
  return text_.substr(pos_ - size, size);
}

int Number(string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

Join EatJoin(Cursor& cursor) {
  Cursor c = cursor;
  c.Blanks();
  bool joined = c.Eat(',') || c.Eat(';');
  Join join = Join::kList;
  if (c.EatWord("through") || c.EatWord("thru") || c.EatWord("to")) {
    join = Join::kThrough;
    joined = true;
  } else {
    static constexpr string_view kWords[] = {"and/or", "and", "or", "&", "nor", "as well as", "except for",
                                             "except", "other than", "excluding", "but not"};
    for (const string_view word : kWords) {
      if (!c.EatWord(word)) continue;
      joined = true;
      break;
    }
  }
  if (!joined) return Join::kNone;
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
      "percent", "per", "days", "day", "years", "year", "months", "month", "weeks", "hours", "hour", "minutes", "business",
      "calendar", "million", "billion", "dollars", "cents", "feet", "miles", "pounds", "copies", "times", "other",
      "additional", "inches", "members", "basis", "working", "consecutive"};
  for (const string_view unit : kUnits) {
    if (c.EatWord(unit)) return true;
  }
  return false;
}

bool EatCfr(Cursor& cursor) { return EatInitials(cursor, "CFR") || cursor.EatWord("code of federal regulations"); }

bool EatUsCode(Cursor& cursor) {
  if (EatInitials(cursor, "USC")) return true;
  Cursor c = cursor;
  if (c.EatWord("united states code") || c.EatWord("u.s. code") || c.EatWord("u. s. code") || c.EatWord("us code")) {
    cursor = c;
    return true;
  }
  return false;
}

bool EatPublicLaw(Cursor& cursor) {
  Cursor c = cursor;
  if (c.EatWord("public laws") || c.EatWord("public law")) {
  } else if (c.EatAbbreviation("pub")) {
    if (!c.EatAbbreviation("l") && !c.EatAbbreviation("ls") && !c.EatAbbreviation("law") && !c.EatAbbreviation("laws")) return false;
  } else if (!EatInitials(c, "PL")) {
    return false;
  }
  if (!c.EatAbbreviation("nos")) c.EatAbbreviation("no");
  c.Blanks();
  cursor = c;
  return true;
}

}  // namespace reg2graph::citation
