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

// "39 U.S.C. 3005 and chapter 61, title 18": its title is named after it.
bool AtOtherTitle(Cursor c) {
  c.Eat(',');
  c.EatWord("of");
  return c.EatWord("title");
}

bool AtSectionWord(Cursor c) { return c.EatWord("sec.") || c.EatWord("secs.") || c.EatWord("section"); }

// "44 U.S.C. 1506, sec. 6, E.O. 10530", "sec. 4 of the Act": that section is not of the title.
bool AtOtherLaw(Cursor c) {
  const bool comma = c.Eat(',');
  if (!comma) return c.EatWord("of the") || c.EatWord("of title") || c.EatWord("of pub");
  c.Blanks();
  if (c.EatExact("E.O.") || c.EatWord("executive order") || EatPublicLaw(c)) return true;
  return !c.Digits(3).empty() && AtReporter(c);
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
  rule_ = CitationRule::kUsCode;
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
  rule_ = CitationRule::kUsCode;
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
  EatSigns(c);
  if (!appendix && EatAppendixWord(c)) {
    root.push_back('a');
    EatSigns(c);
  }
  members_.clear();
  CodeState state;
  state.chapters = CodeState::Chapters::kMayFollow;
  if (!EatCodeList(c, start, state)) {
    if (appendix) Emit(start, c.pos(), root, false);
    return appendix;
  }
  Cursor after = c;
  if (root.back() != 'a' && EatAppendixWord(after)) {
    root.push_back('a');
    c = after;
  }
  EmitMembers(root, false);
  Consume(c.pos());
  return true;
}

// "1818, 1820(d)(10), 1833e", "10a-10c", "403(a) and (b)", "301, ch. 5, and 552 note"
bool CitationReader::EatCodeList(Cursor& c, size_t start, CodeState state) {
  if (!EatCodeMember(c, start, false, state)) return false;
  while (true) {
    Cursor next = c;
    Join join = EatJoin(next);
    if (join == Join::kNone) {
      if (!next.EatDash()) return true;
      join = Join::kThrough;
    }
    // In title 26 "section 401(a), but not section 3(37) of ERISA" are two.
    if (context_->title == 26 && Cursor(next).EatWord("section")) return true;
    const bool semicolon = c.text().substr(c.pos(), next.pos() - c.pos()).find(';') != string_view::npos;
    const bool word = AtSectionWord(next);
    // "5 U.S.C. 552b, and secs. 2(a) and 8 of the Act": an authority note changes to another law.
    if (word && (semicolon || context_->authority)) return true;
    EatSigns(next);
    if (!EatCodeMember(next, next.pos(), join == Join::kThrough, state)) return true;
    if (word && AtOtherLaw(next)) {
      members_.pop_back();
      return true;
    }
    c = next;
  }
}

bool CitationReader::EatCodeMember(Cursor& c, size_t start, bool to, CodeState& state) {
  if (EatCodeChapter(c, start, to, state)) return true;
  Cursor t = c;
  if (t.Peek() == '(') {
    if (state.section.empty() || state.path.empty()) return false;
    const MarkerPath next = EatPath(t);
    MarkerPath whole;
    if (next.empty() || !Continue(state.path, next, whole) || AtClause(t)) return false;
    state.path = whole;
  } else {
    string id;
    if (!EatCodeSection(t, id) || AtReporter(t) || (!members_.empty() && AtUnit(t))) return false;
    // a decimal, or a number with thousands
    if ((t.Peek() == '.' && IsDigit(t.Peek(1))) || (t.Peek() == ',' && IsDigit(t.Peek(1)))) return false;
    state.section = "/s" + id;
    state.path = EatPath(t);
  }
  string tail = state.section;
  state.path.AppendTo(tail);
  members_.push_back({start, t.pos(), std::move(tail), to, {}});
  EatSuffix(t, members_.back().suffix);
  c = t;
  return true;
}

// "ch. 5", "chapters 5 and 7", "chs. 21-24"
bool CitationReader::EatCodeChapter(Cursor& c, size_t start, bool to, CodeState& state) {
  using Chapters = CodeState::Chapters;
  if (state.chapters == Chapters::kNever) return false;
  Cursor t = c;
  const bool plural = t.EatAbbreviation("chapters") || t.EatAbbreviation("chs");
  const bool one = !plural && (t.EatAbbreviation("chapter") || t.EatAbbreviation("ch"));
  if (!plural && !one && state.chapters != Chapters::kFollow) return false;
  t.Blanks();
  const string_view digits = t.Digits(3);
  if (digits.empty() || AtReporter(t)) return false;
  string name(digits);
  if (IsLetter(t.Peek()) && !IsAlnum(t.Peek(1))) {
    name.push_back(t.Peek());
    t.Seek(t.pos() + 1);
  }
  if (IsAlnum(t.Peek()) || AtOtherTitle(t)) return false;
  if (plural || one) state.chapters = plural ? Chapters::kFollow : Chapters::kMayFollow;
  state.section.clear();
  members_.push_back({start, t.pos(), "/ch" + name, to, {}});
  EatSuffix(t, members_.back().suffix);
  c = t;
  return true;
}

// "I.R.C. § 6212": title 26.
void CitationReader::ReadInternalRevenueCode(size_t hit) {
  rule_ = CitationRule::kUsCode;
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
