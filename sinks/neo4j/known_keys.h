#ifndef REG2GRAPH_SINKS_NEO4J_KNOWN_KEYS_H_
#define REG2GRAPH_SINKS_NEO4J_KNOWN_KEYS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/container/flat_hash_set.h"
#include "engine/core/strings.h"

namespace reg2graph::neo4j {

// Keys of nodes that this sink has seen in the graph, so that they need not be merged again. A hint:
// whoever relies on it matches the node, and the transaction fails if it is gone. 8 bytes a key. Network
// thread only.
class KnownKeys {
 public:
  static constexpr size_t kLimit = size_t{1} << 20;  // then all are forgotten

  void Add(std::string_view key) {
    if (keys_.size() >= kLimit) keys_.clear();
    keys_.insert(StringHash{}(key));
  }
  bool Has(std::string_view key) const { return keys_.contains(StringHash{}(key)); }
  void Clear() { keys_.clear(); }

 private:
  absl::flat_hash_set<uint64_t> keys_;
};

}  // namespace reg2graph::neo4j

#endif  // REG2GRAPH_SINKS_NEO4J_KNOWN_KEYS_H_
