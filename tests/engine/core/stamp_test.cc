#include "engine/core/stamp.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "engine/core/json_writer.h"

namespace reg2graph {
namespace {

Stamp Full() { return {"h", "x", "2025-01-15", "art", Coverage::kTitle, 7, 2, "d", "e f"}; }

UnitState Read(const std::string& patch, const std::string& key = "/us/cfr/t12/p1") {
  std::map<std::string, std::string> properties;
  for (const auto& [name, value] : SplitObject(patch)) {
    if (value != "null") properties.emplace(name, value);
  }
  return ReadUnitState(key, [&](std::string_view name) -> std::optional<std::string> {
    const auto found = properties.find(std::string(name));
    return found == properties.end() ? std::nullopt : std::optional(found->second);
  });
}

UnitState ReadSection(const std::string& properties) { return Read(properties, "/us/cfr/t12/s9.1"); }

TEST(UnitState, AWrapperIsAHomeOnlyWhereNoCompleteTextGivesAPlace) {
  const std::string wrapper = R"("text_partial_parent":"/us/cfr/t12/p2/spA")";
  EXPECT_EQ(ReadSection("{" + wrapper + "}").home(), "/us/cfr/t12/p2");
  EXPECT_EQ(ReadSection(R"({"text_parent":"/us/cfr/t12/p1","text_order":0,)" + wrapper + "}").home(),
            "/us/cfr/t12/p1");
  EXPECT_EQ(ReadSection(R"({"text_parent":"/us/cfr/t12/chX","text_order":0,)" + wrapper + "}").home(), "");
  EXPECT_EQ(ReadSection(R"({"structure_parent":"/us/cfr/t12/p1","structure_order":0})").home(), "");
}

TEST(WhereIs, IsDisputedBetweenTheStructureAndWhateverHoldsTheText) {
  const auto disputed = [](const std::string& structure, const std::string& text) {
    const std::string comma = structure.empty() || text.empty() ? "" : ",";
    const UnitState section = ReadSection("{" + structure + comma + text + "}");
    return IsDisputed(WhereIs(section));
  };
  const std::string structure = R"("structure_parent":"/us/cfr/t12/p1/spA","structure_order":0)";
  const std::string here = R"("text_parent":"/us/cfr/t12/p1","text_order":0)";
  const std::string there = R"("text_parent":"/us/cfr/t12/p2","text_order":0)";
  const std::string outside = R"("text_parent":"/us/cfr/t12/chX","text_order":0)";
  const std::string wrapper = R"("text_partial_parent":"/us/cfr/t12/p2/spA")";
  EXPECT_FALSE(disputed(structure, ""));
  EXPECT_FALSE(disputed("", there));
  EXPECT_FALSE(disputed(structure, here));
  EXPECT_FALSE(disputed(structure, here + "," + wrapper));
  EXPECT_TRUE(disputed(structure, there));
  EXPECT_TRUE(disputed(structure, outside));
  EXPECT_TRUE(disputed(structure, wrapper));
}

TEST(StampPatch, SpellsEveryProperty) {
  EXPECT_EQ(
      StampPatch(Layer::kText, Full()),
      R"({"text_hash":"h","text_xml_hash":"x","text_as_of":"2025-01-15","text_artifact":"art",)"
      R"("text_whole":true,"text_complete":true,"text_partials":"d","text_elsewhere":"e f","text_mapping":7,"text_rejected":2,)"
      R"("claim":null})");
  EXPECT_EQ(StampPatch(Layer::kStructure, {"h", "", "", "", Coverage::kPart, 7, 0, ""}),
            R"({"structure_hash":"h","structure_as_of":null,"structure_artifact":null,)"
            R"("structure_whole":false,"structure_complete":true,"structure_mapping":7,)"
            R"("structure_rejected":null,"claim":null})");
}

TEST(StampPatch, IsReadAsItWasWritten) {
  for (const Coverage coverage : {Coverage::kPartial, Coverage::kPart, Coverage::kTitle}) {
    Stamp stamp = Full();
    stamp.coverage = coverage;
    const Stamp read = StampOf(Read(StampPatch(Layer::kText, stamp)), Layer::kText);
    EXPECT_EQ(read.hash, "h");
    EXPECT_EQ(read.xml_hash, "x");
    EXPECT_EQ(read.as_of, "2025-01-15");
    EXPECT_EQ(read.artifact, "art");
    EXPECT_EQ(read.coverage, coverage);
    EXPECT_EQ(read.partials, "d");
    EXPECT_EQ(read.mapping, 7);
    EXPECT_EQ(read.rejected, 2);
  }
}

// Mapping 2 knew whole titles and all else.
TEST(ReadUnitState, AStampWithoutCompletenessIsPartialUnlessItsTitleWasWhole) {
  EXPECT_EQ(StampOf(Read(R"({"text_hash":"h","text_whole":false})"), Layer::kText).coverage,
            Coverage::kPartial);
  EXPECT_EQ(StampOf(Read(R"({"text_hash":"h","text_whole":true})"), Layer::kText).coverage, Coverage::kTitle);
}

TEST(NoStampPatch, RemovesAllThatAStampSets) {
  const std::string none = NoStampPatch(Layer::kText), all = StampPatch(Layer::kText, Full());
  const Members removed = SplitObject(none);
  EXPECT_EQ(removed.size(), SplitObject(all).size());
  for (const auto& [name, value] : removed) EXPECT_EQ(value, "null") << name;
}

TEST(ClaimPatch, LeavesTheDayOfAnotherDocument) {
  const UnitOrigin origin{"2025-01-15", Coverage::kPart, "art"};
  EXPECT_EQ(ClaimPatch(InterimPatch(Layer::kText, &origin), "p:1"),
            R"({"text_hash":null,"text_as_of":"2025-01-15","text_whole":false,"text_complete":true,)"
            R"("text_artifact":"art","claim":"p:1"})");
  EXPECT_EQ(ClaimPatch(InterimPatch(Layer::kText, nullptr), "p:1"), R"({"claim":"p:1"})");
}

TEST(WithRejected, KeepsWhatThePatchRemoves) {
  EXPECT_EQ(WithRejected(Layer::kText, R"({"text_hash":"h","text_rejected":null,"claim":null})", 3),
            R"({"text_hash":"h","claim":null,"text_rejected":3})");
}

TEST(ArtifactOfStamp, APartOfAWholeTitleHasNone) {
  EXPECT_EQ(ArtifactOfStamp(Full(), "/us/cfr/t12"), "artifact:art");
  EXPECT_EQ(ArtifactOfStamp(Full(), "/us/cfr/t12/p1"), "");
  Stamp part = Full();
  part.coverage = Coverage::kPart;
  EXPECT_EQ(ArtifactOfStamp(part, "/us/cfr/t12/p1"), "artifact:art");
}

}  // namespace
}  // namespace reg2graph
