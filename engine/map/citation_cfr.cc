// Absolute forms of the Code of Federal Regulations, and the lists of sections and parts that all forms
// share.
#include <utility>

#include "engine/core/keys.h"
#include "engine/map/citation_reader.h"

namespace reg2graph::citation {
namespace {

using std::string;
using std::string_view;

constexpr int kLastTitle = 50;
constexpr size_t kMaxDigits = 5;

// "3 CFR, 1954-1958 Comp., p. 189": a volume of presidential documents.
bool EatCompilation(Cursor& cursor) {
  Cursor c = cursor;
  c.Eat(',');
  c.EatWord("part");
  c.Blanks();
  if (c.Digits(4).size() != 4) return false;
  if (c.EatDash()) c.Digits(4);
  if (!c.EatWord("comp")) return false;
  c.Eat('.');
  cursor = c;
  return true;
}

bool EatSectionWord(Cursor& c, bool& plural) {
  plural = c.EatAbbreviation("sections") || c.EatAbbreviation("secs");
  return plural || c.EatAbbreviation("section") || c.EatAbbreviation("sec");
}

bool EatPartWord(Cursor& c, bool& plural) {
  plural = c.EatAbbreviation("parts") || c.EatAbbreviation("pts");
  return plural || c.EatAbbreviation("part") || c.EatAbbreviation("pt");
}

bool EatSigns(Cursor& cursor, bool& plural) {
  Cursor c = cursor;
  c.Blanks();
  if (!c.EatSectionSign()) return false;
  c.Blanks();
  plural = c.EatSectionSign();
  cursor = c;
  return true;
}

// "12 CFR 14 CFR 1": the number after it is the title of what comes next.
bool AtOtherTitle(Cursor c) {
  c.Blanks();
  return !c.Digits(2).empty() && AtReporter(c);
}

bool AtNumber(Cursor c) {
  c.Blanks();
  return IsDigit(c.Peek()) || c.Peek() == '\xc2';
}

// "Part 2", "Subpart B of Part 2", "Part 660, Subpart C"
bool EatPartName(Cursor& cursor, string& tail, OwnerOrder& order) {
  Cursor c = cursor;
  string subpart;
  bool plural = false;
  if (c.EatWord("subpart") && (!EatSubpartName(c, subpart) || !c.EatWord("of"))) return false;
  if (!EatPartWord(c, plural)) return false;
  c.Blanks();
  SectionId id;
  if (!EatSectionId(c, false, false, id) || id.dotted) return false;
  tail = "/p" + id.id;
  Cursor after = c;
  order = OwnerOrder::kSubpartOfPart;
  if (subpart.empty() && after.Eat(',') && after.EatWord("subpart") && EatSubpartName(after, subpart)) {
    order = OwnerOrder::kPartThenSubpart;
    c = after;
  }
  if (!subpart.empty()) tail += "/sp" + subpart;
  cursor = c;
  return true;
}

// Outside of an authority note a text that is nothing but "49/147, 150" may be one, not a fraction in a
// sentence.
constexpr size_t kMaxShorthand = 64;
bool IsShorthand(string_view text, bool at_start) {
  if (!at_start || text.size() < 6) return false;
  const size_t slash = text.find('/');
  if (slash == string_view::npos || slash + 3 >= text.size() || !IsDigit(text[slash + 3])) return false;
  return text.size() < kMaxShorthand && text.find_first_not_of("0123456789/,; ") == string_view::npos;
}

// "subparts 9.4 and 12.1" name their parts themselves.
string OwnerOf(const string& subpart, const string& part_tail) {
  const size_t dot = subpart.find('.');
  return dot == string::npos || part_tail.empty() ? part_tail : string("/p").append(subpart, 0, dot);
}

// A plain number is a member of a list only if nothing that it may count follows.
bool EndsMember(const Cursor& cursor) {
  Cursor c = cursor;
  if (c.AtEnd()) return true;
  if (c.Peek() == ',') return !IsDigit(c.Peek(1));
  if (c.Peek() == '.') return !IsDigit(c.Peek(1));
  if (c.Peek() == ';' || c.Peek() == ':' || c.Peek() == ')' || c.Peek() == ']' || c.Peek() == '-' ||
      DashAt(c.text(), c.pos()) > 0)
    return true;
  if (Cursor(c).EatWord("of") || Cursor(c).EatWord("subpart") || Cursor(c).EatWord("subparts") ||
      Cursor(c).EatWord("et"))
    return true;
  if (Cursor(c).EatWord("is") || Cursor(c).EatWord("are") || Cursor(c).EatWord("as") ||
      Cursor(c).EatWord("apply"))
    return true;
  c.Blanks();
  return c.Peek() == '(' || c.Peek() == '[' || EatJoin(c) != Join::kNone;
}

bool EatExceptionWord(Cursor& c) {
  if (c.EatWord("except") || c.EatWord("excepting")) {
    if (!c.EatWord("for")) c.EatWord("that");
    return true;
  }
  return c.EatWord("excluding") || c.EatWord("other than") || c.EatWord("but not") ||
         c.EatWord("including") || c.EatWord("with the exception of");
}

// After the bracket that is open, if nothing in it is cited.
void SkipToClose(Cursor& cursor) {
  constexpr size_t kLongest = 160;
  const string_view rest = cursor.text().substr(cursor.pos(), kLongest);
  const size_t close = rest.find(')');
  if (close == string_view::npos) return;
  const string_view inside = rest.substr(0, close);
  if (inside.find('(') != string_view::npos || inside.find("\xc2\xa7") != string_view::npos ||
      inside.find("CFR") != string_view::npos)
    return;
  cursor.Seek(cursor.pos() + close + 1);
}

// "457.104-457.109" in a list is a range; alone it may be the name of a range of reserved sections.
size_t DashOfTwo(string_view tail) {
  const size_t dash = tail.find('-');
  const size_t dot = tail.find('.');
  if (dash == string_view::npos || dot == string_view::npos || dot > dash) return string_view::npos;
  const string_view part = tail.substr(2, dot - 1);
  return tail.substr(dash + 1, part.size()) == part ? dash : string_view::npos;
}

// 1500-1508 without a dot: parts, not one section.
bool IsRangeOfParts(const SectionId& id, size_t& dash) {
  dash = id.id.find('-');
  const string_view first = string_view(id.id).substr(0, dash);
  const string_view second = string_view(id.id).substr(dash + 1);
  if (first.size() < 3 || second.size() < 3 || second.size() > kMaxDigits) return false;
  for (const char c : first)
    if (!IsDigit(c)) return false;
  for (const char c : second)
    if (!IsDigit(c)) return false;
  return Number(second) > Number(first);
}

}  // namespace

void CitationReader::ReadCfr(size_t hit) {
  rule_ = CitationRule::kCfr;
  if (hit > 0 && IsLetter(text_[hit - 1])) return;
  Cursor c = At(hit);
  if (c.Peek() != 'C' || !EatCfr(c)) return;
  size_t start = 0;
  const string_view number = NumberBefore(hit, start);
  if (number.empty() || number.size() > 2) return;
  const int title = Number(number);
  if (title < 1 || title > kLastTitle || AtOtherTitle(c)) return;
  ReadCfrBody(c, start, title);
}

bool CitationReader::ReadCfrBody(Cursor c, size_t start, int title) {
  ListState state;
  state.title = title;
  state.absolute = true;
  if (title == 3) {
    Cursor volume = c;
    if (EatCompilation(volume)) {
      Emit(start, volume.pos(), CfrTitleKey(title), false);
      return true;
    }
  }
  c.Blanks();
  if (!c.Eat(',')) c.Eat(':');
  if (!AtNumber(c) && ReadCfrDivision(c, start, title)) return true;
  members_.clear();
  if (!EatCfrList(c, start, state)) return false;
  EmitMembers(CfrTitleKey(title), false);
  NoteSection(start, CfrTitleKey(title), false);
  Consume(c.pos());
  return true;
}

// "12 CFR chapter X", "48 CFR subpart 2.1", "12 CFR subpart B of part 1026"
bool CitationReader::ReadCfrDivision(Cursor c, size_t start, int title) {
  if (ReadCfrAppendix(c, start, title) || ReadCfrChapter(c, start, title)) return true;
  string name;
  Cursor named = c;
  if (!named.EatWord("subparts") && !named.EatWord("subpart")) return false;
  if (!EatSubpartName(named, name)) return false;
  if (const size_t dot = name.find('.'); dot != string::npos) {
    members_.clear();
    if (!EatSubparts(c, start, "/p" + name.substr(0, dot))) return false;
    EmitMembers(CfrTitleKey(title), false);
    return true;
  }
  string owner;
  OwnerOrder order;
  if (!named.EatWord("of") || !EatPartName(named, owner, order)) return false;
  Emit(start, named.pos(), CfrTitleKey(title), owner + "/sp" + name, false);
  return true;
}

// "10 CFR Appendix A to Part 2", "15 CFR Supplement No. 6 to Part 744", "50 CFR Table 1b to Part 660, Subpart
// C"
bool CitationReader::ReadCfrAppendix(Cursor c, size_t start, int title) {
  members_.clear();
  string owner;
  OwnerOrder order;
  if (EatAnnexes(c, start, "") && (c.EatWord("to") || c.EatWord("of")) && EatPartName(c, owner, order)) {
    EatAnnexParagraphs(c);
    NameAnnexes(owner, order);
    EmitMembers(CfrTitleKey(title) + owner, false);
    Consume(c.pos());
    return true;
  }
  return false;
}

bool CitationReader::ReadCfrChapter(Cursor c, size_t start, int title) {
  string name;
  string key = CfrTitleKey(title);
  if (c.EatWord("subtitle")) {
    if (!EatSubpartName(c, name)) return false;
    Emit(start, c.pos(), key + "/st" + name, false);
    return true;
  }
  const bool plural = c.EatWord("chapters");
  if (!plural && !c.EatWord("chapter") && !(c.EatWord("ch") && (c.Eat('.') || true))) return false;
  if (!EatChapterName(c, name)) return false;
  const string chapter = key + "/ch" + name;
  Cursor more = c;
  more.Eat(',');
  if (more.EatWord("subchapter") && EatSubpartName(more, name)) {
    Emit(start, more.pos(), chapter + "/sch" + name, false);
    return true;
  }
  more = c;
  bool parts = false;
  if (more.Eat(',') && EatPartWord(more, parts)) {
    ListState state;
    state.title = title;
    state.parts = true;
    state.absolute = true;
    state.plural = parts;
    more.Blanks();
    members_.clear();
    if (EatCfrList(more, start, state)) {
      EmitMembers(key, false);
      Consume(more.pos());
      return true;
    }
  }
  Emit(start, c.pos(), chapter, false);
  while (plural) {
    more = c;
    const Join join = EatJoin(more);
    const size_t at = more.pos();
    if (join == Join::kNone || !EatChapterName(more, name)) break;
    if (join == Join::kThrough)
      EmitTo(more.pos(), key, "/ch" + name);
    else
      Emit(at, more.pos(), key + "/ch" + name, false);
    c = more;
  }
  return true;
}

// "14/1266" and "49/147, 150": title and part in an authority note.
void CitationReader::ReadSlash(size_t hit) {
  rule_ = CitationRule::kShorthand;
  size_t start = hit;
  if (hit > 0 && IsDigit(text_[hit - 1])) --start;
  if (start > 0 && (IsAlnum(text_[start - 1]) || text_[start - 1] == '/' || text_[start - 1] == '.')) return;
  if (!context_->authority &&
      !IsShorthand(text_.substr(start, kMaxShorthand), start == 0 || start <= consumed_ + 2))
    return;
  Cursor c = At(start);
  const int title = Number(c.Digits(2));
  if (!c.Eat('/') || title < 1 || title > kLastTitle) return;
  ListState state;
  state.title = title;
  state.absolute = state.parts = true;
  state.plural = true;
  members_.clear();
  Cursor number = c;
  if (number.Digits(kMaxDigits).size() < 2 || number.Peek() == '/') return;
  if (!EatCfrList(c, start, state)) return;
  EmitMembers(CfrTitleKey(title), false);
  Consume(c.pos());
}

bool CitationReader::EatCfrList(Cursor& c, size_t start, ListState& state) {
  if (!EatCfrMember(c, start, false, state)) return false;
  while (true) {
    EatAside(c, state);
    Cursor next = c;
    Join join = EatJoin(next);
    if (join == Join::kNone) {
      // "(a)(1)-(4)", and "§§ 1005.3-1005.10" where the dash parts two whole identifiers
      if (!next.EatDash()) return true;
      join = Join::kThrough;
    }
    state.plural = true;
    if (!EatCfrMember(next, next.pos(), join == Join::kThrough, state)) return true;
    SplitFirst();
    c = next;
  }
}

// Paragraphs of the section before it, named in an exception or a bracket: "(except paragraphs (a)(6) and
// (d))", ", except for paragraph (c)(13)", "(paragraph (b) applies as written)".
bool CitationReader::EatAside(Cursor& c, const ListState& state) {
  if (state.section.empty()) return false;
  Cursor t = c;
  t.Blanks();
  const bool open = t.Eat('(');
  if (!open) t.Eat(',');
  if (!EatExceptionWord(t) && !open) return false;
  if (!t.EatWord("paragraphs") && !t.EatWord("paragraph")) return false;
  t.Blanks();
  if (!EatPathList(t)) return false;
  // "of this section" is the text's own
  if (Cursor(t).EatWord("of") && !Cursor(t).EatWord("of that section")) return false;
  for (const PathMember& path : paths_) {
    string tail = state.section;
    path.path.AppendTo(tail);
    members_.push_back({path.start, path.end, std::move(tail), path.to, {}});
  }
  c = t;
  if (open) SkipToClose(c);
  return true;
}

void CitationReader::SplitFirst() {
  if (members_.size() != 2 || members_[0].tail.substr(0, 2) != "/s") return;
  const size_t dash = DashOfTwo(members_[0].tail);
  if (dash == string::npos) return;
  Member end = members_[0];
  end.tail = "/s" + members_[0].tail.substr(dash + 1);
  end.to = true;
  members_[0].tail.resize(dash);
  members_.insert(members_.begin() + 1, std::move(end));
}

bool CitationReader::EatCfrMember(Cursor& c, size_t start, bool to, ListState& state) {
  Cursor t = c;
  bool plural = false;
  state.named_section = EatSigns(t, plural) || EatSectionWord(t, plural);
  if (state.named_section) {
    state.parts = false;
    state.plural = state.plural || plural;
  } else if (EatPartWord(t, plural)) {
    state.parts = true;
    state.plural = plural;
  }
  t.Blanks();
  bool eaten = false;
  if (t.Peek() == '(')
    eaten = EatPathMember(t, start, to, state);
  else if (t.Peek() == '.')
    eaten = EatShorthandMember(t, start, to, state);
  else if (to && t.Peek() == '-')
    eaten = EatShortEnd(t, start, state);
  else if (IsDigit(t.Peek()))
    eaten = EatIdMember(t, start, to, state);
  if (eaten) c = t;
  return eaten;
}

bool CitationReader::EatIdMember(Cursor& c, size_t start, bool to, ListState& state) {
  if (to && EatShortEnd(c, start, state)) return true;
  Cursor t = c;
  // Of parts a dash joins only those of title 41 (60-741).
  const bool plural = state.parts ? state.title != 41 : state.plural;
  if (!EatSectionId(t, plural, state.absolute, id_)) return false;
  const bool sure = state.absolute && members_.empty();
  if (AtReporter(t) || (!sure && AtUnit(t))) return false;
  if (!id_.dotted && to && !state.parts && !state.section.empty() && id_.id.size() >= 3 && !id_.hyphened) {
    members_.push_back({start, t.pos(), "/s" + state.part + "." + id_.id, to, {}});
    c = t;
    return true;
  }
  if (!id_.dotted) {
    c = t;
    return EatPartMember(c, start, to, state);
  }
  // The Federal Acquisition Regulation, parts 1 to 99, has no such sections.
  if (state.title == 48 && id_.id.size() - id_.part_size <= 3 && id_.part_size <= 2) {
    members_.push_back({start, t.pos(), "/p" + string(id_.part()) + "/sp" + id_.id, to, {}});
    c = t;
    return true;
  }
  state.section = "/s" + id_.id;
  state.part = id_.part();
  state.last_part = false;
  state.path = EatPathAfter(t);
  string tail = state.section;
  state.path.AppendTo(tail);
  members_.push_back({start, t.pos(), std::move(tail), to, {}});
  EatSuffix(t, members_.back().suffix);
  c = t;
  return true;
}

// The end of a range without its part: "§§ 240.13d-1 to 13d-7", "§§ 301.6221-1 through 6233-1", "§§ 1.141-3
// through -6".
bool CitationReader::EatShortEnd(Cursor& c, size_t start, const ListState& state) {
  constexpr size_t kLongest = 12;
  if (state.parts || state.section.empty()) return false;
  size_t size = 0;
  size_t dash = 0;
  Cursor t = c;
  const bool tail_only = t.Peek() == '-' && IsDigit(t.Peek(1));  // "through -6"
  while (size <= kLongest && (IsAlnum(t.Peek(size)) || (t.Peek(size) == '-' && IsDigit(t.Peek(size + 1))))) {
    if (t.Peek(size) == '-') dash = size;
    ++size;
  }
  if ((dash == 0 && !tail_only) || size > kLongest || (t.Peek(size) == '.' && IsDigit(t.Peek(size + 1))))
    return false;
  const string_view end = t.text().substr(t.pos(), size);
  const size_t dot = state.section.find('.');
  const size_t first_dash = state.section.find('-');
  if (dot == string::npos || first_dash == string::npos || first_dash < dot) return false;
  t.Seek(t.pos() + size);
  const string head = tail_only ? state.section.substr(0, state.section.rfind('-')) : "/s" + state.part + ".";
  members_.push_back({start, t.pos(), head + string(end), true, {}});
  c = t;
  return true;
}

bool CitationReader::EatPartMember(Cursor& c, size_t start, bool to, ListState& state) {
  const bool first = members_.empty();
  // "28 CFR part 14; sec. 644, Pub. L. 95-91": the section is that of the law.
  if (!first && state.named_section) return false;
  if (!state.parts && !(state.absolute && (first || state.last_part))) return false;
  if (!first && !to && !EndsMember(c)) return false;
  size_t dash = 0;
  if (id_.hyphened && !state.parts && IsRangeOfParts(id_, dash)) {
    members_.push_back({start, c.pos(), "/p" + id_.id.substr(0, dash), to, {}});
    members_.push_back({start, c.pos(), "/p" + id_.id.substr(dash + 1), true, {}});
    state.last_part = true;
    return true;
  }
  if (id_.hyphened && !state.parts) {
    state.section = "/s" + id_.id;
    state.path = EatPath(c);
    string tail = state.section;
    state.path.AppendTo(tail);
    members_.push_back({start, c.pos(), std::move(tail), to, {}});
    return true;
  }
  const string tail = "/p" + id_.id;
  state.last_part = true;
  state.section.clear();
  if (EatPartSuffix(c, start, tail, state.title)) return true;
  members_.push_back({start, c.pos(), tail, to, {}});
  EatSuffix(c, members_.back().suffix);
  return true;
}

bool CitationReader::EatPathMember(Cursor& c, size_t start, bool to, ListState& state) {
  if (state.section.empty() || state.path.empty()) return false;
  Cursor t = c;
  const MarkerPath next = EatPath(t);
  MarkerPath whole;
  if (next.empty() || !Continue(state.path, next, whole) || AtClause(t)) return false;
  state.path = whole;
  string tail = state.section;
  whole.AppendTo(tail);
  members_.push_back({start, t.pos(), std::move(tail), to, {}});
  c = t;
  return true;
}

// "Sections 1005.3, .4, and .5"
bool CitationReader::EatShorthandMember(Cursor& c, size_t start, bool to, ListState& state) {
  if (state.section.empty()) return false;
  Cursor t = c;
  t.Eat('.');
  const string_view digits = t.Digits(4);
  if (digits.empty() || IsAlnum(t.Peek()) || AtUnit(t)) return false;
  state.section = "/s" + state.part + "." + string(digits);
  state.path = EatPath(t);
  string tail = state.section;
  state.path.AppendTo(tail);
  members_.push_back({start, t.pos(), std::move(tail), to, {}});
  c = t;
  return true;
}

// "part 1026, subpart B", "part 173: subparts A, B, and I", "part 172: §§ 172.101 and 172.102; and appendices
// B and C": the part is only named to say whose they are.
bool CitationReader::EatPartSuffix(Cursor& c, size_t start, const string& part_tail, int title) {
  Cursor t = c;
  const bool colon = t.Eat(':');
  if (!colon) t.Eat(',');
  if (!(colon && EatSectionsOfPart(t, start, title)) && !EatSubparts(t, start, part_tail) &&
      !EatAnnexes(t, start, part_tail))
    return false;
  c = t;
  while (true) {
    Cursor next = c;
    if (EatJoin(next) == Join::kNone) return true;
    const size_t at = next.pos(), count = members_.size();
    if (!EatSubparts(next, at, part_tail) && !EatAnnexes(next, at, part_tail)) return true;
    if (Cursor(next).EatWord("of") || Cursor(next).EatWord("to")) {  // of another part
      members_.resize(count);
      return true;
    }
    c = next;
  }
}

bool CitationReader::EatSectionsOfPart(Cursor& c, size_t start, int title) {
  Cursor t = c;
  ListState state;
  if (!EatSigns(t, state.plural) && !EatSectionWord(t, state.plural)) return false;
  state.title = title;
  if (!EatCfrList(t, start, state)) return false;
  c = t;
  return true;
}

bool CitationReader::EatSubparts(Cursor& c, size_t start, const string& part_tail) {
  Cursor t = c;
  if (!t.EatWord("subparts") && !t.EatWord("subpart") && !t.EatWord("subpt")) return false;
  string name;
  if (!EatSubpartName(t, name)) return false;
  const bool plain = name.find('.') == string::npos;
  const string tail = part_tail + "/sp" + name;
  Cursor inner = t;
  inner.Eat(',');
  if (EatAnnexes(inner, start, tail)) {
    c = inner;
    return true;
  }
  members_.push_back({start, t.pos(), tail, false, {}});
  while (true) {
    Cursor next = t;
    Join join = EatJoin(next);
    if (join == Join::kNone && next.EatDash()) join = Join::kThrough;
    next.EatWord("subpart");
    next.Blanks();
    const size_t at = next.pos();
    if (join == Join::kNone || !EatSubpartName(next, name) || (name.find('.') == string::npos) != plain)
      break;
    members_.push_back({at, next.pos(), OwnerOf(name, part_tail) + "/sp" + name, join == Join::kThrough, {}});
    t = next;
  }
  c = t;
  return true;
}

}  // namespace reg2graph::citation
