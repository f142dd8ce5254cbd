#ifndef REG2GRAPH_ENGINE_MAP_LAW_ROWS_H_
#define REG2GRAPH_ENGINE_MAP_LAW_ROWS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/core/unit_rows.h"

namespace reg2graph {

// The rows of a unit of the text layer as the hash of the law sees them: without what differs between two
// printings of the same law. Hyphens and short dashes are one; the identifier of a subject group, which the
// eCFR's service generates, is left out, and so are links to coming amendments (XREF), which are not counted
// in the `seq` of what follows them. The em dash and every other character count.
class LawRows {
 public:
  explicit LawRows(const UnitRows& rows);

  // False for a link to a coming amendment.
  bool Counts(uint32_t node) const { return links_.empty() || !links_[node]; }
  // The row of a node that counts. Valid until the next call.
  std::string_view Json(uint32_t node);
  // The rows of a shape, joined by ','. Valid until the next call.
  std::string_view JsonOf(Shape shape);

 private:
  bool IsWritten(Shape shape) const;  // as it is, dashes apart
  std::string_view WithoutLinks(std::string_view json, uint32_t owner);

  const UnitRows& rows_;
  std::vector<bool> links_;                    // by node; empty: there are none
  using Place = std::pair<uint32_t, int64_t>;  // owner and `seq`
  std::vector<Place> places_;                  // of the links, sorted
  std::string joined_, row_, plain_;
};

// `text` with a hyphen for each of U+2010 to U+2013 and U+2212, in `memory` if that changes it.
std::string_view WithPlainHyphens(std::string_view text, std::string& memory);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_MAP_LAW_ROWS_H_
