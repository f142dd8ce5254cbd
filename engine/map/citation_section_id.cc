#include "engine/map/citation_section_id.h"

namespace reg2graph::citation {
namespace {

using std::string;
using std::string_view;

constexpr size_t kMaxPart = 5;
constexpr size_t kMaxRun = 12;

string_view AlnumRun(Cursor& cursor) {
  size_t size = 0;
  while (size <= kMaxRun && IsAlnum(cursor.Peek(size))) ++size;
  if (size == 0 || size > kMaxRun) return {};
  const string_view run = cursor.text().substr(cursor.pos(), size);
  cursor.Seek(cursor.pos() + size);
  return run;
}

size_t LettersAtEnd(string_view run) {
  size_t size = 0;
  while (size < run.size() && IsLetter(run[run.size() - 1 - size])) ++size;
  return size;
}

// "1026.5" in "1026.3-1026.5" is an identifier of its own. In "210.12-01-210.12-29" the dash after "01" is
// no part's.
bool AtWholeId(Cursor c, string_view before) {
  c.EatSectionSign();
  const string_view first = c.Digits(kMaxPart);
  if (first.empty() || (first.size() > 1 && first[0] == '0')) return false;
  if (IsLower(c.Peek())) c.Seek(c.pos() + 1);
  Cursor dash = c;
  if (dash.EatDash()) {
    const string_view second = dash.Digits(4);
    if (!second.empty() && second == before.substr(0, before.find('.'))) return false;
    if (!second.empty()) c = dash;
  }
  return c.Eat('.') && IsDigit(c.Peek());
}

// "1026", "1c", "708a", "128-48" where a dot and a digit follow (a part of title 41).
bool EatPart(Cursor& c, string& id) {
  const string_view digits = c.Digits(kMaxPart);
  if (digits.empty()) return false;
  id = digits;
  for (int i = 0; i < 2 && IsLetter(c.Peek()); ++i) {
    id.push_back(c.Peek());
    c.Seek(c.pos() + 1);
  }
  if (IsAlnum(c.Peek())) return false;
  Cursor dash = c;
  if (!dash.EatDash()) return true;
  const string_view second = dash.Digits(4);
  if (second.empty()) return true;
  string joined = id + "-" + string(second);
  if (IsUpper(dash.Peek())) {
    joined.push_back(dash.Peek());
    dash.Seek(dash.pos() + 1);
  }
  if (dash.Peek() != '.' || !IsAlnum(dash.Peek(1))) return true;
  id = std::move(joined);
  c = dash;
  return true;
}

// A run after a dash belongs to the identifier if it is a number with letters, a single letter, or capitals
// between dashes (53.303-DD-254); else the dash is the sentence's.
bool IsDashRun(string_view run, Cursor after) {
  if (IsDigit(run[0])) return LettersAtEnd(run) <= 3;
  if (run.size() == 1) return true;
  if (IsUpper(run[0]) && run.size() <= 4 && LettersAtEnd(run) == run.size())
    return after.EatDash() && IsDigit(after.Peek());
  return run.size() <= 4 && LettersAtEnd(run) < run.size();
}

// "385.2001–2005"
bool IsShortRange(string_view id, string_view run) {
  const size_t size = run.size();
  if (size < 3 || id.size() <= size || id[id.size() - size - 1] != '.') return false;
  const string_view last = id.substr(id.size() - size);
  return LettersAtEnd(run) == 0 && LettersAtEnd(last) == 0 && run > last;
}

bool EatDashRun(Cursor& cursor, bool plural, string& id) {
  Cursor c = cursor;
  const bool em_dash = c.EatExact("\xe2\x80\x94");
  const bool en_dash = !em_dash && c.Peek() == '\xe2';
  if (!em_dash && !c.EatDash()) return false;
  if (em_dash && !IsDigit(c.Peek())) return false;
  if (AtWholeId(c, id)) {
    // An en dash between two whole identifiers is never part of one.
    if (plural || en_dash || c.EatSectionSign()) return false;
    Cursor whole = c;
    const string_view part = whole.Digits(kMaxPart);
    id.push_back('-');
    id.append(part);
    while (IsAlnum(whole.Peek()) || whole.Peek() == '.') {
      if (whole.Peek() == '.' && !IsAlnum(whole.Peek(1))) break;
      if (id.size() > 40) return false;
      id.push_back(whole.Peek());
      whole.Seek(whole.pos() + 1);
    }
    cursor = whole;
    return true;
  }
  const string_view run = AlnumRun(c);
  if (run.empty() || !IsDashRun(run, c)) return false;
  if ((en_dash || plural) && IsShortRange(id, run)) return false;
  id.push_back('-');
  id.append(run);
  cursor = c;
  return true;
}

// Reserved sections bear the name of a range ("210.12-02 - 210.12-03").
bool EatReservedRange(Cursor& cursor, string& id) {
  Cursor c = cursor;
  if (!c.EatExact(" - ") || !AtWholeId(c, id)) return false;
  const string_view part = string_view(id).substr(0, id.find('.') + 1);
  if (c.text().substr(c.pos(), part.size()) != part) return false;
  string second;
  while (second.size() < 24 &&
         (IsAlnum(c.Peek()) || c.Peek() == '.' || c.Peek() == '-' || c.Peek() == '(' || c.Peek() == ')')) {
    second.push_back(c.Peek());
    c.Seek(c.pos() + 1);
  }
  if (!IsAlnum(second.back())) return false;
  id += "%20-%20" + second;
  cursor = c;
  return true;
}

// The "(a)(8)(C)" of "31.3401(a)(8)(C)-1"; only where a dash and a number follow.
bool EatInnerParentheses(Cursor& cursor, string& id) {
  Cursor c = cursor;
  size_t groups = 0;
  while (c.Peek() == '(' && groups < 5) {
    Cursor group = c;
    group.Eat('(');
    const string_view run = AlnumRun(group);
    if (run.empty() || run.size() > 5 || !group.Eat(')')) break;
    c = group;
    ++groups;
  }
  if (groups == 0) return false;
  Cursor dash = c;
  if (!dash.EatDash() || !IsDigit(dash.Peek()) || AtWholeId(dash, id)) return false;
  const string_view inner = cursor.text().substr(cursor.pos(), c.pos() - cursor.pos());
  id.append(inner);
  cursor = c;
  return true;
}

// The (T) of a temporary regulation; (T) as a paragraph would be below (a).
void EatTemporary(Cursor& cursor, string& id) {
  if (id.find('-') != string::npos && cursor.EatExact("(T)")) id.append("(T)");
}

// "744.11of the EAR": a blank is lost.
void GiveBackOf(Cursor& c, string_view& run) {
  if (!run.ends_with("of") || LettersAtEnd(run) != 2 || BlankAt(c.text(), c.pos()) == 0) return;
  run.remove_suffix(2);
  c.Seek(c.pos() - 2);
}

bool EatTail(Cursor& c, bool plural, bool absolute, string& id) {
  string_view run = AlnumRun(c);
  GiveBackOf(c, run);
  if (run.empty() || LettersAtEnd(run) > 4) return false;
  if (!IsDigit(run[0]) && (run.size() < 2 || !IsDigit(run.back()))) return false;
  id.append(run);
  while (id.size() < 40 && (EatInnerParentheses(c, id) || EatDashRun(c, plural, id))) {
  }
  EatTemporary(c, id);
  if (absolute && !plural && EatReservedRange(c, id)) return true;
  if (c.Peek() != '.' || !IsDigit(c.Peek(1))) return true;
  if (!absolute && id.find('-') == string::npos) return false;
  c.Eat('.');
  const string_view last = AlnumRun(c);
  id.push_back('.');
  id.append(last);
  return !last.empty() && !(c.Peek() == '.' && IsDigit(c.Peek(1)));
}

}  // namespace

bool EatSectionId(Cursor& cursor, bool plural, bool absolute, SectionId& section) {
  Cursor c = cursor;
  section.id.clear();
  section.dotted = section.hyphened = false;
  if (!EatPart(c, section.id)) return false;
  section.part_size = section.id.size();
  if (c.Peek() == '.' && IsAlnum(c.Peek(1))) {
    Cursor tail = c;
    tail.Eat('.');
    string id = section.id + ".";
    if (!EatTail(tail, plural, absolute, id)) return false;
    section.id = std::move(id);
    section.dotted = true;
    cursor = tail;
    return true;
  }
  Cursor dash = c;
  if (absolute && !plural && dash.EatDash() && IsDigit(dash.Peek())) {
    const string_view run = AlnumRun(dash);
    if (!run.empty() && LettersAtEnd(run) <= 1) {
      section.id.push_back('-');
      section.id.append(run);
      section.hyphened = true;
      c = dash;
    }
  }
  cursor = c;
  return true;
}

bool EatCodeSection(Cursor& cursor, string& id) {
  Cursor c = cursor;
  const string_view digits = c.Digits(kMaxPart);
  if (digits.empty()) return false;
  id = digits;
  size_t letters = 0;
  while (letters < 6 && IsLetter(c.Peek(letters))) ++letters;
  if (letters > 5) return false;
  id.append(c.text().substr(c.pos(), letters));
  c.Seek(c.pos() + letters);
  if (IsAlnum(c.Peek())) return false;
  const int first = Number(digits);
  while (id.size() < 24) {
    Cursor dash = c;
    if (!dash.EatDash()) break;
    const string_view run = AlnumRun(dash);
    if (run.empty() || !IsDigit(run[0]) || LettersAtEnd(run) > 3) break;
    size_t size = 0;
    while (size < run.size() && IsDigit(run[size])) ++size;
    if (size > kMaxPart) break;
    const int second = Number(run.substr(0, size));
    // 10a-10c and 3501-3520 run on; 78dd-1, 404o-1 and 1a-7 are one section
    if (second >= first && (letters == 0 || size < run.size() || first >= 50)) break;
    id.push_back('-');
    id.append(run);
    c = dash;
  }
  cursor = c;
  return true;
}

}  // namespace reg2graph::citation
