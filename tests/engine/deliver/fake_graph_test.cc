#include "tests/engine/deliver/fake_graph.h"

#include <utility>
#include <vector>

#include "tests/conformance/graph_conformance.h"

namespace reg2graph {
namespace {

class InMemory {
 public:
  DeliveryOutcome Commit(std::vector<UnitMutations> units) { return graph_.Commit({std::move(units)}); }
  StoredUnit Unit(const UnitQuery& query) const { return graph_.Unit(query); }
  TitleState Title(int title) const { return graph_.Title(title); }
  int64_t Sweep() { return graph_.Sweep(); }

 private:
  FakeGraph graph_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(InMemory, GraphConformanceTest, InMemory);

}  // namespace
}  // namespace reg2graph
