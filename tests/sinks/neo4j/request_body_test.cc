#include "sinks/neo4j/request_body.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/sinks/neo4j/unit_builder.h"

namespace reg2graph::neo4j {
namespace {

using std::string;

string Join(const RequestBody& body) {
  string text;
  for (std::string_view slice : body.slices) text.append(slice);
  return text;
}

// What stands behind the statement, which is not this test's matter.
string Parameters(const RequestBody& body) {
  const string text = Join(body);
  return text.substr(text.find("\"parameters\":") + 13);
}

TEST(RequestBodyTest, WritesAUnit) {
  UnitBuilder unit("/us/cfr/t1/p1");
  unit.Create(Shape::kPart, "/us/cfr/t1/p1")
      .Create(Shape::kParagraph, "/us/cfr/t1/s1.1/a", R"("text":"x")")
      .Existing("/us/cfr/t1/s1.1")
      .Edge(EdgeType::kHasParagraph, "/us/cfr/t1/s1.1", "/us/cfr/t1/s1.1/a", R"({"order":0})")
      .Edge(EdgeType::kNext, "/us/cfr/t1/s1.1/a", "/us/cfr/t1/s1.1")
      .Stamp(R"({"text_hash":null})");
  EXPECT_EQ(
      Parameters(BatchBody(BatchOf({unit.Build()}), true)),
      R"({"u":[{"key":"/us/cfr/t1/p1","guarded":false,"stamps":[{"key":"/us/cfr/t1/p1",)"
      R"("patch":{"text_hash":null}}],"sources":[],)"
      R"("Division":[{"l":"Part","r":[{"id":"/us/cfr/t1/p1"}]}],)"
      R"("Paragraph":[{"l":"Paragraph","r":[{"id":"/us/cfr/t1/s1.1/a","text":"x"}]}],)"
      R"("ends":["/us/cfr/t1/s1.1"],"size":3,"HAS_PARAGRAPH":[[2,1,{"order":0}]],"NEXT":[[1,2]]}]}}]})");
}

TEST(RequestBodyTest, WritesGuardsStubsAndLinks) {
  UnitBuilder unit("/us/cfr/t1/p1");
  unit.Expect(Guard::Kind::kClaim, "a\"b").Out(EdgeType::kCites, "/us/cfr/t1/p1", {"/us/usc/t5/s552"}, true);
  EXPECT_EQ(
      Parameters(BatchBody(BatchOf({unit.Build()}), false)),
      R"({"u":[{"key":"/us/cfr/t1/p1","guarded":true,"claim":"a\"b","size":0,)"
      R"("replace":[["CITES","/us/cfr/t1/p1"]],"to_CITES":[["/us/cfr/t1/p1","/us/usc/t5/s552"]],"links":1}],)"
      R"("stubs":[{"id":"/us/usc/t5","kind":"USCode","citation":"5 U.S.C.","chain":[]},)"
      R"({"id":"/us/usc/t5/s552","kind":"USCode","citation":"5 U.S.C. 552","chain":[0]}],"targets":[1]}})");
}

TEST(RequestBodyTest, UnitsAreSortedAndDeletesComeDeepestFirst) {
  UnitBuilder a("/us/cfr/t1/p1"), b("/us/cfr/t1/p2");
  a.unit().node_deletes = {"/us/cfr/t1/s1.1", "/us/cfr/t1/s1.1/a"};
  const string text = Join(BatchBody(BatchOf({b.Build(), a.Build()}), true));
  EXPECT_LT(text.find(R"("key":"/us/cfr/t1/p1")"), text.find(R"("key":"/us/cfr/t1/p2")"));
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
  const RequestBody body = BatchBody(BatchOf({unit}), true);
  EXPECT_EQ(body.slices.size(), 3u);
  EXPECT_EQ(body.slices[1].data(), rows->front().data());  // not copied
  EXPECT_NE(Join(body).find(R"("r":[{"id":"a"},{"id":"b"},{"id":"c"}]}],"size":3)"), string::npos);
}

TEST(RequestBodyTest, KindredBatchesShareOneStatement) {
  UnitBuilder part("/us/cfr/t1/p1"), section("/us/cfr/t1/s1.1");
  part.Create(Shape::kPart, "/us/cfr/t1/p1");
  section.Create(Shape::kSection, "/us/cfr/t1/s1.1").Create(Shape::kParagraph, "/us/cfr/t1/s1.1/a");
  const string first = Join(BatchBody(BatchOf({part.Build()}), true));
  const string second = Join(BatchBody(BatchOf({section.Build()}), true));
  const size_t head = first.find("\"parameters\"");
  EXPECT_EQ(first.substr(0, head), second.substr(0, head));
}

TEST(RequestBodyTest, ExpectsWhatIsKnown) {
  UnitBuilder unit("/us/cfr/t1/p1");
  unit.Create(Shape::kPart, "/us/cfr/t1/p1");
  Expectation expected = ExpectationOf(*BatchOf({unit.Build()}));
  EXPECT_EQ(expected.units, 1);
  EXPECT_EQ(expected.nodes_created, 1);
  EXPECT_TRUE(expected.exact);
  unit.Out(EdgeType::kCites, "/us/cfr/t1/p1", {"/us/usc/t5/s1", "/us/usc/t5/s2"});
  expected = ExpectationOf(*BatchOf({unit.Build()}));
  EXPECT_EQ(expected.edges_created, 2);
  EXPECT_FALSE(expected.exact);
}

TEST(StatementBodyTest, EscapesTheStatement) {
  EXPECT_EQ(Join(StatementBody("RETURN \"x\"", "{}", true)),
            R"({"statements":[{"includeStats":true,"statement":"RETURN \"x\"","parameters":{}}]})");
  EXPECT_EQ(Join(StatementBody("RETURN 1", R"({"a":1})", false)),
            R"({"includeCounters":true,"statement":"RETURN 1","parameters":{"a":1}})");
}

}  // namespace
}  // namespace reg2graph::neo4j
