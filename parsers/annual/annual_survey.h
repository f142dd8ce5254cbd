#ifndef REG2GRAPH_PARSERS_ANNUAL_ANNUAL_SURVEY_H_
#define REG2GRAPH_PARSERS_ANNUAL_ANNUAL_SURVEY_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "engine/core/strings.h"
#include "engine/core/unit_memory.h"
#include "parsers/xml/xml_tape.h"

namespace reg2graph {

// What has to be known of a part of the annual CFR before it is walked: which sections its CONTENTS lists and
// which it holds, and the notes that were never closed and hold law.
//
// A note on coming law (EFFDNOT, REVTXT) holds the text that is pending, as sections. In some files its end
// tag is missing there and comes many sections, or parts, later. The law resumes at the first division in the
// note that holds a section listed in CONTENTS and none of the number of the section around the note; all
// divisions after that are law as well.
class AnnualSurvey {
 public:
  // Counts what it keeps in `memory`, and ends when that is exceeded.
  AnnualSurvey(const XmlTape& tape, UnitMemory& memory);

  // Of a division in a note: it is law, and belongs after the division around the note.
  bool GoesOn(size_t node) const { return going_on_.contains(node); }
  // Whether CONTENTS lists just the sections that the part holds.
  bool is_complete() const { return listed_ == held_; }

 private:
  // The sections of the nodes from `begin` to `end`, and the notes in them; `host` is the number of the
  // section around them, if there is one.
  void Read(size_t begin, size_t end, const std::string& host);
  void ReadNote(size_t begin, size_t end, const std::string& host);
  // The divisions between the two, those in divisions left out.
  void DivisionsIn(size_t begin, size_t end, std::vector<size_t>& divisions) const;
  void ReadContents(size_t begin, size_t end);
  bool IsLawAfter(size_t division, const std::string& host) const;
  // The numbers of the sections in a division, or its own.
  void NumbersIn(size_t division, std::vector<std::string>& numbers) const;
  std::string NumberOf(size_t section) const;
  void Count(absl::flat_hash_map<std::string, int>& numbers, const std::string& number);
  bool Is(size_t node, std::string_view name) const;

  static constexpr size_t kBytesPerNumber = 128;  // in a table that grows

  const XmlTape& tape_;
  UnitMemory& memory_;
  absl::flat_hash_map<std::string, int> listed_, held_;  // how often, by number
  absl::flat_hash_set<size_t> going_on_;
};

// The text in an element of the tape, without markup and references.
std::string PlainTextOf(const XmlTape& tape, size_t node);

// A section's number in the form in which the eCFR's API has it.
std::string AnnualSectionNumber(std::string_view printed);

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_ANNUAL_ANNUAL_SURVEY_H_
