// The United States Code.
#include <utility>

#include "engine/map/citation_reader.h"

namespace reg2graph::citation {
namespace {

using std::string;
using std::string_view;

constexpr int kLastTitle = 54;

bool EatAppendixWord(Cursor& cursor) {
  Cursor c = cursor;
  c.Blanks();
  c.Eat(',');
  c.Eat('(');
  if (!c.EatWord("appendix") && !c.EatAbbreviation("app")) return false;
  c.Eat(')');
  // "18 U.S.C. 922, appendix A": an appendix of the section
  Cursor letter = c;
  letter.Blanks();
  if (IsUpper(letter.Peek()) && !IsAlnum(letter.Peek(1)) && letter.Peek() != 'I') return false;
  cursor = c;
  return true;
}

void EatSigns(Cursor& c) {
  c.Blanks();
  if (c.EatSectionSign()) {
    c.Blanks();
    c.EatSectionSign();
  } else if (!c.EatAbbreviation("sections") && !c.EatAbbreviation("section")) {
    if (!c.EatAbbreviation("secs")) c.EatAbbreviation("sec");
  }
  c.Blanks();
}

}  // namespace

// "12 U.S.C. 1818", "5.U.S.C. 551", "50 App. U.S.C. 595"
void CitationReader::ReadUsc(size_t hit) {
  if (hit > 0 && IsLetter(text_[hit - 1])) return;
  Cursor c = At(hit);
  if (!EatUsCode(c)) return;
  if (c.Eat('A')) c.Eat('.');
  size_t before = hit;
  if (before > 1 && text_[before - 1] == ' ' && text_[before - 2] == '.') --before;
  if (before > 0 && text_[before - 1] == '.' && before > 1 && IsDigit(text_[before - 2])) --before;
  size_t start = 0;
  bool appendix = false;
  string_view number = NumberBefore(before, start);
  if (number.empty()) {
    // The number may precede "App."
    for (const string_view word : {"App. ", "Appendix ", "app. ", "App "}) {
      if (hit < word.size() || text_.substr(hit - word.size(), word.size()) != word) continue;
      number = NumberBefore(hit - word.size(), start);
      appendix = true;
    }
  }
  if (number.empty() || number.size() > 2) return;
  const int title = Number(number);
  if (title < 1 || title > kLastTitle) return;
  ReadUscBody(c, start, string(number) + (appendix ? "a" : ""));
}

bool CitationReader::ReadUscBody(Cursor c, size_t start, string_view number) {
  string root = "/us/usc/t" + string(number);
  if (number.size() < 2 || number[0] != '0') {
  } else {
    root = "/us/usc/t" + string(number.substr(1));
  }
  c.Blanks();
  c.Eat(',');
  const bool appendix = EatAppendixWord(c);
  if (appendix) {
    root.push_back('a');
    c.Blanks();
    c.Eat(',');
  }
  if (ReadUscChapters(c, start, root)) return true;
  EatSigns(c);
  if (!appendix && EatAppendixWord(c)) {
    root.push_back('a');
    EatSigns(c);
  }
  members_.clear();
  if (!EatCodeList(c, start)) {
    if (appendix) Emit(start, c.pos(), root, false);
    return appendix;
  }
  Cursor behind = c;
  if (root.back() != 'a' && EatAppendixWord(behind)) {
    root.push_back('a');
    c = behind;
  }
  EmitMembers(root, false);
  Consume(c.pos());
  return true;
}

bool CitationReader::ReadUscChapters(Cursor c, size_t start, const string& root) {
  const bool plural = c.EatAbbreviation("chapters") || c.EatAbbreviation("chs");
  if (!plural && !c.EatAbbreviation("chapter") && !c.EatAbbreviation("ch")) return false;
  c.Blanks();
  string name;
  bool first = true;
  while (true) {
    Cursor next = c;
    Join join = Join::kList;
    if (!first) {
      join = plural ? EatJoin(next) : Join::kNone;
      if (join == Join::kNone && plural && next.EatDash()) join = Join::kThrough;
      if (join == Join::kNone) break;
    }
    const size_t at = first ? start : next.pos();
    const string_view digits = next.Digits(3);
    if (digits.empty() || AtReporter(next)) break;
    name = digits;
    if (IsLetter(next.Peek()) && !IsAlnum(next.Peek(1))) {
      name.push_back(next.Peek());
      next.Seek(next.pos() + 1);
    }
    if (join == Join::kThrough && !first)
      EmitTo(next.pos(), root + "/ch" + name);
    else
      Emit(at, next.pos(), root + "/ch" + name, false);
    first = false;
    c = next;
  }
  return !first;
}

// "1818, 1820(d)(10), 1833e", "10a-10c", "403(a) and (b)"
bool CitationReader::EatCodeList(Cursor& c, size_t start) {
  string section;
  MarkerPath path;
  if (!EatCodeMember(c, start, false, section, path)) return false;
  while (true) {
    Cursor next = c;
    Join join = EatJoin(next);
    if (join == Join::kNone) {
      if (!next.EatDash()) return true;
      join = Join::kThrough;
    }
    EatSigns(next);
    if (!EatCodeMember(next, next.pos(), join == Join::kThrough, section, path)) return true;
    c = next;
  }
}

bool CitationReader::EatCodeMember(Cursor& c, size_t start, bool to, string& section, MarkerPath& path) {
  Cursor t = c;
  if (t.Peek() == '(') {
    if (section.empty() || path.empty()) return false;
    const MarkerPath next = EatPath(t);
    MarkerPath whole;
    if (next.empty() || !Continue(path, next, whole) || AtClause(t)) return false;
    path = whole;
  } else {
    string id;
    if (!EatCodeSection(t, id) || AtReporter(t) || (!members_.empty() && AtUnit(t))) return false;
    // a decimal, or a number with thousands
    if ((t.Peek() == '.' && IsDigit(t.Peek(1))) || (t.Peek() == ',' && IsDigit(t.Peek(1)))) return false;
    section = "/s" + id;
    path = EatPath(t);
  }
  string tail = section;
  path.AppendTo(tail);
  members_.push_back({start, t.pos(), std::move(tail), to, {}});
  EatSuffix(t, members_.back().suffix);
  c = t;
  return true;
}

// "I.R.C. § 6212": title 26.
void CitationReader::ReadInternalRevenueCode(size_t hit) {
  if (!WordStartsAt(hit)) return;
  Cursor c = At(hit);
  if (!c.EatExact("I.R.C.") && !c.EatExact("IRC")) return;
  EatSigns(c);
  if (!IsDigit(c.Peek())) return;
  members_.clear();
  if (!EatCodeList(c, hit)) return;
  EmitMembers("/us/usc/t26", false);
  Consume(c.pos());
}

}  // namespace reg2graph::citation
