#include "engine/deliver/unit_decision.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/core/json_writer.h"
#include "tests/engine/deliver/rows_builder.h"

namespace reg2graph {
namespace {

const std::string kT = "/us/cfr/t12";
const std::string kP = "/us/cfr/t12/p1026";

Stamp StampAt(const std::string& as_of, bool whole = true, const std::string& artifact = "m") {
  Stamp stamp;
  stamp.hash = "h";
  stamp.xml_hash = "x";
  stamp.as_of = as_of;
  stamp.whole = whole;
  stamp.artifact = artifact;
  return stamp;
}

TEST(SupersedesTest, DateThenWholenessThenArtifact) {
  struct Case {
    UnitOrigin origin;
    bool supersedes;
  };
  const Case cases[] = {
      {{"2025-01-14", true, "z"}, false}, {{"2025-01-15", false, "z"}, false},
      {{"2025-01-15", true, "l"}, false}, {{"2025-01-15", true, "m"}, true},
      {{"2025-01-15", true, "n"}, true},  {{"2025-01-16", false, "a"}, true},
      {{"", true, "z"}, false},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(Supersedes(c.origin, StampAt("2025-01-15")), c.supersedes)
        << c.origin.as_of << " " << c.origin.whole << " " << c.origin.artifact;
  }
  EXPECT_TRUE(Supersedes({"2025-01-15", true, "a"}, StampAt("2025-01-15", false, "z")));
  EXPECT_TRUE(Supersedes({"", false, ""}, Stamp{}));
}

class DecideTest : public testing::Test {
 protected:
  DecideTest() {
    rows_.layer = Layer::kText;
    rows_.title = 12;
    rows_.key = kP;
    rows_.hash = "h";
    rows_.xml_hash = "x";
  }
  UnitState& Unit(const std::string& key) {
    title_.units[key].key = key;
    return title_.units[key];
  }
  void Stamp(const std::string& key, const reg2graph::Stamp& stamp, Layer layer = Layer::kText) {
    Unit(key).stamps[static_cast<int>(layer)] = stamp;
  }
  UnitDecision At(const std::string& as_of, bool whole = true, const std::string& artifact = "m") {
    return Decide(rows_, {as_of, whole, artifact}, &title_);
  }
  UnitRows rows_;
  TitleState title_;
};

TEST_F(DecideTest, AnEmptyGraph) {
  EXPECT_EQ(At("2025-01-15"), UnitDecision::kFresh);
  EXPECT_EQ(Decide(rows_, {"2025-01-15", true, "m"}, nullptr), UnitDecision::kFresh);
  rows_.key = kT;
  rows_.spine = true;
  EXPECT_EQ(At("2025-01-15"), UnitDecision::kLookUp);
  EXPECT_EQ(Decide(rows_, {"2025-01-15", true, "m"}, nullptr), UnitDecision::kLookUp);
}

TEST_F(DecideTest, TheSameAgain) {
  Stamp(kP, StampAt("2025-01-15"));
  EXPECT_EQ(At("2025-01-15"), UnitDecision::kUnchanged);
}

TEST_F(DecideTest, TheSameAtANewerDate) {
  Stamp(kP, StampAt("2025-01-15"));
  EXPECT_EQ(At("2025-02-15"), UnitDecision::kDateOnly);
  EXPECT_EQ(At("2025-01-15", true, "n"), UnitDecision::kDateOnly);
}

TEST_F(DecideTest, RejectedRowsAreTriedAgainWithAnotherDocument) {
  reg2graph::Stamp stamp = StampAt("2025-01-15");
  stamp.rejected = 1;
  Stamp(kP, stamp);
  EXPECT_EQ(At("2025-01-15"), UnitDecision::kUnchanged);
  EXPECT_EQ(At("2025-02-15"), UnitDecision::kLookUp);
}

TEST_F(DecideTest, OlderThanTheUnitOrThanTheTitlesSpine) {
  Stamp(kP, StampAt("2025-01-15"));
  EXPECT_EQ(At("2025-01-14"), UnitDecision::kOlder);
  EXPECT_EQ(At("2025-01-15", false), UnitDecision::kOlder);
  Stamp(kT, StampAt("2025-03-01"));
  EXPECT_EQ(At("2025-02-15"), UnitDecision::kOlder);
  EXPECT_EQ(At("2025-03-01", false), UnitDecision::kOlder);
  EXPECT_EQ(At("2025-03-02", false), UnitDecision::kDateOnly);
}

TEST_F(DecideTest, TheOtherLayersDatesDoNotBlock) {
  Stamp(kT, StampAt("2030-01-01"), Layer::kStructure);
  Stamp(kP, StampAt("2030-01-01"), Layer::kStructure);
  EXPECT_EQ(At("2025-01-15"), UnitDecision::kLookUp);
}

TEST_F(DecideTest, WhateverDiffersIsLookedUp) {
  Stamp(kP, StampAt("2025-01-15"));
  rows_.hash = "other";
  EXPECT_EQ(At("2025-01-15"), UnitDecision::kLookUp);
  rows_.hash = "h";
  rows_.xml_hash = "other";
  EXPECT_EQ(At("2025-01-15"), UnitDecision::kLookUp);
  rows_.xml_hash = "x";
  Unit(kP).claim = "somebody";
  EXPECT_EQ(At("2025-01-15"), UnitDecision::kLookUp);
}

TEST_F(DecideTest, ADateThatPassesTheOtherLayersIsMoreThanADate) {
  Stamp(kP, StampAt("2025-01-15"));
  Stamp(kP, StampAt("2025-02-01"), Layer::kStructure);
  EXPECT_EQ(At("2025-01-20"), UnitDecision::kDateOnly);
  EXPECT_EQ(At("2025-02-01"), UnitDecision::kDateOnly);
  EXPECT_EQ(At("2025-02-02"), UnitDecision::kLookUp);
  rows_.layer = Layer::kStructure;
  Stamp(kP, StampAt("2025-01-15"), Layer::kStructure);
  Stamp(kP, StampAt("2025-02-01"));
  EXPECT_EQ(At("2025-01-31"), UnitDecision::kDateOnly);
  EXPECT_EQ(At("2025-02-01"), UnitDecision::kLookUp);
}

TEST(StampPatchTest, NamesTheRowsAndTheirDocument) {
  UnitRows rows;
  rows.layer = Layer::kText;
  rows.nodes.emplace_back();
  rows.hash = "h";
  rows.xml_hash = "x";
  rows.mapping = 7;
  EXPECT_EQ(StampPatch(rows, {"2025-01-15", true, "art"}, 2),
            R"({"text_hash":"h","text_xml_hash":"x","text_as_of":"2025-01-15","text_artifact":"art",)"
            R"("text_whole":true,"text_mapping":7,"text_rejected":2,"claim":null})");
  rows.layer = Layer::kStructure;
  EXPECT_EQ(
      StampPatch(rows, {"", false, ""}, 0),
      R"({"structure_hash":"h","structure_as_of":null,"structure_artifact":null,"structure_whole":false,)"
      R"("structure_mapping":7,"structure_rejected":null,"claim":null})");
}

TEST(StampPatchTest, ALayerThatGoesLeavesNoStamp) {
  const std::string patch = StampPatch(*NothingOf(Layer::kText, kP), {"2025-01-15", true, "art"}, 0);
  for (const auto& [name, value] : SplitObject(patch)) EXPECT_EQ(value, "null") << name;
}

// Its stamp names the document of a run that was killed before it had linked it.
TEST(TakeOverPiecesTest, TheStampGoesInTheRowOfItsDivisionAndEveryDocumentOfItsLayerWithIt) {
  const std::string section = "/us/cfr/t12/s1026.1";
  UnitState piece;
  piece.key = section;
  piece.state = "as it was seen";
  piece.stamps[static_cast<int>(Layer::kText)] = StampAt("2025-01-15", false, "later");
  StoredUnit stored;
  stored.pieces = {piece};
  stored.edges = {{EdgeType::kFromArtifact, section, "artifact:earlier", R"({"layer":"text"})"},
                  {EdgeType::kFromArtifact, section, "artifact:other", R"({"layer":"structure"})"}};
  const auto taken = [&](UnitMutations plan) {
    TakeOverPieces(*NothingOf(Layer::kText, kP), stored, plan);
    return plan;
  };
  UnitMutations patched;
  patched.updates.push_back({section, R"({"heading":"x"})", std::nullopt, false});
  for (const UnitMutations& plan : {taken({}), taken(patched)}) {
    ASSERT_EQ(plan.updates.size(), 1u);
    EXPECT_EQ(plan.updates[0].id, section);
    EXPECT_EQ(plan.updates[0].state, "as it was seen");
    const std::string& patch = plan.updates[0].patch;
    EXPECT_NE(patch.find(R"("text_hash":null)"), std::string::npos) << patch;
    EXPECT_EQ(SplitObject(patch).size(),
              SplitObject(taken({}).updates[0].patch).size() + patch.starts_with(R"({"heading")"));
    ASSERT_EQ(plan.edge_deletes.size(), 1u);
    EXPECT_EQ(plan.edge_deletes[0].to, "artifact:earlier");
  }
  UnitMutations deleted;
  deleted.node_deletes = {section};
  EXPECT_TRUE(taken(deleted).updates.empty());
}

}  // namespace
}  // namespace reg2graph
