// "paragraphs (c)(1) and (2) of this section", "this paragraph (a)", "paragraph (a)(3) of 17 CFR 240.0-1".
#include <algorithm>
#include <utility>

#include "engine/map/citation_reader.h"

namespace reg2graph::citation {
namespace {

using std::string;
using std::string_view;
using Kind = Holder::Kind;

bool EatParagraphWord(Cursor& c) {
  return c.EatWord("paragraphs") || c.EatWord("paragraph") || c.EatWord("subparagraphs") ||
         c.EatWord("subparagraph");
}

// "(a)-(c)" and "(a) – (c)"
bool EatWideDash(Cursor& cursor) {
  Cursor c = cursor;
  c.Blanks();
  if (!c.EatDash()) return false;
  c.Blanks();
  cursor = c;
  return true;
}

// The verbs of an amendment.
bool Amends(string_view text) {
  static constexpr string_view kStems[] = {"evis", "emov", "edesignat", "dding",
                                           "dd ",  "mend", "epublish",  "eserv"};
  for (const string_view stem : kStems) {
    if (text.find(stem) != string_view::npos) return true;
  }
  return false;
}

bool IsException(string_view between) {
  return between == " except for " || between == " except " || between == ", except for " ||
         between == ", except " || between == " other than " || between == ", other than ";
}

// "§ 910.513 Responsibilities, paragraph (c)(3)"
bool IsHeading(string_view between) {
  constexpr size_t kLongest = 60;
  if (between.size() < 6 || between.size() > kLongest || between[0] != ' ' || !IsUpper(between[1]))
    return false;
  if (!between.ends_with(", ")) return false;
  between.remove_suffix(2);
  return std::all_of(between.begin(), between.end(), [](char c) { return IsLetter(c) || c == ' '; });
}

// "USML Category XIX paragraph (f)(1)", "Article 35, paragraph (a)"
bool IsOfNamedList(string_view before) {
  if (!before.ends_with(' ')) return false;
  before.remove_suffix(1);
  if (before.ends_with(',')) before.remove_suffix(1);
  size_t size = 0;
  while (size < before.size() && size < 6 && IsAlnum(before[before.size() - 1 - size])) ++size;
  const string_view name = before.substr(before.size() - size);
  if (name.empty() || !(IsUpper(name[0]) || IsDigit(name[0]))) return false;
  before.remove_suffix(size);
  return before.ends_with("Category ") || before.ends_with("Article ");
}

bool AtOf(Cursor& c) { return c.EatWord("of") || c.EatWord("in") || c.EatWord("to") || c.EatWord("under"); }

// "(A) to (N), inclusive", "(1) and (37), respectively"
bool EatQualifier(Cursor& cursor) {
  Cursor c = cursor;
  c.Eat(',');
  if (!c.EatWord("inclusive") && !c.EatWord("respectively")) return false;
  cursor = c;
  return true;
}

// A bracket between paragraphs and whose they are: "(D) or (E) (except prior convictions) of section 3(a)".
bool EatBracketBeforeOf(Cursor& cursor) {
  constexpr size_t kLongest = 80;
  Cursor c = cursor;
  c.Blanks();
  if (!c.Eat('(')) return false;
  const string_view rest = c.text().substr(c.pos(), kLongest);
  const size_t end = rest.find_first_of("()");
  if (end == string_view::npos || rest[end] == '(') return false;
  c.Seek(c.pos() + end + 1);
  if (!Cursor(c).EatWord("of")) return false;
  cursor = c;
  return true;
}

// "paragraph (4) under “Part II", "paragraph (107) to Part II": a form's.
bool AtPartOfForm(Cursor c) {
  c.Blanks();
  if (!c.EatExact("\xe2\x80\x9c")) c.Eat('"');
  return c.EatExact("Part ") && IsUpper(c.Peek());
}

// "said paragraph (c)", "such paragraphs (c) and (d)"
bool IsSaidBefore(string_view before) { return before.ends_with("such ") || before.ends_with("said "); }

}  // namespace

void CitationReader::ReadParagraph(size_t hit) {
  rule_ = CitationRule::kParagraph;
  if (!WordStartsAt(hit)) {
    if (hit < 3 || !WordStartsAt(hit - 3)) return;
    hit -= 3;
  }
  this_paragraph_ = text_.substr(0, hit).ends_with("this ");
  Cursor c = At(hit);
  if (!EatParagraphWord(c)) return;
  if (!c.EatExact("(s) of")) c.EatExact("(s)");  // "paragraph(s) (b)"
  c.Blanks();
  if (c.Peek() != '(' || !EatPathList(c)) return;
  paths_.front().start = hit;
  Consume(c.pos());
  if (IsOfNamedList(text_.substr(0, hit))) return;
  Holder holder;
  if (!EatParagraphHolder(c, holder)) return;
  if (holder.kind == Kind::kNone && IsSaidBefore(text_.substr(0, hit))) return EmitSaidBefore();
  EmitPaths(holder);
}

// What paragraphs are said to be of. False if that is something that has no key.
bool CitationReader::EatParagraphHolder(Cursor c, Holder& holder) {
  if (c.EatWord("thereof") || c.EatWord("thereto")) {
    holder = {Kind::kSection, last_section_.key, context_->title, last_section_.relative, {}};
    Consume(c.pos());
    return !holder.key.empty();
  }
  EatQualifier(c);
  // "Category 2 (paragraph (b)(2) or (b)(3)) in § 230.903"
  if (Cursor after = c; after.Eat(')') && AtOf(after)) {
    Holder outer;
    if (!EatHolder(after, outer, 0) || outer.kind != Kind::kSection) return true;
    if (outer.key == context_->section_key) return true;
    holder = outer;
    Consume(after.pos());
    return true;
  }
  EatBracketBeforeOf(c);
  c.Eat(',');
  const bool is_of = c.EatWord("of");
  if (!is_of && !AtOf(c)) return true;
  const size_t start = c.pos();
  if (EatHolder(c, holder, 0)) {
    Consume(c.pos());
    NoteHolder(holder, start, c.pos());
    return true;
  }
  // of an Act, of a form, of something said before
  return !is_of && !AtPartOfForm(c);
}

// Remembers another section than the text's own, for "thereof" and "except for paragraph (c)(2)".
void CitationReader::NoteHolder(const Holder& holder, size_t start, size_t end) {
  if (holder.kind != Kind::kSection || holder.key.empty() || holder.key == context_->section_key) return;
  const size_t section = holder.key.find("/s");
  last_section_.key = holder.key.substr(0, holder.key.find('/', section + 2));
  last_section_.start = start;
  last_section_.end = end;
  last_section_.relative = holder.relative;
}

// "Such paragraph (b)(1)" is the one that was cited before under that number.
void CitationReader::EmitSaidBefore() {
  constexpr size_t kFar = 32;
  string tail;
  paths_.front().path.AppendTo(tail);
  for (size_t i = count_; i-- > (count_ < kFar ? 0 : count_ - kFar);) {
    const string& key = citations_[i].targets.front().key;
    if (!string_view(key).ends_with(tail) || !string_view(key).starts_with("/us/cfr/")) continue;
    Holder holder;
    holder.kind = Kind::kSection;
    holder.key = key.substr(0, key.size() - tail.size());
    holder.relative = citations_[i].relative;
    return EmitPaths(holder);
  }
}

// "Amend § 404.2 by revising paragraph (c)(2)": the paragraph is one of that section, not of the text's own.
bool CitationReader::IsAboutLastSection(size_t start) const {
  constexpr size_t kFar = 300, kBefore = 24;
  if (last_section_.key.empty() || start < last_section_.end || start - last_section_.end > kFar)
    return false;
  const string_view between = text_.substr(last_section_.end, start - last_section_.end);
  if (between == ", " || between == " " || IsException(between) || IsHeading(between)) return true;
  const bool own = !context_->section_key.empty() || !context_->appendix_key.empty();
  if (!own && !context_->part_key.empty()) return true;
  const size_t before = last_section_.start < kBefore ? 0 : last_section_.start - kBefore;
  return Amends(between) || Amends(text_.substr(before, last_section_.start - before));
}

// "(2)" as said where the text appears. "This paragraph (l)" is one around it.
MarkerPath CitationReader::OwnPath(const MarkerPath& place, const MarkerPath& said) const {
  if (!this_paragraph_ || said.size > place.size) return Inside(place, said);
  for (size_t end = place.size; end >= said.size; --end) {
    const auto from = place.markers.begin() + static_cast<ptrdiff_t>(end - said.size);
    if (!std::equal(said.markers.begin(), said.markers.begin() + static_cast<ptrdiff_t>(said.size), from))
      continue;
    MarkerPath path = place;
    path.Cut(end);
    return path;
  }
  return Inside(place, said);
}

// A bare paragraph is sought in the clause or definition around the text where its numbers are of the same
// kind.
bool CitationReader::IsOfBlock(const MarkerPath& said) const {
  // Below an item that has no marker, in a section that is a form.
  if (context_->block_paragraph.empty())
    return !context_->block_key.empty() && !context_->section_key.empty() && context_->paragraph.empty();
  const MarkerKind kind = KindAt(context_->block_paragraph, 0);
  return CanBe(said.markers[0], kind) || context_->paragraph.empty();
}

// Where a bare paragraph is to be sought in an appendix: in the section that a comment interprets; else only
// below markers that are known.
string CitationReader::OwnAppendix() const {
  if (context_->appendix_key.ends_with("/supI")) return context_->comment_section;
  return context_->paragraph.empty() ? "" : string(context_->appendix_key);
}

bool CitationReader::EatPathList(Cursor& c) {
  paths_.clear();
  const size_t first = c.pos();
  const MarkerPath path = EatPath(c);
  if (path.empty()) return false;
  paths_.push_back({first, c.pos(), path, false});
  while (true) {
    Cursor next = c;
    EatQualifier(next);
    Join join = EatJoin(next);
    if (join == Join::kNone && EatWideDash(next)) join = Join::kThrough;
    // "redesignate paragraphs (b)(15) through (60) as (b)(16) through (61)"
    if (join == Join::kNone && next.EatWord("as")) join = Join::kList;
    if (join == Join::kNone) return true;
    const bool said = EatParagraphWord(next);
    next.Blanks();
    const size_t start = next.pos();
    const MarkerPath more = EatPath(next);
    if (more.empty()) return true;
    MarkerPath whole = more;
    const bool fits = Continue(paths_.back().path, more, whole);
    if (!said && (!fits || AtClause(next))) return true;
    paths_.push_back({start, next.pos(), whole, join == Join::kThrough});
    c = next;
  }
}

void CitationReader::EmitPaths(const Holder& holder) {
  string base;
  bool in_context = false;
  bool in_block = false;
  bool relative = holder.relative;
  basis_ = holder.kind == Kind::kBlock                                       ? CitationBasis::kBlock
           : holder.kind == Kind::kSection || holder.kind == Kind::kAppendix ? CitationBasis::kHolder
                                                                             : CitationBasis::kContext;
  switch (holder.kind) {
    case Kind::kBlock: base = holder.key; break;
    case Kind::kSection:
    case Kind::kAppendix: base = holder.key; break;
    case Kind::kNone:
      if (IsAboutLastSection(paths_.front().start)) {
        base = last_section_.key;
        relative = last_section_.relative;
        basis_ = CitationBasis::kLastSection;
        break;
      }
      [[fallthrough]];
    case Kind::kParagraph:
      in_context = true;
      in_block = IsOfBlock(paths_.front().path);
      if (in_block) basis_ = CitationBasis::kBlock;
      base = in_block                        ? string(context_->block_key)
             : context_->section_key.empty() ? OwnAppendix()
                                             : string(context_->section_key);
      break;
    default: return;
  }
  if (base.empty()) return;
  bool open = false;
  for (const PathMember& member : paths_) {
    const bool inside = in_context && context_->comment_section.empty();
    const MarkerPath& place = in_block ? context_->block_paragraph : context_->paragraph;
    const MarkerPath path = inside ? OwnPath(place, member.path) : member.path;
    string tail;
    path.AppendTo(tail);
    if (member.to && open) {
      EmitTo(member.end, base, tail);
      open = false;
    } else {
      Emit(member.start, member.end, base, tail, in_context || relative);
      open = true;
    }
  }
}

}  // namespace reg2graph::citation
