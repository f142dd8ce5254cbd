#include "engine/core/unit_rows.h"

namespace reg2graph {

size_t UnitRows::Bytes() const {
  size_t bytes = sizeof(UnitRows) + nodes.capacity() * sizeof(NodeRow) + edges.capacity() * sizeof(EdgeRow);
  for (const TextBuffer& rows : text) bytes += rows.size();
  return bytes + out_edges.capacity() * sizeof(OutEdgeRow) + edge_text.bytes();
}

}  // namespace reg2graph
