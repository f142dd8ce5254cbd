#ifndef REG2GRAPH_SINKS_NEO4J_REQUEST_BODY_H_
#define REG2GRAPH_SINKS_NEO4J_REQUEST_BODY_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/stored_graph.h"
#include "engine/core/unit_mutations.h"

namespace reg2graph::neo4j {

// A request's body in pieces that are sent one after the other. The pieces are views into what `owner`
// keeps alive (rows are not copied).
struct RequestBody {
  std::vector<std::string_view> slices;
  std::shared_ptr<const void> owner;
};

// What the server's counters must say of a batch that was committed.
struct Expectation {
  int64_t units = 0;
  int64_t nodes_created = 0;
  int64_t edges_created = 0;
  bool exact = true;  // false: stubs, their WITHIN or an artifact may come on top
};

// The Parts of the statement (statements.h) that a batch needs.
unsigned PartsOf(const MutationBatch& batch);
// Of /tx/commit if `tx`, else of the Query API.
RequestBody BatchBody(std::shared_ptr<const MutationBatch> batch, bool tx);
Expectation ExpectationOf(const MutationBatch& batch);

// `parameters` is a JSON object.
RequestBody StatementBody(std::string_view statement, std::string_view parameters, bool tx);

// The parameters of FetchUnitStatement.
std::string FetchUnitParameters(const UnitQuery& query);

}  // namespace reg2graph::neo4j

#endif  // REG2GRAPH_SINKS_NEO4J_REQUEST_BODY_H_
