#ifndef REG2GRAPH_SINKS_NEO4J_STATE_H_
#define REG2GRAPH_SINKS_NEO4J_STATE_H_

#include <string>
#include <string_view>

// A division's state in Cypher. Guards compare UnitState::state, which is StateText, with the same list made
// by the server.
namespace reg2graph::neo4j {

// Cypher: the list of the texts, of node `n`.
std::string StateTexts(std::string_view n);
// Cypher: the columns from which a UnitState is read: StateProperties, then the artifacts that each layer's
// FROM_ARTIFACT leads to.
std::string StateColumns(std::string_view n);
// Cypher: true of a division that is stamped or claimed, UnitState::stamped().
std::string IsStamped(std::string_view n);

// The state of a node that carries neither a stamp nor a place.
std::string UnstampedState();

}  // namespace reg2graph::neo4j

#endif  // REG2GRAPH_SINKS_NEO4J_STATE_H_
