// Forms that name no title: "§ 20.15(a)", "part 30 of this chapter", "subpart A of this part", and those that
// name it behind: "parts 121 and 135 of Title 14 of the Code of Federal Regulations", "section 1506 of title
// 44".
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

// "[Reserved]" behind a heading.
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

void CitationReader::ReadSection(size_t hit, size_t behind, bool plural, bool word) {
  Cursor c = At(behind);
  c.Blanks();
  if (!IsDigit(c.Peek())) return;
  Cursor probe = c;
  if (EatSectionId(probe, plural, false, id_) && id_.dotted) return ReadDottedSections(c, hit, plural, word);
  ReadStatutorySections(c, hit);
}

void CitationReader::ReadDottedSections(Cursor c, size_t start, bool plural, bool word) {
  ListState state;
  state.title = context_->title;
  state.plural = plural;
  members_.clear();
  if (!EatCfrList(c, start, state)) return;
  Consume(c.pos());
  Holder holder;
  Cursor of = c;
  const bool comma = of.Eat(',');
  const bool is_of = of.EatWord("of");
  const bool held = (is_of || comma) && EatHolder(of, holder, 1);
  int title = context_->title;
  bool relative = true;
  if (held && IsTitle(holder.kind)) {
    title = holder.title;
    relative = holder.relative;
    Consume(of.pos());
  } else if (held && holder.kind == Kind::kCodeTitle) {
    return;
  } else if (held && is_of && holder.kind == Kind::kAppendix && holder.relative) {
    return;  // the appendix's own numbering
  }
  if (title == 0 || AtReserved(c)) return;
  const string& first = members_.front().tail;
  const string part = first.substr(2, first.find('.') - 2);
  if (!held && part != context_->part && !IsLikelyPart(part, word, is_of, of)) return;
  const string root = CfrTitleKey(title);
  if (members_.size() == 1 && context_->section_key == root + first && IsOwnHeading(start, c)) return;
  EmitMembers(root, relative);
  NoteSection(start, root, relative);
}

// Numbers without a dot are sections of a statute, and a target only with its title or law.
bool CitationReader::ReadStatutorySections(Cursor c, size_t start) {
  members_.clear();
  if (!EatCodeList(c, start)) return false;
  Cursor of = c;
  const bool comma = of.Eat(',');
  if (!of.EatWord("of") && !comma) return false;
  Cursor law = of;
  law.Blanks();
  const Cursor at_law = law;
  if (EatPublicLaw(law)) {
    const string_view suffix = text_.substr(start, c.pos() - start);
    if (ReadPublicLaw(at_law.pos(), start, suffix)) return true;
    return false;
  }
  Holder holder;
  // ("section 610(a), 15 U.S.C. 1681h" are two names of one thing, and the title is the second's.)
  if (!EatTitleHolder(of, holder) && (comma || !EatCfrHolder(of, holder))) return false;
  if (holder.kind != Kind::kCodeTitle && holder.kind != Kind::kBareTitle) return false;
  if (comma && holder.kind == Kind::kBareTitle && !members_.front().tail.empty() && text_[start] == '\xc2')
    return false;
  EmitMembers("/us/usc/t" + std::to_string(holder.title), false);
  Consume(of.pos());
  return true;
}

void CitationReader::ReadPart(size_t hit) {
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
    Consume(of.pos());
  } else if (held && holder.kind == Kind::kCodeTitle) {
    return;
  }
  if (title == 0 || AtReserved(c) || (hit == 0 && (AtHeadingDash(c) || c.AtEnd()) && IsUpper(text_[0])))
    return;
  const bool here = held && holder.relative &&
                    (holder.kind == Kind::kChapter || holder.kind == Kind::kSubchapter ||
                     holder.kind == Kind::kTitle || holder.kind == Kind::kSubtitle);
  const string& first = members_.front().tail;
  const string part = first.substr(2, first.find('/', 2) - 2);
  if (!here && relative) {
    if (is_of) return;  // of a form, of an Act
    if (part.size() < 3 && part != context_->part) return;
  }
  EmitMembers(CfrTitleKey(title), relative);
}

void CitationReader::ReadSubpart(size_t hit) {
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
  if (!WordStartsAt(hit)) return;
  Cursor c = At(hit);
  members_.clear();
  if (!EatAppendices(c, hit, "")) return;
  Consume(c.pos());
  string owner = context_->part_key;
  bool relative = true;
  Cursor of = c;
  Holder holder;
  const bool comma = of.Eat(',');
  const bool is_of = of.EatWord("of");
  const bool is_to = !is_of && of.EatWord("to");
  if ((is_of || is_to || comma) && EatHolder(of, holder, 1)) {
    if (holder.kind == Kind::kPart || holder.kind == Kind::kSubpart) {
      owner = holder.key;
      relative = holder.relative;
      Consume(of.pos());
    } else if (is_of || is_to) {
      return;
    }
  } else if (is_of) {
    return;
  }
  if (owner.empty()) return;
  // "appendix A, § 240.15c3-1a": the section is the appendix.
  Cursor section = c;
  if (relative && comma && (section.Eat(','), section.Blanks(), section.EatSectionSign())) return;
  const bool lettered = members_.front().tail.size() > 2 && !IsDigit(members_.front().tail[2]);
  if (relative && !is_of && !is_to && !lettered) return;
  EmitMembers(owner, relative);
}

void CitationReader::ReadChapter(size_t hit) {
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
  Consume(c.pos());
  Holder holder;
  Cursor of = c;
  if (!of.EatWord("of")) of.Eat(',');
  if (!EatHolder(of, holder, 1)) return;
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
  if (!WordStartsAt(hit)) return;
  Cursor c = At(hit);
  string name;
  if (!c.EatWord(word) || !EatSubpartName(c, name)) return;
  const size_t end = c.pos();
  Holder holder;
  if (!c.EatWord("of") || !EatHolder(c, holder, 1) || holder.key.empty()) return;
  const bool chapter = word == "subchapter";
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
