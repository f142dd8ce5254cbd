#ifndef REG2GRAPH_ENGINE_CORE_STUB_SET_H_
#define REG2GRAPH_ENGINE_CORE_STUB_SET_H_

#include <cstdint>
#include <functional>
#include <string_view>

#include "absl/container/flat_hash_set.h"
#include "engine/core/strings.h"

namespace reg2graph {

// The nodes of a run and what they cite, for sinks that cannot be queried: at the end, the stubs are the
// cited keys that no node has. Keeps 8 bytes per node, and the keys of targets. Not thread-safe.
class StubSet {
 public:
  // True if this node is new.
  bool AddReal(std::string_view id) { return real_.insert(StringHash{}(id)).second; }
  void RemoveReal(std::string_view id) { real_.erase(StringHash{}(id)); }
  size_t bytes() const { return real_.size() * kBytesPerReal + target_bytes_; }  // roughly; for budgets
  bool IsReal(std::string_view id) const { return real_.contains(StringHash{}(id)); }
  // The target of a relationship, which may not be loaded.
  void AddTarget(std::string_view key) {
    const size_t hash = StringHash{}(key);
    if (real_.contains(hash) || targets_.find(key, hash) != targets_.end()) return;
    targets_.emplace(key);
    target_bytes_ += kBytesPerTarget + key.size();
  }

  // Calls back once per stub, in order of keys, including ancestors that are stubs as well; `parent` is the
  // target of its WITHIN, empty at the top.
  using Callback = std::function<void(std::string_view key, std::string_view parent)>;
  void ForEachStub(const Callback& callback) const;

 private:
  static constexpr size_t kBytesPerReal = 16, kBytesPerTarget = 80;

  absl::flat_hash_set<uint64_t> real_;
  size_t target_bytes_ = 0;
  StringSet targets_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_CORE_STUB_SET_H_
