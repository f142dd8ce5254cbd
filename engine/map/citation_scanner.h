#ifndef REG2GRAPH_ENGINE_MAP_CITATION_SCANNER_H_
#define REG2GRAPH_ENGINE_MAP_CITATION_SCANNER_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace reg2graph::citation {

// Finds the places where a citation may start or is recognized: a SIMD filter for some fifty strings of four
// bytes that are rare outside citations ("CFR", "part", "§", "ppen", ...). Its hits must be
// verified.
class AnchorScanner {
 public:
  static constexpr size_t kNone = static_cast<size_t>(-1);

  explicit AnchorScanner(std::string_view text) : text_(text) {}

  // The next candidate at or after `from`, which never decreases; kNone at the end.
  size_t Next(size_t from);

 private:
  void Refill(size_t at);

  std::string_view text_;
  size_t block_ = 0;    // where the bits of `hits_` count from
  size_t scanned_ = 0;  // everything before it has been scanned
  uint32_t hits_ = 0;
};

}  // namespace reg2graph::citation

#endif  // REG2GRAPH_ENGINE_MAP_CITATION_SCANNER_H_
