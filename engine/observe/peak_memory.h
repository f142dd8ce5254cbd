#ifndef REG2GRAPH_ENGINE_OBSERVE_PEAK_MEMORY_H_
#define REG2GRAPH_ENGINE_OBSERVE_PEAK_MEMORY_H_

#include <cstdint>

namespace reg2graph {

// The most memory that this process ever had resident, in bytes; 0 where the system does not tell
// (proc(5), VmHWM). Not getrusage's: that counts the process that started this one as well.
int64_t PeakMemoryBytes();

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_OBSERVE_PEAK_MEMORY_H_
