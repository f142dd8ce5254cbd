#ifndef REG2GRAPH_ENGINE_MAP_CITATION_H_
#define REG2GRAPH_ENGINE_MAP_CITATION_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reg2graph {

// What was recognised, for those who doubt a target.
enum class CitationRule : uint8_t {
  kCfr,              // "12 CFR 1026.5", "title 12, Code of Federal Regulations, part 1026"
  kShorthand,        // "49/147, 150"
  kSection,          // "§ 1026.5(a)", "sections 1026.5 and 1026.6"
  kBareSection,      // "32.111(a)(3)" in title 48
  kStatuteSection,   // "section 1506 of title 44", "section 501(c)(3) of the Internal Revenue Code"
  kParagraph,        // "paragraph (b)(1) of this section"
  kPart,             // "part 30 of this chapter"
  kSubpart,          // "subpart A of this part"
  kAppendix,         // "appendix A to this part"
  kAnnex,            // "supplement no. 2 to part 748", "table 1 to this subpart"
  kChapter,          // "chapter II of this title", "subchapter B of this chapter"
  kComment,          // "comment 5(b)(3)-1"
  kFar,              // "FAR 52.204-1"
  kUsCode,           // "15 U.S.C. 1601", "I.R.C. § 6212"
  kPublicLaw,        // "Pub. L. 111-203"
  kStatutes,         // "124 Stat. 1376"
  kFederalRegister,  // "76 FR 79445", "FR Doc. 2017-11736"
  kPresident,        // "E.O. 12866", "Proclamation 9844", "Reorganization Plan No. 3 of 1978"
  kRin,              // "RIN 3170-AA10"
};

// Where the rest of the key comes from, which the citation itself leaves out.
enum class CitationBasis : uint8_t {
  kText,         // nowhere: it is said in full
  kContext,      // the place in which the text appears
  kHolder,       // what is named after "of", "to", "in"
  kWordsBefore,  // "ITAR § 120.3"
  kWordsAfter,   // "§ 126.18 of the ITAR", "(42 CFR 601.22)"
  kLastSection,  // the section that was cited last
  kBlock,        // the clause or definition in which the text appears
};

std::string_view NameOf(CitationRule rule);
std::string_view NameOf(CitationBasis basis);

// One member of a citation: of "§§ 1005.3(b)(2) and (3), 1005.13" there are three.
struct Citation {
  struct Target {
    enum class Range : uint8_t { kNone, kStart, kEnd };
    std::string key;
    Range range = Range::kNone;
  };
  uint32_t start = 0;  // bytes of the UTF-8 text, half open
  uint32_t end = 0;
  CitationRule rule = CitationRule::kCfr;
  CitationBasis basis = CitationBasis::kText;
  bool relative = false;        // resolved against the place of the text
  std::vector<Target> targets;  // one, or the two ends of a range
  std::string suffix;           // "note", "et seq.", "sec. 1011", ... or empty
  std::string date;             // ISO date after a Federal Register page, or empty
};

// Finds the citations in a text, in time linear in the text for any input. One object per thread.
class CitationFinder {
 public:
  CitationFinder();
  ~CitationFinder();
  CitationFinder(CitationFinder&&) noexcept;
  CitationFinder& operator=(CitationFinder&&) noexcept;

  // `context`: key of the node that holds the text, or empty: then relative forms have no target.
  // `ancestors`: keys of its ancestors, as far as known (a part's key does not contain its chapter).
  // In text order; valid until the next call.
  std::span<const Citation> Find(std::string_view text, std::string_view context,
                                 std::span<const std::string_view> ancestors = {});

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_MAP_CITATION_H_
