#include "engine/deliver/step_cutter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/engine/core/unit_builder.h"

namespace reg2graph {
namespace {

using enum EdgeType;
using enum Shape;
using Lines = std::vector<std::string>;

constexpr size_t kNoLimit = size_t{1} << 40;
const std::string kP = "/us/cfr/t12/p1026";
const std::string kS1 = "/us/cfr/t12/s1026.1";
const std::string kS2 = "/us/cfr/t12/s1026.2";
const std::string kOld = "/us/cfr/t12/s1026.0";

UnitMutations Sample() {
  UnitMutations unit = UnitBuilder(kP)
                           .DeleteEdge(kHasChild, kP, kOld)
                           .DeleteEdge(kNext, kOld, kS1)
                           .Delete(kOld + "/a")
                           .Update(kP, R"({"heading":"x"})")
                           .Update(kOld, R"({"id":"y"})", kSection)
                           .Create(kSection, kS1)
                           .Create(kSection, kS2)
                           .Create(kParagraph, kS1 + "/a", R"("text":"t")")
                           .Edge(kHasChild, kP, kS1, R"({"order":0})")
                           .Edge(kHasChild, kP, kS2, R"({"order":1})")
                           .Edge(kNext, kS1, kS2)
                           .Edge(kNext, kS2, kOld)
                           .Artifact(Layer::kText, "artifact:1")
                           .Require(Guard::Kind::kState, "s")
                           .Stamp("{}")
                           .Build();
  unit.title = 12;
  auto rows = std::make_shared<UnitRows>();
  rows->key = kP;
  unit.rows = rows;
  unit.out_edges.push_back({kCites, kS1 + "/a", false, {{"/a", "{}"}, {"/b", "{}"}, {"/c", "{}"}}});
  unit.out_edges.push_back({kCites, kS1, true, {{"/d", ""}, {"/e", ""}, {"/d", "{}"}}});
  unit.out_edges.push_back({kAuthorizedBy, kS1, true, {}});
  unit.out_edges.push_back({kAmendedBy, kS1, true, {{"/f", ""}}});
  return unit;
}

// What a unit does, row by row, in the order in which it is applied.
Lines RowsOf(const UnitMutations& unit) {
  Lines rows;
  for (const EdgeDelete& edge : unit.edge_deletes)
    rows.push_back("-" + edge.from + std::string(NameOf(edge.type)) + edge.to);
  for (const std::string& id : unit.node_deletes) rows.push_back("-" + id);
  for (const NodeUpdate& update : unit.updates) {
    rows.push_back("!" + update.id + update.patch + (update.label ? "L" : "") + (update.unstub ? "U" : ""));
  }
  for (const NodeCreate& create : unit.creates) {
    rows.push_back("+" + std::string(LabelsOf(create.shape).back()) + std::string(create.row));
  }
  for (const EdgeCreate& edge : unit.edges) {
    rows.push_back(std::string(unit.ends[edge.from]) + " " + std::string(NameOf(edge.type)) + " " +
                   std::string(unit.ends[edge.to]) + std::string(edge.props));
  }
  for (const OutEdges& out : unit.out_edges) {
    const std::string head = out.from + " " + std::string(NameOf(out.type));
    if (out.replace) rows.push_back("clear " + head);
    for (const OutEdges::Edge& edge : out.edges)
      rows.push_back(head + " " + std::string(edge.target) + std::string(edge.props));
  }
  return rows;
}

class CutStepsTest : public testing::TestWithParam<size_t> {};

Lines Sorted(Lines lines) {
  std::sort(lines.begin(), lines.end());
  return lines;
}

TEST_P(CutStepsTest, EveryRowComesOnceAndNoShareIsLarger) {
  const Lines expected = RowsOf(Sample());
  ASSERT_EQ(expected.size(), Sample().Rows());
  const std::vector<UnitMutations> steps = CutSteps(Sample(), {GetParam(), kNoLimit});
  Lines rows;
  for (size_t i = 0; i < steps.size(); ++i) {
    const UnitMutations& step = steps[i];
    EXPECT_LE(step.Rows(), GetParam());
    EXPECT_GT(step.Rows(), 0u);
    const Lines own = RowsOf(step);
    rows.insert(rows.end(), own.begin(), own.end());
    EXPECT_EQ(step.unit_key, kP);
    EXPECT_EQ(step.title, 12);
    EXPECT_NE(step.rows, nullptr);
    EXPECT_NE(step.texts, nullptr);
    EXPECT_TRUE(step.stamps.empty());
    EXPECT_TRUE(step.guard.value.empty());
    EXPECT_EQ(step.artifact.has_value(), i + 1 == steps.size());
  }
  EXPECT_EQ(Sorted(rows), Sorted(expected));
}

TEST_P(CutStepsTest, WhatARelationshipNeedsIsThereBeforeIt) {
  std::set<std::string> to_come;
  for (const NodeCreate& create : Sample().creates) to_come.emplace(create.id());
  for (const UnitMutations& step : CutSteps(Sample(), {GetParam(), kNoLimit})) {
    for (const NodeCreate& create : step.creates) to_come.erase(std::string(create.id()));
    for (const EdgeCreate& edge : step.edges) {
      EXPECT_FALSE(to_come.contains(std::string(step.ends[edge.from])));
      EXPECT_FALSE(to_come.contains(std::string(step.ends[edge.to])));
    }
    for (const OutEdges& out : step.out_edges) EXPECT_FALSE(to_come.contains(out.from));
  }
}

TEST_P(CutStepsTest, EndsAreTheNewNodesThenEachOtherOnce) {
  for (const UnitMutations& step : CutSteps(Sample(), {GetParam(), kNoLimit})) {
    ASSERT_GE(step.ends.size(), step.creates.size());
    for (size_t i = 0; i < step.creates.size(); ++i) EXPECT_EQ(step.ends[i], step.creates[i].id());
    const std::set<std::string_view> different(step.ends.begin(), step.ends.end());
    EXPECT_EQ(different.size(), step.ends.size());
  }
}

INSTANTIATE_TEST_SUITE_P(RowLimits, CutStepsTest, testing::Range(size_t{1}, size_t{25}));

TEST(CutStepsOnceTest, OneShareIfItFits) {
  const UnitMutations whole = Sample();
  EXPECT_EQ(CutSteps(Sample(), {whole.Rows(), whole.Bytes()}).size(), 1u);
  EXPECT_GT(CutSteps(Sample(), {whole.Rows() - 1, whole.Bytes()}).size(), 1u);
  EXPECT_EQ(CutSteps(UnitBuilder(kP).Stamp("{}").Build(), {1, 1}).size(), 1u);
}

TEST(CutStepsOnceTest, ARowLargerThanTheLimitGoesAlone) {
  const std::string big(1000, 'x');
  const UnitMutations unit = UnitBuilder(kP)
                                 .Create(kSection, kS1)
                                 .Create(kSection, kS2, R"("label":")" + big + "\"")
                                 .Create(kParagraph, kS1 + "/a")
                                 .Build();
  const std::vector<UnitMutations> steps = CutSteps(unit, {100, 100});
  ASSERT_EQ(steps.size(), 3u);
  EXPECT_EQ(steps[1].creates[0].id(), kS2);
}

TEST(CutStepsOnceTest, BytesCloseAShare) {
  UnitBuilder builder(kP);
  for (int i = 0; i < 20; ++i)
    builder.Create(kParagraph, kS1 + "/" + std::to_string(i), R"("text":"0123456789")");
  const std::vector<UnitMutations> steps = CutSteps(builder.Build(), {1000, 200});
  EXPECT_GT(steps.size(), 4u);
  for (const UnitMutations& step : steps) EXPECT_LE(step.Bytes(), 250u);
}

TEST(CutStepsOnceTest, CuttingASharesHalvesEndsWithSingleRows) {
  std::vector<UnitMutations> open;
  open.push_back(Sample());
  Lines rows;
  for (int cuts = 0; !open.empty(); ++cuts) {
    ASSERT_LT(cuts, 200);
    UnitMutations step = std::move(open.front());
    open.erase(open.begin());
    if (step.Rows() <= 1) {
      const Lines own = RowsOf(step);
      rows.insert(rows.end(), own.begin(), own.end());
      continue;
    }
    const size_t half = (step.Rows() + 1) / 2;
    std::vector<UnitMutations> halves = CutSteps(std::move(step), {half, kNoLimit});
    open.insert(open.begin(), std::make_move_iterator(halves.begin()), std::make_move_iterator(halves.end()));
  }
  EXPECT_EQ(Sorted(rows), Sorted(RowsOf(Sample())));
}

TEST(CutStepsOnceTest, ADivisionStaysTogetherWithWhatJoinsIt) {
  UnitBuilder builder(kP);
  for (const std::string& section : {kS1, kS2, kOld}) builder.Create(kSection, section);
  for (const std::string& section : {kS1, kS2, kOld}) builder.Create(kDiv8, section + "#xml");
  for (const std::string& section : {kS1, kS2, kOld}) {
    builder.Create(kParagraph, section + "/a").Create(kParagraph, section + "/a/1");
    builder.Edge(kHasXml, section, section + "#xml").Edge(kHasParagraph, section, section + "/a");
    builder.Edge(kHasParagraph, section + "/a", section + "/a/1");
  }
  builder.Edge(kNext, kS1, kS2);
  const std::vector<UnitMutations> steps = CutSteps(builder.Build(), {10, kNoLimit});
  ASSERT_EQ(steps.size(), 3u);
  for (const UnitMutations& step : steps) {
    EXPECT_EQ(step.creates.size(), 4u);
    for (const EdgeCreate& edge : step.edges)
      EXPECT_TRUE(edge.type == kNext || std::max(edge.from, edge.to) < step.creates.size());
  }
}

TEST(CutStepsOnceTest, AUnitsDivisionIsMadeBeforeAllElseThatIsNew) {
  // Shapes come in their order: a section that stands for the unit is not the first.
  const UnitMutations unit = UnitBuilder(kS1)
                                 .Update("/us/cfr/t12/s1026.1/a", "{}")
                                 .Create(kSubpart, "/us/cfr/t12/s1026.1/spA")
                                 .Create(kSection, kS1)
                                 .Create(kParagraph, kS1 + "/b")
                                 .Edge(kHasParagraph, kS1, kS1 + "/b")
                                 .Build();
  for (size_t limit = 1; limit < 5; ++limit) {
    const std::vector<UnitMutations> steps = CutSteps(unit, {limit, kNoLimit});
    Lines rows;
    for (const UnitMutations& step : steps) {
      EXPECT_LE(step.Rows(), limit);
      for (const std::string& row : RowsOf(step)) rows.push_back(row);
    }
    ASSERT_EQ(rows.size(), unit.Rows());
    const auto& made = steps[0].creates;
    EXPECT_TRUE(std::any_of(made.begin(), made.end(), [](const auto& create) { return create.id() == kS1; }));
  }
}

TEST(DropDependentsTest, ANodeThatIsNotMadeTakesItsRelationshipsAlong) {
  std::vector<UnitMutations> steps = CutSteps(Sample(), {1, kNoLimit});
  size_t at = 0;
  while (steps[at].creates.empty() || steps[at].ends[0] != kS1) ++at;
  std::vector<UnitMutations> rest(
      std::make_move_iterator(steps.begin() + static_cast<std::ptrdiff_t>(at) + 1),
      std::make_move_iterator(steps.end()));
  const UnitMutations bad = std::move(steps[at]);
  DropDependents(bad, rest);
  Lines left;
  for (const UnitMutations& step : rest) {
    for (const std::string& row : RowsOf(step)) left.push_back(row);
    for (const std::string_view end : step.ends) EXPECT_NE(end, kS1);
  }
  EXPECT_EQ(Sorted(left),
            Sorted({R"(+Section{"id":"/us/cfr/t12/s1026.2"})",
                    R"(+Paragraph{"id":"/us/cfr/t12/s1026.1/a","text":"t"})",
                    R"(/us/cfr/t12/p1026 HAS_CHILD /us/cfr/t12/s1026.2{"order":1})",
                    "/us/cfr/t12/s1026.2 NEXT /us/cfr/t12/s1026.0", "/us/cfr/t12/s1026.1/a CITES /a{}",
                    "/us/cfr/t12/s1026.1/a CITES /b{}", "/us/cfr/t12/s1026.1/a CITES /c{}"}));
}

TEST(DropDependentsTest, ANodeThatIsNotMadeIsCitedAsAStub) {
  std::vector<UnitMutations> rest;
  rest.push_back(
      UnitBuilder(kP).Create(kParagraph, kS1 + "/a").Edge(kCites, kS1 + "/a", kS2, R"({"start":1})").Build());
  DropDependents(UnitBuilder(kP).Create(kSection, kS2).Build(), rest);
  EXPECT_TRUE(rest[0].edges.empty());
  EXPECT_EQ(RowsOf(rest[0]).back(), kS1 + "/a CITES " + kS2 + R"({"start":1})");
}

TEST(DropDependentsTest, WhatIsLeftDoesNotDependOnWhereItIsMovedTo) {
  std::vector<UnitMutations> rest;
  {
    UnitMutations bad = UnitBuilder(kP).Create(kSection, kS1).Build();
    UnitMutations later = UnitBuilder("/us/cfr/t1/p1").Edge(kHasChild, kP, kS1).Edge(kNext, kP, kS2).Build();
    auto rows = std::make_shared<UnitRows>();
    rows->key = "/us/cfr/t1/p1";
    later.rows = rows;
    rest.push_back(std::move(later));
    DropDependents(bad, rest);
  }
  const auto copy = std::make_unique<UnitMutations>(rest[0]);
  rest.clear();
  EXPECT_EQ(RowsOf(*copy), Lines{"/us/cfr/t12/p1026 NEXT /us/cfr/t12/s1026.2"});
  for (const std::string_view end : copy->ends)
    EXPECT_TRUE(end == kP || end == kS2 || end == copy->unit_key) << end;
}

TEST(DropDependentsTest, AnyOtherRowTakesNothingAlong) {
  for (const auto& bad :
       {UnitBuilder(kP).Update(kS1, "{}").Build(), UnitBuilder(kP).Edge(kNext, kS1, kS2).Build(),
        UnitBuilder(kP).Delete(kS1).Build(), UnitBuilder(kP).Out(kCites, kS1, "/a").Build()}) {
    std::vector<UnitMutations> rest;
    rest.push_back(Sample());
    DropDependents(bad, rest);
    EXPECT_EQ(RowsOf(rest[0]), RowsOf(Sample()));
  }
}

}  // namespace
}  // namespace reg2graph
