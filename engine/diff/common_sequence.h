#ifndef REG2GRAPH_ENGINE_DIFF_COMMON_SEQUENCE_H_
#define REG2GRAPH_ENGINE_DIFF_COMMON_SEQUENCE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace reg2graph {

// An element that two sequences have in common: its index in each.
struct CommonElement {
  uint32_t was, is;
};

// A longest common subsequence, both indexes ascending: Myers' algorithm in linear space (An O(ND) Difference
// Algorithm and Its Variations, 1986). After `max_steps` steps what is not compared by then counts as
// different, but for what its ends have in common.
std::vector<CommonElement> CommonSequence(std::span<const uint32_t> was, std::span<const uint32_t> is,
                                          size_t max_steps);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_DIFF_COMMON_SEQUENCE_H_
