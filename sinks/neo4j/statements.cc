#include "sinks/neo4j/statements.h"

#include <array>
#include <set>
#include <vector>

#include "engine/core/graph_schema.h"
#include "engine/core/stamp.h"

namespace reg2graph::neo4j {
namespace {

using std::string;
using std::string_view;

// Positions in lists are what joins a batch's nodes, so rows must stay in order: the slotted runtime
// keeps them so in every edition. All look-ups go through the unique index whatever the statistics say, so
// a plan is never made again because the graph has grown: that would take seconds in the middle of a load.
constexpr string_view kPreamble = "CYPHER runtime=slotted replan=skip ";

Shape FirstShapeOf(NodeKind kind) {
  int shape = 0;
  while (KindOf(static_cast<Shape>(shape)) != kind) ++shape;
  return static_cast<Shape>(shape);
}

// All of StateProperties of node `n` as one string: what UnitState::state holds.
string StateOf(string_view n) {
  string text;
  for (const string_view name : StateProperties()) {
    if (!text.empty()) text += " + '|' + ";
    text.append("coalesce(toString(").append(n).append(".").append(name).append("), '')");
  }
  return text;
}

// The columns of UnitState: StateProperties, then the artifacts that each layer's FROM_ARTIFACT lead to.
string StateColumns(string_view n) {
  string text = "[";
  for (const string_view name : StateProperties())
    text.append(text.size() > 1 ? ", " : "").append(n).append(".").append(name);
  for (int i = 0; i < kLayerCount; ++i) {
    text.append(", COLLECT { MATCH (").append(n).append(")-[e:FROM_ARTIFACT {layer: '");
    text.append(LayerName(static_cast<Layer>(i))).append("'}]->(a) RETURN a.id ORDER BY a.id }");
  }
  return text + "]";
}

// True of a division that is stamped or claimed: UnitState::stamped().
string IsStamped(string_view n) {
  string text;
  for (const string_view name : PresenceProperties())
    text.append(text.empty() ? "coalesce(" : ", ").append(n).append(".").append(name);
  return "(" + string(n) + ":Division AND " + text + ") IS NOT NULL)";
}

// The types of all relationships that this program writes: "HAS_CHILD|HAS_XML|...".
string OwnTypes() {
  string types;
  for (int i = 0; i < kEdgeTypeCount; ++i) {
    types.append(types.empty() ? "" : "|").append(NameOf(static_cast<EdgeType>(i)));
  }
  return types;
}

// True if nothing of this graph refers to the stub or artifact `n`.
string IsOrphan(string_view n) {
  return "NOT EXISTS { (" + string(n) + ")<-[:" + OwnTypes() + "]-(:Resource) }";
}

// True if a relationship begins or ends at `n` that this program did not write. To delete it with `n` would
// change the data of others.
string IsHeldByOthers(string_view n) {
  return "EXISTS { (" + string(n) + ")-[e]-(m) WHERE NOT m:Resource OR NOT e:" + OwnTypes() + " }";
}

// A filter that ends the whole statement with an error unless `condition` holds. It must be a filter:
// the planner drops an expression that nobody uses.
string Require(string_view kept, string_view condition) {
  string text = "WITH ";
  text.append(kept).append(" WHERE 1 / (CASE WHEN ").append(condition).append(" THEN 1 ELSE 0 END) = 1 ");
  return text;
}

// Locks the unit's division by a write that changes nothing, then compares; other divisions likewise.
string GuardClause() {
  return "CALL (u) { WITH u WHERE u.guarded MATCH (d:Resource {id: u.key}) SET d.id = d.id "
         "WITH u, d WHERE (u.state IS NULL OR u.state = " +
         StateOf("d") +
         ") "
         "AND (u.claim IS NULL OR u.claim = coalesce(d.claim, '')) RETURN count(*) AS held } " +
         Require("u, held", "NOT u.guarded OR held = 1") + "WITH u ";
}

string OtherGuardsClause() {
  return "CALL (u) { UNWIND u.guards AS r MATCH (n:Resource {id: r.id}) SET n.id = n.id WITH n, r "
         "WHERE r.state = " +
         StateOf("n") + " RETURN count(*) AS others } " +
         Require("u, others", "others = coalesce(size(u.guards), 0)") + "WITH u ";
}

string PropertyMap(std::span<const Property> properties, string_view row) {
  string text;
  for (const Property& property : properties) {
    text.append(text.empty() ? " {" : ", ").append(property.name).append(": ");
    text.append(row).append(".").append(property.name);
  }
  return text.empty() ? text : text + "}";
}

string Labels(std::span<const string_view> labels) {
  string text;
  for (string_view label : labels) text.append(":").append(label);
  return text;
}

// Every label that a real node may have, but for the one that stubs have too.
string RealLabels() {
  std::set<string_view> seen = {"Resource"};
  string text;
  for (int i = 0; i < kShapeCount; ++i) {
    for (string_view label : LabelsOf(static_cast<Shape>(i))) {
      if (seen.insert(label).second) text.append(":").append(label);
    }
  }
  return text;
}

// The labels that all shapes of a kind have, and the properties that their rows may have. The label that
// tells them apart comes with the rows: a branch for each of them made a server that starts plan for many
// seconds.
string CreateBranch(NodeKind kind) {
  const Shape shape = FirstShapeOf(kind);
  const auto labels = LabelsOf(shape);
  string text = "UNWIND u.";
  text.append(RowsName(kind)).append(" AS g UNWIND g.r AS r CREATE (n");
  text.append(Labels(labels.first(labels.size() - 1))).append(":$(g.l)");
  return text + PropertyMap(PropertiesOf(kind), "r") + ") RETURN n UNION ALL ";
}

// `ns` becomes the created nodes in Shape order, then the ends that exist: EdgeCreate's positions.
string CreateClause() {
  string text = "CALL (u) { CALL (u) { ";
  for (int kind = 0; kind < kNodeKindCount; ++kind) text += CreateBranch(static_cast<NodeKind>(kind));
  text.append("UNWIND u.ends AS id MATCH (n:Resource {id: id}) RETURN n } RETURN collect(n) AS ns } ");
  return text + Require("u, ns", "size(ns) = u.size");
}

string EdgesClause() {
  string text;
  for (int i = 0; i < kEdgeTypeCount; ++i) {
    const auto type = static_cast<EdgeType>(i);
    text.append("CALL (u, ns) { UNWIND u.").append(NameOf(type));
    text.append(" AS r WITH ns[r[0]] AS a, ns[r[1]] AS b, r[2] AS o CREATE (a)-[:").append(NameOf(type));
    text.append(PropertyMap(PropertiesOf(type), "o")).append("]->(b) } ");
  }
  return text;
}

string UpdatesClause() {
  return "CALL (u) { UNWIND u.updates AS r MATCH (n:Resource {id: r.id}) SET n += r.patch SET n:$(r.labels) "
         "RETURN count(*) AS updated } " +
         Require("u, updated", "updated = coalesce(size(u.updates), 0)") +
         "CALL (u) { UNWIND u.unstubs AS r MATCH (n:Resource {id: r.id}) REMOVE n:Stub REMOVE n:$(r.kind) "
         "REMOVE n.citation WITH n MATCH (n)-[e:WITHIN]->(:Resource) DELETE e } ";
}

// The missing ancestors of stub `s`, up to the first that exists: $stubs is sorted by key, so an
// ancestor's position is always below its descendant's.
string MergeAncestors() {
  return "UNWIND s.chain AS j OPTIONAL MATCH (p:Resource {id: $stubs[j].id}) "
         "WITH s, max(CASE WHEN p IS NULL THEN -1 ELSE j END) AS top "
         "UNWIND [j IN s.chain WHERE j > top] AS j WITH DISTINCT j ORDER BY j WITH $stubs[j] AS up "
         "MERGE (p:Resource {id: up.id}) ON CREATE SET p:Stub:$(up.kind), p.citation = up.citation ";
}

string LinkStub() {
  // Planned while there is no stub yet, it would read all stubs each time.
  return "MATCH (t:Resource {id: s.id}) USING INDEX t:Resource(id) WHERE t:Stub AND s.chain <> [] AND NOT "
         "EXISTS { (t)-[:WITHIN]->(:Resource) } "
         "MATCH (p:Resource {id: $stubs[s.chain[0]].id}) CREATE (t)-[:WITHIN]->(p) ";
}

string DeletesClause() {
  return "CALL (u) { UNWIND u.edge_deletes AS r MATCH (a:Resource {id: r[1]}) MATCH (b:Resource {id: r[2]}) "
         "MATCH (a)-[e]->(b) WHERE type(e) = r[0] DELETE e } "
         // All that the deleted nodes own goes first: then what still enters one comes from outside.
         "CALL (u) { UNWIND u.deletes AS i MATCH (d:Resource {id: $stubs[i].id}) "
         // Relationships of others are theirs to delete.
         "CALL (d) { MATCH (d)-[e:" +
         OwnTypes() +
         "]->(:Resource) DELETE e } "
         "CALL (d) { MATCH (d)<-[e:HAS_CHILD|HAS_XML|HAS_PARAGRAPH|NEXT|HAS_NOTE]-(:Resource) DELETE e } } "
         // Deepest first, one after the other (that is what the outer CALL is for): a node that stays makes
         // its ancestors stay, by its WITHIN.
         "CALL (u) { UNWIND u.deletes AS i WITH $stubs[i] AS s CALL (s) { "
         "CALL (s) { MATCH (d:Resource {id: s.id}) WHERE NOT EXISTS { (d)--() } DELETE d } "
         "CALL (s) { MATCH (d:Resource {id: s.id}) SET d = {id: s.id, citation: s.citation} "
         "SET d:Stub:$(s.kind) REMOVE d" +
         RealLabels() + " WITH s " + MergeAncestors() +
         "} "
         "CALL (s) { " +
         LinkStub() + "} } } ";
}

// Stamps, and FROM_ARTIFACT with them: neither is ever seen without the other. What an artifact loses so is
// swept.
string StampsClause() {
  return "CALL (u) { UNWIND u.artifact AS f MERGE (a:Resource {id: f.id}) SET a:Artifact SET a += f.row } "
         "CALL (u) { UNWIND u.stamps AS s MATCH (d:Resource {id: s.key}) SET d += s.patch "
         "RETURN count(*) AS stamped } " +
         Require("u, stamped", "stamped = coalesce(size(u.stamps), 0)") +
         "CALL (u) { UNWIND u.sources AS f MATCH (d:Resource {id: f.key})-[e:FROM_ARTIFACT]->(a:Resource) "
         "WHERE e.layer = f.layer AND a.id <> f.id DELETE e } "
         "CALL (u) { UNWIND u.sources AS f WITH f WHERE f.id <> '' "
         "MATCH (d:Resource {id: f.key}) MATCH (a:Resource {id: f.id}) "
         "WHERE NOT EXISTS { (d)-[:FROM_ARTIFACT {layer: f.layer}]->(a) } "
         "CREATE (d)-[:FROM_ARTIFACT {layer: f.layer}]->(a) } ";
}

// After the creates of all units, so that no target of one is made a stub that another creates.
string StubsClause() {
  return "CALL () { UNWIND $targets AS i WITH $stubs[i] AS s "
         "MERGE (t:Resource {id: s.id}) ON CREATE SET t:Stub:$(s.kind), t.citation = s.citation "
         "WITH s, t WHERE t:Stub AND s.chain <> [] AND NOT EXISTS { (t)-[:WITHIN]->(:Resource) } " +
         MergeAncestors() + "} ";
}

string LinksClause() {
  string text =
      "UNWIND $u AS u CALL (u) { UNWIND u.replace AS r MATCH (a:Resource {id: r[1]})-[e]->(:Resource) "
      "WHERE type(e) = r[0] DELETE e } ";
  string sum;
  string scope = "u";
  for (int i = 0; i < kEdgeTypeCount; ++i) {
    const auto type = static_cast<EdgeType>(i);
    if (!LeavesUnit(type)) continue;
    const string made = "c" + std::to_string(i);
    text.append("CALL (u) { UNWIND u.to_").append(NameOf(type));
    text.append(
        " AS r MATCH (a:Resource {id: r[0]}) MATCH (t:Resource {id: r[1]}) WITH a, t, r[2] AS o CREATE "
        "(a)-[:");
    text.append(NameOf(type)).append(PropertyMap(PropertiesOf(type), "o"));
    text.append("]->(t) RETURN count(*) AS ").append(made).append(" } ");
    sum.append(sum.empty() ? "" : " + ").append(made);
    scope.append(", ").append(made);
  }
  return text + Require(scope, sum + " = u.links");
}

string BuildDeliver(unsigned parts) {
  string text(kPreamble);
  text += "UNWIND $u AS u " + GuardClause();
  if ((parts & kChanges) != 0) text += OtherGuardsClause() + DeletesClause() + UpdatesClause();
  if ((parts & kRows) != 0) text += CreateClause() + EdgesClause() + "WITH u ";
  text += StampsClause();
  text += "WITH count(*) AS units ";
  if ((parts & kLinks) != 0) text += StubsClause();
  if ((parts & (kChanges | kLinks)) != 0) text += "CALL () { UNWIND $stubs AS s " + LinkStub() + "} ";
  if ((parts & kLinks) != 0) {
    text += "CALL () { " + LinksClause() + "RETURN count(*) AS linked } RETURN units, linked";
  } else {
    text += "RETURN units";
  }
  return text;
}

std::array<string, kPartsCount> BuildAll() {
  std::array<string, kPartsCount> texts;
  for (unsigned parts = 0; parts < kPartsCount; ++parts) texts[parts] = BuildDeliver(parts);
  return texts;
}

string BuildFetchTitle() {
  // Parts by their own index; whatever else carries a stamp by the indexes that hold only such nodes.
  return string(kPreamble) +
         "CALL () { MATCH (n:Resource {id: $key}) RETURN n "
         "UNION MATCH (n:Part) USING INDEX n:Part(id) WHERE n.id STARTS WITH $prefix RETURN n "
         "UNION MATCH (n:Division) USING INDEX n:Division(id, structure_as_of) "
         "WHERE n.id STARTS WITH $prefix AND n.structure_as_of IS NOT NULL RETURN n "
         "UNION MATCH (n:Division) USING INDEX n:Division(id, text_as_of) "
         "WHERE n.id STARTS WITH $prefix AND n.text_as_of IS NOT NULL RETURN n "
         "UNION MATCH (n:Division) USING INDEX n:Division(id, claim) "
         "WHERE n.id STARTS WITH $prefix AND n.claim IS NOT NULL RETURN n } "
         "WITH n WHERE n:Division "
         "AND n:Resource RETURN n.id AS id, " +
         StateOf("n") + " AS state, " + StateColumns("n") +
         " AS stamps "
         "UNION ALL MATCH (s:Stub) USING INDEX s:Stub(id) WHERE (s.id = $key OR s.id STARTS WITH $prefix) "
         "AND s:Resource "
         "RETURN s.id AS id, null AS state, null AS stamps";
}

// The sections that a document places in the part, whatever HAS_CHILD says.
string PlacedClause(const string& parent) {
  const string match =
      "UNWIND $part AS id MATCH (n:Section) USING INDEX n:Section(" + parent + ") WHERE n." + parent;
  return match + " = id RETURN n UNION " + match + " STARTS WITH id + '/' RETURN n ";
}

// The divisions whose nodes are not all at or below the unit's key: the sections of a part, and what a spine
// holds outside of parts. Each branch reads through an index or along HAS_CHILD.
string DivisionsClause() {
  return "CALL () { "
         "UNWIND $part AS id MATCH (d:Resource {id: id}) (()-[:HAS_CHILD]->(:Resource)){1,12} (n:Section) "
         "RETURN n UNION " +
         PlacedClause("structure_parent") + "UNION " + PlacedClause("text_parent") + "UNION " +
         PlacedClause("text_partial_parent") +
         "UNION UNWIND $spine AS id MATCH (d:Resource {id: id}) "
         "(()-[:HAS_CHILD]->(:Resource&!Part)){1,12} (n) RETURN n UNION "
         // What an interrupted run left unconnected.
         "UNWIND $spine_prefixes AS p MATCH (n:Resource) USING INDEX n:Resource(id) WHERE n.id STARTS WITH p "
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
  return string(kPreamble) + "OPTIONAL MATCH (d:Resource {id: $root}) USING INDEX d:Resource(id) " +
         (read_only ? "" : "SET d.id = d.id ") + "WITH CASE WHEN d:Division THEN " + StateOf("d") +
         " END AS state, CASE WHEN d:Division THEN " + StateColumns("d") +
         " END AS stamps "
         "CALL () { CALL () { MATCH (n:Resource {id: $root}) RETURN n UNION "
         "UNWIND $ranges AS p MATCH (n:Resource) USING INDEX n:Resource(id) WHERE n.id STARTS WITH p RETURN "
         "n "
         "UNION UNWIND $spine AS id MATCH (d:Resource {id: id}) "
         "(()-[:HAS_PARAGRAPH]->(:Resource)){1,12} (n) RETURN n UNION " +
         DivisionsClause() +
         // What the rows name may be missing and yet have left nodes below it.
         "WITH collect(n.id) + $names AS ids UNWIND ids AS id CALL (id) { "
         "MATCH (n:Resource {id: id}) RETURN n UNION ALL "
         // Two ranges: the plain prefix /us/cfr/t1/s1.1 would take /us/cfr/t1/s1.10.
         "UNWIND [id + '/', id + '#'] AS p "
         "MATCH (n:Resource) USING INDEX n:Resource(id) WHERE n.id STARTS WITH p RETURN n } RETURN n } "
         "RETURN n, true AS inside UNION ALL "
         "UNWIND $parts AS p MATCH (n:Part) USING INDEX n:Part(id) WHERE n.id STARTS WITH p AND n:Resource "
         "RETURN n, false "
         "AS inside UNION ALL "
         // A part that is cited and could not be read is a stub until the spine names it.
         "UNWIND $parts AS p MATCH (n:Stub) USING INDEX n:Stub(id) WHERE n.id STARTS WITH p AND n:Resource "
         "AND NOT substring(n.id, size(p)) CONTAINS '/' RETURN n, false AS inside UNION ALL "
         "UNWIND $title AS id MATCH (n:Resource {id: id}) RETURN n, null AS inside } "
         "WITH state, stamps, n, inside AND NOT n:Stub AS inside "
         "RETURN n.id AS id, labels(n) AS labels, properties(n) AS properties, "
         "COLLECT { MATCH (n)-[e]->(m:Resource) WHERE inside RETURN [type(e), m.id, properties(e)] } AS out, "
         "COLLECT { MATCH (m:Resource)-[e:HAS_CHILD]->(n) RETURN [m.id, properties(e)] } AS entering, "
         "CASE WHEN n.id = $root THEN state WHEN " +
         HasState() + " THEN " + StateOf("n") + " END AS state, CASE WHEN n.id = $root THEN stamps WHEN " +
         HasState() + " THEN " + StateColumns("n") +
         " END AS stamps, "
         // UnitState::home, if that is another part.
         "COLLECT { UNWIND CASE WHEN inside AND n:Section "
         "THEN [split(coalesce(n.text_parent, n.text_partial_parent), '/')] END AS s WITH s "
         "WHERE size(s) > 4 AND s[4] STARTS WITH 'p' WITH '/us/cfr/' + s[3] + '/' + s[4] AS id "
         "WHERE id <> $root MATCH (p:Resource {id: id}) WHERE p:Part RETURN [p.id, " +
         StateOf("p") + ", " + StateColumns("p") + "] } AS home";
}

// Nodes whose label and id are those of the stubs, or artifacts, of this program.
string MatchStubs() {
  return "MATCH (n:Stub) USING INDEX n:Stub(id) WHERE n.id STARTS WITH '/us/' AND n:Resource AND " +
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
         " WITH n ORDER BY n.id LIMIT $limit SET n.id = n.id WITH n WHERE n:" + string(label) + " AND " +
         IsOrphan("n") + " AND NOT " + IsHeldByOthers("n") +
         " CALL (n) { MATCH (n)-[e]->(:Resource) DELETE e } DELETE n RETURN count(*) AS " + string(count) +
         " } ";
}

string CountKept(const string& match, string_view count) {
  return "CALL (deleted) { WITH deleted WHERE deleted = 0 " + match + "WITH n WHERE " + IsHeldByOthers("n") +
         " RETURN count(*) AS " + string(count) + " } ";
}

string BuildSweep() {
  return "CYPHER runtime=slotted " + DeleteOrphans(MatchStubs(), "Stub", "stubs") +
         DeleteOrphans(MatchArtifacts(), "Artifact", "artifacts") + "WITH stubs + artifacts AS deleted " +
         CountKept(MatchStubs(), "kept_stubs") + CountKept(MatchArtifacts(), "kept_artifacts") +
         "RETURN deleted, kept_stubs + kept_artifacts AS kept";
}

string BuildCountCitations() {
  // The database keeps the counts of relationships by type and by type and label of one end; only where
  // others have CITES too must they be looked at.
  return "CYPHER runtime=slotted "
         "CALL () { MATCH ()-[c:CITES]->() RETURN count(c) AS every } "
         "CALL () { MATCH (:Resource)-[c:CITES]->() RETURN count(c) AS leaving } "
         "CALL () { MATCH ()-[c:CITES]->(:Resource) RETURN count(c) AS entering } "
         "WITH every, every = leaving AND every = entering AS pure "
         "CALL (pure) { WITH pure WHERE NOT pure MATCH (:Resource)-[c:CITES]->(:Resource) "
         "RETURN count(c) AS own } "
         "WITH CASE WHEN pure THEN every ELSE own END AS total "
         "CALL () { MATCH (s:Stub) USING INDEX s:Stub(id) WHERE s.id STARTS WITH '/us/' AND s:Resource "
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
  return "MATCH (n:Resource {id: $id}) RETURN CASE WHEN " + own + " THEN 1 ELSE 0 END AS own";
}

}  // namespace

string_view RowsName(NodeKind kind) {
  const auto labels = LabelsOf(FirstShapeOf(kind));
  return labels.size() > 2 ? labels[1] : labels.back();
}

string_view DeliverStatement(unsigned parts) {
  static const auto* const texts = new std::array<string, kPartsCount>(BuildAll());
  return (*texts)[parts % kPartsCount];
}

string_view DuplicatesStatement() {
  return "MATCH (n:Resource) WHERE n.id IS NOT NULL WITH n.id AS id, count(*) AS times WHERE times > 1 "
         "RETURN id, times ORDER BY id LIMIT 5";
}

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

string UnstampedState() { return string(StateProperties().size() - 1, '|'); }

}  // namespace reg2graph::neo4j
