#ifndef REG2GRAPH_ENGINE_MAP_CITATION_H_
#define REG2GRAPH_ENGINE_MAP_CITATION_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reg2graph {

// One member of a citation: of "§§ 1005.3(b)(2) and (3), 1005.13" there are three.
struct Citation {
  struct Target {
    enum class Range : uint8_t { kNone, kStart, kEnd };
    std::string key;
    Range range = Range::kNone;
  };
  uint32_t start = 0;  // bytes of the UTF-8 text, half open
  uint32_t end = 0;
  bool relative = false;        // resolved against the context of the text
  std::vector<Target> targets;  // one, or the two ends of a range
  std::string suffix;           // "note", "et seq.", "sec. 1011", ... or empty
  std::string date;             // ISO date behind a Federal Register page, or empty
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
