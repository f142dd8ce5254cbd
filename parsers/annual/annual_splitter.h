#ifndef REG2GRAPH_PARSERS_ANNUAL_ANNUAL_SPLITTER_H_
#define REG2GRAPH_PARSERS_ANNUAL_ANNUAL_SPLITTER_H_

#include <cstddef>
#include <memory>

#include "engine/core/format.h"

namespace reg2graph {

// Cuts a volume of the annual CFR, or a granule of one, at its PARTs. A PART within a PART, of a note that
// was never closed, is cut out of it. A volume has no spine: of what is outside of the PARTs only the
// headings are read. Memory: one block, the PARTs that are open,
// together no more than one may have, and what is outside of them.
std::unique_ptr<Splitter> NewAnnualSplitter(const SplitOptions& options,
                                            size_t block_bytes = size_t{1} << 20);

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_ANNUAL_ANNUAL_SPLITTER_H_
