#include "sinks/neo4j/write_statements.h"

#include <array>
#include <initializer_list>

#include "engine/core/stamp.h"
#include "sinks/neo4j/cypher.h"
#include "sinks/neo4j/parameters.h"
#include "sinks/neo4j/state.h"

namespace reg2graph::neo4j {
namespace {

using dialect::Call;
using dialect::DynamicLabel;
using dialect::Require;
using std::string;
using std::string_view;

string Unwind(string_view name, string_view as) {
  return "UNWIND " + Param(name) + " AS " + string(as) + " ";
}

string Return(string_view value, Step step) {
  return "RETURN " + string(value) + " AS " + string(ColumnOf(step));
}

// The end of a statement whose rows must all have matched.
string ReturnAll(string_view list, Step step) {
  return "WITH count(*) AS n " + Require("n", "n = coalesce(size(" + Param(list) + "), 0)") +
         Return("n", step);
}

// Locks by a write that changes nothing, then compares.
string BuildGuards() {
  return Unwind(param::kGuards, "g") + MatchKey("d", "g.id") +
         "SET d.id = d.id WITH d, g WHERE (g.state IS NULL OR " + StateTexts("d") +
         " = g.state) AND (g.claim IS NULL OR g.claim = coalesce(d.claim, '')) " +
         ReturnAll(param::kGuards, Step::kGuards);
}

string BuildEdgeDeletes() {
  return Unwind(param::kEdgeDeletes, "r") + MatchKey("a", "r[1]") + MatchKey("b", "r[2]") +
         "MATCH (a)-[e]->(b) WHERE type(e) = r[0] DELETE e " + Return("count(*)", Step::kEdgeDeletes);
}

// The missing ancestors of the stub `s`, up to the first that exists. `keys` is sorted, so an ancestor's
// position is always below its descendant's.
string MergeAncestors(string_view keys) {
  const string list = Param(keys);
  return "UNWIND s.chain AS j OPTIONAL " + MatchKey("p", list + "[j].id") +
         "WITH s, max(CASE WHEN p IS NULL THEN -1 ELSE j END) AS top "
         "UNWIND [j IN s.chain WHERE j > top] AS j WITH DISTINCT j ORDER BY j WITH " +
         list + "[j] AS up MERGE (p:Resource {id: up.id}) ON CREATE SET p:Stub" + DynamicLabel("up.kind") +
         ", p.citation = up.citation, p.name = up.name ";
}

string LinkStub(string_view key, string_view parent) {
  return MatchKey("t", key) + "WHERE t:Stub AND NOT EXISTS { " + Far("(t)-[:WITHIN]->(u)", "u") + "} " +
         MatchKey("p", parent) + "CREATE (t)-[:WITHIN]->(p) ";
}

string BuildDeletes() {
  const string keys = Param(param::kGoneKeys);
  const string drop_owned =
      Unwind(param::kDeletes, "i") + MatchKey("d", keys + "[i].id") +
      // Relationships of others are theirs to delete.
      Call("d", Far("MATCH (d)-[e:" + OwnTypes() + "]->(m)", "m") + "DELETE e") +
      Call("d", Far("MATCH (d)<-[e:HAS_CHILD|HAS_XML|HAS_PARAGRAPH|NEXT|HAS_NOTE]-(m)", "m") + "DELETE e");
  const string drop_node = MatchKey("d", "s.id") + "WHERE NOT EXISTS { (d)--() } DELETE d";
  const string keep_as_stub =
      MatchKey("d", "s.id") + "SET d = {id: s.id, citation: s.citation, name: s.name} SET d:Stub" +
      DynamicLabel("s.kind") + " REMOVE d" + RealLabels() + " WITH s " + MergeAncestors(param::kGoneKeys);
  const string link = "WITH s WHERE s.chain <> [] " + LinkStub("s.id", keys + "[s.chain[0]].id");
  // All that the deleted nodes own is deleted first: then what still enters one comes from outside. Deepest
  // first, one after the other (that is what the outer CALL is for): a node that stays makes its ancestors
  // stay, by WITHIN.
  return Call("", drop_owned) +
         Call("", Unwind(param::kDeletes, "i") + "WITH " + keys + "[i] AS s " +
                      Call("s", Call("s", drop_node) + Call("s", keep_as_stub) + Call("s", link))) +
         Return("coalesce(size(" + Param(param::kDeletes) + "), 0)", Step::kDeletes);
}

string BuildUnstubs() {
  return Unwind(param::kUnstubs, "r") + MatchKey("n", "r.id") + "SET n += r.patch SET n" +
         DynamicLabel("r.labels") + " REMOVE n:Stub REMOVE n" + DynamicLabel("r.kind") + " WITH n " +
         Call("n", Far("MATCH (n)-[e:WITHIN]->(m)", "m") + "DELETE e") +
         ReturnAll(param::kUnstubs, Step::kUnstubs);
}

// A branch of a UNION: the nodes of a kind, each created.
string Create(NodeKind kind) {
  const auto labels = CommonLabels(kind);
  const bool by_label = labels.size() == 2 && kind != NodeKind::kParagraph;
  string text = Unwind(RowsParam(kind), by_label ? "g" : "r") + (by_label ? "UNWIND g.r AS r " : "");
  text += "CREATE (n" + Labels(labels) + (by_label ? DynamicLabel("g.l") : "");
  return text + PropertyMap(PropertiesOf(kind), "r") + ") RETURN n";
}

// `ns` becomes what the branches return, in their order.
string Collect(std::initializer_list<string> branches, string_view count) {
  string text;
  for (const string& branch : branches) text.append(text.empty() ? "" : " UNION ALL ").append(branch);
  return Call("", text) + "WITH collect(n) AS ns " +
         Require("ns", "size(ns) = coalesce(" + Param(count) + ", 0)");
}

// Relationships whose ends are found by their position in `ns`: nothing is looked up but what exists, and
// that once.
string Join(Step step, EdgeType type) {
  string text = Unwind(param::Joined(JoinPrefix(step), NameOf(type)), "r");
  text.append("WITH ns[r[0]] AS a, ns[r[1]] AS b, r[2] AS o CREATE (a)-[:").append(NameOf(type));
  text.append(PropertyMap(PropertiesOf(type), "o")).append("]->(b)");
  return Call("ns", text);
}

string MatchEnds(string_view list) { return Unwind(list, "id") + MatchKey("n", "id") + "RETURN n"; }

string BuildDivisions() {
  return Collect({MatchEnds(param::kDivisionEnds), Create(NodeKind::kDivision)}, param::kDivisionCount) +
         Join(Step::kDivisions, EdgeType::kHasChild) + Join(Step::kDivisions, EdgeType::kNext) +
         Return("size(ns)", Step::kDivisions);
}

string BuildRows() {
  const string update = Unwind(param::kUpdates, "r") + MatchKey("n", "r.id") + "SET n += r.patch RETURN n";
  string text = Collect({update, MatchEnds(param::kEnds), Create(NodeKind::kXmlData),
                         Create(NodeKind::kParagraph), Create(NodeKind::kNote)},
                        param::kRowCount);
  for (const EdgeType type :
       {EdgeType::kHasXml, EdgeType::kHasParagraph, EdgeType::kNext, EdgeType::kHasNote, EdgeType::kCites})
    text += Join(Step::kRows, type);
  return text + Return("size(ns)", Step::kRows);
}

string BuildReplaced() {
  return Unwind(param::kReplaced, "r") + MatchKey("a", "r[1]") + Far("MATCH (a)-[e]->(m)", "m") +
         "AND type(e) = r[0] DELETE e " + Return("count(*)", Step::kReplaced);
}

string BuildNames() {
  return Unwind(param::kCitedKeys, "s") + MatchKey("t", "s.id") +
         "WHERE t:Stub AND t.name IS NULL SET t.citation = s.citation, t.name = s.name " +
         Return("count(*)", Step::kNames);
}

string BuildStubs() {
  return Unwind(param::kTargets, "i") + "WITH " + Param(param::kCitedKeys) +
         "[i] AS s MERGE (t:Resource {id: s.id}) ON CREATE SET t:Stub" + DynamicLabel("s.kind") +
         ", t.citation = s.citation, t.name = s.name "
         "WITH s, t WHERE t:Stub AND s.chain <> [] AND NOT EXISTS { " +
         Far("(t)-[:WITHIN]->(u)", "u") + "} " + MergeAncestors(param::kCitedKeys) +
         Return("count(*)", Step::kStubs);
}

string BuildWithin() {
  return Unwind(param::kWithin, "s") + LinkStub("s[0]", "s[1]") + Return("count(*)", Step::kWithin);
}

string BuildLinks() {
  string text = Collect({MatchEnds(param::kLinkEnds)}, param::kLinkEndCount);
  for (int i = 0; i < kEdgeTypeCount; ++i) {
    const auto type = static_cast<EdgeType>(i);
    if (LeavesUnit(type)) text += Join(Step::kLinks, type);
  }
  return text + Return("size(ns)", Step::kLinks);
}

string BuildArtifacts() {
  return Unwind(param::kArtifacts, "f") + "MERGE (a:Resource {id: f.id}) SET a:Artifact SET a += f.row " +
         Return("count(*)", Step::kArtifacts);
}

string BuildStamps() {
  return Unwind(param::kStamps, "s") + MatchKey("d", "s.key") + "SET d += s.patch " +
         ReturnAll(param::kStamps, Step::kStamps);
}

// What an artifact loses so is swept.
string BuildSources() {
  const string drop = Unwind(param::kSources, "f") + MatchKey("d", "f.key") +
                      Far("MATCH (d)-[e:FROM_ARTIFACT]->(a)", "a") +
                      "AND e.layer = f.layer AND a.id <> f.id DELETE e";
  const string make = Unwind(param::kSources, "f") + "WITH f WHERE f.id <> '' " + MatchKey("d", "f.key") +
                      MatchKey("a", "f.id") +
                      "WHERE NOT EXISTS { (d)-[:FROM_ARTIFACT {layer: f.layer}]->(a) } "
                      "CREATE (d)-[:FROM_ARTIFACT {layer: f.layer}]->(a)";
  return Call("", drop) + Call("", make) +
         Return("coalesce(size(" + Param(param::kSources) + "), 0)", Step::kSources);
}

string Build(Step step) {
  switch (step) {
    case Step::kGuards: return BuildGuards();
    case Step::kEdgeDeletes: return BuildEdgeDeletes();
    case Step::kDeletes: return BuildDeletes();
    case Step::kUnstubs: return BuildUnstubs();
    case Step::kDivisions: return BuildDivisions();
    case Step::kRows: return BuildRows();
    case Step::kReplaced: return BuildReplaced();
    case Step::kNames: return BuildNames();
    case Step::kStubs: return BuildStubs();
    case Step::kWithin: return BuildWithin();
    case Step::kLinks: return BuildLinks();
    case Step::kArtifacts: return BuildArtifacts();
    case Step::kStamps: return BuildStamps();
    case Step::kSources: return BuildSources();
  }
  return {};
}

using Texts = std::array<string, kStepCount>;

Texts BuildAll() {
  Texts texts;
  for (int step = 0; step < kStepCount; ++step)
    texts[static_cast<size_t>(step)] = Build(static_cast<Step>(step));
  return texts;
}

}  // namespace

string_view StatementOf(Step step) {
  static const auto* const texts = new Texts(BuildAll());
  return (*texts)[static_cast<size_t>(step)];
}

string_view ColumnOf(Step step) {
  static constexpr string_view kColumns[kStepCount] = {
      "guarded", "unlinked", "deleted", "unstubbed", "divisions", "rows",    "replaced",
      "named",   "stubs",    "within",  "linked",    "artifacts", "stamped", "sourced"};
  return kColumns[static_cast<size_t>(step)];
}

string_view JoinPrefix(Step step) {
  switch (step) {
    case Step::kDivisions: return "places";
    case Step::kLinks: return "links";
    default: return "rows";
  }
}

string_view RowsParam(NodeKind kind) {
  switch (kind) {
    case NodeKind::kXmlData: return param::kXmlData;
    case NodeKind::kParagraph: return param::kParagraphs;
    case NodeKind::kNote: return param::kNotes;
    case NodeKind::kArtifact: return param::kArtifacts;
    case NodeKind::kDivision: break;
  }
  return param::kDivisions;
}

}  // namespace reg2graph::neo4j
