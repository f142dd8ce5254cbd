// The small words that several grammars share.
#include <algorithm>

#include "engine/map/citation_reader.h"

namespace reg2graph::citation {
namespace {

using std::string;
using std::string_view;

constexpr size_t kMaxName = 5;

size_t RunOf(const Cursor& c, bool (*is)(char), size_t from, size_t max) {
  size_t size = 0;
  while (size <= max && is(c.Peek(from + size))) ++size;
  return size;
}

bool Take(Cursor& c, size_t size, string& name) {
  if (IsAlnum(c.Peek(size))) return false;
  name = c.text().substr(c.pos(), size);
  c.Seek(c.pos() + size);
  return true;
}

bool IsChapterLetter(char c) { return c == 'I' || c == 'V' || c == 'X' || c == 'L' || c == 'C'; }

}  // namespace

string CfrTitleKey(int title) { return "/us/cfr/t" + std::to_string(title); }

bool EatSubpartName(Cursor& c, string& name) {
  c.Blanks();
  const size_t digits = RunOf(c, IsDigit, 0, 4);
  if (digits > 0 && digits <= 4 && c.Peek(digits) == '.') {
    const size_t after = RunOf(c, IsDigit, digits + 1, 3);
    return after > 0 && Take(c, digits + 1 + after, name);
  }
  const size_t letters = RunOf(c, IsUpper, 0, kMaxName);
  if (letters == 0 || letters > kMaxName) return false;
  if (IsLower(c.Peek(letters)) && letters >= 2 && Take(c, letters + 1, name)) return true;
  return Take(c, letters, name);
}

bool EatAppendixName(Cursor& c, string& name) {
  c.Blanks();
  const size_t letters = RunOf(c, IsUpper, 0, 4);
  if (letters > 4) return false;
  size_t size = letters;
  if (letters == 0 || letters <= 2) {
    const size_t dash = letters > 0 && c.Peek(size) == '-' && IsDigit(c.Peek(size + 1)) ? 1 : 0;
    size += dash + RunOf(c, IsDigit, size + dash, 2);
  }
  if (size == 0 || size > 6) return false;
  return Take(c, size, name);
}

bool EatChapterName(Cursor& c, string& name) {
  c.Blanks();
  size_t size = RunOf(c, IsChapterLetter, 0, 9);
  if (size == 0) size = RunOf(c, IsDigit, 0, 3);
  if (size == 0 || size > 9) return false;
  return Take(c, size, name);
}

bool EatDottedPath(Cursor& c, string& tail) {
  Cursor t = c;
  string path;
  while (path.size() < 40) {
    const size_t run = RunOf(t, IsAlnum, 0, 6);
    if (run == 0 || run > 6) return false;
    path.push_back('/');
    path.append(t.text().substr(t.pos(), run));
    t.Seek(t.pos() + run);
    if (t.Peek() != '.' || !IsAlnum(t.Peek(1))) break;
    t.Eat('.');
  }
  tail.append(path);
  c = t;
  return true;
}

bool EatSuffix(Cursor& cursor, string& suffix) {
  Cursor c = cursor;
  c.Blanks();
  const bool comma = c.Eat(',');
  c.Blanks();
  const bool open = c.Eat('(');
  const size_t start = c.pos();
  if (c.EatWord("et seq") || c.EatWord("et. seq") || c.EatWord("et sequens")) {
    c.Eat('.');
    suffix = "et seq.";
  } else if (c.EatWord("preceding note") || c.EatWord("note preceding")) {
    suffix = "preceding note";
  } else if (c.EatWord("notes") || c.EatWord("note") || c.EatWord("nt")) {
    suffix = "note";
  } else {
    return false;
  }
  if ((comma && suffix != "et seq.") && c.pos() == start) return false;
  if (open && !c.Eat(')')) return false;
  cursor = c;
  return true;
}

bool AtClause(Cursor c) {
  if (BlankAt(c.text(), c.pos()) == 0) return false;
  static constexpr string_view kWords[] = {"the",  "a",    "an", "if",  "any", "each", "whether",
                                           "that", "such", "no", "all", "it",  "they"};
  return std::any_of(std::begin(kWords), std::end(kWords),
                     [&](string_view word) { return Cursor(c).EatWord(word); });
}

MarkerPath EatPathAfter(Cursor& cursor) {
  MarkerPath path = EatPath(cursor);
  if (!path.empty()) return path;
  Cursor c = cursor;
  const size_t blank = BlankAt(c.text(), c.pos());
  if (blank == 0) return path;
  c.Seek(c.pos() + blank);
  path = EatPath(c);
  const bool plain = !path.empty() && CanBe(path.markers[0], MarkerKind::kLetter) &&
                     !CanBe(path.markers[0], MarkerKind::kRoman);
  const bool goes_on = c.Peek() == ' ' && !AtClause(c) &&
                       (EatJoin(c) != Join::kNone || Cursor(c).EatWord("of") || Cursor(c).EatWord("is") ||
                        Cursor(c).EatWord("shall"));
  const bool ends = c.AtEnd() || c.Peek() == ',' || c.Peek() == '.' || c.Peek() == ';' || c.Peek() == ')';
  if (!plain || (path.size < 2 && !ends && !goes_on)) return {};
  cursor.Seek(cursor.pos() + blank);
  return EatPath(cursor);
}

bool EatDate(Cursor& cursor, string& iso) {
  Cursor c = cursor;
  c.Blanks();
  if (!c.Eat(',')) c.Eat('(');
  static constexpr string_view kMonths[][2] = {{"january", "jan"}, {"february", "feb"}, {"march", "mar"},
                                               {"april", "apr"},   {"may", "may"},      {"june", "jun"},
                                               {"july", "jul"},    {"august", "aug"},   {"september", "sept"},
                                               {"october", "oct"}, {"november", "nov"}, {"december", "dec"}};
  for (int month = 0; month < 12; ++month) {
    Cursor t = c;
    if (!t.EatWord(kMonths[month][0]) && !t.EatAbbreviation(kMonths[month][1])) continue;
    t.Blanks();
    const string_view day = t.Digits(2);
    t.Eat(',');
    t.Blanks();
    const string_view year = t.Digits(4);
    if (day.empty() || year.size() != 4) return false;
    iso = string(year) + (month < 9 ? "-0" : "-") + std::to_string(month + 1) +
          (day.size() < 2 ? "-0" : "-") + string(day);
    cursor = t;
    return true;
  }
  return false;
}

}  // namespace reg2graph::citation
