#ifndef REG2GRAPH_ENGINE_OBSERVE_PEAK_MEMORY_H_
#define REG2GRAPH_ENGINE_OBSERVE_PEAK_MEMORY_H_

#include <cstdint>

namespace reg2graph {

// Peak resident memory of this process in bytes; 0 if the system does not report it (proc(5), VmHWM).
// Not getrusage's: that includes the parent process.
int64_t PeakMemoryBytes();

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_OBSERVE_PEAK_MEMORY_H_
