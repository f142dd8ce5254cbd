#ifndef REG2GRAPH_ENGINE_FILES_WRITE_ALL_H_
#define REG2GRAPH_ENGINE_FILES_WRITE_ALL_H_

#include <string_view>

namespace reg2graph {

// Writes all of it, however the system cuts it; false with errno if it cannot. Blocks.
bool WriteAll(int descriptor, std::string_view text);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_FILES_WRITE_ALL_H_
