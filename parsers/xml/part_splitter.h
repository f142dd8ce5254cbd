#ifndef REG2GRAPH_PARSERS_XML_PART_SPLITTER_H_
#define REG2GRAPH_PARSERS_XML_PART_SPLITTER_H_

#include <cstddef>
#include <memory>

#include "engine/core/format.h"
#include "parsers/xml/div_dialect.h"

namespace reg2graph {

// Cuts a title of DIV1 to DIV9 at its DIV5s. Memory: one block, the part at hand, and the spine.
std::unique_ptr<Splitter> NewPartSplitter(const DivDialect& dialect, const SplitOptions& options,
                                          size_t block_bytes = size_t{1} << 20);

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_XML_PART_SPLITTER_H_
