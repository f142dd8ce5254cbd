#include "engine/core/memory_graph.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/engine/core/unit_builder.h"

namespace reg2graph {
namespace {

using enum Shape;
using enum EdgeType;

const std::string kT = "/us/cfr/t12";
const std::string kCh = "/us/cfr/t12/chX";
const std::string kP = "/us/cfr/t12/p1026";
const std::string kS1 = "/us/cfr/t12/s1026.1";
const std::string kS2 = "/us/cfr/t12/s1026.2";

UnitMutations PartUnit() {
  return UnitBuilder(kP)
      .Create(kPart, kP, R"("title":12,"identifier":"1026")")
      .Create(kSection, kS1, R"("label":"a","heading":"h")")
      .Create(kSection, kS2)
      .Create(kParagraph, kS1 + "/a", R"("text":"x")")
      .Create(kParagraph, kS1 + "/b")
      .Edge(kHasChild, kP, kS1, R"({"order":0})")
      .Edge(kHasChild, kP, kS2, R"({"order":1})")
      .Edge(kNext, kS1, kS2)
      .Edge(kNext, kS1 + "/a", kS1 + "/b")
      .Edge(kHasParagraph, kS1, kS1 + "/a")
      .Stamp(R"({"structure_hash":"h1","structure_as_of":"2025-01-15","structure_artifact":"ff",)"
             R"("structure_whole":true,"structure_mapping":3,"structure_rejected":2,"claim":"c1"})")
      .Build();
}

UnitMutations SpineUnit() {
  return UnitBuilder(kT)
      .Create(kTitle, kT)
      .Create(kChapter, kCh)
      .Update(kP, R"({"structure_order":0,"structure_parent":"/us/cfr/t12/chX"})")
      .Edge(kHasChild, kT, kCh, R"({"order":0})")
      .Edge(kHasChild, kCh, kP, R"({"order":0})")
      .Stamp(R"({"structure_hash":"h0","structure_as_of":"2025-01-15"})")
      .Build();
}

std::vector<std::string> Ids(const StoredUnit& unit) {
  std::vector<std::string> ids;
  for (const StoredNode& node : unit.nodes) ids.push_back(node.id);
  return ids;
}

std::vector<std::string> Edges(const StoredUnit& unit) {
  std::vector<std::string> edges;
  for (const StoredEdge& edge : unit.edges) {
    edges.push_back(edge.from + " " + std::string(NameOf(edge.type)) + " " + edge.to + edge.props);
  }
  return edges;
}

class MemoryGraphTest : public testing::Test {
 protected:
  MemoryGraphTest() {
    part_ = graph_.Apply(PartUnit());
    spine_ = graph_.Apply(SpineUnit());
  }
  MemoryGraph graph_;
  MemoryGraph::Applied part_, spine_;
};

TEST_F(MemoryGraphTest, AStampMayMoveASection) {
  const auto stamp = [&](const std::string& patch) {
    UnitMutations unit;
    unit.stamps = {{kS1, patch, std::nullopt}};
    graph_.Apply(unit);
  };
  stamp(R"({"text_parent":"/us/cfr/t12/p7","text_order":0,"text_as_of":"2025-01-15"})");
  EXPECT_EQ(Ids(graph_.Unit({"/us/cfr/t12/p7", {}})), std::vector<std::string>{kS1});
  EXPECT_EQ(graph_.Title(12).units.at(kS1).home(), "/us/cfr/t12/p7");
  graph_.Apply(UnitBuilder(kP).Update(kS1, R"({"text_parent":null,"text_order":null})").Build());
  EXPECT_EQ(graph_.Title(12).units.at(kS1).home(), "");
}

TEST_F(MemoryGraphTest, CountsWhatItKeeps) {
  EXPECT_EQ(part_.nodes_created, 3);
  EXPECT_EQ(part_.edges_created, 3);
  EXPECT_EQ(spine_.nodes_created, 2);
  EXPECT_EQ(spine_.edges_created, 2);
  EXPECT_EQ(spine_.missing, 0);
}

TEST_F(MemoryGraphTest, AStoredPart) {
  const StoredUnit unit = graph_.Unit({kP, {}});
  EXPECT_EQ(unit.unit.key, kP);
  EXPECT_EQ(Ids(unit), (std::vector<std::string>{kP, kS1, kS2}));
  EXPECT_EQ(Edges(unit),
            (std::vector<std::string>{kCh + " HAS_CHILD " + kP + R"({"order":0})",
                                      kP + " HAS_CHILD " + kS1 + R"({"order":0})",
                                      kP + " HAS_CHILD " + kS2 + R"({"order":1})", kS1 + " NEXT " + kS2}));
  const std::vector<std::pair<std::string, std::string>> properties = {
      {"heading", "\"h\""}, {"id", "\"" + kS1 + "\""}, {"label", "\"a\""}};
  EXPECT_EQ(unit.nodes[1].properties, properties);
  EXPECT_EQ(unit.nodes[1].shape, kSection);
}

TEST_F(MemoryGraphTest, ASpineHasItsPartsButNotWhatIsInThem) {
  const StoredUnit unit = graph_.Unit({kT, {}});
  EXPECT_EQ(Ids(unit), (std::vector<std::string>{kT, kCh, kP}));
  EXPECT_EQ(Edges(unit), (std::vector<std::string>{kT + " HAS_CHILD " + kCh + R"({"order":0})",
                                                   kCh + " HAS_CHILD " + kP + R"({"order":0})"}));
}

TEST_F(MemoryGraphTest, Stamps) {
  const TitleState title = graph_.Title(12);
  ASSERT_EQ(title.units.size(), 2u);
  const UnitState& part = title.units.at(kP);
  const Stamp& stamp = part.stamps[static_cast<int>(Layer::kStructure)];
  EXPECT_EQ(stamp.hash, "h1");
  EXPECT_EQ(stamp.as_of, "2025-01-15");
  EXPECT_EQ(stamp.artifact, "ff");
  EXPECT_EQ(stamp.coverage, Coverage::kTitle);
  EXPECT_EQ(stamp.mapping, 3);
  EXPECT_EQ(stamp.rejected, 2);
  EXPECT_EQ(part.claim, "c1");
  EXPECT_FALSE(part.stamps[static_cast<int>(Layer::kText)].present());
  EXPECT_TRUE(part.placed[static_cast<int>(Layer::kStructure)]);
  EXPECT_FALSE(part.placed[static_cast<int>(Layer::kText)]);
  EXPECT_TRUE(title.stubs.empty());
  EXPECT_TRUE(graph_.Title(1).units.empty());
}

TEST_F(MemoryGraphTest, AStampIsChangedAndRemoved) {
  const std::string stamp = R"({"structure_hash":null,"text_hash":"t","text_xml_hash":"x","claim":null})";
  graph_.Apply(UnitBuilder(kP).Stamp(stamp).Build());
  const UnitState part = graph_.Unit({kP, {}}).unit;
  EXPECT_EQ(part.stamps[0].hash, "");
  EXPECT_EQ(part.stamps[0].as_of, "2025-01-15");
  EXPECT_EQ(part.stamps[1].hash, "t");
  EXPECT_EQ(part.stamps[1].xml_hash, "x");
  EXPECT_EQ(part.claim, "");
}

TEST_F(MemoryGraphTest, AStampChangesTheStateOfItsDivisionAlone) {
  const std::string part = graph_.Unit({kP, {}}).unit.state;
  const std::string spine = graph_.Unit({kT, {}}).unit.state;
  graph_.Apply(UnitBuilder(kP).Stamp(R"({"text_partials":"d"})").Build());
  EXPECT_NE(graph_.Unit({kP, {}}).unit.state, part);
  EXPECT_EQ(graph_.Unit({kT, {}}).unit.state, spine);
}

TEST_F(MemoryGraphTest, AStateThatWasReadFollowsEachChange) {
  const auto state = [&] { return graph_.Title(12).units.at(kP); };
  EXPECT_TRUE(state().placed[0]);
  graph_.Apply(UnitBuilder(kT).Update(kP, R"({"structure_order":null})").Build());
  EXPECT_FALSE(state().placed[0]);
  graph_.Apply(UnitBuilder(kP).Stamp(R"({"structure_hash":"h2"})").Build());
  EXPECT_EQ(state().stamps[0].hash, "h2");
  UnitMutations linked = UnitBuilder(kP).Stamp(R"({"claim":null})").Build();
  linked.stamps[0].link = StampWrite::Link{Layer::kText, "artifact:ff"};
  graph_.Apply(linked);
  EXPECT_EQ(state().linked[1], "artifact:ff");
  EXPECT_EQ(state().claim, "");
  graph_.Apply(UnitBuilder(kP).Delete(kP).Build());
  EXPECT_FALSE(graph_.Title(12).units.contains(kP));
}

TEST_F(MemoryGraphTest, AMoveChangesTheStateOfASection) {
  const std::string state = graph_.Unit({kP, {}}).divisions[0].state;
  graph_.Apply(UnitBuilder(kP).Update(kS1, R"({"text_parent":"/us/cfr/t12/p7"})").Build());
  EXPECT_NE(graph_.Unit({kP, {}}).divisions[0].state, state);
}

// 3175.30 is a section of part 3170: no key says so.
TEST_F(MemoryGraphTest, APartHasTheSectionsThatEitherLayerPlacesInIt) {
  const std::string part = "/us/cfr/t43/p3170", other = "/us/cfr/t43/p3160", section = "/us/cfr/t43/s3175.30";
  graph_.Apply(
      UnitBuilder(other)
          .Create(kPart, part)
          .Create(kPart, other)
          .Create(kSection, section,
                  R"("structure_parent":")" + part + R"(","text_parent":")" + other + R"(","text_order":0)")
          .Edge(kHasChild, other, section)
          .Build());
  EXPECT_EQ(Ids(graph_.Unit({part, {}})), (std::vector<std::string>{part, section}));
  EXPECT_EQ(Ids(graph_.Unit({other, {}})), (std::vector<std::string>{other, section}));
  EXPECT_EQ(graph_.Unit({section, {}}).others.at(0).key, other);
  EXPECT_EQ(graph_.Unit({part, {}}).others.at(0).key, other);
  graph_.Apply(UnitBuilder(part).Update(section, R"({"structure_parent":null})").Build());
  EXPECT_EQ(Ids(graph_.Unit({part, {}})), (std::vector<std::string>{part}));
  EXPECT_EQ(Ids(graph_.Unit({part, {section}})), (std::vector<std::string>{part, section}));
}

TEST_F(MemoryGraphTest, Guards) {
  EXPECT_FALSE(graph_.Holds(kP, {Guard::Kind::kAbsent, ""}));
  EXPECT_TRUE(graph_.Holds("/us/cfr/t12/p7", {Guard::Kind::kAbsent, ""}));
  EXPECT_TRUE(graph_.Holds(kP, {Guard::Kind::kState, graph_.Unit({kP, {}}).unit.state}));
  EXPECT_FALSE(graph_.Holds(kP, {Guard::Kind::kState, "other"}));
  EXPECT_TRUE(graph_.Holds(kP, {Guard::Kind::kClaim, "c1"}));
  EXPECT_FALSE(graph_.Holds(kP, {Guard::Kind::kClaim, "c2"}));
  EXPECT_FALSE(graph_.Holds("/us/cfr/t12/p7", {Guard::Kind::kClaim, ""}));
}

TEST_F(MemoryGraphTest, UpdatesSetReplaceAndRemove) {
  graph_.Apply(UnitBuilder(kP).Update(kS1, R"({"label":"new","heading":null,"size":5})").Build());
  const std::vector<std::pair<std::string, std::string>> properties = {
      {"id", "\"" + kS1 + "\""}, {"label", "\"new\""}, {"size", "5"}};
  EXPECT_EQ(graph_.Unit({kP, {}}).nodes[1].properties, properties);
}

TEST_F(MemoryGraphTest, AnUpdateWithALabelMakesTheNode) {
  const std::string id = kP + "/spA";
  const auto applied = graph_.Apply(UnitBuilder(kP).Update(id, R"({"identifier":"A"})", kSubpart).Build());
  EXPECT_EQ(applied.nodes_created, 1);
  EXPECT_EQ(graph_.DivisionShape(id), kSubpart);
}

TEST_F(MemoryGraphTest, CreatedTwiceIsTheUnion) {
  const auto applied = graph_.Apply(UnitBuilder(kP).Create(kSection, kS2, R"("heading":"z")").Build());
  EXPECT_EQ(applied.nodes_created, 0);
  EXPECT_EQ(graph_.Unit({kP, {}}).nodes[2].properties.size(), 2u);
}

TEST_F(MemoryGraphTest, ANodeGoesWithItsRelationships) {
  const auto applied = graph_.Apply(UnitBuilder(kP).Delete(kS2).Delete(kS1 + "/a").Build());
  EXPECT_EQ(applied.nodes_deleted, 1);
  EXPECT_EQ(applied.edges_deleted, 2);
  EXPECT_EQ(Edges(graph_.Unit({kP, {}})).size(), 2u);
  EXPECT_FALSE(graph_.DivisionShape(kS2).has_value());
}

TEST_F(MemoryGraphTest, AUnitThatIsDeletedTakesItsStampWithIt) {
  graph_.Apply(UnitBuilder(kP).Artifact(Layer::kText, "artifact:1").Build());
  graph_.Apply(UnitBuilder(kT).Delete(kP).Build());
  EXPECT_EQ(graph_.Title(12).units.size(), 1u);
  EXPECT_TRUE(graph_.Unit({kP, {}}).unit.key.empty());
  int artifacts = 0;
  graph_.ForEachArtifact([&](std::string_view, std::string_view) { ++artifacts; });
  EXPECT_EQ(artifacts, 0);
}

TEST_F(MemoryGraphTest, AMoveLeavesOneParent) {
  graph_.Apply(UnitBuilder(kP)
                   .DeleteEdge(kHasChild, kP, kS2)
                   .DeleteEdge(kNext, kS1, kS2)
                   .Create(kSubpart, kP + "/spA")
                   .Edge(kHasChild, kP, kP + "/spA", R"({"order":1})")
                   .Edge(kHasChild, kP + "/spA", kS2, R"({"order":0})")
                   .Build());
  EXPECT_EQ(
      Edges(graph_.Unit({kP, {}})),
      (std::vector<std::string>{
          kCh + " HAS_CHILD " + kP + R"({"order":0})", kP + " HAS_CHILD " + kP + R"(/spA{"order":1})",
          kP + " HAS_CHILD " + kS1 + R"({"order":0})", kP + "/spA HAS_CHILD " + kS2 + R"({"order":0})"}));
}

TEST_F(MemoryGraphTest, ARelationshipThatIsThereTakesTheNewOrder) {
  const auto applied = graph_.Apply(UnitBuilder(kP).Edge(kHasChild, kP, kS2, R"({"order":7})").Build());
  EXPECT_EQ(applied.edges_created, 0);
  EXPECT_EQ(Edges(graph_.Unit({kP, {}}))[2], kP + " HAS_CHILD " + kS2 + R"({"order":7})");
}

TEST_F(MemoryGraphTest, AnEndThatIsNotThereIsTold) {
  const auto applied = graph_.Apply(UnitBuilder(kP).Edge(kHasChild, kP, kP + "/spZ").Build());
  EXPECT_EQ(applied.missing, 1);
  EXPECT_EQ(applied.edges_created, 0);
}

TEST_F(MemoryGraphTest, KeepsTheNextOfDivisionsOnly) {
  const UnitMutations unit = PartUnit();
  std::vector<bool> kept;
  for (const EdgeCreate& edge : unit.edges) kept.push_back(graph_.Keeps(unit, edge));
  EXPECT_EQ(kept, (std::vector<bool>{true, true, true, false, false}));
  const UnitMutations later =
      UnitBuilder(kP).Edge(kNext, kS2, kS1).Edge(kNext, kS1 + "/b", kS1 + "/a").Build();
  EXPECT_TRUE(graph_.Keeps(later, later.edges[0]));
  EXPECT_FALSE(graph_.Keeps(later, later.edges[1]));
}

TEST_F(MemoryGraphTest, EdgesAreToldSorted) {
  std::vector<std::string> edges;
  graph_.ForEachEdge([&](EdgeType type, std::string_view from, std::string_view to, std::string_view) {
    edges.push_back(std::string(from) + " " + std::string(NameOf(type)) + " " + std::string(to));
  });
  EXPECT_EQ(edges, (std::vector<std::string>{kT + " HAS_CHILD " + kCh, kCh + " HAS_CHILD " + kP,
                                             kP + " HAS_CHILD " + kS1, kP + " HAS_CHILD " + kS2,
                                             kS1 + " NEXT " + kS2}));
}

TEST_F(MemoryGraphTest, TheLastArtifactOfALayerStands) {
  EXPECT_EQ(graph_.Apply(UnitBuilder(kT).Artifact(Layer::kText, "artifact:1").Build()).new_artifacts, 1);
  EXPECT_EQ(graph_.Apply(UnitBuilder(kP).Artifact(Layer::kText, "artifact:1").Build()).new_artifacts, 0);
  EXPECT_EQ(graph_.Apply(UnitBuilder(kT).Artifact(Layer::kText, "artifact:2").Build()).new_artifacts, 1);
  graph_.Apply(UnitBuilder(kP).Artifact(Layer::kText, "").Build());
  std::vector<std::string> artifacts;
  graph_.ForEachProvenance([&](std::string_view division, Layer, std::string_view artifact) {
    artifacts.push_back(std::string(division) + " " + std::string(artifact));
  });
  EXPECT_EQ(artifacts, (std::vector<std::string>{kT + " artifact:2"}));
}

TEST_F(MemoryGraphTest, AUnitThatIsNotThere) {
  const StoredUnit unit = graph_.Unit({"/us/cfr/t12/p7", {}});
  EXPECT_TRUE(unit.unit.key.empty());
  EXPECT_TRUE(unit.nodes.empty());
  EXPECT_TRUE(unit.edges.empty());
}

// One parent with very many children, made, asked for and deleted: quadratic work would take minutes.
TEST(MemoryGraph, ManyChildren) {
  constexpr int kCount = 50'000;
  MemoryGraph graph;
  UnitMutations unit = UnitBuilder(kP).Create(kPart, kP).Build();
  std::vector<std::string> rows, ids;
  for (int i = 0; i < kCount; ++i) ids.push_back(kP + "/s" + std::to_string(i));
  for (const std::string& id : ids) rows.push_back(R"({"id":")" + id + "\"}");
  for (int i = 0; i < kCount; ++i) {
    unit.creates.push_back({kSection, rows[static_cast<size_t>(i)]});
    unit.ends.push_back(ids[static_cast<size_t>(i)]);
    unit.edges.push_back({kHasChild, 0, static_cast<uint32_t>(i + 1), R"({"order":1})"});
  }
  EXPECT_EQ(graph.Apply(unit).edges_created, kCount);
  EXPECT_EQ(graph.Unit({kP, {}}).edges.size(), static_cast<size_t>(kCount));
  UnitMutations removal;
  removal.unit_key = kP;
  removal.node_deletes = ids;
  EXPECT_EQ(graph.Apply(removal).edges_deleted, kCount);
}

}  // namespace
}  // namespace reg2graph
