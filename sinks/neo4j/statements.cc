#include "sinks/neo4j/statements.h"

#include "engine/core/graph_schema.h"
#include "sinks/neo4j/cypher.h"
#include "sinks/neo4j/parameters.h"
#include "sinks/neo4j/state.h"

namespace reg2graph::neo4j {
namespace {

using std::string;
using std::string_view;

// True if nothing of this graph refers to the stub or artifact `n`.
string IsOrphan(string_view n) {
  return "NOT EXISTS { (" + string(n) + ")<-[:" + OwnTypes() + "]-(:Resource) }";
}

// True if a relationship begins or ends at `n` that this program did not write. To delete it with `n` would
// change the data of others.
string IsHeldByOthers(string_view n) {
  return "EXISTS { (" + string(n) + ")-[e]-(m) WHERE NOT m:Resource OR NOT e:" + OwnTypes() + " }";
}

string BuildFetchTitle() {
  // Parts by their own index; whatever else carries a stamp by the indexes that hold only such nodes.
  return string(dialect::kPreamble) + "CALL () { " + MatchKey("n", "$p.key") +
         "RETURN n "
         "UNION MATCH (n:Part) USING INDEX SEEK n:Part(id) WHERE n.id STARTS WITH $p.prefix RETURN n "
         "UNION MATCH (n:Division) USING INDEX SEEK n:Division(id, structure_as_of) "
         "WHERE n.id STARTS WITH $p.prefix AND n.structure_as_of IS NOT NULL RETURN n "
         "UNION MATCH (n:Division) USING INDEX SEEK n:Division(id, text_as_of) "
         "WHERE n.id STARTS WITH $p.prefix AND n.text_as_of IS NOT NULL RETURN n "
         "UNION MATCH (n:Division) USING INDEX SEEK n:Division(id, disputed) "
         "WHERE n.id STARTS WITH $p.prefix AND n.disputed IS NOT NULL RETURN n "
         "UNION MATCH (n:Division) USING INDEX SEEK n:Division(id, claim) "
         "WHERE n.id STARTS WITH $p.prefix AND n.claim IS NOT NULL RETURN n } "
         "WITH n WHERE n:Division "
         "AND n:Resource RETURN n.id AS id, " +
         StateColumns("n") +
         " AS stamps "
         "UNION ALL MATCH (s:Stub) USING INDEX SEEK s:Stub(id) WHERE (s.id = $p.key OR s.id STARTS WITH "
         "$p.prefix) "
         "AND s:Resource "
         "RETURN s.id AS id, null AS stamps";
}

// What relationships of one type lead to from the node `id`, over nodes `m` of this graph for which `also`
// holds. As a path: a quantified pattern may be planned as a scan of a label for each step.
string PathsDown(string_view type, string_view also = "") {
  string text = MatchKey("d", "id") + "MATCH q = (d)-[:";
  text.append(type).append("*1..12]->(n) WHERE all(m IN nodes(q) WHERE ").append(HasLabel("m", "Resource"));
  return text.append(also).append(") ");
}

// The sections that a document places in the part, whatever HAS_CHILD says.
string PlacedClause(const string& parent) {
  const string match =
      "UNWIND $p.part AS id MATCH (n:Section) USING INDEX SEEK n:Section(" + parent + ") WHERE n." + parent;
  return match + " = id RETURN n UNION " + match + " STARTS WITH id + '/' RETURN n ";
}

// The divisions whose nodes are not all at or below the unit's key: the sections of a part, and what a spine
// holds outside of parts. Each branch reads through an index or along HAS_CHILD.
string DivisionsClause() {
  return "CALL () { "
         "UNWIND $p.part AS id " +
         PathsDown("HAS_CHILD") + "AND n:Section RETURN n UNION " + PlacedClause("structure_parent") +
         "UNION " + PlacedClause("text_parent") + "UNION " + PlacedClause("text_partial_parent") +
         "UNION UNWIND $p.spine AS id " + PathsDown("HAS_CHILD", " AND NOT " + HasLabel("m", "Part")) +
         "RETURN n UNION "
         // What an interrupted run left unconnected.
         "UNWIND $p.spine_prefixes AS p MATCH (n:Resource) USING INDEX SEEK n:Resource(id) WHERE n.id STARTS "
         "WITH "
         "p "
         "AND n:Division AND NOT n:Part AND (NOT n:Section OR n.id CONTAINS '/s~') RETURN n } ";
}

// What guards compare: sections, appendices, whatever is stamped, and the title (`inside` null).
string HasState() {
  return "(inside IS NULL OR inside AND (n:Section OR n:Appendix OR " + IsStamped("n") + "))";
}

string BuildFetchUnit(bool read_only) {
  // The division is locked, as by GuardClause: Neo4j shows a transaction that is being committed piece by
  // piece, the new state perhaps before the relationships that belong to it, and lets go of its locks when
  // all of it is there. In a statement that writes, the look-up by a unique key also waits for whoever is
  // creating that node. The state is read before the nodes: a change in between is then seen by the guard.
  // A unit without its division may still have nodes: parts that wait for their title, what an interrupted
  // run left.
  return string(dialect::kPreamble) + "OPTIONAL " + MatchKey("d", "$p.root") +
         (read_only ? "" : "SET d.id = d.id ") + "WITH CASE WHEN d:Division THEN " + StateColumns("d") +
         " END AS stamps "
         "CALL () { CALL () { " +
         MatchKey("n", "$p.root") +
         "RETURN n UNION "
         "UNWIND $p.ranges AS p MATCH (n:Resource) USING INDEX SEEK n:Resource(id) WHERE n.id STARTS WITH p "
         "RETURN "
         "n "
         "UNION UNWIND $p.spine AS id " +
         PathsDown("HAS_PARAGRAPH") + "RETURN n UNION " + DivisionsClause() +
         // What the rows name may be missing and yet have left nodes below it.
         "WITH collect(n.id) + $p.names AS ids UNWIND ids AS id CALL (id) { " + MatchKey("n", "id") +
         "RETURN n UNION ALL "
         // Two ranges: the plain prefix /us/cfr/t1/s1.1 would take /us/cfr/t1/s1.10.
         "UNWIND [id + '/', id + '#'] AS p "
         "MATCH (n:Resource) USING INDEX SEEK n:Resource(id) WHERE n.id STARTS WITH p RETURN n } RETURN n } "
         "RETURN n, true AS inside UNION ALL "
         "UNWIND $p.parts AS p MATCH (n:Part) USING INDEX SEEK n:Part(id) WHERE n.id STARTS WITH p AND "
         "n:Resource "
         "RETURN n, false "
         "AS inside UNION ALL "
         // A part that is cited and could not be read is a stub until the spine names it.
         "UNWIND $p.parts AS p MATCH (n:Stub) USING INDEX SEEK n:Stub(id) WHERE n.id STARTS WITH p AND "
         "n:Resource "
         "AND NOT substring(n.id, size(p)) CONTAINS '/' RETURN n, false AS inside UNION ALL "
         "UNWIND $p.title AS id " +
         MatchKey("n", "id") +
         "RETURN n, null AS inside } "
         "WITH stamps, n, inside AND NOT n:Stub AS inside "
         "RETURN n.id AS id, labels(n) AS labels, properties(n) AS properties, "
         "COLLECT { " +
         Far("MATCH (n)-[e]->(m)", "m") +
         "AND inside RETURN [type(e), m.id, properties(e)] } AS out, COLLECT { " +
         Far("MATCH (m)-[e:HAS_CHILD]->(n)", "m") +
         "RETURN [m.id, properties(e)] } AS entering, "
         "CASE WHEN n.id = $p.root THEN stamps WHEN " +
         HasState() + " THEN " + StateColumns("n") +
         " END AS stamps, "
         // The other parts of WhereIs.
         "COLLECT { UNWIND CASE WHEN inside AND n:Section "
         "THEN [split(coalesce(n.text_parent, n.text_partial_parent), '/'), split(n.structure_parent, '/')] "
         "END "
         "AS s WITH s "
         "WHERE size(s) > 4 AND s[4] STARTS WITH 'p' WITH '/us/cfr/' + s[3] + '/' + s[4] AS id "
         "WHERE id <> $p.root " +
         MatchKey("p", "id") + "WHERE p:Part RETURN [p.id, " + StateColumns("p") + "] } AS home";
}

// Nodes whose label and id are those of the stubs, or artifacts, of this program.
string MatchStubs() {
  return "MATCH (n:Stub) USING INDEX SEEK n:Stub(id) WHERE n.id STARTS WITH '/us/' AND n:Resource AND " +
         IsOrphan("n") + " ";
}
string MatchArtifacts() {
  return "MATCH (n:Artifact) WHERE n:Resource AND n.id =~ 'artifact:[0-9a-f]{64}' AND " + IsOrphan("n") + " ";
}

// By the time it is locked, a stub may have become a division, or what was an orphan be referred to. A
// relationship of others that appears after that makes the commit fail, since only those of this graph are
// deleted with the node.
string DeleteOrphans(const string& match, string_view label, string_view count) {
  return "CALL () { " + match + "WITH n WHERE NOT " + IsHeldByOthers("n") +
         " WITH n ORDER BY n.id LIMIT $p.limit SET n.id = n.id WITH n WHERE n:" + string(label) + " AND " +
         IsOrphan("n") + " AND NOT " + IsHeldByOthers("n") +
         " CALL (n) { MATCH (n)-[e]->(:Resource) DELETE e } DELETE n RETURN count(*) AS " + string(count) +
         " } ";
}

string CountKept(const string& match, string_view count) {
  return "CALL (deleted) { WITH deleted WHERE deleted = 0 " + match + "WITH n WHERE " + IsHeldByOthers("n") +
         " RETURN count(*) AS " + string(count) + " } ";
}

string BuildSweep() {
  return string(dialect::kPlannedAnew) + DeleteOrphans(MatchStubs(), "Stub", "stubs") +
         DeleteOrphans(MatchArtifacts(), "Artifact", "artifacts") + "WITH stubs + artifacts AS deleted " +
         CountKept(MatchStubs(), "kept_stubs") + CountKept(MatchArtifacts(), "kept_artifacts") +
         "RETURN deleted, kept_stubs + kept_artifacts AS kept";
}

string BuildCountCitations() {
  // The database keeps the counts of relationships by type and by type and label of one end; only where
  // others have CITES too must they be looked at.
  return string(dialect::kPlannedAnew) +
         "CALL () { MATCH ()-[c:CITES]->() RETURN count(c) AS every } "
         "CALL () { MATCH (:Resource)-[c:CITES]->() RETURN count(c) AS leaving } "
         "CALL () { MATCH ()-[c:CITES]->(:Resource) RETURN count(c) AS entering } "
         "WITH every, every = leaving AND every = entering AS pure "
         "CALL (pure) { WITH pure WHERE NOT pure MATCH (:Resource)-[c:CITES]->(:Resource) "
         "RETURN count(c) AS own } "
         "WITH CASE WHEN pure THEN every ELSE own END AS total "
         "CALL () { MATCH (s:Stub) USING INDEX SEEK s:Stub(id) WHERE s.id STARTS WITH '/us/' AND s:Resource "
         "WITH s, COUNT { (:Resource)-[:CITES]->(s) } AS cited WHERE cited > 0 "
         "WITH cited, EXISTS { (s)-[:WITHIN*1..12]->(:Division&Resource) } AS dangling "
         "RETURN coalesce(sum(cited), 0) AS stubs, "
         "coalesce(sum(CASE WHEN dangling THEN cited END), 0) AS dangling } "
         "RETURN total - stubs AS resolved, stubs - dangling AS stubs, dangling";
}

string BuildIsOwn() {
  string own = "n:Stub";
  for (int shape = 0; shape < kShapeCount; ++shape) {
    own.append(" OR n");
    string_view before = ":";
    for (const string_view label : LabelsOf(static_cast<Shape>(shape))) {
      own.append(before).append(label);
      before = "&";
    }
  }
  return MatchKey("n", "$p.id") + "RETURN CASE WHEN " + own + " THEN 1 ELSE 0 END AS own";
}

}  // namespace

string_view DuplicatesStatement() {
  return "MATCH (n:Resource) WHERE n.id IS NOT NULL WITH n.id AS id, count(*) AS times WHERE times > 1 "
         "RETURN id, times ORDER BY id LIMIT 5";
}

string_view CountNodesStatement() { return "MATCH (n:Resource) RETURN count(n) AS nodes"; }

string_view FetchTitleStatement() {
  static const string* const text = new string(BuildFetchTitle());
  return *text;
}

string_view FetchUnitStatement(bool read_only) {
  static const string* const locking = new string(BuildFetchUnit(false));
  static const string* const plain = new string(BuildFetchUnit(true));
  return read_only ? *plain : *locking;
}

string_view CountCitationsStatement() {
  static const string* const text = new string(BuildCountCitations());
  return *text;
}

string_view SweepStatement() {
  static const string* const text = new string(BuildSweep());
  return *text;
}

string_view IsOwnStatement() {
  static const string* const text = new string(BuildIsOwn());
  return *text;
}

}  // namespace reg2graph::neo4j
