// What follows "of": the place in which a paragraph, subpart or appendix is to be found.
#include <utility>

#include "engine/map/citation_reader.h"

namespace reg2graph::citation {
namespace {

using std::string;
using std::string_view;
using Kind = Holder::Kind;

}  // namespace

bool CitationReader::EatHolder(Cursor& c, Holder& holder, int depth) {
  if (depth > 3) return false;
  return EatThis(c, holder) || EatTitleHolder(c, holder) || EatRulesHolder(c, holder) ||
         EatChapterHolder(c, holder) || EatSubchapterHolder(c, holder, depth) || EatCfrHolder(c, holder) ||
         EatPartHolder(c, holder, depth) || EatSubpartHolder(c, holder, depth) ||
         EatAppendixHolder(c, holder, depth) || EatSectionHolder(c, holder) || EatFarHolder(c, holder);
}

bool CitationReader::EatThis(Cursor& cursor, Holder& holder) {
  Cursor c = cursor;
  if (c.EatWord("that section")) {
    holder = {Kind::kSection, last_section_.key, context_->title, last_section_.relative, {}};
    cursor = c;
    return true;
  }
  if (!c.EatWord("this")) return EatTheRegulation(cursor, holder);
  struct Entry {
    string_view word;
    Kind kind;
    string_view key;
  };
  // Some appendices are sections by form (240.15c3-1g).
  const string_view appendix =
      context_->appendix_key.empty() ? context_->section_key : context_->appendix_key;
  // Of a form; else the section is one.
  const string_view item =
      context_->section_key.empty() || !context_->paragraph.empty() ? string_view() : context_->block_key;
  const Entry entries[] = {
      {"section", Kind::kSection, context_->section_key},
      {"subsection", Kind::kSection, context_->section_key},
      {"rule", Kind::kSection, context_->section_key},
      {"item", item.empty() ? Kind::kSection : Kind::kBlock, item.empty() ? context_->section_key : item},
      {"regulation", Kind::kPart, context_->part_key},
      {"part", Kind::kPart, context_->part_key},
      {"chapter", Kind::kChapter, context_->chapter_key},
      {"title", Kind::kTitle, context_->title_key},
      {"subpart", Kind::kSubpart, context_->subpart_key},
      {"appendix", Kind::kAppendix, appendix},
      {"supplement", Kind::kAppendix, appendix},
      {"subchapter", Kind::kSubchapter, {}},
      {"subtitle", Kind::kSubtitle, {}},
      {"paragraph", Kind::kParagraph, {}},
      {"definition", Kind::kBlock, context_->block_key},
      {"clause", Kind::kBlock, context_->block_key},
      {"provision", Kind::kBlock, context_->block_key},
      {"category", Kind::kBlock, context_->block_key}};
  for (const Entry& entry : entries) {
    if (!c.EatWord(entry.word)) continue;
    holder.kind = entry.kind;
    holder.key = entry.key;
    holder.title = context_->title;
    holder.relative = true;
    cursor = c;
    return true;
  }
  return false;
}

// What an official interpretation calls the part that it interprets.
bool CitationReader::EatTheRegulation(Cursor& cursor, Holder& holder) {
  Cursor c = cursor;
  if (context_->appendix_key.empty() || !c.EatWord("the regulation")) return false;
  holder.kind = Kind::kPart;
  holder.key = context_->part_key;
  holder.title = context_->title;
  holder.relative = true;
  cursor = c;
  return true;
}

bool CitationReader::EatTitleHolder(Cursor& cursor, Holder& holder) {
  Cursor c = cursor;
  if (!c.EatWord("title")) return false;
  c.Blanks();
  const string_view number = c.Digits(2);
  if (number.empty() || IsAlnum(c.Peek())) return false;
  holder.title = Number(number);
  holder.kind = Kind::kBareTitle;
  holder.key = CfrTitleKey(holder.title);
  Cursor code = c;
  code.Eat(',');
  if (code.EatWord("of"))
    code.EatWord("the");
  else
    code.EatWord("the");
  if (EatCfr(code)) {
    holder.kind = Kind::kTitle;
    c = code;
  } else if (EatUsCode(code)) {
    holder.kind = Kind::kCodeTitle;
    c = code;
  }
  if (holder.kind != Kind::kTitle && holder.title > 54) return false;
  cursor = c;
  return true;
}

// "of the EAR"
bool CitationReader::EatRulesHolder(Cursor& cursor, Holder& holder) {
  if (!text_.substr(0, cursor.pos()).ends_with("of")) return false;
  Cursor c = cursor;
  const int title = EatRulesName(c, *context_);
  Cursor section = c;
  section.Blanks();
  if (title == 0 || section.EatSectionSign() || section.EatWord("section")) return false;
  holder.kind = Kind::kTitle;
  holder.title = title;
  holder.key = CfrTitleKey(title);
  holder.relative = title == context_->title;
  cursor = c;
  return true;
}

// "chapter X of title 12": only the title matters to what is in it. (Chapters of the U.S. Code are not in
// romans.)
bool CitationReader::EatChapterHolder(Cursor& cursor, Holder& holder) {
  Cursor c = cursor;
  string name;
  if (!c.EatWord("chapter") || !EatChapterName(c, name) || IsDigit(name[0])) return false;
  c.Eat(',');
  c.EatWord("of");
  Cursor title = c;
  if (!EatTitleHolder(title, holder) && !(title.EatWord("this title") && context_->title > 0)) return false;
  if (holder.kind == Kind::kCodeTitle) return false;
  if (holder.kind == Kind::kNone)
    holder = {Kind::kTitle, string(context_->title_key), context_->title, true, {}};
  holder.chapter = CfrTitleKey(holder.title) + "/ch" + name;
  cursor = title;
  return true;
}

// "subchapter C of chapter II of this title": only the title matters to what is in it.
bool CitationReader::EatSubchapterHolder(Cursor& cursor, Holder& holder, int depth) {
  Cursor c = cursor;
  string name;
  if (!c.EatWord("subchapter") || !EatSubpartName(c, name)) return false;
  if (!c.EatWord("of")) c.Eat(',');
  if (!EatHolder(c, holder, depth + 1)) return false;
  if (holder.kind == Kind::kChapter)
    holder.kind = Kind::kSubchapter;
  else if (holder.kind != Kind::kTitle && holder.kind != Kind::kBareTitle)
    return false;
  holder.chapter.clear();
  cursor = c;
  return true;
}

// "12 CFR part 1026", "17 CFR 240.0-1", "5 U.S.C."
bool CitationReader::EatCfrHolder(Cursor& cursor, Holder& holder) {
  Cursor c = cursor;
  c.Blanks();
  const string_view number = c.Digits(2);
  if (number.empty()) return false;
  holder.title = Number(number);
  if (EatUsCode(c)) {
    holder.kind = Kind::kCodeTitle;
    holder.key.clear();
    cursor = c;
    return true;
  }
  if (!EatCfr(c)) return false;
  holder.kind = Kind::kTitle;
  holder.key = CfrTitleKey(holder.title);
  cursor = c;
  c.Blanks();
  c.Eat(',');
  string chapter;
  if (Cursor named = c; named.EatWord("chapter") && EatChapterName(named, chapter)) {
    holder.chapter = holder.key + "/ch" + chapter;
    cursor = named;
    return true;
  }
  const bool part = c.EatAbbreviation("part") || c.EatAbbreviation("pt");
  c.Blanks();
  if (!part && c.EatSectionSign()) c.Blanks();
  if (!EatSectionId(c, part, true, id_)) return true;
  holder.kind = id_.dotted || id_.hyphened ? Kind::kSection : Kind::kPart;
  holder.key = CfrTitleKey(holder.title) + (holder.kind == Kind::kPart ? "/p" : "/s") + id_.id;
  cursor = c;
  return true;
}

// "part 30 [of this chapter]", "part 120 of title 14"
bool CitationReader::EatPartHolder(Cursor& cursor, Holder& holder, int depth) {
  Cursor c = cursor;
  if (!c.EatWord("part")) return false;
  c.Blanks();
  if (!EatSectionId(c, context_->title != 41, context_->title == 41, id_) || id_.dotted) return false;
  const string tail = "/p" + id_.id;
  Cursor of = c;
  Holder outer;
  holder.kind = Kind::kPart;
  holder.title = context_->title;
  holder.relative = true;
  const bool is_of = of.EatWord("of");
  if ((is_of || of.Eat(',')) && EatHolder(of, outer, depth + 1)) {
    const bool title = outer.kind == Kind::kTitle || outer.kind == Kind::kBareTitle;
    if (title) {
      holder.title = outer.title;
      holder.relative = outer.relative;
    }
    // What follows a comma may be in the part: "part 1940, subpart G".
    if (is_of || title || outer.kind == Kind::kChapter || outer.kind == Kind::kSubchapter) c = of;
  }
  holder.key = holder.title > 0 ? CfrTitleKey(holder.title) + tail : "";
  cursor = c;
  return true;
}

bool CitationReader::EatSubpartHolder(Cursor& cursor, Holder& holder, int depth) {
  Cursor c = cursor;
  string name;
  if (!c.EatWord("subpart") || !EatSubpartName(c, name)) return false;
  holder.kind = Kind::kSubpart;
  holder.title = context_->title;
  holder.relative = true;
  string part = context_->part_key;
  if (const size_t dot = name.find('.'); dot != string::npos)
    part = string(context_->title_key) + "/p" + name.substr(0, dot);
  Cursor of = c;
  Holder outer;
  of.Eat(',');
  if ((of.EatWord("of") || of.EatWord("to")) && EatHolder(of, outer, depth + 1) &&
      outer.kind == Kind::kPart) {
    part = outer.key;
    holder.relative = outer.relative;
    c = of;
  }
  holder.key = part.empty() ? "" : part + "/sp" + name;
  cursor = c;
  return true;
}

bool CitationReader::EatAppendixHolder(Cursor& cursor, Holder& holder, int depth) {
  Cursor c = cursor;
  c.EatWord("the");
  const std::optional<AnnexName> annex = EatAnnex(c);
  if (!annex) return false;
  holder.kind = Kind::kAppendix;
  holder.title = context_->title;
  holder.relative = true;
  string owner = context_->part_key;
  Cursor of = c;
  Holder outer;
  if ((of.EatWord("of") || of.EatWord("to")) && EatHolder(of, outer, depth + 1) &&
      (outer.kind == Kind::kPart || outer.kind == Kind::kSubpart)) {
    owner = outer.key;
    holder.relative = outer.relative;
    c = of;
  }
  holder.key =
      owner.empty() ? "" : owner + (annex->slug.empty() ? annex->tail : AnnexTail(annex->slug, owner));
  cursor = c;
  return true;
}

bool CitationReader::EatSectionHolder(Cursor& cursor, Holder& holder) {
  Cursor c = cursor;
  const int rules = EatRulesName(c, *context_);
  c.Blanks();
  if (!c.EatSectionSign() && !c.EatAbbreviation("section") && !c.EatAbbreviation("sec")) return false;
  c.Blanks();
  if (!EatSectionId(c, false, false, id_) || !id_.dotted) return false;
  holder.kind = Kind::kSection;
  holder.title = context_->title;
  holder.relative = true;
  string tail = "/s" + id_.id;
  EatPath(c).AppendTo(tail);
  Cursor of = c;
  Holder outer;
  if (of.EatWord("of") && (EatTitleHolder(of, outer) || EatRulesHolder(of, outer))) {
    holder.title = outer.title;
    holder.relative = false;
    c = of;
  } else if (rules > 0) {
    holder.title = rules;
    holder.relative = rules == context_->title;
  } else if (const Owner owner = OwnerAfter(c, id_.part(), *context_); owner.kind != Owner::Kind::kUnsaid) {
    holder.title = owner.title;  // 0 of a foreign one
    holder.relative = false;
  }
  holder.key = holder.title > 0 ? CfrTitleKey(holder.title) + tail : "";
  cursor = c;
  return true;
}

}  // namespace reg2graph::citation
