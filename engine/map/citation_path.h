#ifndef REG2GRAPH_ENGINE_MAP_CITATION_PATH_H_
#define REG2GRAPH_ENGINE_MAP_CITATION_PATH_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/map/citation_cursor.h"

namespace reg2graph::citation {

// The markers of "(a)(1)(ii)": views into the text or the context's key.
struct MarkerPath {
  static constexpr size_t kMax = 10;
  std::array<std::string_view, kMax> markers{};
  size_t size = 0;

  bool empty() const { return size == 0; }
  void Push(std::string_view marker) {
    if (size < kMax) markers[size++] = marker;
  }
  void Cut(size_t levels) { size = levels < size ? levels : size; }
  // "/a/1/ii"
  void AppendTo(std::string& key) const;
};

enum class MarkerKind : uint8_t { kNone, kDigit, kLetter, kRoman, kUpper, kUpperRoman };

bool IsMarker(std::string_view text);
bool CanBe(std::string_view marker, MarkerKind kind);
// What the marker at `level` is, judged by those before it: `i` in (h)(i) is a letter, in (a)(1)(i) a
// numeral.
MarkerKind KindAt(const MarkerPath& path, size_t level);

// "(a)(1) (i)": markers that follow each other. A blank between two is allowed where the next one is of the
// level that must come and no sentence starts after it.
MarkerPath EatPath(Cursor& cursor);

// `next` as the continuation of a list after `path`: (b)(1)(ii), (2) -> (b)(2). False if it fits nowhere.
bool Continue(const MarkerPath& path, const MarkerPath& next, MarkerPath& whole);
// `path` as said inside the paragraph `place`: "(2)" in /a/1/i -> (a)(2).
MarkerPath Inside(const MarkerPath& place, const MarkerPath& path);

}  // namespace reg2graph::citation

#endif  // REG2GRAPH_ENGINE_MAP_CITATION_PATH_H_
