#ifndef REG2GRAPH_ENGINE_DIFF_COMPARISON_H_
#define REG2GRAPH_ENGINE_DIFF_COMPARISON_H_

#include <array>
#include <cstdint>
#include <vector>

#include "engine/diff/division_record.h"
#include "engine/diff/edition.h"

namespace reg2graph {

enum class Change : uint8_t {
  kAdded,
  kRemoved,
  kChanged,  // its heading or its text
  kMoved,    // the same text under another key, or the same key in another place
  kNotes,    // only its notes
};
inline constexpr int kChangeCount = 5;

// A division that differs. Borrows from the two editions.
struct Finding {
  Change change;
  const DivisionRecord* was;  // null: added
  const DivisionRecord* is;   // null: removed
  bool replaced;              // its parent differs; of a kChanged as well
};

struct Comparison {
  int64_t divisions = 0;  // that were compared
  int64_t same = 0;
  // That only one side is complete for, or has the text of.
  int64_t not_compared = 0;
  std::array<int64_t, kChangeCount> counts{};  // by Change
  std::vector<Finding> findings;               // in the order of reading

  int64_t count(Change change) const { return counts[static_cast<size_t>(change)]; }
};

// Joins the divisions by key, then those of one side only by their words (moved), then compares them by the
// hash of the law. The same words under another key are a move only where neither edition has them twice: two
// sections that are boilerplate have not moved. REQUIRES: both are finished. No I/O.
Comparison Compare(const Edition& old_edition, const Edition& new_edition);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_DIFF_COMPARISON_H_
