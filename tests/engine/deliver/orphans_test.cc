#include "engine/deliver/orphans.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace reg2graph {
namespace {

const std::string kTitleKey = "/us/cfr/t12";
const UnitOrigin kDocument = {"2025-01-15", Coverage::kTitle, "m"};
constexpr int kMapping = 3;

Stamp StampBy(const std::string& artifact, int mapping, const std::string& as_of = "2025-01-15") {
  Stamp stamp;
  stamp.hash = "h";
  stamp.as_of = as_of;
  stamp.coverage = Coverage::kTitle;
  stamp.artifact = artifact;
  stamp.mapping = mapping;
  return stamp;
}

class UnitsOfEarlierMappingTest : public testing::Test {
 protected:
  void Stamp(const std::string& key, const reg2graph::Stamp& stamp, Layer layer = Layer::kText) {
    title_.units[key].key = key;
    title_.units[key].stamps[static_cast<size_t>(layer)] = stamp;
  }
  std::vector<std::string> Keys(const UnitOrigin& document = kDocument) const {
    std::vector<std::string> keys;
    for (const Orphan& unit : UnitsOfEarlierMapping(title_, 12, Layer::kText, document, kMapping))
      keys.push_back(unit.key);
    return keys;
  }
  TitleState title_;
};

TEST_F(UnitsOfEarlierMappingTest, WhatTheDocumentHasNotStampedAnew) {
  Stamp(kTitleKey, StampBy("m", kMapping));
  Stamp(kTitleKey + "/pS%2050", StampBy("m", 2));
  Stamp(kTitleKey + "/p9", StampBy("m", 2));
  Stamp(kTitleKey + "/p50-54", StampBy("m", kMapping));
  Stamp(kTitleKey + "/p7", StampBy("another", 2));
  Stamp(kTitleKey + "/p8", StampBy("m", 2), Layer::kStructure);
  EXPECT_EQ(Keys(), (std::vector<std::string>{kTitleKey + "/p9", kTitleKey + "/pS%2050"}));
}

TEST_F(UnitsOfEarlierMappingTest, NothingOfTheTitleItselfOrUnderANewerOne) {
  Stamp(kTitleKey, StampBy("m", 2));
  EXPECT_EQ(Keys(), std::vector<std::string>());
  Stamp(kTitleKey, StampBy("n", kMapping, "2025-02-01"));
  Stamp(kTitleKey + "/p9", StampBy("m", 2));
  EXPECT_EQ(Keys(), std::vector<std::string>());
}

TEST_F(UnitsOfEarlierMappingTest, WithoutATitle) {
  Stamp(kTitleKey + "/spA", StampBy("m", 2));
  EXPECT_EQ(Keys(), std::vector<std::string>{kTitleKey + "/spA"});
  EXPECT_EQ(Keys({"2025-01-15", Coverage::kTitle, ""}), std::vector<std::string>());
}

}  // namespace
}  // namespace reg2graph
