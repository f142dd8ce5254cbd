#include "sinks/neo4j/neo4j_sink.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/mutation_sink.h"
#include "engine/core/strings.h"
#include "engine/net/http_client.h"
#include "sinks/neo4j/request_body.h"
#include "tests/engine/core/unit_builder.h"
#include "tests/sinks/neo4j/sink_client.h"
#include "tests/sinks/neo4j/test_server.h"

namespace reg2graph {
namespace {

using std::string;

constexpr char kPart[] = "/us/cfr/t1/p1";
constexpr char kSection[] = "/us/cfr/t1/s1.1";

string ArtifactId(char digit) { return "artifact:" + string(64, digit); }

// All that is in the graph, sorted: one line a node or relationship.
string Dump(Client& client) {
  return client.Query(
             "MATCH (n) WITH n, COLLECT { UNWIND labels(n) AS l RETURN l ORDER BY l } AS ls, "
             "COLLECT { UNWIND keys(n) AS k WITH k ORDER BY k RETURN [k, n[k]] } AS ps "
             "RETURN n.id, ls, ps ORDER BY n.id") +
         "\n" +
         client.Query(
             "MATCH (a)-[e]->(b) RETURN a.id, type(e), b.id, properties(e) ORDER BY a.id, type(e), b.id, "
             "e.start, e.order");
}

class Neo4jSinkTest : public testing::TestWithParam<Neo4jApi> {
 protected:
  Neo4jSinkTest() : client(ServerOptions(GetParam())) {}
  void SetUp() override {
    ASSERT_FALSE(TestServer::Get().url().empty()) << "no Neo4j could be started";
    client.Post("/query/v2", R"({"statement":"MATCH (n) DETACH DELETE n"})");
    const absl::Status status = client.Open();
    ASSERT_TRUE(status.ok()) << status;
  }

  // Part 1 with two sections; the first has a paragraph and its XML.
  UnitBuilder Part(const string& claim = "c1") {
    UnitBuilder unit(kPart);
    unit.Create(Shape::kPart, kPart, R"("identifier":"1","volumes":["1","2"],"reserved":false)")
        .Create(Shape::kSection, kSection, R"("heading":"A \"quoted\" é")")
        .Create(Shape::kSection, "/us/cfr/t1/s1.2")
        .Create(Shape::kDiv8, "/us/cfr/t1/s1.1#xml", R"("xml":"<DIV8/>","cuts":[1,2])")
        .Create(Shape::kParagraph, "/us/cfr/t1/s1.1/a", R"("text":"(a) x","seq":0)")
        .Edge(EdgeType::kHasChild, kPart, kSection, R"({"order":0})")
        .Edge(EdgeType::kHasChild, kPart, "/us/cfr/t1/s1.2", R"({"order":1})")
        .Edge(EdgeType::kHasXml, kSection, "/us/cfr/t1/s1.1#xml")
        .Edge(EdgeType::kHasParagraph, kSection, "/us/cfr/t1/s1.1/a", R"({"order":0})")
        .Edge(EdgeType::kNext, kSection, "/us/cfr/t1/s1.2")
        .Stamp(
            R"({"text_hash":"h","text_as_of":"2024-01-01","text_whole":true,"text_mapping":3,"text_rejected":0,"claim":")" +
            claim + "\"}");
    return unit;
  }
  void Load() {
    UnitBuilder part = Part();
    const DeliveryOutcome outcome = client.Deliver(part);
    ASSERT_EQ(outcome.verdict, Verdict::kDone) << outcome.code << " " << outcome.message;
  }
  string State() { return client.FetchUnit(kPart).unit.state; }

  // The path of a transaction of somebody else, which stays open.
  string Begin(const string& cypher) {
    const string opened = client.Post("/tx", "{\"statements\":[{\"statement\":\"" + cypher + "\"}]}");
    const size_t begin = opened.find("/tx/");
    return opened.substr(begin, opened.find("/commit") - begin);
  }
  // By the time the lock is waited for the server lists it so; then the other transaction commits.
  template <typename Result>
  void CommitOnceWaitedFor(const string& transaction, std::optional<Result>& result) {
    while (!result &&
           client.Query("SHOW TRANSACTIONS YIELD status WHERE status STARTS WITH 'Blocked' RETURN status")
               .empty()) {
    }
    EXPECT_FALSE(result.has_value());
    client.Post(transaction + "/commit", R"({"statements":[]})");
    while (!result && client.io().run_one() > 0) {
    }
  }

  Client client;
};

INSTANTIATE_TEST_SUITE_P(Apis, Neo4jSinkTest, testing::Values(Neo4jApi::kTx, Neo4jApi::kQuery),
                         [](const auto& info) { return info.param == Neo4jApi::kTx ? "Tx" : "Query"; });

#define EXPECT_DONE(outcome)                                             \
  do {                                                                   \
    const DeliveryOutcome o = (outcome);                                 \
    EXPECT_EQ(o.verdict, Verdict::kDone) << o.code << ": " << o.message; \
  } while (false)

TEST_P(Neo4jSinkTest, CreatesAUnitAndJoinsItByPosition) {
  UnitBuilder part = Part();
  const DeliveryOutcome outcome = client.Deliver(part);
  ASSERT_EQ(outcome.verdict, Verdict::kDone) << outcome.code << " " << outcome.message;
  EXPECT_EQ(outcome.counters.nodes_created, 5);
  EXPECT_EQ(outcome.counters.edges_created, 5);
  EXPECT_EQ(client.Query(
                "MATCH (:Part)-[c:HAS_CHILD]->(s:Resource:Division:Section)-[:HAS_PARAGRAPH]->(p:Paragraph) "
                "RETURN c.order, s.id, s.heading, p.text"),
            R"([0,"/us/cfr/t1/s1.1","A \"quoted\" é","(a) x"])");
  EXPECT_EQ(client.Query("MATCH (n:Section)-[:NEXT]->(m) RETURN n.id, m.id"),
            R"(["/us/cfr/t1/s1.1","/us/cfr/t1/s1.2"])");
  EXPECT_EQ(client.Query("MATCH (n:Section)-[:HAS_XML]->(x:XMLData:Div8) RETURN x.xml, x.cuts"),
            R"(["<DIV8/>",[1,2]])");
}

TEST_P(Neo4jSinkTest, TellsTheUnitItHolds) {
  Load();
  const StoredUnit unit = client.FetchUnit(kPart);
  EXPECT_EQ(unit.unit.key, kPart);
  EXPECT_EQ(unit.unit.claim, "c1");
  const reg2graph::Stamp& stamp = unit.unit.stamps[static_cast<int>(Layer::kText)];
  EXPECT_EQ(stamp.hash, "h");
  EXPECT_EQ(stamp.as_of, "2024-01-01");
  EXPECT_EQ(stamp.coverage, Coverage::kTitle);
  EXPECT_EQ(stamp.mapping, 3);
  EXPECT_FALSE(unit.unit.stamps[static_cast<int>(Layer::kStructure)].present());
  ASSERT_EQ(unit.nodes.size(), 5u);
  EXPECT_EQ(unit.edges.size(), 5u);
  const auto part =
      std::find_if(unit.nodes.begin(), unit.nodes.end(), [](const auto& n) { return n.id == kPart; });
  ASSERT_NE(part, unit.nodes.end());
  EXPECT_EQ(part->shape, Shape::kPart);
  const std::vector<std::pair<string, string>> properties = {{"id", "\"/us/cfr/t1/p1\""},
                                                             {"identifier", "\"1\""},
                                                             {"reserved", "false"},
                                                             {"volumes", "[\"1\",\"2\"]"}};
  EXPECT_EQ(part->properties, properties);
  const auto edge = std::find_if(unit.edges.begin(), unit.edges.end(),
                                 [](const auto& e) { return e.type == EdgeType::kHasParagraph; });
  ASSERT_NE(edge, unit.edges.end());
  EXPECT_EQ(edge->props, R"({"order":0})");
  EXPECT_TRUE(client.FetchUnit("/us/cfr/t1/p2").unit.key.empty());
}

TEST_P(Neo4jSinkTest, TellsTheTitleAndItsStubs) {
  Load();
  UnitBuilder other("/us/cfr/t1/p2");
  other.Create(Shape::kPart, "/us/cfr/t1/p2", R"("structure_order":3)")
      .OutToAll(EdgeType::kAuthorizedBy, "/us/cfr/t1/p2", {"/us/cfr/t1/p9/spA", "/us/cfr/t12/p9"});
  EXPECT_DONE(client.Deliver(other));
  const TitleState title = client.FetchTitle(1);
  ASSERT_EQ(title.units.size(), 2u);
  EXPECT_EQ(title.units.at(kPart).state, State());
  EXPECT_FALSE(title.units.at(kPart).placed[0]);
  EXPECT_TRUE(title.units.at("/us/cfr/t1/p2").placed[0]);
  EXPECT_TRUE(title.stubs.contains("/us/cfr/t1/p9/spA"));
  EXPECT_TRUE(title.stubs.contains("/us/cfr/t1/p9"));
  EXPECT_FALSE(title.stubs.contains("/us/cfr/t12/p9"));
}

// 3175.30 is a section of part 3170: no key says so. Either layer may place it.
TEST_P(Neo4jSinkTest, ReadsTheSectionsThatEitherLayerPlacesInAPart) {
  const string part = "/us/cfr/t43/p3170", other = "/us/cfr/t43/p3160", section = "/us/cfr/t43/s3175.30";
  UnitBuilder unit(other);
  unit.Create(Shape::kPart, other)
      .Create(Shape::kSection, section,
              R"("structure_parent":")" + part + R"(/spA","structure_order":0,"text_parent":")" + other +
                  R"(","text_order":1)")
      .Create(Shape::kParagraph, section + "/a")
      .Edge(EdgeType::kHasChild, other, section)
      .Edge(EdgeType::kHasParagraph, section, section + "/a");
  EXPECT_DONE(client.Deliver(unit));
  for (const string& key : {part, other}) {
    const StoredUnit stored = client.FetchUnit(key);
    ASSERT_EQ(stored.divisions.size(), 1u) << key;
    EXPECT_EQ(stored.divisions[0].key, section);
    EXPECT_EQ(stored.nodes.size(), key == other ? 3u : 2u);
  }
  for (const string& key : {part, section}) {
    const StoredUnit stored = client.FetchUnit(key);
    ASSERT_EQ(stored.others.size(), 1u) << key;
    EXPECT_EQ(stored.others[0].key, other);
  }
  EXPECT_TRUE(client.FetchUnit("/us/cfr/t43/p317").nodes.empty());
}

TEST_P(Neo4jSinkTest, ReadsWhatIsLeftBelowADivisionThatIsNamed) {
  UnitBuilder unit(kPart);
  unit.Create(Shape::kPart, kPart).Create(Shape::kParagraph, string(kSection) + "/a");
  EXPECT_DONE(client.Deliver(unit));
  EXPECT_EQ(client.FetchUnit(kPart).nodes.size(), 1u);
  EXPECT_EQ(client.FetchUnit(kPart, {string(kSection)}).nodes.size(), 2u);
}

TEST_P(Neo4jSinkTest, ReadsASpineWithoutWhatIsInItsParts) {
  UnitBuilder unit("/us/cfr/t1");
  unit.Create(Shape::kTitle, "/us/cfr/t1")
      .Create(Shape::kChapter, "/us/cfr/t1/chI")
      .Create(Shape::kPart, "/us/cfr/t1/pp5")
      .Create(Shape::kSubpart, "/us/cfr/t1/pp5/spA")
      .Create(Shape::kSection, "/us/cfr/t1/sp5.1")
      .Create(Shape::kSection, "/us/cfr/t1/s~1")
      .Edge(EdgeType::kHasChild, "/us/cfr/t1", "/us/cfr/t1/chI")
      .Edge(EdgeType::kHasChild, "/us/cfr/t1/chI", "/us/cfr/t1/pp5")
      .Edge(EdgeType::kHasChild, "/us/cfr/t1/pp5", "/us/cfr/t1/sp5.1");
  EXPECT_DONE(client.Deliver(unit));
  std::vector<string> ids;
  for (const StoredNode& node : client.FetchUnit("/us/cfr/t1").nodes) ids.push_back(node.id);
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(ids, (std::vector<string>{"/us/cfr/t1", "/us/cfr/t1/chI", "/us/cfr/t1/pp5", "/us/cfr/t1/s~1"}));
}

TEST_P(Neo4jSinkTest, AnotherDivisionIsChangedOnlyAsItWasSeen) {
  UnitBuilder alone(kSection);
  alone.Create(Shape::kSection, kSection).Stamp(R"({"text_as_of":"2024-01-01"})");
  EXPECT_DONE(client.Deliver(alone));
  const auto take = [this](const string& state) {
    UnitBuilder part(kPart);
    part.Create(Shape::kPart, kPart);
    part.unit().guards = {{kSection, state}};
    part.unit().updates.push_back({kSection, R"({"heading":"new"})", std::nullopt, false});
    part.unit().stamps.push_back({kSection, R"({"text_as_of":null})", std::nullopt});
    return client.Deliver(part);
  };
  const string state = client.FetchTitle(1).units.at(kSection).state;
  EXPECT_EQ(take(R"(["another"])").verdict, Verdict::kReplan);
  EXPECT_FALSE(client.FetchTitle(1).units.contains(kPart));
  EXPECT_DONE(take(state));
  EXPECT_EQ(client.Query("MATCH (s:Section) RETURN s.heading, s.text_as_of"), R"(["new",null])");
}

TEST_P(Neo4jSinkTest, AKeyThatIsThereIsPlannedAnew) {
  Load();
  UnitBuilder again = Part();
  const DeliveryOutcome outcome = client.Deliver(again);
  EXPECT_EQ(outcome.verdict, Verdict::kReplan);
  EXPECT_EQ(outcome.code, "Neo.ClientError.Schema.ConstraintValidationFailed");
  EXPECT_EQ(client.Query("MATCH (n) RETURN count(n)"), "[5]");
}

TEST_P(Neo4jSinkTest, AGuardThatDoesNotHoldWritesNothing) {
  Load();
  const string before = Dump(client);
  const auto attempt = [&](Guard::Kind kind, const string& value, const string& key) {
    UnitBuilder unit(key);
    unit.Require(kind, value).Create(Shape::kParagraph, "/us/cfr/t1/s1.1/new");
    return client.Deliver(unit).verdict;
  };
  EXPECT_EQ(attempt(Guard::Kind::kState, R"(["another"])", kPart), Verdict::kReplan);
  EXPECT_EQ(attempt(Guard::Kind::kClaim, "c2", kPart), Verdict::kReplan);
  EXPECT_EQ(attempt(Guard::Kind::kClaim, "c1", "/us/cfr/t1/p404"), Verdict::kReplan);
  EXPECT_EQ(Dump(client), before);
  EXPECT_EQ(attempt(Guard::Kind::kClaim, "c1", kPart), Verdict::kDone);
}

TEST_P(Neo4jSinkTest, AMissingEndWritesNothing) {
  Load();
  const string before = Dump(client);
  UnitBuilder unit(kPart);
  unit.Require(Guard::Kind::kState, State())
      .Create(Shape::kParagraph, "/us/cfr/t1/s1.1/b")
      .Existing("/us/cfr/t1/s1.404")
      .Edge(EdgeType::kHasParagraph, "/us/cfr/t1/s1.404", "/us/cfr/t1/s1.1/b");
  EXPECT_EQ(client.Deliver(unit).verdict, Verdict::kReplan);
  UnitBuilder out(kPart);
  out.Require(Guard::Kind::kState, State())
      .OutToAll(EdgeType::kCites, "/us/cfr/t1/s1.404", {"/us/usc/t5/s552"});
  EXPECT_EQ(client.Deliver(out).verdict, Verdict::kReplan);
  UnitBuilder update(kPart);
  update.Require(Guard::Kind::kState, State())
      .unit()
      .updates.push_back({"/us/cfr/t1/s1.404", R"({"label":"x"})", {}, false});
  const DeliveryOutcome outcome = client.Deliver(update);
  EXPECT_EQ(outcome.verdict, Verdict::kReplan) << outcome.message;
  EXPECT_EQ(Dump(client), before);
}

TEST_P(Neo4jSinkTest, WaitsForATransactionThatChangesTheUnit) {
  Load();
  UnitBuilder unit(kPart);
  unit.Require(Guard::Kind::kState, State()).Create(Shape::kParagraph, "/us/cfr/t1/s1.1/late");
  const string transaction = Begin("MATCH (n:Part) SET n.text_hash = 'other', n.claim = 'c9'");

  std::optional<DeliveryOutcome> outcome;
  client.sink().Deliver(UnitBuilder::Batch({unit.Build()}), [&](DeliveryOutcome value) { outcome = value; });
  CommitOnceWaitedFor(transaction, outcome);
  EXPECT_EQ(outcome->verdict, Verdict::kReplan) << outcome->message;
  EXPECT_EQ(client.Query("MATCH (n:Paragraph {id: '/us/cfr/t1/s1.1/late'}) RETURN count(n)"), "[0]");
}

// While it is being committed, a transaction is seen in part: its state, and not yet what belongs to it.
TEST_P(Neo4jSinkTest, ALookUpWaitsForWhoeverCreatesOrChangesTheUnit) {
  for (const char* cypher : {"CREATE (:Resource:Division:Part {id: '/us/cfr/t1/p1', claim: 'c9'})",
                             "MATCH (n:Part) SET n.claim = 'c9'"}) {
    const string transaction = Begin(cypher);
    std::optional<absl::StatusOr<StoredUnit>> unit;
    client.sink().FetchUnit({kPart, {}}, [&](absl::StatusOr<StoredUnit> value) { unit = std::move(value); });
    CommitOnceWaitedFor(transaction, unit);
    ASSERT_TRUE(unit->ok()) << unit->status();
    EXPECT_EQ((*unit)->unit.claim, "c9") << cypher;
  }
}

TEST_P(Neo4jSinkTest, UpdatesAndTakesProperties) {
  Load();
  UnitBuilder unit(kPart);
  unit.Require(Guard::Kind::kState, State()).Stamp(R"({"text_hash":null,"claim":"c2"})");
  unit.unit().updates.push_back({kSection, R"({"heading":null,"label":"new"})", {}, false});
  EXPECT_DONE(client.Deliver(unit));
  EXPECT_EQ(client.Query("MATCH (n:Section {id: '/us/cfr/t1/s1.1'}) RETURN n.heading, n.label"),
            R"([null,"new"])");
  EXPECT_EQ(client.Query("MATCH (n:Part) RETURN n.text_hash, n.claim"), R"([null,"c2"])");
}

TEST_P(Neo4jSinkTest, AStubBecomesReal) {
  UnitBuilder citing("/us/cfr/t1/p2");
  citing.Create(Shape::kPart, "/us/cfr/t1/p2")
      .OutToAll(EdgeType::kAuthorizedBy, "/us/cfr/t1/p2", {"/us/cfr/t9/p7"});
  EXPECT_DONE(client.Deliver(citing));
  EXPECT_EQ(client.Query("MATCH (n:Stub:CFR)-[:WITHIN]->(m:Stub:CFR) RETURN n.id, n.citation, m.id"),
            R"(["/us/cfr/t9/p7","9 CFR Part 7","/us/cfr/t9"])");
  UnitBuilder real("/us/cfr/t9/p7");
  real.Create(Shape::kSection, "/us/cfr/t9/s7.1").Existing("/us/cfr/t9/p7");
  real.Edge(EdgeType::kHasChild, "/us/cfr/t9/p7", "/us/cfr/t9/s7.1", R"({"order":0})");
  real.unit().updates.push_back({"/us/cfr/t9/p7", R"({"identifier":"7"})", Shape::kPart, true});
  EXPECT_DONE(client.Deliver(real));
  EXPECT_EQ(
      client.Query("MATCH (n {id: '/us/cfr/t9/p7'}) RETURN n.identifier, n.citation, "
                   "COLLECT { UNWIND labels(n) AS l RETURN l ORDER BY l }, COUNT { (n)-[:WITHIN]->() }"),
      R"(["7","9 CFR Part 7",["Division","Part","Resource"],0])");
  EXPECT_EQ(client.Sweep(), 1);  // the title, which nothing enters any more
}

TEST_P(Neo4jSinkTest, OutEdgesMakeStubsOnlyBelowWhatExists) {
  Load();
  UnitBuilder unit(kPart);
  unit.Require(Guard::Kind::kState, State())
      .OutToAll(EdgeType::kCites, "/us/cfr/t1/s1.1/a",
                {"/us/cfr/t1/s1.2", "/us/cfr/t1/s1.2/b/1", "/us/usc/t5/s552/a/2", "/us/cfr/t1/s1.1/a"}, false,
                R"({"text":"t","start":3,"end":9})");
  EXPECT_DONE(client.Deliver(unit));
  EXPECT_EQ(
      client.Query("MATCH (a)-[e:CITES]->(b) RETURN b.id, e.start, b:Stub ORDER BY b.id"),
      "[\"/us/cfr/t1/s1.1/a\",3,false]\n[\"/us/cfr/t1/s1.2\",3,false]\n[\"/us/cfr/t1/s1.2/b/1\",3,true]\n"
      "[\"/us/usc/t5/s552/a/2\",3,true]");
  EXPECT_EQ(client.Query("MATCH (a)-[:WITHIN]->(b) RETURN a.id, b.id ORDER BY a.id"),
            "[\"/us/cfr/t1/s1.2/b\",\"/us/cfr/t1/s1.2\"]\n[\"/us/cfr/t1/s1.2/b/1\",\"/us/cfr/t1/s1.2/b\"]\n"
            "[\"/us/usc/t5/s552\",\"/us/usc/t5\"]\n[\"/us/usc/t5/s552/a\",\"/us/usc/t5/s552\"]\n"
            "[\"/us/usc/t5/s552/a/2\",\"/us/usc/t5/s552/a\"]");
  // No title of the part is loaded, and none appears by a citation of what stands below it.
  EXPECT_EQ(client.Query("MATCH (n {id: '/us/cfr/t1'}) RETURN count(n)"), "[0]");
}

TEST_P(Neo4jSinkTest, ReplacesWhatASourceOwns) {
  Load();
  for (int i = 0; i < 2; ++i) {
    UnitBuilder unit(kPart);
    unit.Require(Guard::Kind::kState, State())
        .OutToAll(EdgeType::kCites, "/us/cfr/t1/s1.1/a",
                  {"/us/usc/t5/s1", i == 0 ? "/us/usc/t5/s2" : "/us/usc/t5/s3"}, true)
        .OutToAll(EdgeType::kAuthorizedBy, kPart, {"/us/usc/t5/s9"}, true);
    EXPECT_DONE(client.Deliver(unit));
  }
  EXPECT_EQ(client.Query("MATCH (a)-[:CITES]->(b) RETURN b.id ORDER BY b.id"),
            "[\"/us/usc/t5/s1\"]\n[\"/us/usc/t5/s3\"]");
  EXPECT_EQ(client.Query("MATCH (a)-[:AUTHORIZED_BY]->(b) RETURN count(*)"), "[1]");
  EXPECT_EQ(client.Sweep(), 1);
  UnitBuilder none(kPart);
  none.Require(Guard::Kind::kState, State()).OutToAll(EdgeType::kCites, "/us/cfr/t1/s1.1/a", {}, true);
  EXPECT_DONE(client.Deliver(none));
  EXPECT_EQ(client.Sweep(), 2);
  EXPECT_EQ(client.Query("MATCH (n:Stub) RETURN n.id ORDER BY n.id"),
            "[\"/us/usc/t5\"]\n[\"/us/usc/t5/s9\"]");
}

TEST_P(Neo4jSinkTest, ATargetOfOneUnitMayBeCreatedByAnotherOfTheBatch) {
  UnitBuilder a("/us/cfr/t1/p1");
  a.Create(Shape::kPart, "/us/cfr/t1/p1")
      .OutToAll(EdgeType::kAuthorizedBy, "/us/cfr/t1/p1", {"/us/cfr/t1/p2"});
  UnitBuilder b("/us/cfr/t1/p2");
  b.Create(Shape::kPart, "/us/cfr/t1/p2")
      .OutToAll(EdgeType::kAuthorizedBy, "/us/cfr/t1/p2", {"/us/cfr/t1/p1"});
  EXPECT_DONE(client.Deliver(std::vector<UnitMutations>{a.Build(), b.Build()}));
  EXPECT_EQ(client.Query("MATCH (n) RETURN count(n), count(CASE WHEN n:Stub THEN 1 END)"), "[2,0]");
}

TEST_P(Neo4jSinkTest, DeletesWhatNothingEntersAndKeepsTheRestAsStubs) {
  Load();
  UnitBuilder deep(kPart);
  deep.Require(Guard::Kind::kState, State())
      .Create(Shape::kParagraph, "/us/cfr/t1/s1.1/a/1", R"("text":"one")")
      .Existing("/us/cfr/t1/s1.1/a")
      .Edge(EdgeType::kHasParagraph, "/us/cfr/t1/s1.1/a", "/us/cfr/t1/s1.1/a/1", R"({"order":0})")
      .OutToAll(EdgeType::kCites, "/us/cfr/t1/s1.1/a", {"/us/usc/t5/s552", "/us/cfr/t1/s1.1"}, true);
  EXPECT_DONE(client.Deliver(deep));
  UnitBuilder citing("/us/cfr/t2/p2");
  citing.Create(Shape::kPart, "/us/cfr/t2/p2")
      .OutToAll(EdgeType::kAuthorizedBy, "/us/cfr/t2/p2", {"/us/cfr/t1/s1.1/a/1"});
  EXPECT_DONE(client.Deliver(citing));

  UnitBuilder prune(kPart);
  prune.Require(Guard::Kind::kState, State());
  prune.unit().node_deletes = {kSection, "/us/cfr/t1/s1.1#xml", "/us/cfr/t1/s1.1/a", "/us/cfr/t1/s1.1/a/1"};
  const DeliveryOutcome outcome = client.Deliver(prune);
  ASSERT_EQ(outcome.verdict, Verdict::kDone) << outcome.code << outcome.message;
  EXPECT_EQ(outcome.counters.nodes_deleted, 1);  // the XML
  EXPECT_EQ(client.Query("MATCH (n {id: '/us/cfr/t1/s1.1/a/1'}) RETURN size(keys(n)), n.citation, "
                         "n.name, COLLECT { UNWIND labels(n) AS l RETURN l ORDER BY l }"),
            R"_([3,"1 CFR 1.1(a)(1)","(1)",["CFR","Resource","Stub"]])_");
  EXPECT_EQ(client.Query("MATCH (n {id: '/us/cfr/t1/s1.1#xml'}) RETURN count(n)"), "[0]");
  EXPECT_EQ(client.Query(
                "MATCH (a)-[e:WITHIN]->(b) WHERE a.id STARTS WITH '/us/cfr' RETURN a.id, b.id ORDER BY a.id"),
            "[\"/us/cfr/t1/s1.1\",\"/us/cfr/t1\"]\n[\"/us/cfr/t1/s1.1/a\",\"/us/cfr/t1/s1.1\"]\n"
            "[\"/us/cfr/t1/s1.1/a/1\",\"/us/cfr/t1/s1.1/a\"]");
  EXPECT_EQ(client.Query("MATCH (:Part {id: '/us/cfr/t1/p1'})-[:HAS_CHILD]->(s) RETURN s.id"),
            "[\"/us/cfr/t1/s1.2\"]");
  EXPECT_EQ(client.Sweep(), 2);  // 5 U.S.C. 552 and its title
}

TEST_P(Neo4jSinkTest, WhatOthersReferToStaysAsAStub) {
  Load();
  client.Query(
      "MATCH (s {id: '/us/cfr/t1/s1.1'}) MATCH (p {id: '/us/cfr/t1/s1.1/a'}) MATCH (x {id: "
      "'/us/cfr/t1/s1.1#xml'}) "
      "CREATE (:Memo)-[:ABOUT]->(s), (p)-[:CITES]->(:Paper), (:Menu)-[:HAS_CHILD]->(x) RETURN 1");
  UnitBuilder prune(kPart);
  prune.Require(Guard::Kind::kState, State());
  prune.unit().node_deletes = {kSection, "/us/cfr/t1/s1.1#xml", "/us/cfr/t1/s1.1/a"};
  EXPECT_DONE(client.Deliver(prune));
  EXPECT_EQ(client.Query("MATCH (n:Stub:CFR:Resource) WHERE size(labels(n)) = 3 RETURN n.id ORDER BY n.id"),
            "[\"/us/cfr/t1\"]\n[\"/us/cfr/t1/s1.1\"]\n[\"/us/cfr/t1/s1.1#xml\"]\n[\"/us/cfr/t1/s1.1/a\"]");
  EXPECT_EQ(client.Query(
                "MATCH (a)-[e]->(b) WHERE NOT a:Resource OR NOT b:Resource RETURN type(e) ORDER BY type(e)"),
            "[\"ABOUT\"]\n[\"CITES\"]\n[\"HAS_CHILD\"]");
  // The section is what its paragraph and its XML are within, so two are orphans.
  const SweepCounts swept = client.SweepAndCount();
  EXPECT_EQ(swept.deleted, 0);
  EXPECT_EQ(swept.kept, 2);
}

TEST_P(Neo4jSinkTest, AnArtifactOfOthersIsNotUnlinked) {
  Load();
  client.Query(
      "MATCH (p {id: '/us/cfr/t1/p1'}) CREATE (p)-[:FROM_ARTIFACT {layer: 'text'}]->(:Artifact {id: 'x'}) "
      "RETURN 1");
  for (const char digit : {'a', 'b'}) {
    UnitBuilder unit(kPart);
    unit.Require(Guard::Kind::kState, State());
    unit.unit().artifact = ArtifactRow{ArtifactId(digit), R"({"id":")" + ArtifactId(digit) + "\"}"};
    unit.unit().stamps = {{kPart, "{}", StampWrite::Link{Layer::kText, ArtifactId(digit)}}};
    EXPECT_DONE(client.Deliver(unit));
    client.Query(
        "MATCH (a:Resource:Artifact) WHERE NOT EXISTS { (a)<-[:SEEN]-() } CREATE (:Log)-[:SEEN]->(a) RETURN "
        "1");
  }
  EXPECT_EQ(client.Query("MATCH (:Part)-[:FROM_ARTIFACT]->(a) RETURN a.id ORDER BY a.id"),
            "[\"" + ArtifactId('b') + "\"]\n[\"x\"]");
  EXPECT_EQ(client.SweepAndCount().kept, 1);
}

TEST_P(Neo4jSinkTest, LookUpsSeeNothingOfOthers) {
  Load();
  client.Query(
      "CREATE (:Stub {id: '/us/cfr/t1/p7'}), (:Division:Part {id: '/us/cfr/t1/p8', text_as_of: "
      "'2024-01-01'}) "
      "WITH 1 AS x MATCH (p:Resource:Part) CREATE (:Menu)-[:HAS_CHILD]->(p)-[:CITES]->(:Paper) "
      "CREATE (p)-[:HAS_CHILD]->(:Menu)-[:HAS_CHILD]->(:Resource:Division:Section {id: '/us/cfr/t1/s9.1'}) "
      "RETURN 1");
  const TitleState title = client.FetchTitle(1);
  EXPECT_EQ(title.units.size(), 1u);
  EXPECT_TRUE(title.stubs.empty());
  const StoredUnit part = client.FetchUnit(kPart);
  EXPECT_EQ(part.edges.size(), 5u);
  EXPECT_TRUE(std::none_of(part.nodes.begin(), part.nodes.end(),
                           [](const StoredNode& node) { return node.id == "/us/cfr/t1/s9.1"; }));
  const StoredUnit spine = client.FetchUnit("/us/cfr/t1");
  EXPECT_TRUE(spine.stubs.empty());
  EXPECT_EQ(spine.nodes.size(), 1u);
}

TEST_P(Neo4jSinkTest, DeletesEdges) {
  Load();
  UnitBuilder unit(kPart);
  unit.Require(Guard::Kind::kState, State());
  unit.unit().edge_deletes = {{EdgeType::kNext, kSection, "/us/cfr/t1/s1.2"},
                              {EdgeType::kHasChild, kPart, "/us/cfr/t1/s1.2"}};
  unit.unit().node_deletes = {"/us/cfr/t1/s1.2"};
  EXPECT_DONE(client.Deliver(unit));
  EXPECT_EQ(client.Query("MATCH (n:Section) RETURN n.id"), "[\"/us/cfr/t1/s1.1\"]");
  EXPECT_EQ(client.Query("MATCH ()-[e]->() RETURN count(e)"), "[3]");
}

TEST_P(Neo4jSinkTest, LinksOneArtifactALayer) {
  Load();
  const auto link = [&](const string& id, Layer layer) {
    UnitBuilder unit(kPart);
    unit.Require(Guard::Kind::kState, State());
    if (!id.empty()) unit.unit().artifact = ArtifactRow{id, R"({"id":")" + id + R"(","format":"f"})"};
    unit.unit().stamps = {{kPart, "{}", StampWrite::Link{layer, id}}};
    return client.Deliver(unit).verdict;
  };
  const string links =
      "MATCH (p:Part)-[e:FROM_ARTIFACT]->(a:Resource:Artifact) RETURN a.id, a.format, e.layer ORDER BY a.id, "
      "e.layer";
  EXPECT_EQ(link("artifact:1", Layer::kText), Verdict::kDone);
  EXPECT_EQ(link("artifact:1", Layer::kText), Verdict::kDone);
  EXPECT_EQ(link("artifact:1", Layer::kStructure), Verdict::kDone);
  EXPECT_EQ(client.Query(links), "[\"artifact:1\",\"f\",\"structure\"]\n[\"artifact:1\",\"f\",\"text\"]");
  EXPECT_EQ(link("artifact:2", Layer::kText), Verdict::kDone);
  EXPECT_EQ(client.Query(links), "[\"artifact:1\",\"f\",\"structure\"]\n[\"artifact:2\",\"f\",\"text\"]");
  EXPECT_EQ(link("", Layer::kText), Verdict::kDone);
  EXPECT_EQ(client.Query(links), "[\"artifact:1\",\"f\",\"structure\"]");
}

// What nothing of this graph refers to is deleted, unless a relationship of others holds it.
TEST_P(Neo4jSinkTest, ASweepDeletesOrphansOfThisProgramAlone) {
  Load();
  const string theirs =
      "CREATE (:Stub {name: 'x'})-[:R]->(:X), (:Artifact {name: 'a.jar'})-[:BUILT_BY]->(:Build), "
      "(:Stub {id: '/us/cfr/t5'}), (:Stub:Resource {id: 'x'}), (:Stub:Resource {name: 'no id'}), "
      "(:Artifact {id: '" +
      ArtifactId('a') + "'}), (:Artifact:Resource {id: 'artifact:1'}) RETURN 1";
  client.Query(theirs);
  const string before = Dump(client);
  client.Query(
      "CREATE (:Resource:Stub:CFR {id: '/us/cfr/t7/p1'})-[:WITHIN]->(:Resource:Stub:CFR {id: '/us/cfr/t7'}), "
      "(:Resource:Artifact {id: '" +
      ArtifactId('b') + "'}) RETURN 1");
  const SweepCounts swept = client.SweepAndCount();
  EXPECT_EQ(swept.deleted, 3);
  EXPECT_EQ(swept.kept, 0);
  EXPECT_EQ(Dump(client), before);
}

TEST_P(Neo4jSinkTest, ASweepKeepsAndCountsWhatOthersHold) {
  client.Query(
      // Held by what leaves it, by what enters it, by a type of this graph to or from a node of others; and
      // an ancestor, which is no orphan while what is within it stays.
      "CREATE (:Resource:Stub:CFR {id: '/us/cfr/t7/p1'})-[:WITHIN]->(:Resource:Stub:CFR {id: '/us/cfr/t7'}), "
      "(:Resource:Stub:CFR {id: '/us/cfr/t8'}), (:Resource:Stub:CFR {id: '/us/cfr/t9'}), "
      "(:Resource:Stub:CFR {id: '/us/cfr/t10'}), (:Resource:Artifact {id: '" +
      ArtifactId('b') + "'}), (:X) RETURN 1");
  client.Query(
      "MATCH (x:X) MATCH (a {id: '/us/cfr/t7/p1'}) MATCH (b {id: '/us/cfr/t8'}) MATCH (c {id: '/us/cfr/t9'}) "
      "MATCH (d {id: '/us/cfr/t10'}) MATCH (e:Artifact) "
      "CREATE (a)-[:R]->(x), (x)-[:R]->(b), (x)-[:CITES]->(c), (c)-[:R]->(d), (e)-[:WITHIN]->(x) RETURN 1");
  const string before = Dump(client);
  for (int round = 0; round < 2; ++round) {
    const SweepCounts swept = client.SweepAndCount();
    EXPECT_EQ(swept.deleted, 0);
    EXPECT_EQ(swept.kept, 5);
  }
  EXPECT_EQ(Dump(client), before);
  client.Query("MATCH (x:X) DETACH DELETE x");
  // One is still held, by a relationship of others between two that are this program's.
  EXPECT_EQ(client.SweepAndCount().deleted, 4);
  EXPECT_EQ(client.Query("MATCH (n) RETURN n.id ORDER BY n.id"), "[\"/us/cfr/t10\"]\n[\"/us/cfr/t9\"]");
}

TEST_P(Neo4jSinkTest, AStubThatBecomesRealWhileASweepWaitsIsNotDeleted) {
  client.Query("CREATE (:Resource:Stub:CFR {id: '/us/cfr/t7'}) RETURN 1");
  const string transaction = Begin("MATCH (n:Stub) REMOVE n:Stub:CFR SET n:Division:Title");
  std::optional<absl::StatusOr<SweepCounts>> swept;
  client.sink().Sweep([&](absl::StatusOr<SweepCounts> value) { swept = value; });
  CommitOnceWaitedFor(transaction, swept);
  ASSERT_TRUE(swept->ok()) << swept->status();
  EXPECT_EQ((*swept)->deleted, 0);
  EXPECT_EQ(client.Query("MATCH (n:Title) RETURN n.id"), "[\"/us/cfr/t7\"]");
}

TEST_P(Neo4jSinkTest, CitationsOfOthersAreNotCounted) {
  Load();
  UnitBuilder unit(kPart);
  unit.Require(Guard::Kind::kState, State())
      .OutToAll(EdgeType::kCites, "/us/cfr/t1/s1.1/a",
                {"/us/cfr/t1/s1.2", "/us/usc/t5/s552", "/us/cfr/t1/s1.2/b"});
  EXPECT_DONE(client.Deliver(unit));
  const auto expect = [this](int64_t resolved, int64_t stubs, int64_t dangling) {
    const CitationCounts counts = client.CountCitations();
    EXPECT_EQ(counts.resolved, resolved);
    EXPECT_EQ(counts.stubs, stubs);
    EXPECT_EQ(counts.dangling, dangling);
  };
  expect(1, 1, 1);
  client.Query(
      "MATCH (s:Stub {id: '/us/usc/t5/s552'}) MATCH (p:Section {id: '/us/cfr/t1/s1.2'}) "
      "CREATE (:Paper)-[:CITES]->(s), (p)-[:CITES]->(:Paper), (:Paper)-[:CITES]->(:Stub {id: '/us/cfr/t1'}), "
      "(s)-[:WITHIN]->(:Division) RETURN 1");
  expect(1, 1, 1);
}

TEST_P(Neo4jSinkTest, AStringThatCannotBeStoredIsRejected) {
  UnitBuilder unit("/us/cfr/t1/p1");
  unit.Create(Shape::kPart, "/us/cfr/t1/p1", "\"heading\":\"" + string(25'000'000, 'x') + "\"");
  const DeliveryOutcome outcome = client.Deliver(unit);
  EXPECT_EQ(outcome.verdict, Verdict::kRejected) << outcome.code << " " << outcome.message;
  EXPECT_EQ(client.Query("MATCH (n) RETURN count(n)"), "[0]");
}

// A conflict with another writer of this graph is looked at again; a node of others will not give way.
TEST_P(Neo4jSinkTest, AnIdThatOthersHaveIsRejectedAtOnce) {
  for (const char* labels : {"Resource", "Resource:Part", "Resource:Division", "Resource:Section:Other"}) {
    client.Query("CREATE (:" + string(labels) + " {id: '/us/cfr/t1/p1', name: 'theirs'}) RETURN 1");
    const string before = Dump(client);
    UnitBuilder part = Part();
    const DeliveryOutcome outcome = client.Deliver(part);
    EXPECT_EQ(outcome.verdict, Verdict::kUnitRejected) << labels << " " << outcome.message;
    EXPECT_NE(outcome.message.find("'/us/cfr/t1/p1'"), string::npos) << outcome.message;
    // Whoever looks the unit up does not take it for one of the program's either.
    EXPECT_TRUE(client.FetchUnit(kPart).nodes.empty()) << labels;
    EXPECT_EQ(Dump(client), before);
    client.Query("MATCH (n) DETACH DELETE n");
  }
}

TEST_P(Neo4jSinkTest, AConstraintOfOthersIsRejectedAtOnce) {
  client.Post("/query/v2",
              R"({"statement":"CREATE CONSTRAINT theirs FOR (n:Part) REQUIRE n.reserved IS UNIQUE"})");
  client.Query("CREATE (:Part {reserved: false}) RETURN 1");
  UnitBuilder part = Part();
  const DeliveryOutcome outcome = client.Deliver(part);
  client.Post("/query/v2", R"({"statement":"DROP CONSTRAINT theirs"})");
  EXPECT_EQ(outcome.verdict, Verdict::kUnitRejected) << outcome.message;
  EXPECT_NE(outcome.message.find("`reserved` = false"), string::npos) << outcome.message;
  EXPECT_EQ(client.Query("MATCH (n) RETURN count(n)"), "[1]");
}

// Units that cite the same laws, delivered side by side; what the server could not do is sent again.
TEST_P(Neo4jSinkTest, ParallelUnitsEndInOneGraph) {
  constexpr int kUnits = 40;
  int open = 0, done = 0, retried = 0, next = 0;
  std::function<void(std::shared_ptr<const MutationBatch>)> send =
      [&](std::shared_ptr<const MutationBatch> batch) {
        ++open;
        client.sink().Deliver(batch, [&, batch](DeliveryOutcome outcome) {
          --open;
          if (outcome.verdict == Verdict::kRetry) {
            ++retried;
            return send(batch);
          }
          ASSERT_EQ(outcome.verdict, Verdict::kDone) << outcome.code << outcome.message;
          ++done;
        });
      };
  client.io().restart();
  while (done < kUnits) {
    while (open < client.sink().max_in_flight() && next < kUnits) {
      const string part = "/us/cfr/t3/p" + std::to_string(next);
      UnitBuilder unit(part);
      unit.Create(Shape::kPart, part);
      std::vector<string> targets;
      for (int i = 0; i < 50; ++i) {
        targets.push_back("/us/usc/t" + std::to_string((next * 7 + i * 3) % 20 + 1) + "/s" +
                          std::to_string((i * 13 + next) % 30));
      }
      unit.OutToAll(EdgeType::kAuthorizedBy, part, targets);
      send(UnitBuilder::Batch({unit.Build()}));
      ++next;
    }
    if (client.io().run_one() == 0) break;
    ASSERT_FALSE(HasFailure());
  }
  EXPECT_EQ(client.Query("MATCH ()-[e:AUTHORIZED_BY]->() RETURN count(e)"), "[2000]");
  EXPECT_EQ(
      client.Query(
          "MATCH (n:Stub) WHERE n.id CONTAINS '/s' AND NOT EXISTS { (n)-[:WITHIN]->() } RETURN count(n)"),
      "[0]");
  EXPECT_EQ(client.Query("MATCH (n:Stub)-[e:WITHIN]->() WITH n, count(e) AS c WHERE c > 1 RETURN count(n)"),
            "[0]");
  RecordProperty("retried", retried);
}

TEST_P(Neo4jSinkTest, TheOtherApiGivesTheSameGraph) {
  Load();
  UnitBuilder links(kPart);
  links.Require(Guard::Kind::kClaim, "c1")
      .OutToAll(EdgeType::kCites, "/us/cfr/t1/s1.1/a", {"/us/pl/111/203"});
  EXPECT_DONE(client.Deliver(links));
  const string mine = Dump(client);
  client.Post("/query/v2", R"({"statement":"MATCH (n) DETACH DELETE n"})");
  Client other(ServerOptions(GetParam() == Neo4jApi::kTx ? Neo4jApi::kQuery : Neo4jApi::kTx));
  ASSERT_TRUE(other.Open().ok());
  EXPECT_DONE(other.Deliver(std::vector<UnitMutations>{Part().Build()}));
  EXPECT_DONE(other.Deliver(links));
  EXPECT_EQ(Dump(client), mine);
}

// Constraints and indexes are those of whoever made them; what the program needs is there beside them.
class Neo4jSchemaTest : public Neo4jSinkTest {
 protected:
  void SetUp() override {
    Neo4jSinkTest::SetUp();
    DropSchema();
  }
  void TearDown() override { DropSchema(); }

  void Do(const string& cypher) {
    const string answer = client.Post("/query/v2", "{\"statement\":\"" + cypher + "\"}");
    EXPECT_EQ(answer.find("\"errors\""), string::npos) << answer;
  }
  void DropSchema() {
    client.Post("/query/v2", R"({"statement":"MATCH (n) DETACH DELETE n"})");
    ForEachName("SHOW CONSTRAINTS YIELD name RETURN name", "DROP CONSTRAINT ");
    ForEachName("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name", "DROP INDEX ");
  }
  void ForEachName(const string& query, const string& command) {
    const string rows = client.Query(query);
    for (size_t begin = rows.find('"'); begin != string::npos;) {
      const size_t end = rows.find('"', begin + 1);
      Do(command + rows.substr(begin + 1, end - begin - 1));
      begin = rows.find('"', end + 1);
    }
  }
  // [name, label, properties, whether a constraint owns it], without the indexes that every database has.
  string Schema() {
    return client.Query(
        "SHOW INDEXES YIELD name, type, labelsOrTypes, properties, owningConstraint WHERE type <> 'LOOKUP' "
        "RETURN name, labelsOrTypes[0], properties, owningConstraint IS NOT NULL ORDER BY labelsOrTypes, "
        "properties, name");
  }
};

INSTANTIATE_TEST_SUITE_P(Apis, Neo4jSchemaTest, testing::Values(Neo4jApi::kTx, Neo4jApi::kQuery),
                         [](const auto& info) { return info.param == Neo4jApi::kTx ? "Tx" : "Query"; });

constexpr char kUsualSchema[] =
    R"(["division_claim","Division",["id","claim"],false]
["division_disputed","Division",["id","disputed"],false]
["division_structure_as_of","Division",["id","structure_as_of"],false]
["division_text_as_of","Division",["id","text_as_of"],false]
["division_popular_name","Division",["popular_name"],false]
["division_title","Division",["title"],false]
["part_id","Part",["id"],false]
["part_identifier","Part",["identifier"],false]
["part_popular_name","Part",["popular_name"],false]
["resource_id","Resource",["id"],true]
["section_id","Section",["id"],false]
["section_identifier","Section",["identifier"],false]
["section_structure_parent","Section",["structure_parent"],false]
["section_text_parent","Section",["text_parent"],false]
["section_text_partial_parent","Section",["text_partial_parent"],false]
["stub_id","Stub",["id"],false])";

TEST_P(Neo4jSchemaTest, IsMadeOnceAndLeftAsItIs) {
  for (int round = 0; round < 2; ++round) {
    ASSERT_TRUE(client.Open().ok());
    EXPECT_EQ(Schema(), kUsualSchema);
  }
}

TEST_P(Neo4jSchemaTest, NamesThatOthersBearAreLeftToThem) {
  Do("CREATE CONSTRAINT resource_id FOR (n:Other) REQUIRE n.key IS UNIQUE");
  Do("CREATE INDEX part_id FOR (n:Resource) ON (n.name)");
  Do("CREATE INDEX stub_id FOR ()-[r:R]-() ON (r.id)");
  Do("CREATE TEXT INDEX division_claim FOR (n:Division) ON (n.id)");
  const absl::Status status = client.Open();
  ASSERT_TRUE(status.ok()) << status;
  const string schema = Schema();
  for (const char* line :
       {R"(["reg2graph_resource_id","Resource",["id"],true])", R"(["resource_id","Other",["key"],true])",
        R"(["reg2graph_part_id","Part",["id"],false])", R"(["part_id","Resource",["name"],false])",
        R"(["reg2graph_stub_id","Stub",["id"],false])", R"(["stub_id","R",["id"],false])",
        R"(["reg2graph_division_claim","Division",["id","claim"],false])"}) {
    EXPECT_NE(schema.find(line), string::npos) << line << " in\n" << schema;
  }
  Load();
  UnitBuilder again = Part();
  EXPECT_EQ(client.Deliver(again).verdict, Verdict::kReplan);
  ASSERT_TRUE(client.Open().ok());
  EXPECT_EQ(Schema(), schema);
}

TEST_P(Neo4jSchemaTest, WhatServesIsUsedWhateverItsName) {
  Do("CREATE CONSTRAINT theirs FOR (n:Resource) REQUIRE n.id IS UNIQUE");
  Do("CREATE INDEX their_parts FOR (n:Part) ON (n.id)");
  Do("CREATE INDEX their_order FOR (n:Division) ON (n.claim, n.id)");
  ASSERT_TRUE(client.Open().ok());
  const string schema = Schema();
  EXPECT_NE(schema.find(R"(["theirs","Resource",["id"],true])"), string::npos) << schema;
  EXPECT_EQ(schema.find("resource_id"), string::npos) << schema;
  EXPECT_EQ(schema.find("\"part_id\""), string::npos) << schema;
  EXPECT_NE(schema.find("\"division_claim\""), string::npos) << schema;
  Load();
}

TEST_P(Neo4jSchemaTest, WithoutUniquenessNothingIsLoaded) {
  Do("CREATE INDEX plain FOR (n:Resource) ON (n.id)");
  const absl::Status plain = client.Open();
  EXPECT_EQ(plain.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_NE(string(plain.message()).find("DROP INDEX `plain`"), string::npos) << plain;
  Do("DROP INDEX plain");
  Do("CREATE INDEX resource_id FOR (n:Other) ON (n.x)");
  Do("CREATE INDEX reg2graph_resource_id FOR (n:Other) ON (n.y)");
  const absl::Status names = client.Open();
  EXPECT_EQ(names.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_NE(string(names.message()).find("'resource_id' and 'reg2graph_resource_id'"), string::npos) << names;
}

TEST_P(Neo4jSchemaTest, DuplicatesAreNamed) {
  client.Query("UNWIND [1, 2] AS i CREATE (:Resource {id: '/us/cfr/t5'}) RETURN i");
  const absl::Status status = client.Open();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_NE(string(status.message()).find("/us/cfr/t5"), string::npos) << status;
  client.Post("/query/v2", R"({"statement":"MATCH (n) DETACH DELETE n"})");
}

TEST_P(Neo4jSinkTest, WrongDatabaseAndWrongPasswordAreToldApart) {
  Neo4jOptions database = ServerOptions(GetParam());
  database.database = "no-such-database";
  const absl::Status missing = Client(database).Open();
  EXPECT_EQ(missing.code(), absl::StatusCode::kNotFound) << missing;
  if (TestServer::Get().user().empty()) return;  // it asks for no password
  Neo4jOptions password = ServerOptions(GetParam());
  password.password = "wrong-s3cret";
  const absl::Status refused = Client(password).Open();
  EXPECT_EQ(refused.code(), absl::StatusCode::kUnauthenticated) << refused;
  EXPECT_EQ(string(refused.message()).find("s3cret"), string::npos);
}

TEST(Neo4jSinkWithoutServerTest, AnAbsentServerIsUnavailable) {
  Neo4jOptions options;
  options.base_url = "http://127.0.0.1:1";
  EXPECT_EQ(Client(options).Open().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace reg2graph
