#ifndef REG2GRAPH_ENGINE_MAP_CITATION_FAR_H_
#define REG2GRAPH_ENGINE_MAP_CITATION_FAR_H_

#include <cstddef>
#include <string_view>

namespace reg2graph::citation {

// Finds numbers as title 48 cites its own sections, without a sign or word ("as prescribed in 32.111(a)(3)").
// What it reports is to be verified.
class FarNumberScanner {
 public:
  static constexpr size_t kNone = static_cast<size_t>(-1);

  explicit FarNumberScanner(std::string_view text) : text_(text) {}

  // The next candidate at or after `from`; kNone at the end. REQUIRES: `from` does not decrease from call to
  // call.
  size_t Next(size_t from);

 private:
  std::string_view text_;
  size_t found_ = 0;  // the last one; below it all has been looked at
  size_t dot_ = 0;    // where to look for the next dot
};

}  // namespace reg2graph::citation

#endif  // REG2GRAPH_ENGINE_MAP_CITATION_FAR_H_
