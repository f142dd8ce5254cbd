#ifndef REG2GRAPH_SINKS_NEO4J_WRITE_STATEMENTS_H_
#define REG2GRAPH_SINKS_NEO4J_WRITE_STATEMENTS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/core/graph_schema.h"

// The statements of a transaction that writes a batch. Each has one purpose; a batch sends those that it
// needs, in this order. Small ones are planned in a fraction of the time that one large statement takes. The
// texts are constant: values travel in $p (parameters.h).
namespace reg2graph::neo4j {

enum class Step : uint8_t {
  kGuards,       // locks divisions and compares their states
  kEdgeDeletes,  // relationships between nodes that stay
  kDeletes,      // nodes; what is still entered from elsewhere stays as a stub
  kUnstubs,      // stubs that become real
  kDivisions,    // new divisions, HAS_CHILD and their NEXT
  kRows,         // changes of nodes, all other new nodes, the relationships among them
  kReplaced,     // relationships that a source owns and that are made anew
  kNames,        // citation and name of stubs that an earlier mapping made without
  kStubs,        // nodes that are cited and not there, with their ancestors
  kWithin,       // WITHIN of stubs that have none
  kLinks,        // relationships that leave the unit
  kArtifacts,    // the documents that stamps name
  kStamps,       // stamps and claims
  kSources,      // FROM_ARTIFACT of these stamps
};
inline constexpr int kStepCount = 14;

// Returns one row with one integer, and fails, so that the whole transaction does, where a guard does not
// hold or a node that should be there is not.
std::string_view StatementOf(Step step);
// The name of that integer, unique among the steps.
std::string_view ColumnOf(Step step);

// What StatementOf(kDivisions), (kRows) and (kLinks) prefix to the type of the relationships that they join:
// param::Joined.
std::string_view JoinPrefix(Step step);
// The list of the rows of a kind, in kDivisions or kRows.
std::string_view RowsParam(NodeKind kind);

}  // namespace reg2graph::neo4j

#endif  // REG2GRAPH_SINKS_NEO4J_WRITE_STATEMENTS_H_
