#include "engine/deliver/unit_planner.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/popular_name.h"
#include "tests/engine/core/unit_builder.h"
#include "tests/engine/deliver/fake_graph.h"
#include "tests/engine/deliver/rows_builder.h"

namespace reg2graph {
namespace {

using enum EdgeType;
using enum DivisionType;
using Rows = std::shared_ptr<UnitRows>;
using Ids = std::vector<std::string>;

const std::string kT = "/us/cfr/t12";
const std::string kC = "/us/cfr/t12/chX";
const std::string kP = "/us/cfr/t12/p1026";
const std::string kSpA = "/us/cfr/t12/p1026/spA";
const std::string kSpB = "/us/cfr/t12/p1026/spB";
const std::string kS1 = "/us/cfr/t12/s1026.1";
const std::string kS2 = "/us/cfr/t12/s1026.2";
const std::string kS3 = "/us/cfr/t12/s1026.3";
const std::string kLaw = "/us/usc/t15/s1601";

UnitOrigin Origin(const std::string& as_of, const std::string& artifact = "a",
                  Coverage coverage = Coverage::kTitle) {
  return {as_of, coverage, artifact};
}

// A graph to which units are written as a run would, one plan one transaction.
class World {
 public:
  // The plan that was carried out.
  UnitMutations Write(const Rows& rows, const UnitOrigin& origin) {
    UnitMutations plan = Plan(rows, origin);
    const DeliveryOutcome outcome = graph.Commit({{plan}});
    EXPECT_EQ(outcome.verdict, Verdict::kDone) << outcome.message;
    return plan;
  }
  UnitMutations Plan(const Rows& rows, const UnitOrigin& origin) {
    stored_ = graph.Unit(QueryOf(*rows, rows->key));
    const std::string id = ArtifactId(origin.artifact);
    rows->artifact = ArtifactRow{id, R"({"id":")" + id + "\"}"};
    return PlanUnit({rows, origin, rows->key, &stored_, &stored_.stubs});
  }
  FakeGraph graph;

 private:
  StoredUnit stored_;
};

RowsBuilder Text() { return RowsBuilder(Layer::kText).Division(kPart, kP, "", R"("heading":"PART 1026")"); }
Rows TextOfPart() {
  return Text()
      .Section(kS1, kP, R"("heading":"One")")
      .Section(kS2, kP, R"("heading":"Two")")
      .Paragraph(kS1 + "/a", kS1, "(a) x")
      .Paragraph(kS1 + "/b", kS1, "(b) y")
      .Edge(kNext, kS1 + "/a", kS1 + "/b")
      .Xml(kS1, "1026.1", "<DIV8/>")
      .Note(Shape::kAuthority, kP + "#auth", kP, "15 U.S.C. 1601")
      .Out(kCites, kP + "#auth", kLaw, R"({"text":"15 U.S.C. 1601","start":0,"end":14})")
      .Out(kAuthorizedBy, kP, kLaw)
      .Build();
}
Rows StructureOfPart() {
  return RowsBuilder(Layer::kStructure)
      .Division(kPart, kP, "", R"("heading":"Part 1026","label":"Part 1026")")
      .Section(kS1, kP, R"("heading":"One","label":"One")")
      .Section(kS2, kP, R"("heading":"Two","label":"Two")")
      .Build();
}

std::string Patch(const UnitMutations& plan, const std::string& id) {
  for (const NodeUpdate& update : plan.updates) {
    if (update.id == id) return update.patch;
  }
  return "";
}
Ids EdgeLines(const UnitMutations& plan) {
  Ids lines;
  for (const EdgeCreate& edge : plan.edges) {
    lines.push_back(std::string(plan.ends[edge.from]) + " " + std::string(NameOf(edge.type)) + " " +
                    std::string(plan.ends[edge.to]) + std::string(edge.props));
  }
  return lines;
}

TEST(PlanUnitTest, ANewUnitIsCreatedWhole) {
  const Rows rows = TextOfPart();
  const UnitMutations plan = PlanUnit({rows, Origin("2025-01-15"), rows->key, nullptr, nullptr});
  EXPECT_EQ(plan.creates.size(), rows->nodes.size());
  EXPECT_EQ(plan.guard.kind, Guard::Kind::kAbsent);
  EXPECT_EQ(plan.unit_key, kP);
  EXPECT_EQ(plan.title, 12);
  EXPECT_TRUE(plan.updates.empty() && plan.node_deletes.empty() && plan.edge_deletes.empty());
  FakeGraph graph;
  ASSERT_EQ(graph.Commit({{plan}}).verdict, Verdict::kDone);
  EXPECT_EQ(graph.Property(kS1, "heading"), "\"One\"");
  EXPECT_EQ(graph.Edges(kP, kHasChild, kS1), Ids{R"({"order":0})"});
  EXPECT_EQ(graph.Edges(kP, kHasChild, kS2), Ids{R"({"order":1})"});
  EXPECT_EQ(graph.Targets(kS1, kNext), Ids{kS2});
  EXPECT_EQ(graph.Targets(kS1, kHasXml), Ids{kS1 + "#xml"});
  EXPECT_EQ(graph.Targets(kP, kAuthorizedBy), Ids{kLaw});
  EXPECT_FALSE(graph.IsReal(kLaw));
}

TEST(PlanUnitTest, CreatesAreGroupedByShapeAndEdgesByTypeWithTheNewNodesFirstAmongTheEnds) {
  const UnitMutations plan = PlanUnit({TextOfPart(), Origin("2025-01-15"), kP, nullptr, nullptr});
  EXPECT_TRUE(std::is_sorted(plan.creates.begin(), plan.creates.end(),
                             [](auto& a, auto& b) { return a.shape < b.shape; }));
  EXPECT_TRUE(
      std::is_sorted(plan.edges.begin(), plan.edges.end(), [](auto& a, auto& b) { return a.type < b.type; }));
  ASSERT_GE(plan.ends.size(), plan.creates.size());
  for (size_t i = 0; i < plan.creates.size(); ++i) EXPECT_EQ(plan.ends[i], plan.creates[i].id());
}

TEST(PlanUnitTest, TheSameRowsOverTheGraphThatHoldsThemAreNoChange) {
  for (const Rows& rows : {TextOfPart(), StructureOfPart()}) {
    World world;
    world.Write(rows, Origin("2025-01-15"));
    const UnitMutations plan = world.Plan(rows, Origin("2025-01-15"));
    EXPECT_EQ(plan.Rows(), 0u);
    EXPECT_EQ(plan.guard.kind, Guard::Kind::kState);
    EXPECT_EQ(plan.guard.value, world.graph.Unit({kP, {}}).unit.state);
  }
}

TEST(PlanUnitTest, BothLayersOverEachOtherAreNoChange) {
  World world;
  world.Write(TextOfPart(), Origin("2025-01-15"));
  world.Write(StructureOfPart(), Origin("2025-01-15"));
  EXPECT_EQ(world.Plan(TextOfPart(), Origin("2025-01-15")).Rows(), 0u);
  EXPECT_EQ(world.Plan(StructureOfPart(), Origin("2025-01-15")).Rows(), 0u);
}

// Each kind of difference: what is written over TextOfPart() is what differs and nothing else, and the
// graph is then as if only the second document had ever been there.
struct Change {
  const char* name;
  std::function<Rows()> rows;
  size_t edge_deletes, node_deletes, updates, creates, edges, out_edges;
};

class PlanChangeTest : public testing::TestWithParam<Change> {};

TEST_P(PlanChangeTest, WritesWhatDiffersAndNothingElse) {
  const Change& change = GetParam();
  const Rows rows = change.rows();
  World world;
  world.Write(TextOfPart(), Origin("2025-01-15"));
  const UnitMutations plan = world.Write(rows, Origin("2025-02-15"));
  EXPECT_EQ(plan.edge_deletes.size(), change.edge_deletes);
  EXPECT_EQ(plan.node_deletes.size(), change.node_deletes);
  EXPECT_EQ(plan.updates.size(), change.updates);
  EXPECT_EQ(plan.creates.size(), change.creates);
  EXPECT_EQ(plan.edges.size(), change.edges);
  EXPECT_EQ(plan.out_edges.size(), change.out_edges);
  world.graph.Sweep();
  World direct;
  direct.Write(rows, Origin("2025-02-15"));
  EXPECT_EQ(world.graph.Dump(), direct.graph.Dump());
}

RowsBuilder Rest(RowsBuilder builder) {
  return std::move(builder.Note(Shape::kAuthority, kP + "#auth", kP, "15 U.S.C. 1601")
                       .Out(kCites, kP + "#auth", kLaw, R"({"text":"15 U.S.C. 1601","start":0,"end":14})")
                       .Out(kAuthorizedBy, kP, kLaw));
}
RowsBuilder Both(const std::string& second_heading = "Two") {
  return std::move(Text()
                       .Section(kS1, kP, R"("heading":"One")")
                       .Section(kS2, kP, R"("heading":")" + second_heading + "\""));
}
RowsBuilder Paragraphs(RowsBuilder builder, const std::string& second = "(b) y") {
  return std::move(builder.Paragraph(kS1 + "/a", kS1, "(a) x")
                       .Paragraph(kS1 + "/b", kS1, second)
                       .Edge(kNext, kS1 + "/a", kS1 + "/b"));
}
RowsBuilder WithXml(RowsBuilder builder, const std::string& xml = "<DIV8/>") {
  return std::move(builder.Xml(kS1, "1026.1", xml));
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, PlanChangeTest,
    testing::Values(
        Change{"TextOfAParagraph", [] { return Rest(WithXml(Paragraphs(Both(), "(b) z"))).Build(); }, 0, 0, 1,
               0, 0, 0},
        Change{"Heading", [] { return Rest(WithXml(Paragraphs(Both("Deux")))).Build(); }, 0, 0, 1, 0, 0, 0},
        Change{"HeadingGone",
               [] {
                 return Rest(WithXml(Paragraphs(
                                 std::move(Text().Section(kS1, kP, R"("heading":"One")").Section(kS2, kP)))))
                     .Build();
               },
               0, 0, 1, 0, 0, 0},
        Change{"Xml", [] { return Rest(WithXml(Paragraphs(Both()), "<DIV8></DIV8>")).Build(); }, 0, 0, 1, 0,
               0, 0},
        Change{"ParagraphGone",
               [] { return Rest(WithXml(std::move(Both().Paragraph(kS1 + "/a", kS1, "(a) x")))).Build(); }, 0,
               1, 0, 0, 0, 0},
        Change{"ParagraphNew",
               [] {
                 return Rest(WithXml(std::move(Paragraphs(Both())
                                                   .Paragraph(kS1 + "/c", kS1, "(c) z")
                                                   .Edge(kNext, kS1 + "/b", kS1 + "/c"))))
                     .Build();
               },
               0, 0, 0, 1, 2, 0},
        // A new order is a new HAS_PARAGRAPH; the chain turns round.
        Change{"ParagraphsSwapped",
               [] {
                 return Rest(WithXml(std::move(Both()
                                                   .Paragraph(kS1 + "/b", kS1, "(b) y")
                                                   .Paragraph(kS1 + "/a", kS1, "(a) x")
                                                   .Edge(kNext, kS1 + "/b", kS1 + "/a"))))
                     .Build();
               },
               3, 0, 0, 0, 3, 0},
        // text_order of both, HAS_CHILD of both, NEXT.
        Change{"SectionsSwapped",
               [] {
                 return Rest(WithXml(Paragraphs(std::move(Text()
                                                              .Section(kS2, kP, R"("heading":"Two")")
                                                              .Section(kS1, kP, R"("heading":"One")")))))
                     .Build();
               },
               3, 0, 2, 0, 3, 0},
        Change{"SectionMovesBelowASubpart",
               [] {
                 return Rest(WithXml(Paragraphs(std::move(Text()
                                                              .Section(kS1, kP, R"("heading":"One")")
                                                              .Division(kSubpart, kSpA, kP)
                                                              .Section(kS2, kSpA, R"("heading":"Two")")))))
                     .Build();
               },
               1, 0, 1, 1, 2, 0},
        Change{"SectionGone",
               [] {
                 return Rest(WithXml(Paragraphs(std::move(Text().Section(kS1, kP, R"("heading":"One")")))))
                     .Build();
               },
               0, 1, 0, 0, 0, 0},
        Change{"SectionBetween",
               [] {
                 return Rest(WithXml(Paragraphs(std::move(Text()
                                                              .Section(kS1, kP, R"("heading":"One")")
                                                              .Section(kS3, kP)
                                                              .Section(kS2, kP, R"("heading":"Two")")))))
                     .Build();
               },
               2, 0, 1, 1, 4, 0},
        Change{"OtherKindOfNote",
               [] {
                 return WithXml(Paragraphs(Both()))
                     .Note(Shape::kEditorial, kP + "#auth", kP, "15 U.S.C. 1601")
                     .Out(kCites, kP + "#auth", kLaw, R"({"text":"15 U.S.C. 1601","start":0,"end":14})")
                     .Out(kAuthorizedBy, kP, kLaw)
                     .Build();
               },
               0, 1, 0, 1, 1, 1},
        Change{"NoteGone", [] { return WithXml(Paragraphs(Both())).Out(kAuthorizedBy, kP, kLaw).Build(); }, 0,
               1, 0, 0, 0, 0},
        Change{"OtherTarget",
               [] {
                 return WithXml(Paragraphs(Both()))
                     .Note(Shape::kAuthority, kP + "#auth", kP, "15 U.S.C. 1601")
                     .Out(kCites, kP + "#auth", kLaw, R"({"text":"15 U.S.C. 1601","start":0,"end":14})")
                     .Out(kAuthorizedBy, kP, kLaw + "/a")
                     .Build();
               },
               0, 0, 0, 0, 0, 1},
        Change{"OtherPlaceOfACitation",
               [] {
                 return WithXml(Paragraphs(Both()))
                     .Note(Shape::kAuthority, kP + "#auth", kP, "15 U.S.C. 1601")
                     .Out(kCites, kP + "#auth", kLaw, R"({"text":"15 U.S.C. 1601","start":1,"end":15})")
                     .Out(kAuthorizedBy, kP, kLaw)
                     .Build();
               },
               0, 0, 0, 0, 0, 1},
        Change{"NoMoreAuthority",
               [] {
                 return WithXml(Paragraphs(Both()))
                     .Note(Shape::kAuthority, kP + "#auth", kP, "15 U.S.C. 1601")
                     .Out(kCites, kP + "#auth", kLaw, R"({"text":"15 U.S.C. 1601","start":0,"end":14})")
                     .Build();
               },
               0, 0, 0, 0, 0, 1},
        Change{
            "OneMoreCitation",
            [] {
              return Rest(WithXml(Paragraphs(Both()))).Out(kCites, kS1 + "/a", kS2, R"({"start":0})").Build();
            },
            0, 0, 0, 0, 0, 1}),
    [](const auto& test) { return test.param.name; });

TEST(PlanUnitTest, OutEdgesThatDifferAreReplacedAsAWhole) {
  const auto cites = [](std::vector<std::pair<std::string, std::string>> targets) {
    RowsBuilder builder = std::move(Text().Section(kS1, kP).Paragraph(kS1 + "/a", kS1, "x"));
    for (const auto& [target, props] : targets) builder.Out(kCites, kS1 + "/a", target, props);
    return builder.Build();
  };
  World world;
  world.Write(cites({{kLaw, R"({"start":0})"}, {kLaw, R"({"start":9})"}}), Origin("2025-01-15"));
  EXPECT_EQ(world.graph.Edges(kS1 + "/a", kCites, kLaw).size(), 2u);
  // The order in which they come is not part of what they say.
  EXPECT_EQ(
      world.Plan(cites({{kLaw, R"({"start":9})"}, {kLaw, R"({"start":0})"}}), Origin("2025-01-15")).Rows(),
      0u);
  const UnitMutations plan = world.Write(cites({{kLaw, R"({"start":0})"}}), Origin("2025-01-16"));
  ASSERT_EQ(plan.out_edges.size(), 1u);
  EXPECT_TRUE(plan.out_edges[0].replace);
  EXPECT_EQ(plan.out_edges[0].edges.size(), 1u);
  EXPECT_EQ(world.graph.Edges(kS1 + "/a", kCites, kLaw), Ids{R"({"start":0})"});
}

TEST(PlanUnitTest, RelationshipsOfOthersToTheUnitAreLeftAlone) {
  World world;
  world.Write(TextOfPart(), Origin("2025-01-15"));
  world.graph.Link("/us/cfr/t12/p7", kCites, kS1, R"({"start":3})");
  EXPECT_EQ(world.Plan(TextOfPart(), Origin("2025-01-15")).Rows(), 0u);
  world.Write(Text().Build(), Origin("2025-02-15"));
  EXPECT_TRUE(world.graph.Has(kS1));
  EXPECT_FALSE(world.graph.IsReal(kS1));
  EXPECT_FALSE(world.graph.Has(kS2));
  EXPECT_EQ(world.graph.Edges("/us/cfr/t12/p7", kCites, kS1).size(), 1u);
}

TEST(PlanUnitTest, AStubThatIsLoadedLosesAllThatShowedIt) {
  World world;
  world.graph.Link("/us/cfr/t11/p1", kCites, kS1 + "/a", R"({"start":3})");
  ASSERT_TRUE(world.graph.Title(12).stubs.contains(kS1));
  const UnitMutations plan = world.Write(TextOfPart(), Origin("2025-01-15"));
  Ids unstubbed;
  for (const NodeUpdate& update : plan.updates) {
    EXPECT_TRUE(update.unstub && update.label.has_value());
    unstubbed.push_back(update.id);
  }
  EXPECT_EQ(unstubbed, (Ids{kS1, kS1 + "/a"}));
  EXPECT_TRUE(world.graph.IsReal(kS1 + "/a"));
  EXPECT_TRUE(world.graph.Targets(kS1 + "/a", kWithin).empty());
  EXPECT_EQ(world.graph.Edges("/us/cfr/t11/p1", kCites, kS1 + "/a").size(), 1u);
  EXPECT_EQ(world.Plan(TextOfPart(), Origin("2025-01-15")).Rows(), 0u);
}

TEST(PlanUnitTest, ANodeOfAnotherKindIsMadeAnew) {
  World world;
  world.Write(TextOfPart(), Origin("2025-01-15"));
  world.graph.SetShape(kS2, Shape::kAppendix);
  const UnitMutations plan = world.Write(TextOfPart(), Origin("2025-01-15"));
  EXPECT_EQ(plan.node_deletes, Ids{kS2});
  World direct;
  direct.Write(TextOfPart(), Origin("2025-01-15"));
  EXPECT_EQ(world.graph.Dump(), direct.graph.Dump());
}

TEST(PlanUnitTest, RelationshipsThatStandTwiceAreMadeAnewOnce) {
  World world;
  world.Write(TextOfPart(), Origin("2025-01-15"));
  const std::vector<std::string> before = world.graph.Dump();
  world.graph.Link(kP, kHasChild, kS1, R"({"order":0})");
  world.graph.Link(kP, kHasChild, kS2, R"({"order":7})");
  world.graph.Link(kS1, kHasParagraph, kS1 + "/a", "");
  world.graph.Link(kP, kAuthorizedBy, kLaw, "");
  world.Write(TextOfPart(), Origin("2025-01-15"));
  EXPECT_EQ(world.graph.Dump(), before);
}

TEST(PlanUnitTest, WhatSomebodyChangedByHandIsPutRight) {
  World world;
  world.Write(TextOfPart(), Origin("2025-01-15"));
  const std::vector<std::string> before = world.graph.Dump();
  world.graph.Set(kS1, "heading", "\"Wrong\"");
  world.graph.Set(kS1 + "/a", "kind", "\"note\"");
  const UnitMutations plan = world.Write(TextOfPart(), Origin("2025-01-15"));
  EXPECT_EQ(Patch(plan, kS1), R"({"heading":"One"})");
  EXPECT_EQ(Patch(plan, kS1 + "/a"), R"({"kind":null})");
  EXPECT_EQ(world.graph.Dump(), before);
}

TEST(PlanUnitTest, APropertyThatIsNobodysOnADivisionStays) {
  World world;
  world.Write(TextOfPart(), Origin("2025-01-15"));
  world.graph.Set(kS1, "reviewed", "true");
  EXPECT_EQ(world.Plan(TextOfPart(), Origin("2025-01-15")).Rows(), 0u);
}

// --- Two layers ---

// The structure says: subpart A holds 1 and 3. The text says: subpart B holds 2 and 1.
Rows StructureOfPlaces() {
  return RowsBuilder(Layer::kStructure)
      .Division(kPart, kP, "", R"("type":"part")")
      .Division(kSubpart, kSpA, kP, R"("type":"subpart")")
      .Section(kS1, kSpA, R"("type":"section")")
      .Section(kS3, kSpA, R"("type":"section")")
      .Build();
}
Rows TextOfPlaces() {
  return Text().Division(kSubpart, kSpB, kP).Section(kS2, kSpB).Section(kS1, kSpB).Build();
}

struct Precedence {
  const char* name;
  const char* structure_date;
  const char* text_date;
  bool structure_stands;
};
class TwoLayersTest : public testing::TestWithParam<std::tuple<Precedence, bool>> {};

TEST_P(TwoLayersTest, TheNewerLayerPlacesADivisionThatBothState) {
  const auto& [dates, structure_first] = GetParam();
  World world;
  if (structure_first) {
    world.Write(StructureOfPlaces(), Origin(dates.structure_date));
    world.Write(TextOfPlaces(), Origin(dates.text_date));
  } else {
    world.Write(TextOfPlaces(), Origin(dates.text_date));
    world.Write(StructureOfPlaces(), Origin(dates.structure_date));
  }
  const std::string parent = dates.structure_stands ? kSpA : kSpB;
  const std::string other = dates.structure_stands ? kSpB : kSpA;
  EXPECT_EQ(world.graph.Edges(parent, kHasChild, kS1).size(), 1u);
  EXPECT_TRUE(world.graph.Edges(other, kHasChild, kS1).empty());
  // What one layer alone states stays where that one puts it.
  EXPECT_EQ(world.graph.Edges(kSpB, kHasChild, kS2).size(), 1u);
  EXPECT_EQ(world.graph.Edges(kSpA, kHasChild, kS3).size(), 1u);
  // NEXT follows the order that results: subpart A (order 0, and the smaller id) before B.
  const Ids order = dates.structure_stands ? Ids{kS1, kS3, kS2} : Ids{kS3, kS2, kS1};
  for (size_t i = 0; i < order.size(); ++i) {
    EXPECT_EQ(world.graph.Targets(order[i], kNext), i + 1 < order.size() ? Ids{order[i + 1]} : Ids{});
  }
  // Either layer over the result finds nothing to do.
  EXPECT_EQ(world.Plan(TextOfPlaces(), Origin(dates.text_date)).Rows(), 0u);
  EXPECT_EQ(world.Plan(StructureOfPlaces(), Origin(dates.structure_date)).Rows(), 0u);
}

INSTANTIATE_TEST_SUITE_P(
    Dates, TwoLayersTest,
    testing::Combine(testing::Values(Precedence{"StructureNewer", "2025-02-01", "2025-01-01", true},
                                     Precedence{"TextNewer", "2025-01-01", "2025-02-01", false},
                                     Precedence{"Equal", "2025-01-01", "2025-01-01", true},
                                     Precedence{"StructureUndated", "", "2025-01-01", false},
                                     Precedence{"TextUndated", "2025-01-01", "", true},
                                     Precedence{"NeitherDated", "", "", true}),
                     testing::Bool()),
    [](const auto& test) {
      return std::string(std::get<0>(test.param).name) +
             (std::get<1>(test.param) ? "StructureFirst" : "TextFirst");
    });

TEST(TwoLayersTest, ANewerDateOfTheSameTextMovesWhatBothPlace) {
  World world;
  world.Write(TextOfPlaces(), Origin("2025-01-01"));
  world.Write(StructureOfPlaces(), Origin("2025-01-15"));
  world.Write(TextOfPlaces(), Origin("2025-02-01"));
  EXPECT_EQ(world.graph.Edges(kSpB, kHasChild, kS1).size(), 1u);
  EXPECT_TRUE(world.graph.Edges(kSpA, kHasChild, kS1).empty());
}

TEST(TwoLayersTest, FieldsComeFromTheStructureAndHeadingsFromTheText) {
  World world;
  world.Write(StructureOfPart(), Origin("2025-01-15"));
  world.Write(TextOfPart(), Origin("2020-01-01"));
  EXPECT_EQ(world.graph.Property(kS1, "label"), "\"One\"");
  EXPECT_EQ(world.graph.Property(kS1, "heading"), "\"One\"");
  EXPECT_EQ(world.graph.Property(kS1, "structure_order"), "0");
  EXPECT_EQ(world.graph.Property(kS1, "text_order"), "0");
}

TEST(TwoLayersTest, TheIdentifierIsTheStructuresWhereItStatesOne) {
  const Rows text = RowsBuilder(Layer::kText).Division(kPart, kP, "", "", "1026 [RESERVED]").Build();
  const Rows structure =
      RowsBuilder(Layer::kStructure).Division(kPart, kP, "", R"("type":"part")", "1026").Build();
  for (const bool text_first : {true, false}) {
    World world;
    if (text_first) world.Write(text, Origin("2025-01-15"));
    world.Write(structure, Origin("2025-01-15"));
    world.Write(text, Origin("2025-01-15"));
    EXPECT_EQ(world.graph.Property(kP, "identifier"), "\"1026\"");
  }
}

TEST(TwoLayersTest, ALayerThatGoesTakesItsOwnAndLeavesTheOthers) {
  World alone;
  alone.Write(StructureOfPart(), Origin("2025-01-15"));
  World world;
  world.Write(StructureOfPart(), Origin("2025-01-15"));
  world.Write(TextOfPart(), Origin("2025-01-15"));
  world.Write(NothingOf(Layer::kText, kP), Origin("2025-02-15"));
  world.graph.Sweep();
  EXPECT_EQ(world.graph.Dump(), alone.graph.Dump());
  EXPECT_EQ(world.Plan(StructureOfPart(), Origin("2025-01-15")).Rows(), 0u);
}

TEST(TwoLayersTest, WhenTheStructureGoesTheTextsIdentifierReturns) {
  const Rows text =
      RowsBuilder(Layer::kText)
          .Division(kPart, kP, "", R"("reserved":false,"heading":"PART 1026")")
          .Division(kSection, kS1, kP, R"("reserved":true,"heading":"[Reserved]")", "1026.1 [RESERVED]")
          .Xml(kS1, "1026.1 [RESERVED]", "<DIV8/>")
          .Build();
  World world;
  world.Write(text, Origin("2025-01-15"));
  const std::vector<std::string> before = world.graph.Dump();
  world.Write(StructureOfPart(), Origin("2025-01-15"));
  EXPECT_EQ(world.graph.Property(kS1, "identifier"), "\"1026.1\"");
  world.Write(NothingOf(Layer::kStructure, kP), Origin(""));
  EXPECT_EQ(world.graph.Dump(), before);
}

TEST(TwoLayersTest, ASectionThatOneLayerDropsStaysAsLongAsTheOtherStatesIt) {
  World world;
  world.Write(StructureOfPart(), Origin("2025-01-15"));
  world.Write(TextOfPart(), Origin("2025-01-15"));
  world.Write(Text().Section(kS1, kP, R"("heading":"One")").Build(), Origin("2025-02-15"));
  EXPECT_TRUE(world.graph.IsReal(kS2));
  EXPECT_EQ(world.graph.Property(kS2, "heading"), "\"Two\"");
  EXPECT_EQ(world.graph.Targets(kS1, kNext), Ids{kS2});
  world.Write(RowsBuilder(Layer::kStructure)
                  .Division(kPart, kP, "", R"("heading":"Part 1026","label":"Part 1026")")
                  .Section(kS1, kP, R"("heading":"One","label":"One")")
                  .Build(),
              Origin("2025-02-15"));
  EXPECT_FALSE(world.graph.Has(kS2));
}

TEST(PlanUnitTest, WhatASectionOfAnEarlierMappingCitesIsWrittenAnew) {
  const auto section = [](int mapping) {
    return RowsBuilder(Layer::kText, 12, Coverage::kPartial)
        .Mapping(mapping)
        .Division(kPart, kP)
        .Section(kS1, kP)
        .Paragraph(kS1 + "/a", kS1, "(a) See 15 U.S.C. 1601.")
        .Out(kCites, kS1 + "/a", kLaw)
        .Build();
  };
  const Rows whole = RowsBuilder(Layer::kText).Mapping(3).Division(kPart, kP).Section(kS1, kP).Build();
  const UnitOrigin origin = Origin("2025-02-01", "b", Coverage::kPartial);
  for (const int mapping : {2, 3}) {
    World world;
    world.Write(section(mapping), origin);
    world.Write(whole, Origin("2025-01-15"));
    const UnitMutations plan = world.Plan(section(3), origin);
    EXPECT_EQ(plan.out_edges.size(), mapping == 2 ? 1u : 0u) << mapping;
  }
}

// What both layers state of a part: the text's heading, the structure's `reserved`, or what the one that is
// there says.
Rows CommonOf(Layer layer, const std::string& heading, bool reserved) {
  std::string members =
      std::string(R"("reserved":)") + (reserved ? "true" : "false") + R"(,"heading":")" + heading + "\"";
  const std::string popular = PopularNameOf(Shape::kPart, kP, heading);
  if (!popular.empty()) members += R"(,"popular_name":")" + popular + "\"";
  if (layer == Layer::kStructure) members += R"(,"label":")" + heading + "\"";
  return RowsBuilder(layer).Division(kPart, kP, "", members).Build();
}

TEST(TwoLayersTest, WhatBothStateDoesNotDependOnTheOrder) {
  struct Step {
    Layer layer;
    Rows rows;  // null: the layer is removed
  };
  const Rows nothing;
  const Step steps[] = {
      {Layer::kStructure, CommonOf(Layer::kStructure, "Part 1026—Lending (Regulation Z)", false)},
      {Layer::kStructure, CommonOf(Layer::kStructure, "Part 1026 [Reserved]", true)},
      {Layer::kStructure, nothing},
      {Layer::kText, CommonOf(Layer::kText, "PART 1026—LENDING (REGULATION X)", false)},
      {Layer::kText, CommonOf(Layer::kText, "PART 1026 [RESERVED]", true)},
      {Layer::kText, nothing},
  };
  const auto values = [](const World& world) {
    Ids found;
    for (const char* name : {"heading", "reserved", "popular_name", "label"})
      found.push_back(world.graph.Has(kP) ? world.graph.Property(kP, name) : "gone");
    return found;
  };
  const auto write = [&](World& world, const Step& step, int day) {
    const std::string as_of = "2025-01-" + std::to_string(day);
    world.Write(step.rows != nullptr ? step.rows : NothingOf(step.layer, kP), Origin(as_of));
  };
  constexpr size_t kSteps = std::size(steps);
  for (size_t order = 0; order < kSteps * kSteps * kSteps * kSteps; ++order) {
    World world;
    const Step* last[kLayerCount] = {};
    size_t rest = order;
    for (int day = 10; day < 14; ++day, rest /= kSteps) {
      const Step& step = steps[rest % kSteps];
      if (step.rows == nullptr && last[static_cast<int>(step.layer)] == nullptr) continue;
      write(world, step, day);
      last[static_cast<int>(step.layer)] = step.rows != nullptr ? &step : nullptr;
      if (last[0] == nullptr && last[1] == nullptr) break;  // the part is gone
    }
    World fresh;
    for (const Step* step : last) {
      if (step != nullptr) write(fresh, *step, 20);
    }
    EXPECT_EQ(values(world), values(fresh)) << order;
  }
}

TEST(TwoLayersTest, TheWrapperOfAPartialDocumentStatesItsHeading) {
  const auto rows = [](Layer layer, Coverage coverage, const std::string& heading) {
    const std::string members = R"("reserved":false,"heading":")" + heading + "\"";
    return RowsBuilder(layer, 12, coverage)
        .Division(kPart, kP, "", members)
        .Division(kSubpart, kSpA, kP, members)
        .Section(kS1, kSpA, members)
        .Build();
  };
  const Rows structure = rows(Layer::kStructure, Coverage::kTitle, "Fees");
  const Rows text = rows(Layer::kText, Coverage::kPartial, "FEES");
  for (const bool structure_first : {true, false}) {
    World world;
    if (structure_first) world.Write(structure, Origin("2025-01-15"));
    world.Write(text, Origin("2025-01-15", "b", Coverage::kPartial));
    if (!structure_first) world.Write(structure, Origin("2025-01-15"));
    for (const std::string& division : {kP, kSpA, kS1})
      EXPECT_EQ(world.graph.Property(division, "heading"), "\"FEES\"") << division << structure_first;
  }
}

TEST(TwoLayersTest, APrunedPartThatNobodyElseClaimsGoesWithAllThatIsInIt) {
  World world;
  world.Write(TextOfPart(), Origin("2025-01-15"));
  world.Write(NothingOf(Layer::kText, kP), Origin("2025-02-15"));
  world.graph.Sweep();
  EXPECT_TRUE(world.graph.Dump().empty());
}

// --- Spine ---

// A division outside of parts has no part in either layer, even if only one layer contains it.
TEST(TwoLayers, WhatIsOutsideOfPartsIsNotDisputed) {
  const std::string section = kT + "/s9.1", appendix = kC + "/aA";
  const auto spine = [&](Layer layer) {
    return RowsBuilder(layer)
        .Spine()
        .Division(kTitle, kT)
        .Division(kChapter, kC, kT)
        .Section(section, kC)
        .Division(kAppendix, appendix, kC);
  };
  World world;
  world.Write(spine(Layer::kStructure).Build(), Origin("2025-01-15"));
  world.Write(spine(Layer::kStructure).Section(kT + "/s9.2", kC).Build(), Origin("2025-02-15"));
  for (const Layer layer : {Layer::kText, Layer::kStructure}) {
    for (const std::string& id : {section, appendix})
      EXPECT_EQ(world.graph.Property(id, "disputed"), "") << id;
    world.Write(spine(layer).Build(), Origin("2025-03-15"));
  }
}

TEST(TwoLayers, ASectionInAPartOfOneLayerAndInAnotherOfTheOtherIsDisputed) {
  const std::string other = kT + "/p7";
  const auto part = [&](Layer layer, const std::string& key) {
    return RowsBuilder(layer).Division(kPart, key).Section(kS1, key).Build();
  };
  World world;
  world.Write(part(Layer::kText, kP), Origin("2025-02-15"));
  world.Write(part(Layer::kStructure, other), Origin("2025-01-15"));
  EXPECT_EQ(world.graph.Property(kS1, "disputed"), "true");
  EXPECT_EQ(world.graph.Edges(other, kHasChild, kS1).size(), 0u);
  EXPECT_EQ(world.graph.Edges(kP, kHasChild, kS1).size(), 1u);
  world.Write(part(Layer::kStructure, other), Origin("2025-02-15"));
  EXPECT_EQ(world.graph.Edges(other, kHasChild, kS1).size(), 1u);
  EXPECT_EQ(world.graph.Edges(kP, kHasChild, kS1).size(), 0u);
  world.Write(part(Layer::kText, other), Origin("2025-03-15", "b"));
  EXPECT_EQ(world.graph.Property(kS1, "disputed"), "");
}

RowsBuilder Spine() {
  return std::move(RowsBuilder(Layer::kText).Spine().Division(kTitle, kT).Division(kChapter, kC, kT));
}

TEST(PlanSpineTest, APartThatIsNotLoadedIsMadeAndOneThatIsThereGetsItsPlaceAlone) {
  World world;
  world.Write(TextOfPart(), Origin("2025-01-15"));
  const UnitMutations plan =
      world.Write(Spine().Skeleton(kP, kC).Skeleton(kT + "/p1", kC).Build(), Origin("2025-01-15"));
  EXPECT_EQ(Patch(plan, kP), R"({"text_parent":")" + kC + R"(","text_order":0})");
  EXPECT_EQ(plan.creates.size(), 3u);
  EXPECT_EQ(world.graph.Property(kP, "heading"), "\"PART 1026\"");
  EXPECT_EQ(world.graph.Edges(kC, kHasChild, kP), Ids{R"({"order":0})"});
  EXPECT_EQ(world.graph.Edges(kC, kHasChild, kT + "/p1"), Ids{R"({"order":1})"});
  EXPECT_EQ(world.graph.Edges(kP, kHasChild, kS1).size(), 1u);
}

TEST(PlanSpineTest, APartThatTheSpineDropsLosesItsPlace) {
  World world;
  world.Write(TextOfPart(), Origin("2025-01-15"));
  world.Write(Spine().Skeleton(kP, kC).Build(), Origin("2025-01-15"));
  world.Write(Spine().Build(), Origin("2025-02-15"));
  EXPECT_EQ(world.graph.Property(kP, "text_order"), "");
  EXPECT_TRUE(world.graph.Targets(kC, kHasChild).empty());
  EXPECT_TRUE(world.graph.IsReal(kS1));
}

TEST(PlanSpineTest, APartMovesToAnotherChapterWithAllThatIsInIt) {
  const std::string other = kT + "/chXI";
  World world;
  world.Write(TextOfPart(), Origin("2025-01-15"));
  world.Write(Spine().Skeleton(kP, kC).Build(), Origin("2025-01-15"));
  const UnitMutations plan =
      world.Write(Spine().Division(kChapter, other, kT).Skeleton(kP, other).Build(), Origin("2025-02-15"));
  Ids edges = EdgeLines(plan);
  std::sort(edges.begin(), edges.end());
  EXPECT_EQ(edges, (Ids{kT + " HAS_CHILD " + other + R"({"order":1})",
                        other + " HAS_CHILD " + kP + R"({"order":0})"}));
  EXPECT_EQ(plan.edge_deletes.size(), 1u);
  EXPECT_TRUE(world.graph.Targets(kC, kHasChild).empty());
}

TEST(PlanSpineTest, ThePartsOwnUnitNeverTouchesItsPlace) {
  World world;
  world.Write(Spine().Skeleton(kP, kC).Build(), Origin("2025-01-15"));
  world.Write(TextOfPart(), Origin("2025-01-15"));
  world.Write(NothingOf(Layer::kStructure, kP), Origin("2025-01-15"));
  EXPECT_EQ(world.graph.Property(kP, "text_order"), "0");
  EXPECT_EQ(world.graph.Edges(kC, kHasChild, kP).size(), 1u);
}

TEST(PlanDateTest, WritesTheStampAlone) {
  UnitState state;
  state.key = kP;
  state.state = "s1";
  const Rows rows = TextOfPart();
  rows->artifact = ArtifactRow{"artifact:1", "{}"};
  const UnitMutations plan = PlanDate(rows, Origin("2025-02-15", "1", Coverage::kPart), state);
  EXPECT_EQ(plan.Rows(), 0u);
  EXPECT_EQ(plan.unit_key, kP);
  EXPECT_EQ(plan.title, 12);
  EXPECT_EQ(plan.guard.kind, Guard::Kind::kState);
  EXPECT_EQ(plan.guard.value, "s1");
  ASSERT_TRUE(plan.artifact);
  EXPECT_EQ(plan.artifact->id, "artifact:1");
}

}  // namespace
}  // namespace reg2graph
