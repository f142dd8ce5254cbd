#ifndef REG2GRAPH_PARSERS_XML_DIV_INDEX_H_
#define REG2GRAPH_PARSERS_XML_DIV_INDEX_H_

#include <cstddef>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace reg2graph {

// Where the DIVn elements of a unit stand in its bytes.
class DivIndex {
 public:
  static constexpr size_t kNone = static_cast<size_t>(-1);

  struct Div {
    int number;
    size_t begin, end;  // from '<' of the start tag to behind '>' of the end tag
    size_t parent = kNone, first_child = kNone, next_sibling = kNone;
  };

  // Reads `text` (with PaddedBuffer::kPadding readable bytes behind it), which must be one DIVn element
  // and nothing else. `offset` is added to the places that an error names.
  absl::Status Build(std::string_view text, uint64_t offset);

  // In document order.
  const std::vector<Div>& divs() const { return divs_; }
  // The bytes of a DIV less the DIVn nested in it: piece i is followed by nested DIV i.
  void Pieces(std::string_view text, size_t div, std::vector<std::string_view>& pieces) const;

 private:
  void Add(int number, size_t begin);

  std::vector<Div> divs_;
  std::vector<size_t> open_;
  std::vector<size_t> last_child_;  // beside divs_
};

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_XML_DIV_INDEX_H_
