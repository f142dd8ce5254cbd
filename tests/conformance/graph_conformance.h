#ifndef REG2GRAPH_TESTS_CONFORMANCE_GRAPH_CONFORMANCE_H_
#define REG2GRAPH_TESTS_CONFORMANCE_GRAPH_CONFORMANCE_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/mutation_sink.h"
#include "engine/core/stored_graph.h"
#include "tests/engine/core/unit_builder.h"

// What every graph that a MutationSink writes to does with UnitMutations and answers to a look-up. The tests
// of flow and deliver rely on the in-memory graph; that the real target does the same is shown here, by one
// suite for both. A Graph starts empty and has
//   DeliveryOutcome Commit(std::vector<UnitMutations>);
//   StoredUnit Unit(UnitQuery);
//   TitleState Title(int title);
//   int64_t Sweep();
namespace reg2graph {

template <typename Graph>
class GraphConformanceTest : public testing::Test {
 protected:
  using Lines = std::vector<std::string>;

  const std::string title_ = "/us/cfr/t1", part_ = "/us/cfr/t1/p1", section_ = "/us/cfr/t1/s1.1";
  const std::string cited_ = "/us/usc/t15/s1601";

  Verdict Commit(UnitBuilder unit) { return graph_.Commit({unit.Build()}).verdict; }
  StoredUnit Read(const std::string& key, std::vector<std::string> names = {}) {
    return graph_.Unit({key, std::move(names)});
  }
  std::string StateOf(const std::string& key) { return Read(key).unit.state; }

  // A part with a section, its paragraph, and a citation of what is not loaded.
  UnitBuilder SmallPart() const {
    UnitBuilder unit(part_);
    unit.Create(Shape::kPart, part_, R"("identifier":"1","heading":"PART 1")")
        .Create(Shape::kSection, section_, R"("text_parent":"/us/cfr/t1/p1","text_order":0)")
        .Create(Shape::kParagraph, section_ + "/a", R"("text":"(a) See.")")
        .Edge(EdgeType::kHasChild, part_, section_, R"({"order":0})")
        .Edge(EdgeType::kHasParagraph, section_, section_ + "/a", R"({"order":0})")
        .OutToAll(EdgeType::kCites, section_ + "/a", {cited_}, false, R"({"start":4})")
        .Stamp(R"({"text_hash":"h","text_as_of":"2025-01-15","claim":null})");
    return unit;
  }

  static Lines LinesOf(const StoredUnit& unit) {
    Lines lines;
    for (const StoredNode& node : unit.nodes) {
      std::string line = node.id + " " + std::string(LabelsOf(node.shape).back());
      for (const auto& [name, value] : node.properties) line += " " + name + "=" + value;
      lines.push_back(line);
    }
    for (const StoredEdge& edge : unit.edges)
      lines.push_back(edge.from + " " + std::string(NameOf(edge.type)) + " " + edge.to + " " + edge.props);
    for (const UnitState& division : unit.divisions) lines.push_back("state " + Described(division));
    for (const UnitState& other : unit.others) lines.push_back("other " + Described(other));
    for (const std::string& stub : unit.stubs) lines.push_back("stub " + stub);
    std::sort(lines.begin(), lines.end());
    return lines;
  }
  static std::string Described(const UnitState& unit) {
    return unit.key + " home=" + unit.home() + " as_of=" + StampOf(unit, Layer::kText).as_of +
           " linked=" + unit.linked[static_cast<size_t>(Layer::kText)] + " claim=" + unit.claim;
  }
  Lines Keys(const std::vector<UnitState>& units) const {
    Lines keys;
    for (const UnitState& unit : units) keys.push_back(unit.key);
    std::sort(keys.begin(), keys.end());
    return keys;
  }

  Graph graph_;
};

TYPED_TEST_SUITE_P(GraphConformanceTest);

TYPED_TEST_P(GraphConformanceTest, WhatIsWrittenIsRead) {
  ASSERT_EQ(this->Commit(this->SmallPart()), Verdict::kDone);
  const std::vector<std::string> expected = {
      "/us/cfr/t1/p1 HAS_CHILD /us/cfr/t1/s1.1 {\"order\":0}",
      "/us/cfr/t1/p1 Part heading=\"PART 1\" id=\"/us/cfr/t1/p1\" identifier=\"1\"",
      "/us/cfr/t1/s1.1 HAS_PARAGRAPH /us/cfr/t1/s1.1/a {\"order\":0}",
      "/us/cfr/t1/s1.1 Section id=\"/us/cfr/t1/s1.1\" text_order=0 text_parent=\"/us/cfr/t1/p1\"",
      "/us/cfr/t1/s1.1/a CITES /us/usc/t15/s1601 {\"start\":4}",
      "/us/cfr/t1/s1.1/a Paragraph id=\"/us/cfr/t1/s1.1/a\" text=\"(a) See.\"",
      "state /us/cfr/t1/s1.1 home=/us/cfr/t1/p1 as_of= linked= claim="};
  const StoredUnit stored = this->Read(this->part_);
  EXPECT_EQ(this->LinesOf(stored), expected);
  EXPECT_EQ(stored.unit.key, this->part_);
  EXPECT_EQ(StampOf(stored.unit, Layer::kText).hash, "h");
  const TitleState title = this->graph_.Title(1);
  EXPECT_TRUE(title.units.contains(this->part_));
  EXPECT_FALSE(title.units.contains(this->section_));
}

TYPED_TEST_P(GraphConformanceTest, AGuardThatFailsWritesNothing) {
  ASSERT_EQ(this->Commit(this->SmallPart()), Verdict::kDone);
  const std::string state = this->StateOf(this->part_);
  UnitBuilder again(this->part_);
  again.Create(Shape::kPart, this->part_);
  EXPECT_EQ(this->Commit(again), Verdict::kReplan);
  UnitBuilder claim(this->part_);
  claim.Require(Guard::Kind::kState, state).Existing(this->part_).Stamp(R"({"claim":"me:1"})");
  EXPECT_EQ(this->Commit(claim), Verdict::kDone);
  EXPECT_EQ(this->Commit(claim), Verdict::kReplan);
  EXPECT_NE(this->StateOf(this->part_), state);
  UnitBuilder next(this->part_);
  next.Require(Guard::Kind::kClaim, "me:1").Existing(this->part_).Stamp(R"({"claim":null})");
  EXPECT_EQ(this->Commit(next), Verdict::kDone);
  EXPECT_EQ(this->Commit(next), Verdict::kReplan);
  EXPECT_EQ(this->StateOf(this->part_), state);
}

TYPED_TEST_P(GraphConformanceTest, OneUnitThatIsRefusedTakesTheBatchWithIt) {
  ASSERT_EQ(this->Commit(this->SmallPart()), Verdict::kDone);
  const std::string other = "/us/cfr/t1/p2";
  UnitBuilder good(other), bad(this->part_);
  good.Create(Shape::kPart, other);
  bad.Require(Guard::Kind::kState, R"(["of long ago"])").Existing(this->part_).Stamp(R"({"text_hash":"x"})");
  EXPECT_EQ(this->graph_.Commit({good.Build(), bad.Build()}).verdict, Verdict::kReplan);
  EXPECT_EQ(this->Read(other).unit.key, "");
}

TYPED_TEST_P(GraphConformanceTest, AnotherDivisionIsGuardedToo) {
  ASSERT_EQ(this->Commit(this->SmallPart()), Verdict::kDone);
  const std::string state = this->Read(this->part_).divisions.at(0).state;
  const auto unit = [&](const std::string& number) {
    UnitBuilder take("/us/cfr/t1/p" + number);
    take.Create(Shape::kPart, "/us/cfr/t1/p" + number);
    take.unit().guards.push_back({this->section_, state});
    take.unit().stamps.push_back(
        {this->section_, R"({"text_parent":"/us/cfr/t1/p)" + number + R"(","text_order":0})", std::nullopt});
    return take;
  };
  EXPECT_EQ(this->Commit(unit("2")), Verdict::kDone);
  EXPECT_EQ(this->Commit(unit("3")), Verdict::kReplan);
  EXPECT_EQ(this->Read("/us/cfr/t1/p2").divisions.at(0).home(), "/us/cfr/t1/p2");
}

TYPED_TEST_P(GraphConformanceTest, GuardsOfABatchAreComparedWithWhatWasThereBeforeIt) {
  const std::string other = "/us/cfr/t1/p2";
  ASSERT_EQ(this->Commit(this->SmallPart()), Verdict::kDone);
  ASSERT_EQ(this->Commit(UnitBuilder(other).Create(Shape::kPart, other)), Verdict::kDone);
  const auto unit = [&](const std::string& key, const std::string& guarded) {
    UnitBuilder change(key);
    change.Require(Guard::Kind::kState, this->StateOf(key)).Existing(key).Stamp(R"({"text_hash":"new"})");
    change.unit().guards.push_back({guarded, this->StateOf(guarded)});
    return change;
  };
  UnitBuilder first = unit(this->part_, other), second = unit(other, this->part_);
  EXPECT_EQ(this->graph_.Commit({first.Build(), second.Build()}).verdict, Verdict::kDone);
  EXPECT_EQ(this->graph_.Commit({first.Build(), second.Build()}).verdict, Verdict::kReplan);
}

TYPED_TEST_P(GraphConformanceTest, ADisputedSectionIsOfItsTitlesState) {
  UnitBuilder unit = this->SmallPart();
  unit.unit().stamps.push_back({this->section_, DisputedPatch(true), std::nullopt});
  ASSERT_EQ(this->Commit(unit), Verdict::kDone);
  EXPECT_TRUE(this->graph_.Title(1).units.at(this->section_).disputed);
  UnitBuilder settled(this->part_);
  settled.Require(Guard::Kind::kState, this->StateOf(this->part_)).Existing(this->part_);
  settled.unit().stamps.push_back({this->section_, DisputedPatch(false), std::nullopt});
  ASSERT_EQ(this->Commit(settled), Verdict::kDone);
  EXPECT_FALSE(this->graph_.Title(1).units.contains(this->section_));
}

TYPED_TEST_P(GraphConformanceTest, AnEndThatIsNotThereIsRefused) {
  UnitBuilder unit(this->part_);
  unit.Create(Shape::kPart, this->part_).Existing(this->section_);
  unit.Edge(EdgeType::kHasChild, this->part_, this->section_);
  EXPECT_NE(this->Commit(unit), Verdict::kDone);
  EXPECT_EQ(this->Read(this->part_).unit.key, "");
}

TYPED_TEST_P(GraphConformanceTest, WhatIsCitedStaysAsAStubAndBecomesRealAgain) {
  ASSERT_EQ(this->Commit(this->SmallPart()), Verdict::kDone);
  UnitBuilder citing("/us/cfr/t1/p2");
  citing.Create(Shape::kPart, "/us/cfr/t1/p2")
      .OutToAll(EdgeType::kAuthorizedBy, "/us/cfr/t1/p2", {this->section_ + "/a"});
  ASSERT_EQ(this->Commit(citing), Verdict::kDone);
  UnitBuilder gone(this->part_);
  gone.Require(Guard::Kind::kState, this->StateOf(this->part_)).Existing(this->part_);
  gone.unit().node_deletes = {this->section_ + "/a", this->section_};
  ASSERT_EQ(this->Commit(gone), Verdict::kDone);
  const TitleState title = this->graph_.Title(1);
  // The paragraph for its citation, the section for the paragraph's WITHIN.
  EXPECT_TRUE(title.stubs.contains(this->section_ + "/a"));
  EXPECT_TRUE(title.stubs.contains(this->section_));
  UnitBuilder back(this->part_);
  back.Require(Guard::Kind::kState, this->StateOf(this->part_)).Existing(this->part_);
  back.unit().updates.push_back(
      {this->section_, R"({"id":"/us/cfr/t1/s1.1","heading":"H"})", Shape::kSection, true});
  ASSERT_EQ(this->Commit(back), Verdict::kDone);
  const StoredUnit stored = this->Read(this->part_, {this->section_});
  EXPECT_TRUE(stored.stubs.contains(this->section_ + "/a"));
  EXPECT_FALSE(this->graph_.Title(1).stubs.contains(this->section_));
  const auto lines = this->LinesOf(stored);
  // The words of a stub are those of the node that it becomes.
  EXPECT_EQ(std::count(lines.begin(), lines.end(),
                       "/us/cfr/t1/s1.1 Section citation=\"1 CFR 1.1\" heading=\"H\" id=\"/us/cfr/t1/s1.1\" "
                       "name=\"§ 1.1\""),
            1);
}

TYPED_TEST_P(GraphConformanceTest, RelationshipsAreReplacedAndDeleted) {
  ASSERT_EQ(this->Commit(this->SmallPart()), Verdict::kDone);
  UnitBuilder change(this->part_);
  change.Require(Guard::Kind::kState, this->StateOf(this->part_))
      .Existing(this->part_)
      .Existing(this->section_);
  change.OutToAll(EdgeType::kCites, this->section_ + "/a", {"/us/usc/t15/s1602"}, true);
  change.unit().edge_deletes.push_back({EdgeType::kHasChild, this->part_, this->section_});
  change.unit().updates.push_back(
      {this->section_, R"({"heading":"H","text_parent":null,"text_order":null})", std::nullopt, false});
  ASSERT_EQ(this->Commit(change), Verdict::kDone);
  const auto lines = this->LinesOf(this->Read(this->part_, {this->section_}));
  const std::vector<std::string> expected = {
      "/us/cfr/t1/p1 Part heading=\"PART 1\" id=\"/us/cfr/t1/p1\" identifier=\"1\"",
      "/us/cfr/t1/s1.1 HAS_PARAGRAPH /us/cfr/t1/s1.1/a {\"order\":0}",
      "/us/cfr/t1/s1.1 Section heading=\"H\" id=\"/us/cfr/t1/s1.1\"",
      "/us/cfr/t1/s1.1/a CITES /us/usc/t15/s1602 ",
      "/us/cfr/t1/s1.1/a Paragraph id=\"/us/cfr/t1/s1.1/a\" text=\"(a) See.\"",
      "state /us/cfr/t1/s1.1 home= as_of= linked= claim="};
  EXPECT_EQ(lines, expected);
  EXPECT_EQ(this->Read(this->part_).nodes.size(), 1u);
}

TYPED_TEST_P(GraphConformanceTest, StampsAreWrittenInOrderWithTheirArtifacts) {
  ASSERT_EQ(this->Commit(this->SmallPart()), Verdict::kDone);
  const auto stamp = [&](char digit) {
    const std::string id = "artifact:" + std::string(64, digit);
    UnitBuilder unit(this->part_);
    unit.Require(Guard::Kind::kState, this->StateOf(this->part_)).Existing(this->part_);
    unit.unit().artifact = ArtifactRow{id, R"({"id":")" + id + "\"}"};
    unit.unit().stamps = {{this->section_, R"({"text_hash":null,"text_as_of":"1999-01-01"})",
                           StampWrite::Link{Layer::kText, ""}},
                          {this->part_, R"({"text_hash":")" + std::string(1, digit) + "\"}", std::nullopt},
                          {this->section_, R"({"text_as_of":"2025-02-0)" + std::string(1, digit) + "\"}",
                           StampWrite::Link{Layer::kText, id}}};
    return unit;
  };
  for (const char digit : {'1', '2'}) ASSERT_EQ(this->Commit(stamp(digit)), Verdict::kDone);
  const UnitState section = this->Read(this->part_).divisions.at(0);
  EXPECT_EQ(StampOf(section, Layer::kText).as_of, "2025-02-02");
  EXPECT_EQ(section.linked[static_cast<size_t>(Layer::kText)], "artifact:" + std::string(64, '2'));
  EXPECT_EQ(StampOf(this->Read(this->part_).unit, Layer::kText).hash, "2");
  EXPECT_TRUE(this->graph_.Title(1).units.contains(this->section_));
}

TYPED_TEST_P(GraphConformanceTest, APartHasWhatAnyLayerPlacesInIt) {
  const std::string other = "/us/cfr/t1/p2";
  UnitBuilder unit(other);
  unit.Create(Shape::kTitle, this->title_).Create(Shape::kPart, other).Create(Shape::kPart, this->part_);
  unit.Create(Shape::kSection, "/us/cfr/t1/s9.1",
              R"("structure_parent":"/us/cfr/t1/p1/spA","structure_order":0)");
  unit.Create(Shape::kSection, "/us/cfr/t1/s9.2", R"("text_parent":"/us/cfr/t1/p1","text_order":0)");
  unit.Create(Shape::kSection, "/us/cfr/t1/s9.3",
              R"("text_parent":"/us/cfr/t1/p2","text_order":0,"text_partial_parent":"/us/cfr/t1/p1")");
  unit.Create(Shape::kSection, "/us/cfr/t1/s9.4").Edge(EdgeType::kHasChild, this->part_, "/us/cfr/t1/s9.4");
  unit.Create(Shape::kSection, "/us/cfr/t1/s9.5");
  unit.Create(Shape::kPart, "/us/cfr/t1/p3")
      .Create(
          Shape::kSection, "/us/cfr/t1/s9.6",
          R"("text_parent":"/us/cfr/t1/p2","text_order":1,"structure_parent":"/us/cfr/t1/p3/spA","structure_order":0)");
  ASSERT_EQ(this->Commit(unit), Verdict::kDone);
  const StoredUnit stored = this->Read(this->part_);
  EXPECT_EQ(this->Keys(stored.divisions), (std::vector<std::string>{"/us/cfr/t1/s9.1", "/us/cfr/t1/s9.2",
                                                                    "/us/cfr/t1/s9.3", "/us/cfr/t1/s9.4"}));
  EXPECT_EQ(this->Keys(stored.others), (std::vector<std::string>{this->title_, other}));
  EXPECT_EQ(this->Keys(this->Read("/us/cfr/t1/s9.3").others),
            (std::vector<std::string>{this->title_, other}));
  EXPECT_EQ(this->Keys(this->Read(other).others), (std::vector<std::string>{this->title_, "/us/cfr/t1/p3"}));
  EXPECT_EQ(this->Read(this->part_, {"/us/cfr/t1/s9.5"}).divisions.size(), 5u);
  // A spine has the parts themselves, and nothing that is in them.
  EXPECT_EQ(this->Read(this->title_).nodes.size(), 4u);
  EXPECT_TRUE(this->Read(this->title_).others.empty());
}

TYPED_TEST_P(GraphConformanceTest, WhatNothingRefersToIsSwept) {
  UnitBuilder unit = this->SmallPart();
  const std::string used = "artifact:" + std::string(64, 'a'), loose = "artifact:" + std::string(64, 'b');
  unit.unit().artifact = ArtifactRow{used, R"({"id":")" + used + "\"}"};
  unit.unit().stamps.push_back({this->section_, "{}", StampWrite::Link{Layer::kText, used}});
  ASSERT_EQ(this->Commit(unit), Verdict::kDone);
  EXPECT_EQ(this->graph_.Sweep(), 0);
  UnitBuilder change(this->part_);
  change.Require(Guard::Kind::kState, this->StateOf(this->part_)).Existing(this->part_);
  change.unit().node_deletes = {this->section_ + "/a"};
  change.unit().artifact = ArtifactRow{loose, R"({"id":")" + loose + "\"}"};
  ASSERT_EQ(this->Commit(change), Verdict::kDone);
  // The section of the U.S. Code, its title, and the artifact.
  EXPECT_EQ(this->graph_.Sweep(), 3);
  EXPECT_EQ(this->Read(this->part_).divisions.at(0).linked[static_cast<size_t>(Layer::kText)], used);
}

REGISTER_TYPED_TEST_SUITE_P(GraphConformanceTest, WhatIsWrittenIsRead, AGuardThatFailsWritesNothing,
                            OneUnitThatIsRefusedTakesTheBatchWithIt, AnotherDivisionIsGuardedToo,
                            GuardsOfABatchAreComparedWithWhatWasThereBeforeIt,
                            ADisputedSectionIsOfItsTitlesState, AnEndThatIsNotThereIsRefused,
                            WhatIsCitedStaysAsAStubAndBecomesRealAgain, RelationshipsAreReplacedAndDeleted,
                            StampsAreWrittenInOrderWithTheirArtifacts, APartHasWhatAnyLayerPlacesInIt,
                            WhatNothingRefersToIsSwept);

}  // namespace reg2graph

#endif  // REG2GRAPH_TESTS_CONFORMANCE_GRAPH_CONFORMANCE_H_
