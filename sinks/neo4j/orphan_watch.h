#ifndef REG2GRAPH_SINKS_NEO4J_ORPHAN_WATCH_H_
#define REG2GRAPH_SINKS_NEO4J_ORPHAN_WATCH_H_

#include <string>

#include "engine/core/strings.h"
#include "engine/core/unit_mutations.h"

namespace reg2graph::neo4j {

// Whether a sweep may find anything: stubs and artifacts that nothing refers to come from what is deleted or
// replaced. A first load into a new database does neither, and a server that has just started takes seconds
// to find that out. REQUIRES: called on the network thread.
class OrphanWatch {
 public:
  // REQUIRES: nothing of this graph is in the database.
  void OnNewGraph() { may_be_there_ = false; }
  void OnBatch(const MutationBatch& batch) {
    for (const UnitMutations& unit : batch.units) {
      if (may_be_there_) return;
      may_be_there_ = Deletes(unit) || Relinks(unit);
    }
  }
  bool MayBeThere() const { return may_be_there_; }

 private:
  static bool Deletes(const UnitMutations& unit) {
    bool deletes = !unit.edge_deletes.empty() || !unit.node_deletes.empty();
    for (const OutEdges& edges : unit.out_edges) deletes = deletes || edges.replace;
    return deletes;
  }

  // An artifact may lose the last FROM_ARTIFACT.
  bool Relinks(const UnitMutations& unit) {
    for (const StampWrite& stamp : unit.stamps) {
      if (!stamp.link) continue;
      const auto [known, is_new] =
          links_.try_emplace(stamp.key + std::string(LayerName(stamp.link->layer)), stamp.link->artifact);
      if (!is_new && known->second != stamp.link->artifact) return true;
    }
    return false;
  }

  bool may_be_there_ = true;
  StringMap<std::string> links_;  // by division and layer
};

}  // namespace reg2graph::neo4j

#endif  // REG2GRAPH_SINKS_NEO4J_ORPHAN_WATCH_H_
