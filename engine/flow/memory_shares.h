#ifndef REG2GRAPH_ENGINE_FLOW_MEMORY_SHARES_H_
#define REG2GRAPH_ENGINE_FLOW_MEMORY_SHARES_H_

#include <cstddef>

namespace reg2graph {

// What of --memory is whose. Not all of it is needed at once: together they are at most three times --memory,
// with what a run into a file keeps (decisions/0015).
struct MemoryShares {
  constexpr explicit MemoryShares(size_t memory)
      : in_flight(memory / 3),
        unit(memory / 2 * 3),
        collected(memory / 3),
        index(memory / 6),
        recalled(memory / 8) {}

  size_t in_flight;  // of all units between reader and acknowledgement, as MemoryBudget weighs them
  size_t unit;       // that one unit may need, when no other is in flight, as UnitMemory counts it
  size_t collected;  // the bytes of one unit, while the reader collects them
  size_t index;      // what the reader knows of the parts and sections of one document
  size_t recalled;   // what a run into a database recalls of what it has written
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_FLOW_MEMORY_SHARES_H_
