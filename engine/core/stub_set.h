#ifndef REG2GRAPH_ENGINE_CORE_STUB_SET_H_
#define REG2GRAPH_ENGINE_CORE_STUB_SET_H_

#include <cstdint>
#include <functional>
#include <string_view>

#include "absl/container/flat_hash_set.h"
#include "engine/core/strings.h"

namespace reg2graph {

// What is cited in a run and what stands in it, for sinks that cannot ask: at the end the stubs are what
// was cited and never came. Keeps 8 bytes of a node, the key of a target. Not thread-safe.
class StubSet {
 public:
  // True if this node is new.
  bool AddReal(std::string_view id) { return real_.insert(StringHash{}(id)).second; }
  void RemoveReal(std::string_view id) { real_.erase(StringHash{}(id)); }
  bool IsReal(std::string_view id) const { return real_.contains(StringHash{}(id)); }
  // An end that may not be loaded.
  void AddTarget(std::string_view key) {
    const size_t hash = StringHash{}(key);
    if (!real_.contains(hash) && targets_.find(key, hash) == targets_.end()) targets_.emplace(key);
  }

  // Tells each stub once, sorted, with those above it that are stubs as well; `parent` is where its
  // WITHIN leads, empty at the top.
  using Callback = std::function<void(std::string_view key, std::string_view parent)>;
  void ForEachStub(const Callback& callback) const;

 private:
  absl::flat_hash_set<uint64_t> real_;
  StringSet targets_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_CORE_STUB_SET_H_
