#ifndef REG2GRAPH_SINKS_NEO4J_PARAMETERS_H_
#define REG2GRAPH_SINKS_NEO4J_PARAMETERS_H_

#include <string>
#include <string_view>

// The members of the one map that every statement takes as $p, each spelled here for the Cypher that reads it
// and the body that carries it. The server keeps a plan for each size class of each list parameter, but one
// for all maps: as lists of their own, these made it plan each text four or five times in one load. What is
// empty is left out: UNWIND null gives no row.
namespace reg2graph::neo4j::param {

using Name = std::string_view;

// Preconditions: [{id, state} or {id, claim}], sorted by id so that concurrent transactions lock in one
// order.
inline constexpr Name kGuards = "guards";
// [[type, from, to]]
inline constexpr Name kEdgeDeletes = "edge_deletes";
// Positions in kGoneKeys, the longest key first.
inline constexpr Name kDeletes = "deletes";
// Keys that may have to stay or be made as stubs, with all their ancestors, sorted by id:
// [{id, kind, citation, name, chain: [positions of the ancestors, nearest first]}].
inline constexpr Name kGoneKeys = "gone_keys";
inline constexpr Name kCitedKeys = "cited_keys";
// Positions in kCitedKeys.
inline constexpr Name kTargets = "targets";
// [[key, key one segment up]]
inline constexpr Name kWithin = "within";
// [{id, patch, labels, kind}]
inline constexpr Name kUnstubs = "unstubs";
// New divisions: ids of those that exist, rows by label [{l, r: [row]}], how many of both.
inline constexpr Name kDivisionEnds = "division_ends";
inline constexpr Name kDivisions = "divisions";
inline constexpr Name kDivisionCount = "division_count";
// Other rows: [{id, patch}] of nodes that exist and change, ids of those that exist and do not, rows of each
// kind by label, how many of all of these. Their order is that of the positions in the lists of
// relationships.
inline constexpr Name kUpdates = "updates";
inline constexpr Name kEnds = "ends";
inline constexpr Name kXmlData = "xml_data";
inline constexpr Name kParagraphs = "paragraphs";
inline constexpr Name kNotes = "notes";
inline constexpr Name kRowCount = "row_count";
// [[type, from]]
inline constexpr Name kReplaced = "replaced";
// Relationships that leave the unit: ids of their ends, how many.
inline constexpr Name kLinkEnds = "link_ends";
inline constexpr Name kLinkEndCount = "link_end_count";
// [{id, row}]
inline constexpr Name kArtifacts = "artifacts";
// [{key, patch}]
inline constexpr Name kStamps = "stamps";
// [{key, layer, id}] of FROM_ARTIFACT; an empty id: none.
inline constexpr Name kSources = "sources";

// Lists of relationships, [[position, position] or [position, position, properties]], by the statement that
// joins them and their type.
inline std::string Joined(std::string_view statement, std::string_view type) {
  return std::string(statement).append("_").append(type);
}

// Of look-ups.
inline constexpr Name kKey = "key";
inline constexpr Name kPrefix = "prefix";
inline constexpr Name kRoot = "root";
inline constexpr Name kRanges = "ranges";
inline constexpr Name kNames = "names";
inline constexpr Name kPart = "part";
inline constexpr Name kSpine = "spine";
inline constexpr Name kSpinePrefixes = "spine_prefixes";
inline constexpr Name kParts = "parts";
inline constexpr Name kTitle = "title";
inline constexpr Name kId = "id";
inline constexpr Name kLimit = "limit";

}  // namespace reg2graph::neo4j::param

#endif  // REG2GRAPH_SINKS_NEO4J_PARAMETERS_H_
