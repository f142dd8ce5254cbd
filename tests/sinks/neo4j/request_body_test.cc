#include "sinks/neo4j/request_body.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "tests/engine/core/unit_builder.h"

namespace reg2graph::neo4j {
namespace {

using std::string;

string Join(const RequestBody& body) {
  string text;
  for (std::string_view slice : body.slices) text.append(slice);
  return text;
}

RequestBody BodyOf(std::vector<UnitMutations> units, bool tx) {
  const auto batch = UnitBuilder::Batch(std::move(units));
  return BatchBody(LayoutOf(*batch, KnownKeys(), OldStubs::kNone), batch, tx);
}

string Parameters(const string& statement) {
  const size_t begin = statement.find("\"parameters\":{\"p\":") + 18;
  return statement.substr(begin, statement.rfind("}}") - begin);
}

// What each statement of the transaction is given.
std::vector<string> StatementsOf(const RequestBody& body) {
  const string text = Join(body);
  std::vector<string> statements;
  constexpr std::string_view kOpen = "{\"includeStats\":true,";
  for (size_t at = text.find(kOpen); at != string::npos;) {
    const size_t next = text.find(kOpen, at + 1);
    statements.push_back(
        Parameters(text.substr(at, next == string::npos ? text.size() - 2 - at : next - 1 - at)));
    at = next;
  }
  return statements;
}

using Statements = std::vector<string>;

TEST(RequestBodyTest, WritesAUnit) {
  UnitBuilder unit("/us/cfr/t1/p1");
  unit.Create(Shape::kPart, "/us/cfr/t1/p1")
      .Create(Shape::kParagraph, "/us/cfr/t1/s1.1/a", R"("text":"x")")
      .Existing("/us/cfr/t1/s1.1")
      .Edge(EdgeType::kHasChild, "/us/cfr/t1/p1", "/us/cfr/t1/s1.1", R"({"order":0})")
      .Edge(EdgeType::kHasParagraph, "/us/cfr/t1/s1.1", "/us/cfr/t1/s1.1/a", R"({"order":0})")
      .Edge(EdgeType::kNext, "/us/cfr/t1/s1.1/a", "/us/cfr/t1/s1.1")
      .Stamp(R"({"text_hash":null})");
  EXPECT_EQ(StatementsOf(BodyOf({unit.Build()}, true)),
            (Statements{R"({"division_ends":["/us/cfr/t1/s1.1"],"divisions":[{"l":"Part","r":[{"id":)"
                        R"("/us/cfr/t1/p1"}]}],"division_count":2,"places_HAS_CHILD":[[1,0,{"order":0}]]})",
                        R"({"ends":["/us/cfr/t1/s1.1"],"paragraphs":[{"id":"/us/cfr/t1/s1.1/a","text":"x"}],)"
                        R"("row_count":2,"rows_HAS_PARAGRAPH":[[0,1,{"order":0}]],"rows_NEXT":[[1,0]]})",
                        R"({"stamps":[{"key":"/us/cfr/t1/p1","patch":{"text_hash":null}}]})"}));
}

TEST(RequestBodyTest, WhatANodeChangesAndWhereItIsAnEndAreOneLookUp) {
  UnitBuilder unit("/us/cfr/t1/p1");
  unit.Create(Shape::kParagraph, "/us/cfr/t1/s1.1/a")
      .Existing("/us/cfr/t1/s1.1")
      .Edge(EdgeType::kHasParagraph, "/us/cfr/t1/s1.1", "/us/cfr/t1/s1.1/a");
  unit.unit().updates.push_back({"/us/cfr/t1/s1.1", R"({"heading":"h"})", std::nullopt, false});
  EXPECT_EQ(StatementsOf(BodyOf({unit.Build()}, true)),
            Statements{R"({"updates":[{"id":"/us/cfr/t1/s1.1","patch":{"heading":"h"}}],"paragraphs":[{"id":)"
                       R"("/us/cfr/t1/s1.1/a"}],"row_count":2,"rows_HAS_PARAGRAPH":[[0,1]]})"});
}

TEST(RequestBodyTest, WritesGuardsStubsAndLinks) {
  UnitBuilder unit("/us/cfr/t1/p1");
  unit.Require(Guard::Kind::kClaim, "a\"b")
      .OutToAll(EdgeType::kCites, "/us/cfr/t1/p1", {"/us/usc/t5/s552"}, true);
  const Statements expected = {
      R"({"guards":[{"id":"/us/cfr/t1/p1","claim":"a\"b"}]})", R"({"replaced":[["CITES","/us/cfr/t1/p1"]]})",
      R"({"targets":[1],"cited_keys":[{"id":"/us/usc/t5","kind":"USCode","citation":"5 U.S.C.","name":"5 U.S.C.",)"
      R"("chain":[]},)"
      R"({"id":"/us/usc/t5/s552","kind":"USCode","citation":"5 U.S.C. 552",)"
      R"("name":"5 U.S.C. 552","chain":[0]}]})",
      R"({"within":[["/us/usc/t5/s552","/us/usc/t5"]]})",
      R"({"link_ends":["/us/cfr/t1/p1","/us/usc/t5/s552"],"link_end_count":2,"links_CITES":[[0,1]]})"};
  EXPECT_EQ(StatementsOf(BodyOf({unit.Build()}, true)), expected);
  // The Query API takes one statement, with the members of all.
  string all = "{";
  for (const string& members : expected) all += members.substr(1, members.size() - 2) + ",";
  all.back() = '}';
  EXPECT_EQ(Parameters(Join(BodyOf({unit.Build()}, false))), all);
}

TEST(RequestBodyTest, WhatIsKnownToBeThereIsNotMadeSureOfAgain) {
  UnitBuilder unit("/us/cfr/t1/p1");
  unit.OutToAll(EdgeType::kCites, "/us/cfr/t1/p1", {"/us/usc/t5/s552"});
  const auto batch = UnitBuilder::Batch({unit.Build()});
  KnownKeys known;
  known.Add("/us/usc/t5/s552");
  EXPECT_EQ(LayoutOf(*batch, known, OldStubs::kNone).Steps(), std::vector<Step>{Step::kLinks});
}

TEST(RequestBodyTest, StubsAreNamedOnlyWhereAnEarlierMappingMayHaveMadeThem) {
  UnitBuilder unit("/us/cfr/t1/p1");
  unit.OutToAll(EdgeType::kCites, "/us/cfr/t1/p1", {"/us/usc/t5/s552"});
  const auto batch = UnitBuilder::Batch({unit.Build()});
  const std::vector<Step> steps{Step::kNames, Step::kStubs, Step::kWithin, Step::kLinks};
  EXPECT_EQ(LayoutOf(*batch, KnownKeys(), OldStubs::kPossible).Steps(), steps);
  EXPECT_EQ(LayoutOf(*batch, KnownKeys(), OldStubs::kNone).Steps(),
            std::vector<Step>(steps.begin() + 1, steps.end()));
}

TEST(RequestBodyTest, UnitsAreSortedAndDeletesComeDeepestFirst) {
  UnitBuilder a("/us/cfr/t1/p1"), b("/us/cfr/t1/p2");
  a.Require(Guard::Kind::kClaim, "a");
  b.Require(Guard::Kind::kClaim, "b");
  a.unit().node_deletes = {"/us/cfr/t1/s1.1", "/us/cfr/t1/s1.1/a"};
  const string text = Join(BodyOf({b.Build(), a.Build()}, true));
  EXPECT_LT(text.find(R"("id":"/us/cfr/t1/p1")"), text.find(R"("id":"/us/cfr/t1/p2")"));
  EXPECT_NE(text.find(R"("deletes":[2,1])"), string::npos);
}

TEST(RequestBodyTest, NeighboursInMemoryAreOneSlice) {
  auto rows = std::make_shared<std::deque<string>>();
  rows->push_back(R"({"id":"a"},{"id":"b"},{"id":"c"})");
  UnitMutations unit;
  unit.unit_key = "a";
  for (size_t i = 0; i < 3; ++i) {
    unit.creates.push_back({Shape::kParagraph, std::string_view(rows->front()).substr(i * 11, 10)});
    unit.ends.push_back("x");
  }
  unit.texts = rows;
  const RequestBody body = BodyOf({unit}, true);
  EXPECT_EQ(body.slices.size(), 3u);
  EXPECT_EQ(body.slices[1].data(), rows->front().data());  // not copied
  EXPECT_NE(Join(body).find(R"("paragraphs":[{"id":"a"},{"id":"b"},{"id":"c"}],"row_count":3)"),
            string::npos);
}

TEST(RequestBodyTest, KindredBatchesShareOneStatement) {
  UnitBuilder part("/us/cfr/t1/p1"), section("/us/cfr/t1/s1.1");
  part.Create(Shape::kPart, "/us/cfr/t1/p1");
  section.Create(Shape::kSection, "/us/cfr/t1/s1.1");
  const string first = Join(BodyOf({part.Build()}, true));
  const string second = Join(BodyOf({section.Build()}, true));
  const size_t head = first.find("\"parameters\"");
  EXPECT_EQ(first.substr(0, head), second.substr(0, head));
}

TEST(RequestBodyTest, PlanningGivesNoRows) {
  EXPECT_EQ(StatementsOf(PlanningBody(std::array{Step::kRows, Step::kStamps}, true)),
            (Statements{"{}", "{}"}));
}

TEST(RequestBodyTest, ExpectsWhatIsKnown) {
  const auto expected_of = [](UnitBuilder& unit) {
    const auto batch = UnitBuilder::Batch({unit.Build()});
    return ExpectationOf(LayoutOf(*batch, KnownKeys(), OldStubs::kNone), *batch);
  };
  UnitBuilder unit("/us/cfr/t1/p1");
  unit.Create(Shape::kPart, "/us/cfr/t1/p1");
  Expectation expected = expected_of(unit);
  EXPECT_EQ(expected.numbers, std::vector<int64_t>{1});
  EXPECT_EQ(expected.nodes_created, 1);
  EXPECT_TRUE(expected.exact);
  unit.OutToAll(EdgeType::kCites, "/us/cfr/t1/p1", {"/us/usc/t5/s1", "/us/usc/t5/s2"});
  expected = expected_of(unit);
  EXPECT_EQ(expected.numbers, (std::vector<int64_t>{1, Expectation::kAny, Expectation::kAny, 3}));
  EXPECT_EQ(expected.edges_created, 2);
  EXPECT_FALSE(expected.exact);
}

TEST(StatementBodyTest, EscapesTheStatement) {
  EXPECT_EQ(Join(StatementBody("RETURN \"x\"", "{}", true)),
            R"({"statements":[{"includeStats":true,"statement":"RETURN \"x\"","parameters":{"p":{}}}]})");
  EXPECT_EQ(Join(StatementBody("RETURN 1", R"({"a":1})", false)),
            R"({"includeCounters":true,"statement":"RETURN 1","parameters":{"p":{"a":1}}})");
}

}  // namespace
}  // namespace reg2graph::neo4j
