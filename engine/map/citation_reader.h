#ifndef REG2GRAPH_ENGINE_MAP_CITATION_READER_H_
#define REG2GRAPH_ENGINE_MAP_CITATION_READER_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/map/citation.h"
#include "engine/map/citation_annex.h"
#include "engine/map/citation_context.h"
#include "engine/map/citation_cursor.h"
#include "engine/map/citation_far.h"
#include "engine/map/citation_outside.h"
#include "engine/map/citation_path.h"
#include "engine/map/citation_scanner.h"
#include "engine/map/citation_section_id.h"

namespace reg2graph::citation {

// A member of a list whose title is not known yet: `tail` is its key after the title's.
struct Member {
  size_t start = 0;
  size_t end = 0;
  std::string tail;
  bool to = false;  // the far end of a range that the member before it starts
  std::string suffix;
  // An annex whose key is a slug of its full name ("supplement-no-2"): `tail` is what follows that name,
  // which ends with its owner's and is whole only when the owner is known.
  std::string annex = {};
};

// What a citation is "of": "this section", "part 30 of this chapter", "12 CFR 1026.5", "title 44".
struct Holder {
  enum class Kind {
    kNone,
    kParagraph,
    kBlock,  // a clause, a definition
    kSection,
    kAppendix,
    kSubpart,
    kPart,
    kSubchapter,
    kChapter,
    kSubtitle,
    kTitle,
    kBareTitle,
    kCodeTitle
  };
  Kind kind = Kind::kNone;
  std::string key;  // empty if the context does not give it
  int title = 0;
  bool relative = false;
  std::string chapter;  // key of the chapter that it names with its title
};

// The grammars. Each Read... starts at an anchor, emits what it finds and says by `consumed_` how far it has
// read; it looks back and ahead by a bounded number of bytes, so that the whole is linear.
class CitationReader {
 public:
  // `first` is what `scanner` of this text found first. The context must outlive the call; the result lasts
  // until the next one.
  std::span<const Citation> Read(std::string_view text, AnchorScanner& scanner, size_t first,
                                 const Context& context);

 private:
  struct ListState {
    int title = 0;
    bool absolute = false;
    bool plural = false;  // a dash between two whole identifiers is a range
    bool parts = false;   // plain numbers are parts
    bool last_part = false;
    bool named_section = false;  // the member has a sign or word of its own that makes it a section
    std::string section;         // the last one, for paths and ".4"
    std::string part;
    MarkerPath path;
  };

  // citation_reader.cc
  void ReadAt(size_t hit);
  void ReadShortAt(size_t hit);
  void ReadUscBefore(size_t hit);
  // Calls `read` for a word that starts so many bytes before.
  void Before(size_t hit, size_t bytes, void (CitationReader::*read)(size_t));
  void ReadSectionSign(size_t hit);
  void ReadSectionWord(size_t hit);
  void ReadPartOrParagraph(size_t hit);
  Cursor At(size_t pos) const { return Cursor(text_, pos); }
  bool WordStartsAt(size_t pos) const;
  // The number before `pos` ("12" in "12 CFR") and where it starts; empty if there is none.
  std::string_view NumberBefore(size_t pos, size_t& start) const;
  void Consume(size_t end) { consumed_ = consumed_ > end ? consumed_ : end; }
  // A citation of the key root + tail.
  void Emit(size_t start, size_t end, std::string_view root, std::string_view tail, bool relative);
  void Emit(size_t start, size_t end, std::string_view key, bool relative) {
    Emit(start, end, key, {}, relative);
  }
  // Makes the last citation a range that ends here.
  void EmitTo(size_t end, std::string_view root, std::string_view tail = {});
  Citation& Last() { return citations_[count_ - 1]; }
  void EmitMembers(std::string_view root, bool relative);
  // Remembers the section that was cited last, for "amend § 404.2 by revising paragraph (c)(2)".
  void NoteSection(size_t start, std::string_view root, bool relative);

  // citation_cfr.cc: absolute forms and the lists that all forms share
  void ReadCfr(size_t hit);
  bool ReadCfrBody(Cursor c, size_t start, int title);
  bool ReadCfrDivision(Cursor c, size_t start, int title);
  bool ReadCfrAppendix(Cursor c, size_t start, int title);
  bool ReadCfrChapter(Cursor c, size_t start, int title);
  void ReadSlash(size_t hit);
  bool EatCfrList(Cursor& c, size_t start, ListState& state);
  void SplitFirst();
  bool EatCfrMember(Cursor& c, size_t start, bool to, ListState& state);
  bool EatIdMember(Cursor& c, size_t start, bool to, ListState& state);
  bool EatPartMember(Cursor& c, size_t start, bool to, ListState& state);
  bool EatPathMember(Cursor& c, size_t start, bool to, ListState& state);
  bool EatShorthandMember(Cursor& c, size_t start, bool to, ListState& state);
  bool EatShortEnd(Cursor& c, size_t start, const ListState& state);
  bool EatPartSuffix(Cursor& c, size_t start, const std::string& part_tail, int title);
  bool EatSectionsOfPart(Cursor& c, size_t start, int title);
  bool EatSubparts(Cursor& c, size_t start, const std::string& part_tail);

  bool EatAside(Cursor& c, const ListState& state);

  // citation_far.cc
  void ReadFar(size_t hit);
  void ReadFarNumber(size_t hit);
  bool EatFarHolder(Cursor& c, Holder& holder);

  // citation_annex.cc: appendices, supplements, tables, schedules
  bool EatAnnexes(Cursor& c, size_t start, const std::string& owner_tail);
  void NameAnnexes(std::string_view owner_key, OwnerOrder order = OwnerOrder::kSubpartOfPart);
  void EatAnnexParagraphs(Cursor& c);
  bool ReadAnnexBefore(size_t hit);
  bool ReadAnnex(size_t start, size_t hit);

  // citation_relative.cc
  void ReadSection(size_t hit, size_t after, bool plural, bool word);
  void ReadDottedSections(Cursor c, size_t start, bool plural, bool word);
  Owner SectionOwner(size_t start, const Cursor& end, std::string_view part);
  bool ReadStatutorySections(Cursor c, size_t start);
  bool ReadTitledSections(const Cursor& end, Cursor of, size_t start, bool comma);
  bool IsOwnCodeSection(size_t start, const Cursor& end) const;
  bool EmitRevenueCode(const Cursor& end);
  void ReadPart(size_t hit);
  void ReadSubpart(size_t hit);
  void ReadAppendix(size_t hit);
  bool IsOwnAppendix(size_t hit) const;
  void ReadChapter(size_t hit);
  void ReadSubdivision(size_t hit, std::string_view word);
  void ReadTitle(size_t hit);
  bool ReadTitleSections(Cursor c, size_t start, std::string_view title);
  void ReadComment(size_t hit);
  bool IsOwnHeading(size_t start, const Cursor& end) const;

  // citation_paragraph.cc
  void ReadParagraph(size_t hit);
  bool EatParagraphHolder(Cursor c, Holder& holder);
  void NoteHolder(const Holder& holder, size_t start, size_t end);
  void EmitSaidBefore();
  bool EatPathList(Cursor& c);
  MarkerPath OwnPath(const MarkerPath& place, const MarkerPath& said) const;
  bool IsOfBlock(const MarkerPath& said) const;
  std::string OwnAppendix() const;
  bool IsAboutLastSection(size_t start) const;
  void EmitPaths(const Holder& holder);

  // citation_holder.cc
  bool EatHolder(Cursor& c, Holder& holder, int depth);
  bool EatThis(Cursor& c, Holder& holder);
  bool EatTheRegulation(Cursor& c, Holder& holder);
  bool EatTitleHolder(Cursor& c, Holder& holder);
  bool EatRulesHolder(Cursor& c, Holder& holder);
  bool EatChapterHolder(Cursor& c, Holder& holder);
  bool EatSubchapterHolder(Cursor& c, Holder& holder, int depth);
  bool EatCfrHolder(Cursor& c, Holder& holder);
  bool EatPartHolder(Cursor& c, Holder& holder, int depth);
  bool EatSubpartHolder(Cursor& c, Holder& holder, int depth);
  bool EatAppendixHolder(Cursor& c, Holder& holder, int depth);
  bool EatSectionHolder(Cursor& c, Holder& holder);

  // citation_usc.cc
  void ReadUsc(size_t hit);
  bool ReadUscBody(Cursor c, size_t start, std::string_view number);
  struct CodeState {
    enum class Chapters { kNever, kMayFollow, kFollow };  // plain numbers are chapters where they follow
    Chapters chapters = Chapters::kNever;
    std::string section;  // the last one, for paths
    MarkerPath path;
  };
  bool EatCodeList(Cursor& c, size_t start, CodeState state);
  bool EatCodeList(Cursor& c, size_t start) { return EatCodeList(c, start, CodeState()); }
  bool EatCodeMember(Cursor& c, size_t start, bool to, CodeState& state);
  bool EatCodeChapter(Cursor& c, size_t start, bool to, CodeState& state);
  void ReadInternalRevenueCode(size_t hit);

  // citation_laws.cc
  void ReadPublicLaws(size_t hit) { ReadPublicLaw(hit, hit, {}); }
  bool ReadPublicLaw(size_t hit, size_t start, std::string_view suffix);
  void ReadStatutes(size_t hit);
  void ReadFederalRegister(size_t hit);
  void ReadFrDocuments(Cursor c, size_t start);
  void ReadExecutiveOrder(size_t hit);
  void ReadRin(size_t hit);
  void ReadProclamation(size_t hit);
  void ReadReorganizationPlan(size_t hit);
  void ReadPages(Cursor c, size_t start, const std::string& volume_key, bool dated);
  void AddPageNumber(size_t end, const std::string& second);

  std::string_view text_;
  // Of what is emitted next.
  CitationRule rule_ = CitationRule::kCfr;
  CitationBasis basis_ = CitationBasis::kText;
  const Context* context_ = nullptr;
  // The first `count_` are found; the others keep their memory for what is found next.
  std::vector<Citation> citations_;
  size_t count_ = 0;
  size_t consumed_ = 0;
  struct LastSection {
    std::string key;  // empty: none, or its title is not known
    size_t start = 0, end = 0;
    bool relative = false;
  };
  LastSection last_section_;
  // For their memory.
  std::vector<Member> members_;
  struct PathMember {
    size_t start, end;
    MarkerPath path;
    bool to;
  };
  std::vector<PathMember> paths_;
  bool this_paragraph_ = false;  // "this paragraph (c)": the one in which the text appears
  SectionId id_;
};

std::string CfrTitleKey(int title);
// A subpart's name: "B", "OOOOa", "2.1".
bool EatSubpartName(Cursor& c, std::string& name);
// An appendix's letter or number: "A", "A-1", "M2", "IV".
bool EatAppendixName(Cursor& c, std::string& name);
// "II", "X", "1", "IV": a chapter's number.
bool EatChapterName(Cursor& c, std::string& name);
// "V.4.D" after "part" of an appendix, as "/V/4/D".
bool EatDottedPath(Cursor& c, std::string& tail);
// "note", "et seq.", ...
bool EatSuffix(Cursor& c, std::string& suffix);
// A path after a blank, as in "§ 1026.5 (a) and (b)".
MarkerPath EatPathAfter(Cursor& c);
// "the", "an", "if": a sentence goes on, what was before it was an enumeration.
bool AtClause(Cursor c);
// 2011-12-21 for "Dec. 21, 2011".
bool EatDate(Cursor& c, std::string& iso);

}  // namespace reg2graph::citation

#endif  // REG2GRAPH_ENGINE_MAP_CITATION_READER_H_
