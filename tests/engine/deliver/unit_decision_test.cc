#include "engine/deliver/unit_decision.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/engine/deliver/rows_builder.h"

namespace reg2graph {
namespace {

const std::string kT = "/us/cfr/t12";
const std::string kP = "/us/cfr/t12/p1026";

constexpr Coverage kTitle = Coverage::kTitle;
constexpr Coverage kPart = Coverage::kPart;
constexpr Coverage kPartial = Coverage::kPartial;

Stamp StampAt(const std::string& as_of, Coverage coverage = kTitle, const std::string& artifact = "m") {
  Stamp stamp;
  stamp.hash = "h";
  stamp.xml_hash = "x";
  stamp.as_of = as_of;
  stamp.coverage = coverage;
  stamp.artifact = artifact;
  return stamp;
}

TEST(IsNewerTest, DayThenCoverageThenArtifact) {
  struct Case {
    UnitOrigin origin;
    bool newer;
  };
  const Case cases[] = {
      {{"2025-01-14", kTitle, "z"}, false}, {{"2025-01-15", kPart, "z"}, false},
      {{"2025-01-15", kTitle, "l"}, false}, {{"2025-01-15", kTitle, "m"}, true},
      {{"2025-01-15", kTitle, "n"}, true},  {{"2025-01-16", kPartial, "a"}, true},
      {{"", kTitle, "z"}, false},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(IsNewer(c.origin, StampAt("2025-01-15")), c.newer)
        << c.origin.as_of << " " << static_cast<int>(c.origin.coverage) << " " << c.origin.artifact;
  }
  EXPECT_TRUE(IsNewer({"2025-01-15", kTitle, "a"}, StampAt("2025-01-15", kPart, "z")));
  EXPECT_TRUE(IsNewer({"2025-01-15", kPart, "a"}, StampAt("2025-01-15", kPartial, "z")));
  EXPECT_TRUE(IsNewer({"", kPartial, ""}, Stamp{}));
}

TEST(SupersedesTest, CompletenessComesBeforeTheDay) {
  EXPECT_TRUE(Supersedes({"2025-01-01", kPart, "a"}, StampAt("2025-01-15", kPartial)));
  EXPECT_FALSE(Supersedes({"2025-02-01", kPartial, "a"}, StampAt("2025-01-15", kPart)));
  EXPECT_TRUE(Supersedes({"2025-02-01", kPartial, "a"}, StampAt("2025-01-15", kPartial)));
  EXPECT_FALSE(Supersedes({"2025-01-01", kTitle, "a"}, StampAt("2025-01-15", kPart)));
  EXPECT_TRUE(Supersedes({"2025-01-01", kPartial, "a"}, Stamp{}));
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
    UnitState& unit = Unit(key);
    unit.stamps[static_cast<size_t>(layer)] = stamp;
    unit.linked[static_cast<size_t>(layer)] = ArtifactOfStamp(stamp, key);
  }
  UnitDecision At(const std::string& as_of, Coverage coverage = kTitle, const std::string& artifact = "m") {
    rows_.coverage = coverage;
    return Decide(rows_, {as_of, coverage, artifact}, &title_);
  }
  UnitRows rows_;
  TitleState title_;
};

TEST_F(DecideTest, AnEmptyGraph) {
  EXPECT_EQ(At("2025-01-15"), UnitDecision::kFresh);
  EXPECT_EQ(Decide(rows_, {"2025-01-15", kTitle, "m"}, nullptr), UnitDecision::kFresh);
  rows_.key = kT;
  rows_.role = UnitRole::kSpine;
  EXPECT_EQ(At("2025-01-15"), UnitDecision::kLookUp);
  EXPECT_EQ(Decide(rows_, {"2025-01-15", kTitle, "m"}, nullptr), UnitDecision::kLookUp);
}

TEST_F(DecideTest, TheSameAgain) {
  Stamp(kP, StampAt("2025-01-15"));
  EXPECT_EQ(At("2025-01-15"), UnitDecision::kUnchanged);
}

TEST_F(DecideTest, TheSameAtANewerDate) {
  Stamp(kP, StampAt("2025-01-15"));
  EXPECT_EQ(At("2025-02-15"), UnitDecision::kDateOnly);
  EXPECT_EQ(At("2025-01-15", kTitle, "n"), UnitDecision::kDateOnly);
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
  EXPECT_EQ(At("2025-01-15", kPart), UnitDecision::kOlder);
  Stamp(kT, StampAt("2025-03-01"));
  EXPECT_EQ(At("2025-02-15"), UnitDecision::kOlder);
  EXPECT_EQ(At("2025-03-01", kPart), UnitDecision::kOlder);
  EXPECT_EQ(At("2025-03-02", kPart), UnitDecision::kDateOnly);
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

TEST_F(DecideTest, AnArtifactThatIsLinkedWronglyIsLookedUp) {
  Stamp(kP, StampAt("2025-01-15"));
  Unit(kP).linked[static_cast<size_t>(Layer::kText)] = "artifact:left-behind";
  EXPECT_EQ(At("2025-01-15"), UnitDecision::kLookUp);
}

TEST_F(DecideTest, ACompleteDocumentReplacesAPartialOneOfAnyDay) {
  Stamp(kP, StampAt("2025-03-01", kPartial));
  EXPECT_EQ(At("2025-01-15", kPart), UnitDecision::kDateOnly);
}

TEST_F(DecideTest, WhatPartialDocumentsBroughtIsLookedUpForANewerDay) {
  reg2graph::Stamp stamp = StampAt("2025-01-15");
  stamp.partials = "digest";
  Stamp(kP, stamp);
  EXPECT_EQ(At("2025-01-15"), UnitDecision::kUnchanged);
  EXPECT_EQ(At("2025-02-15"), UnitDecision::kLookUp);
}

}  // namespace
}  // namespace reg2graph
