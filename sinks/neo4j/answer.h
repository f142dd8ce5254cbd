#ifndef REG2GRAPH_SINKS_NEO4J_ANSWER_H_
#define REG2GRAPH_SINKS_NEO4J_ANSWER_H_

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/core/mutation_sink.h"
#include "engine/core/stored_graph.h"

// Reads what Neo4j answers, of both APIs alike. Nothing throws; text that is no answer of Neo4j's is
// reported by `recognised`.
namespace reg2graph::neo4j {

struct Answer {
  bool recognised = false;    // it has the form of an answer by Neo4j
  std::string code, message;  // of the first error; empty if there is none
  DeliveryCounters counters;
  std::vector<int64_t> numbers;  // the integers of the first row of each result
};
Answer ParseAnswer(std::string_view body);

struct Discovery {
  std::string version;
  bool tx = false, query = false;
};
absl::StatusOr<Discovery> ParseDiscovery(std::string_view body);

// The rows of FetchTitleStatement and of FetchUnitStatement; `body` is an answer without errors.
absl::StatusOr<TitleState> ParseTitle(std::string_view body);
absl::StatusOr<StoredUnit> ParseUnit(std::string_view body, std::string_view unit_key);
// Calls `visit` for each row, which must have `columns` columns; what is not text is empty. The views live
// only during the call.
absl::Status ForEachTextRow(std::string_view body, size_t columns,
                            const std::function<void(std::span<const std::string_view>)>& visit);
// The rows of DuplicatesStatement: "ID (TIMES times), ...".
std::string DescribeDuplicates(std::string_view body);

}  // namespace reg2graph::neo4j

#endif  // REG2GRAPH_SINKS_NEO4J_ANSWER_H_
