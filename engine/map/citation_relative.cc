// Forms that name no title: "§ 20.15(a)", "part 30 of this chapter", "subpart A of this part", and those that
// name it afterwards: "parts 121 and 135 of Title 14 of the Code of Federal Regulations", "section 1506 of
// title 44".
#include <utility>

#include "engine/map/citation_reader.h"

namespace reg2graph::citation {
namespace {

using std::string;
using std::string_view;
using Kind = Holder::Kind;

bool IsTitle(Kind kind) { return kind == Kind::kTitle || kind == Kind::kBareTitle; }

// "Subpart B—Open-End Credit" at the head of a text is its heading.
bool AtHeadingDash(const Cursor& c) { return c.text().substr(c.pos(), 3) == "\xe2\x80\x94"; }

// "section 5.4 of ANSI ...", "section 703.5 of the Building Code": a standard's numbering, not this title's.
bool IsLikelyPart(string_view part, bool word, bool is_of, Cursor of) {
  if (!word && !is_of) return true;
  if (part.size() < 3) return false;
  return !is_of || !word || of.EatWord("regulation") || of.EatWord("the regulations");
}

// "to that form", "to SEC Rule 15c3-1", but not "to determine".
bool NamesAThing(Cursor c) {
  static constexpr string_view kWords[] = {"the", "that", "such", "a",    "an",
                                           "its", "each", "any",  "this", "form"};
  for (const string_view word : kWords) {
    if (Cursor(c).EatWord(word)) return true;
  }
  c.Blanks();
  return IsUpper(c.Peek()) || IsDigit(c.Peek());
}

// "[Reserved]" after a heading.
bool AtReserved(Cursor c) {
  c.Blanks();
  return c.Eat('[') && c.EatWord("reserved");
}

}  // namespace

// "§ 1026.5 General disclosure requirements." at the head of section 1026.5 is its own heading.
bool CitationReader::IsOwnHeading(size_t start, const Cursor& end) const {
  if (start != 0) return false;
  Cursor c = end;
  c.Eat('.');
  const size_t before = c.pos();
  c.Blanks();
  return c.AtEnd() || (c.pos() > before && (IsUpper(c.Peek()) || c.Peek() == '['));
}

void CitationReader::ReadSection(size_t hit, size_t after, bool plural, bool word) {
  Cursor c = At(after);
  c.Blanks();
  if (!IsDigit(c.Peek())) return;
  Cursor probe = c;
  if (EatSectionId(probe, plural, false, id_) && id_.dotted) return ReadDottedSections(c, hit, plural, word);
  ReadStatutorySections(c, hit);
}

void CitationReader::ReadDottedSections(Cursor c, size_t start, bool plural, bool word) {
  rule_ = CitationRule::kSection;
  ListState state;
  state.title = context_->title;
  state.plural = plural;
  members_.clear();
  if (!EatCfrList(c, start, state)) return;
  Consume(c.pos());
  const string first = members_.front().tail;
  const string part = first.substr(2, first.find('.') - 2);
  Holder holder;
  Cursor of = c;
  const bool comma = of.Eat(',');
  const bool is_of = of.EatWord("of");
  const bool held = (is_of || comma) && EatHolder(of, holder, 1);
  if (held && holder.kind == Kind::kCodeTitle) return;
  // the appendix's own numbering
  if (held && is_of && holder.kind == Kind::kAppendix && holder.relative) return;
  int title = context_->title;
  bool relative = true;
  if (held && (IsTitle(holder.kind) || (holder.kind == Kind::kPart && !holder.relative))) {
    title = holder.title;
    relative = holder.relative;
    basis_ = CitationBasis::kHolder;
    Consume(of.pos());
  } else {
    const Owner owner = held && holder.relative ? Owner() : SectionOwner(start, c, part);
    if (owner.kind == Owner::Kind::kForeign) return;
    if (owner.kind == Owner::Kind::kTitle) title = owner.title;
    relative = owner.kind == Owner::Kind::kUnsaid || title == context_->title;
    if (!held && owner.kind == Owner::Kind::kUnsaid && part != context_->part &&
        !IsLikelyPart(part, word, is_of, of))
      return;
    // Only the parts of title 41 have a dash: "Criteria 4-010-05, Sections 3-4.4.1".
    if (owner.kind == Owner::Kind::kUnsaid && title != 41 && part.find('-') != string::npos) return;
  }
  if (title == 0 || AtReserved(c)) return;
  if (held && EatAside(of, state)) Consume(of.pos());
  const string root = CfrTitleKey(title);
  if (members_.size() == 1 && context_->section_key == root + first && IsOwnHeading(start, c)) return;
  EmitMembers(root, relative);
  NoteSection(start, root, relative);
}

// The words after it count more than those before.
Owner CitationReader::SectionOwner(size_t start, const Cursor& end, string_view part) {
  Owner owner = OwnerAfter(end, part, *context_);
  if (owner.kind == Owner::Kind::kTitle) basis_ = CitationBasis::kWordsAfter;
  if (owner.kind != Owner::Kind::kUnsaid) return owner;
  owner = OwnerBefore(text_, start, part, *context_);
  if (owner.kind == Owner::Kind::kTitle) basis_ = CitationBasis::kWordsBefore;
  return owner;
}

// Numbers without a dot are sections of a statute, and a target only with its title or law.
bool CitationReader::ReadStatutorySections(Cursor c, size_t start) {
  rule_ = CitationRule::kStatuteSection;
  members_.clear();
  if (!EatCodeList(c, start)) return false;
  if (AtRevenueCode(text_, start, *context_)) return EmitRevenueCode(c);
  Cursor of = c;
  const bool comma = of.Eat(',');
  const bool is_of = of.EatWord("of");
  if (Cursor code = of; is_of && EatRevenueCode(code, *context_)) return EmitRevenueCode(code);
  if ((is_of || comma) && ReadTitledSections(c, of, start, comma)) return true;
  return !is_of && IsOwnCodeSection(start, c) && EmitRevenueCode(c);
}

bool CitationReader::EmitRevenueCode(const Cursor& end) {
  basis_ = CitationBasis::kHolder;
  EmitMembers("/us/usc/t26", false);
  Consume(end.pos());
  return true;
}

// Title 26 cites the Code that it carries out by bare numbers: "section 410(b)".
bool CitationReader::IsOwnCodeSection(size_t start, const Cursor& end) const {
  if (context_->title != 26 || text_[start] == '\xc2') return false;
  if (start == 0) return !(end.Peek() == '.' || AtHeadingDash(end));
  size_t at = start;
  while (at > 0 && BlankAt(text_, at - 1) == 1) --at;
  size_t word = at;
  while (word > 0 && at - word < 12 && IsLetter(text_[word - 1])) --word;
  const string_view before = text_.substr(word, at - word);
  // "ERISA section 4041", "the Act section 3"
  const bool acronym = before.size() >= 3 && IsUpper(before[0]) && IsUpper(before[1]);
  return !acronym && before != "Act" && before != "this" && before != "that";
}

// "section 1506 of title 44", "section 939A of Public Law 111-203": `of` is after "of" or a comma.
bool CitationReader::ReadTitledSections(const Cursor& end, Cursor of, size_t start, bool comma) {
  Cursor law = of;
  law.Blanks();
  const Cursor at_law = law;
  if (EatPublicLaw(law)) {
    const string_view suffix = text_.substr(start, end.pos() - start);
    return ReadPublicLaw(at_law.pos(), start, suffix);
  }
  Holder holder;
  // ("section 610(a), 15 U.S.C. 1681h" are two names of one thing, and the title is the second's.)
  if (!EatTitleHolder(of, holder) && (comma || !EatCfrHolder(of, holder))) return false;
  if (holder.kind != Kind::kCodeTitle && holder.kind != Kind::kBareTitle) return false;
  if (comma && holder.kind == Kind::kBareTitle && !members_.front().tail.empty() && text_[start] == '\xc2')
    return false;
  basis_ = CitationBasis::kHolder;
  EmitMembers("/us/usc/t" + std::to_string(holder.title), false);
  Consume(of.pos());
  return true;
}

void CitationReader::ReadPart(size_t hit) {
  rule_ = CitationRule::kPart;
  if (!WordStartsAt(hit)) return;
  Cursor c = At(hit);
  ListState state;
  state.plural = c.EatWord("parts");
  if (!state.plural && !c.EatWord("part")) return;
  c.Blanks();
  if (!IsDigit(c.Peek())) return;
  state.title = context_->title;
  state.parts = true;
  // (absolute only means that decimals may be trusted)
  state.absolute = context_->title == 41;
  members_.clear();
  if (!EatCfrList(c, hit, state)) return;
  Consume(c.pos());
  Holder holder;
  Cursor of = c;
  const bool comma = of.Eat(',');
  if (comma) of.EatWord("of");
  const bool is_of = !comma && of.EatWord("of");
  const bool held = (is_of || comma) && EatHolder(of, holder, 1);
  int title = context_->title;
  bool relative = true;
  if (held && IsTitle(holder.kind)) {
    title = holder.title;
    relative = holder.relative;
    basis_ = CitationBasis::kHolder;
    Consume(of.pos());
  } else if (held && holder.kind == Kind::kCodeTitle) {
    return;
  } else if (const int rules = held ? 0 : RulesTitleBefore(text_, hit, *context_); rules > 0) {
    title = rules;
    relative = rules == context_->title;
    basis_ = CitationBasis::kWordsBefore;
  }
  if (title == 0 || AtReserved(c) || (hit == 0 && (AtHeadingDash(c) || c.AtEnd()) && IsUpper(text_[0])))
    return;
  const bool here = basis_ == CitationBasis::kWordsBefore ||
                    (held && holder.relative &&
                     (holder.kind == Kind::kChapter || holder.kind == Kind::kSubchapter ||
                      holder.kind == Kind::kTitle || holder.kind == Kind::kSubtitle));
  const string& first = members_.front().tail;
  const string part = first.substr(2, first.find('/', 2) - 2);
  if (!here && relative) {
    if (is_of) return;  // of a form, of an Act
    // The acquisition regulations cite their parts, down to part 1, by number alone.
    if (part.size() < 3 && part != context_->part && title != 48) return;
  }
  EmitMembers(CfrTitleKey(title), relative);
}

void CitationReader::ReadSubpart(size_t hit) {
  rule_ = CitationRule::kSubpart;
  if (!WordStartsAt(hit)) return;
  Cursor c = At(hit);
  Cursor probe = c;
  string name;
  if (!probe.EatWord("subparts") && !probe.EatWord("subpart")) return;
  if (!EatSubpartName(probe, name)) return;
  string part = context_->part_key;
  if (const size_t dot = name.find('.'); dot != string::npos) {
    part = context_->title == 48 ? CfrTitleKey(48) + "/p" + name.substr(0, dot) : "";
  }
  members_.clear();
  if (!EatSubparts(c, hit, "")) return;
  Consume(c.pos());
  Cursor of = c;
  Holder holder;
  bool relative = true;
  const bool comma = of.Eat(',');
  const bool is_of = of.EatWord("of");
  const bool is_to = !is_of && !comma && (of.EatWord("to") || of.EatWord("in"));
  if ((is_of || is_to || comma) && EatHolder(of, holder, 1)) {
    if (holder.kind == Kind::kPart) {
      part = holder.key;
      relative = holder.relative;
      basis_ = CitationBasis::kHolder;
      Consume(of.pos());
    } else if (is_of || is_to) {
      return;
    }
  } else if (is_of) {
    return;
  }
  if (of.EatWord("income") || part.empty()) return;
  if (hit == 0 && IsUpper(text_[0]) && (AtHeadingDash(c) || c.AtEnd())) return;
  EmitMembers(part, relative);
}

void CitationReader::ReadAppendix(size_t hit) {
  rule_ = CitationRule::kAppendix;
  if (!WordStartsAt(hit)) return;
  Cursor c = At(hit);
  members_.clear();
  if (!EatAnnexes(c, hit, "")) return;
  Consume(c.pos());
  // "in or appendix to this part" names none.
  const bool unlettered = !members_.front().annex.empty();
  if (unlettered && !IsUpper(text_[hit]) && !text_.substr(0, hit).ends_with("the ")) return;
  string owner = context_->part_key;
  bool relative = true;
  Cursor of = c;
  Holder holder;
  const bool comma = of.Eat(',');
  const bool is_of = of.EatWord("of");
  const bool is_to = !is_of && of.EatWord("to");
  const bool is_in = !is_of && !is_to && !comma && of.EatWord("in");
  const bool said = is_of || is_to;
  const bool held = (said || is_in || comma) && EatHolder(of, holder, 1);
  if (held && (holder.kind == Kind::kPart || holder.kind == Kind::kSubpart)) {
    owner = holder.key;
    relative = holder.relative;
    basis_ = CitationBasis::kHolder;
    Consume(of.pos());
    EatAnnexParagraphs(of);
  } else if (is_of || (held && (is_to || is_in)) || (is_to && NamesAThing(of))) {
    return;
  } else {
    if (IsOwnAppendix(hit)) owner = context_->appendix_key.substr(0, context_->appendix_key.rfind('/'));
    if (!held) EatAnnexParagraphs(c);
  }
  if (owner.empty() || (unlettered && !held)) return;
  // "appendix A, § 240.15c3-1a": the section is the appendix.
  Cursor section = c;
  if (relative && comma && (section.Eat(','), section.Blanks(), section.EatSectionSign())) return;
  const bool lettered = members_.front().tail.size() > 2 && !IsDigit(members_.front().tail[2]);
  if (relative && !said && !lettered && !unlettered) return;
  NameAnnexes(owner);
  EmitMembers(owner, relative);
  Consume(of.pos() > c.pos() && held ? of.pos() : c.pos());
}

// "this appendix E" in appendix E.
bool CitationReader::IsOwnAppendix(size_t hit) const {
  return members_.size() == 1 && members_.front().annex.empty() && text_.substr(0, hit).ends_with("this ") &&
         context_->appendix_key.ends_with(members_.front().tail);
}

void CitationReader::ReadChapter(size_t hit) {
  rule_ = CitationRule::kChapter;
  if (!WordStartsAt(hit)) {
    if (hit >= 3) ReadSubdivision(hit - 3, "subchapter");
    return;
  }
  Cursor c = At(hit);
  const bool plural = c.EatWord("chapters");
  if (!plural && !c.EatWord("chapter")) return;
  members_.clear();
  string name;
  c.Blanks();
  size_t start = hit;
  bool to = false;
  while (true) {
    Cursor next = c;
    if (!members_.empty()) {
      const Join join = plural ? EatJoin(next) : Join::kNone;
      if (join == Join::kNone) break;
      to = join == Join::kThrough;
      start = next.pos();
    }
    if (!EatChapterName(next, name)) break;
    members_.push_back({start, next.pos(), "/ch" + name, to, {}});
    c = next;
  }
  if (members_.empty()) return;
  if (Cursor sub = c;
      members_.size() == 1 && sub.Eat(',') && sub.EatWord("subchapter") && EatSubpartName(sub, name)) {
    members_.front().tail += "/sch" + name;
    members_.front().end = sub.pos();
    c = sub;
  }
  Consume(c.pos());
  Holder holder;
  Cursor of = c;
  if (!of.EatWord("of")) of.Eat(',');
  if (!EatHolder(of, holder, 1)) return;
  basis_ = CitationBasis::kHolder;
  const bool arabic = IsDigit(members_.front().tail[3]);
  if (holder.kind == Kind::kCodeTitle || (holder.kind == Kind::kBareTitle && arabic)) {
    EmitMembers("/us/usc/t" + std::to_string(holder.title), false);
  } else if (IsTitle(holder.kind) && !holder.key.empty()) {
    EmitMembers(holder.key, holder.relative);
  } else {
    return;
  }
  Consume(of.pos());
}

// "subchapter B of this chapter", "subtitle B of this title"
void CitationReader::ReadSubdivision(size_t hit, string_view word) {
  rule_ = CitationRule::kChapter;
  if (!WordStartsAt(hit)) return;
  Cursor c = At(hit);
  string name;
  if (!c.EatWord(word) || !EatSubpartName(c, name)) return;
  const size_t end = c.pos();
  Holder holder;
  if (!c.EatWord("of") || !EatHolder(c, holder, 1) || holder.key.empty()) return;
  basis_ = CitationBasis::kHolder;
  const bool chapter = word == "subchapter";
  if (chapter && !holder.chapter.empty()) {
    Emit(hit, end, holder.chapter + "/sch" + name, holder.relative);
    Consume(c.pos());
  }
  if (chapter && holder.kind == Kind::kChapter) Emit(hit, end, holder.key + "/sch" + name, true);
  if (!chapter && holder.kind == Kind::kTitle) Emit(hit, end, holder.key + "/st" + name, holder.relative);
}

// "Title 18, Section 1001": numbers without a dot are sections of the Code.
bool CitationReader::ReadTitleSections(Cursor c, size_t start, string_view title) {
  if (!c.EatWord("sections") && !c.EatWord("section")) return false;
  c.Blanks();
  Cursor probe = c;
  if (!EatSectionId(probe, true, false, id_) || id_.dotted) return false;
  members_.clear();
  if (!EatCodeList(c, start)) return false;
  EmitMembers(string("/us/usc/t").append(title), false);
  Consume(c.pos());
  return true;
}

// "Title 14 § 1266.102", "title 49, Code of Federal Regulations, part 23"
void CitationReader::ReadTitle(size_t hit) {
  rule_ = CitationRule::kCfr;
  if (!WordStartsAt(hit)) {
    if (hit >= 3) ReadSubdivision(hit - 3, "subtitle");
    return;
  }
  Cursor c = At(hit);
  Holder holder;
  if (!EatTitleHolder(c, holder)) return;
  const string number = std::to_string(holder.title);
  if (holder.kind == Kind::kCodeTitle) {
    ReadUscBody(c, hit, number);
    return;
  }
  if (holder.kind == Kind::kTitle) {
    if (!ReadCfrBody(c, hit, holder.title)) Emit(hit, c.pos(), holder.key, false);
    return;
  }
  Cursor body = c;
  body.Eat(',');
  const Cursor at_body = body;
  if (ReadTitleSections(body, hit, number)) return;
  body.Blanks();
  if (!body.EatSectionSign() && !body.EatWord("part") && !body.EatWord("parts")) return;
  body.Blanks();
  if (IsDigit(body.Peek())) ReadCfrBody(at_body, hit, holder.title);
}

// "comments 5(b)(3)-1 through -3": of the official interpretations of the part that holds the text.
void CitationReader::ReadComment(size_t hit) {
  rule_ = CitationRule::kComment;
  if (!WordStartsAt(hit) || context_->part_key.empty()) return;
  Cursor c = At(hit);
  if (!c.EatWord("comments") && !c.EatWord("comment")) return;
  members_.clear();
  string id;
  size_t start = hit;
  bool to = false;
  while (true) {
    Cursor next = c;
    if (!members_.empty()) {
      const Join join = EatJoin(next);
      if (join == Join::kNone) break;
      to = join == Join::kThrough;
      next.EatWord("comment");
      next.Blanks();
      start = next.pos();
    }
    next.Blanks();
    if (next.Peek() != '-' && DashAt(text_, next.pos()) == 0) {
      const size_t from = next.pos();
      if (next.Digits(3).empty()) break;
      if (IsLower(next.Peek())) next.Seek(next.pos() + 1);
      EatPath(next);
      id = text_.substr(from, next.pos() - from);
    } else if (id.empty()) {
      break;
    }
    if (!next.EatDash()) break;
    const string_view number = next.Digits(3);
    if (number.empty()) break;
    string tail = "/supI/" + id + "-" + string(number);
    Cursor path = next;
    if (path.Eat('.') && EatDottedPath(path, tail)) next = path;
    members_.push_back({start, next.pos(), std::move(tail), to, {}});
    c = next;
  }
  if (members_.empty()) return;
  EmitMembers(context_->part_key, true);
}

}  // namespace reg2graph::citation
