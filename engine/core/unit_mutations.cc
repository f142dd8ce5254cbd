#include "engine/core/unit_mutations.h"

namespace reg2graph {

size_t UnitMutations::Rows() const {
  size_t rows = edge_deletes.size() + node_deletes.size() + updates.size() + creates.size() + edges.size();
  for (const OutEdges& out : out_edges) rows += out.edges.size() + (out.replace ? 1 : 0);
  return rows;
}

size_t UnitMutations::Bytes() const {
  size_t bytes = unit_key.size() + guard.value.size() + (artifact ? artifact->row.size() : 0);
  for (const StampWrite& stamp : stamps) bytes += stamp.key.size() + stamp.patch.size() + 64;
  for (const DivisionGuard& other : guards) bytes += other.id.size() + other.state.size() + 16;
  for (const NodeCreate& create : creates) bytes += create.row.size() + 1;
  for (const NodeUpdate& update : updates) bytes += update.id.size() + update.patch.size() + 32;
  for (const EdgeCreate& edge : edges) bytes += edge.props.size() + 16;
  for (const EdgeDelete& edge : edge_deletes) bytes += edge.from.size() + edge.to.size() + 16;
  for (const std::string& id : node_deletes) bytes += id.size() + 4;
  for (size_t i = creates.size(); i < ends.size(); ++i) bytes += ends[i].size() + 4;
  for (const OutEdges& out : out_edges) {
    bytes += out.from.size() + 32;
    for (const OutEdges::Edge& edge : out.edges) bytes += edge.target.size() + edge.props.size() + 64;
  }
  return bytes;
}

size_t MutationBatch::Rows() const {
  size_t rows = 0;
  for (const UnitMutations& unit : units) rows += unit.Rows();
  return rows;
}

size_t MutationBatch::Bytes() const {
  size_t bytes = 0;
  for (const UnitMutations& unit : units) bytes += unit.Bytes();
  return bytes;
}

}  // namespace reg2graph
