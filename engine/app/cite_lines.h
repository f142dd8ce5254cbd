#ifndef REG2GRAPH_ENGINE_APP_CITE_LINES_H_
#define REG2GRAPH_ENGINE_APP_CITE_LINES_H_

#include <cstddef>
#include <istream>
#include <ostream>

namespace reg2graph {

// Of one line of input. Where it is all citations, memory is up to a hundred times its bytes.
inline constexpr size_t kMaxCiteLineBytes = size_t{4} << 20;

// JSON Lines {"key", "context", "ancestors", "text"} in, one line of citations out for each, in order. A line
// that is not such an object, or is longer than kMaxCiteLineBytes, gets {"key":null,"error":...}. Returns 0,
// or 1 if there was such a line. A stream that fails ends it; its state shows that.
// kExplain adds to each citation the rule by which it was read ("rule"), where the rest of its key comes from
// ("basis") and, where that is the place of the text, its key ("context").
enum class CiteDetail { kTargets, kExplain };
int CiteLines(std::istream& in, std::ostream& out, CiteDetail detail = CiteDetail::kTargets);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_APP_CITE_LINES_H_
