#ifndef REG2GRAPH_SINKS_NEO4J_STATEMENTS_H_
#define REG2GRAPH_SINKS_NEO4J_STATEMENTS_H_

#include <string>
#include <string_view>

#include "engine/core/graph_schema.h"

// The Cypher of everything but the writing of batches (write_statements.h) and the schema
// (schema_statements.h). The texts are constant: values travel in $p, so the server plans each text once.
namespace reg2graph::neo4j {

// Keys that more than one node has: [id, count].
std::string_view DuplicatesStatement();

// How many Resource nodes the database holds, those of other programs included.
std::string_view CountNodesStatement();

// key, prefix (key + "/"). Rows: [id, stamps]; of a stub only the id. `stamps`: StateColumns.
std::string_view FetchTitleStatement();
// FetchUnitParameters. One row a node: [id, labels, properties, out, in, stamps, cover]; `stamps` of the root
// and of divisions that have a state, `cover` of the root alone. `out`: [type, target, properties] of what
// starts there; `in`: [source, properties] of the HAS_CHILD that enter. Waits for whoever is writing the
// unit, unless it is `read_only`: then what it reads may be half of a change.
std::string_view FetchUnitStatement(bool read_only);

// One row: how many CITES lead to a loaded node, to a stub of a title that is not loaded, to one of a title
// that is. CITES and stubs of others are not counted.
std::string_view CountCitationsStatement();

// Deletes orphans, at most `limit` stubs and as many artifacts. One row: how many were deleted; and, if none
// was, how many are kept because relationships of others begin or end there.
std::string_view SweepStatement();

// id. One number: 1 if the Resource of this id is a node that this program can have written, 0 if it is
// somebody else's. No row if there is none.
std::string_view IsOwnStatement();

}  // namespace reg2graph::neo4j

#endif  // REG2GRAPH_SINKS_NEO4J_STATEMENTS_H_
