#ifndef REG2GRAPH_SINKS_NEO4J_REQUEST_BODY_H_
#define REG2GRAPH_SINKS_NEO4J_REQUEST_BODY_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/stored_graph.h"
#include "engine/core/unit_mutations.h"
#include "sinks/neo4j/batch_layout.h"
#include "sinks/neo4j/write_statements.h"

namespace reg2graph::neo4j {

// A request's body in pieces that are sent one after the other. The pieces are views into what `owner`
// keeps alive (rows are not copied).
struct RequestBody {
  std::vector<std::string_view> slices;
  std::shared_ptr<const void> owner;
};

// What the server's counters must be for a batch that was committed.
struct Expectation {
  static constexpr int64_t kAny = -1;
  std::vector<int64_t> numbers;                 // what each statement returns
  std::optional<size_t> within = std::nullopt;  // which of them is the number of WITHIN
  int64_t nodes_created = 0;
  int64_t edges_created = 0;
  bool exact = true;  // false: stubs, their WITHIN or an artifact may come on top
};

// A batch as one transaction of these steps: several statements of /tx/commit if `tx`, else subqueries of one
// statement of the Query API, which takes only one.
RequestBody BatchBody(const BatchLayout& layout, std::shared_ptr<const MutationBatch> batch, bool tx);
Expectation ExpectationOf(const BatchLayout& layout, const MutationBatch& batch);

// Makes the server plan these steps: nothing is matched and nothing is written.
RequestBody PlanningBody(std::span<const Step> steps, bool tx);

// `parameters` is a JSON object, the members of $p.
RequestBody StatementBody(std::string_view statement, std::string_view parameters, bool tx);
// Statements without parameters in one transaction of /tx/commit.
RequestBody StatementsBody(std::span<const std::string> statements);

// The parameters of FetchUnitStatement.
std::string FetchUnitParameters(const UnitQuery& query);

}  // namespace reg2graph::neo4j

#endif  // REG2GRAPH_SINKS_NEO4J_REQUEST_BODY_H_
