#ifndef REG2GRAPH_ENGINE_DELIVER_STEP_CUTTER_H_
#define REG2GRAPH_ENGINE_DELIVER_STEP_CUTTER_H_

#include <cstddef>
#include <span>
#include <vector>

#include "engine/core/unit_mutations.h"

namespace reg2graph {

struct StepLimits {
  size_t rows = 10'000;
  size_t bytes = size_t{8} << 20;
};

// Cuts a unit's mutations into shares that each fit one transaction, in the order in which they must
// be applied; one share if it fits. A share is at least one row, whatever its size. The guard of the unit's
// division and the stamps are the caller's: they are left empty. Other guards stay with the first share, the
// artifact with the last.
std::vector<UnitMutations> CutSteps(UnitMutations whole, const StepLimits& limits);

// Drops the only row of `step`, and from `rest` every row that cannot be without it.
void DropDependents(const UnitMutations& step, std::span<UnitMutations> rest);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_DELIVER_STEP_CUTTER_H_
