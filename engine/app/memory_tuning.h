#ifndef REG2GRAPH_ENGINE_APP_MEMORY_TUNING_H_
#define REG2GRAPH_ENGINE_APP_MEMORY_TUNING_H_

namespace reg2graph {

// Lets the allocator keep what is freed for the next unit: by default each block over 128 KiB is asked
// of the system and given back, and each of its pages is zeroed and mapped anew. Once, before any thread.
void KeepFreedMemory();

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_APP_MEMORY_TUNING_H_
