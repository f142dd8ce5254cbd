#ifndef REG2GRAPH_ENGINE_VERIFY_DIFFERENCES_H_
#define REG2GRAPH_ENGINE_VERIFY_DIFFERENCES_H_

#include <string>
#include <vector>

#include "engine/core/unit_mutations.h"

namespace reg2graph {

// What a plan would change, in words: one line for each difference between document and graph.
std::vector<std::string> DifferencesOf(const UnitMutations& plan);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_VERIFY_DIFFERENCES_H_
