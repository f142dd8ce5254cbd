#ifndef REG2GRAPH_ENGINE_DIFF_PARAGRAPH_DIFF_H_
#define REG2GRAPH_ENGINE_DIFF_PARAGRAPH_DIFF_H_

#include <cstdint>
#include <vector>

#include "engine/diff/division_text.h"

namespace reg2graph {

enum class ParagraphChange : uint8_t {
  kAdded,
  kRemoved,
  kChanged,
  kRedesignated,  // the same words with another designation
  kMoved,         // the same words before or after what they were not before
};
inline constexpr int kParagraphChangeCount = 5;

struct ParagraphFinding {
  static constexpr int32_t kNone = -1;
  ParagraphChange change;
  int32_t was, is;  // indexes; kNone: added, removed
};

// What became of the paragraphs of a division, in the order of the new text; a paragraph that is gone comes
// where it was. What is the same is left out. In this order: the longest common run of equal words; equal
// words that are left over; of the rest, pairs of the same path or with more than half of their words in
// common, the most alike first. Of a division with more than kMostCompared paragraphs on a side the last step
// looks at paths only.
std::vector<ParagraphFinding> DiffParagraphs(const std::vector<ParagraphText>& was,
                                             const std::vector<ParagraphText>& is);
inline constexpr size_t kMostCompared = 5000;

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_DIFF_PARAGRAPH_DIFF_H_
