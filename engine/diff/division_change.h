#ifndef REG2GRAPH_ENGINE_DIFF_DIVISION_CHANGE_H_
#define REG2GRAPH_ENGINE_DIFF_DIVISION_CHANGE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/diff/comparison.h"
#include "engine/diff/division_text.h"
#include "engine/diff/paragraph_diff.h"

namespace reg2graph {

// A division that differs, with both texts and what became of its paragraphs and notes.
struct DivisionChange {
  Change change;
  DivisionType type;
  std::string key;                     // in the new edition, or in the old one if it is gone
  std::string was;                     // the old key where it is another
  std::string old_parent, new_parent;  // set if its parent differs
  std::string from, to;                // the days of the two documents, YYYY-MM-DD; empty where unknown
  DivisionText old_text, new_text;     // empty: it is not there
  std::vector<ParagraphFinding> paragraphs;
  std::vector<ParagraphFinding> notes;  // as of paragraphs, indexes into the notes
  std::vector<std::string> amended_by;  // the pages that the new text names and the old one does not

  const ParagraphText& Was(const ParagraphFinding& finding) const {
    return old_text.paragraphs[static_cast<size_t>(finding.was)];
  }
  const ParagraphText& Is(const ParagraphFinding& finding) const {
    return new_text.paragraphs[static_cast<size_t>(finding.is)];
  }
  const std::string& heading() const {
    return change == Change::kRemoved ? old_text.heading : new_text.heading;
  }
};

// Reads the texts of a finding back and compares them. An error is the store's.
absl::StatusOr<DivisionChange> ReadChange(const Edition& old_edition, const Edition& new_edition,
                                          const Finding& finding);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_DIFF_DIVISION_CHANGE_H_
