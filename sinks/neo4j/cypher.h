#ifndef REG2GRAPH_SINKS_NEO4J_CYPHER_H_
#define REG2GRAPH_SINKS_NEO4J_CYPHER_H_

#include <span>
#include <string>
#include <string_view>

#include "engine/core/graph_schema.h"

// Pieces from which statements are composed. The first group is openCypher; the second, `dialect`, is what
// only Neo4j understands, and all that another target of Cypher would have to spell otherwise.
namespace reg2graph::neo4j {

// "$p.NAME": a member of the one parameter.
std::string Param(std::string_view name);
// " {id: r.id, title: r.title}" from the members of `row`; empty if there are no properties.
std::string PropertyMap(std::span<const Property> properties, std::string_view row);
// ":Resource:Division"
std::string Labels(std::span<const std::string_view> labels);
// A match of one node by its key: "MATCH (n:Resource {id: r.id}) ", through the index.
std::string MatchKey(std::string_view node, std::string_view key);
// Whether a node carries a label, as an expression that no plan can start from: a planner that knows of no
// nodes may read all that carry a label for each row rather than follow the relationships of one node.
std::string HasLabel(std::string_view node, std::string_view label);
// `pattern` (a MATCH, or what EXISTS asks) with the condition that the node at its far end is this graph's.
std::string Far(std::string_view pattern, std::string_view node);
// The types of all relationships that this program writes: "HAS_CHILD|HAS_XML|...".
std::string OwnTypes();
// Every label that a real node may have, but for `Resource`, which stubs have too: ":Division:Section...".
std::string RealLabels();
// The labels that all shapes of a kind have.
std::span<const std::string_view> CommonLabels(NodeKind kind);

namespace dialect {

// Before a statement whose plan never has to be made again because the graph has grown: all its look-ups use
// the unique index whatever the statistics say. The slotted runtime keeps rows in order in every edition, and
// positions in lists are what joins a batch's nodes.
inline constexpr std::string_view kPreamble = "CYPHER runtime=slotted replan=skip ";
// Before one whose plan should follow the statistics.
inline constexpr std::string_view kPlannedAnew = "CYPHER runtime=slotted ";

// A label that comes with the row, after the static ones. A branch for each label made a server that starts
// plan for many seconds.
std::string DynamicLabel(std::string_view expression);
// "CALL (scope) { body } ": a subquery. Empty lists do no harm inside one.
std::string Call(std::string_view scope, std::string_view body);
// A filter that ends the whole transaction with an error (division by zero) unless `condition` holds. It must
// be a filter: the planner drops an expression that nobody uses.
std::string Require(std::string_view kept, std::string_view condition);
// Forces the look-up of `node` through the index on Resource.id: planned while there is no stub yet, a match
// that also asks for the label would read all stubs each time. Without SEEK the planner of an empty database
// may read the whole index for each row, and keeps that plan.
std::string UsingKeyIndex(std::string_view node);

}  // namespace dialect
}  // namespace reg2graph::neo4j

#endif  // REG2GRAPH_SINKS_NEO4J_CYPHER_H_
