#ifndef REG2GRAPH_ENGINE_CORE_STRINGS_H_
#define REG2GRAPH_ENGINE_CORE_STRINGS_H_

#include <functional>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"

namespace reg2graph {

// Some builds of Abseil have their own string_view; this is the only place that converts.
inline absl::string_view Absl(std::string_view text) { return {text.data(), text.size()}; }

// Removes the prefix if `text` begins with it, and returns whether it did.
inline bool Consume(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

struct StringHash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
struct StringEq {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const { return a == b; }
};

// Maps and sets of strings that are looked up by std::string_view without a copy.
template <typename Value>
using StringMap = absl::flat_hash_map<std::string, Value, StringHash, StringEq>;
using StringSet = absl::flat_hash_set<std::string, StringHash, StringEq>;

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_CORE_STRINGS_H_
