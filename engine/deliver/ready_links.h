#ifndef REG2GRAPH_ENGINE_DELIVER_READY_LINKS_H_
#define REG2GRAPH_ENGINE_DELIVER_READY_LINKS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/container/flat_hash_set.h"
#include "engine/core/unit_mutations.h"

namespace reg2graph {

// The nodes that this run has written of late. A hint, not the graph: of more than `limit` nodes all are
// forgotten. Keeps 8 bytes of each. REQUIRES: called on the network thread.
class WrittenNodes {
 public:
  explicit WrittenNodes(size_t limit) : limit_(limit) {}
  void Add(const UnitMutations& written);
  bool Has(std::string_view id) const;

 private:
  const size_t limit_;
  absl::flat_hash_set<uint64_t> ids_;
};

// Takes from `links`, which holds nothing but out_edges, what need not wait for other documents' or
// units' nodes: relationships to what is there, and to what no document of regulation brings.
UnitMutations TakeReadyLinks(UnitMutations& links, const WrittenNodes& written);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_DELIVER_READY_LINKS_H_
