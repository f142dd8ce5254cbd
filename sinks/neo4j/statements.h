#ifndef REG2GRAPH_SINKS_NEO4J_STATEMENTS_H_
#define REG2GRAPH_SINKS_NEO4J_STATEMENTS_H_

#include <string>
#include <string_view>

#include "engine/core/graph_schema.h"

// All Cypher that the sink sends. The texts are constant: values travel as parameters, so the server
// plans each text once.
namespace reg2graph::neo4j {

// What a batch needs of its statement. A batch is always one statement, the same for both APIs.
enum Parts : unsigned {
  kChanges = 1,  // edge_deletes, node_deletes, updates
  kRows = 2,     // creates, edges
  kLinks = 4,    // out_edges
};
inline constexpr unsigned kPartsCount = 8;

// The statement that writes a batch; `parts` is a union of Parts. Parameters: see request_body.cc.
// It returns one row, each of whose columns is the number of units, and fails as a whole (division by
// zero) where a guard does not hold or a node that should be there is not.
std::string_view DeliverStatement(unsigned parts);

// The parameter that holds the rows of a kind: "Division", "XMLData", "Paragraph", "Note", "Artifact".
std::string_view RowsName(NodeKind kind);

// Keys that stand more than once: [id, count].
std::string_view DuplicatesStatement();

// $key, $prefix (key + "/"). Rows: [id, state, stamps]; of a stub only the id. `stamps`: the values of
// StampProperties, then structure_order and text_order.
std::string_view FetchTitleStatement();
// $root, $prefixes, $parts (the part prefix in a list, or none). One row a node: [id, labels, properties,
// out, in, state, stamps]; the last two only in the root's row. `out`: [type, target, properties] of what
// starts there; `in`: [source, properties] of the HAS_CHILD that enter.
// Waits for whoever is writing the unit, unless it is `read_only`: then what it reads may be half of a
// change.
std::string_view FetchUnitStatement(bool read_only);

// One row: how many CITES lead to a loaded node, to a stub of a title that is not loaded, to one of a title
// that is. CITES and stubs of others are not counted.
std::string_view CountCitationsStatement();

// Deletes orphans, at most $limit stubs and as many artifacts. One row: how many were deleted; and, if none
// was, how many are kept because relationships of others begin or end there.
std::string_view SweepStatement();

// $id. One number: 1 if the Resource of this id is a node that this program can have written, 0 if it is
// somebody else's. No row if there is none.
std::string_view IsOwnStatement();

// What UnitState::state is of a node that carries neither a stamp nor a place.
std::string UnstampedState();

}  // namespace reg2graph::neo4j

#endif  // REG2GRAPH_SINKS_NEO4J_STATEMENTS_H_
