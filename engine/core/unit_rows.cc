#include "engine/core/unit_rows.h"

namespace reg2graph {

size_t UnitRows::Bytes() const {
  size_t bytes = sizeof(UnitRows) + nodes.capacity() * sizeof(NodeRow) + edges.capacity() * sizeof(EdgeRow);
  for (const std::string& rows : text) bytes += rows.capacity();
  for (const EdgeRow& edge : edges) bytes += edge.props.size();
  for (const OutEdgeRow& edge : out_edges) bytes += sizeof(OutEdgeRow) + edge.target.size() + edge.props.size();
  return bytes;
}

}  // namespace reg2graph
