#include "sinks/null/null_sink.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "tests/sinks/sink_driver.h"

namespace reg2graph {
namespace {

using Counts = std::map<std::string, int64_t>;

class NullSinkTest : public testing::Test {
 protected:
  NullCounts Run(const std::vector<UnitMutations>& units) {
    const auto counts = std::make_shared<NullCounts>();
    const auto sink = NewNullSink(io_, counts);
    EXPECT_TRUE(driver_.Open(*sink).ok());
    for (const UnitMutations& unit : units) EXPECT_EQ(driver_.Deliver(*sink, {unit}).verdict, Verdict::kDone);
    EXPECT_EQ(driver_.Sweep(*sink), 0);
    EXPECT_TRUE(driver_.Close(*sink).ok());
    EXPECT_FALSE(driver_.early);
    return *counts;
  }
  boost::asio::io_context io_;
  SinkDriver driver_{io_};
};

TEST_F(NullSinkTest, CountsOneUnit) {
  const NullCounts counts = Run({SamplePart()});
  EXPECT_EQ(
      counts.nodes,
      (Counts{{"Part", 1}, {"Section", 2}, {"Paragraph", 2}, {"Artifact", 1}, {"USCode", 3}, {"CFR", 3}}));
  EXPECT_EQ(counts.relationships, (Counts{{"HAS_CHILD", 2},
                                          {"HAS_PARAGRAPH", 1},
                                          {"NEXT", 2},
                                          {"CITES", 2},
                                          {"WITHIN", 4},
                                          {"FROM_ARTIFACT", 1}}));
}

TEST_F(NullSinkTest, AnyOrderGivesTheSameCounts) {
  const NullCounts counts = Run({SamplePart(), OtherPart()});
  EXPECT_EQ(
      counts.nodes,
      (Counts{{"Part", 2}, {"Section", 3}, {"Paragraph", 2}, {"Artifact", 1}, {"USCode", 3}, {"CFR", 1}}));
  const NullCounts other = Run({OtherPart(), SamplePart()});
  EXPECT_EQ(other.nodes, counts.nodes);
  EXPECT_EQ(other.relationships, counts.relationships);
}

TEST_F(NullSinkTest, WhatIsDeletedDoesNotCount) {
  const std::string part = "/us/cfr/t12/p1026";
  const NullCounts counts =
      Run({SamplePart(),
           UnitBuilder(part).Require(Guard::Kind::kClaim, "c").Delete("/us/cfr/t12/s1026.2").Build()});
  EXPECT_EQ(counts.nodes.at("Section"), 1);
  EXPECT_EQ(counts.relationships.at("HAS_CHILD"), 1);
  EXPECT_EQ(counts.relationships.at("NEXT"), 1);
}

TEST_F(NullSinkTest, WhatComesTwiceCountsOnce) {
  const std::string part = "/us/cfr/t12/p1026";
  const NullCounts once = Run({SamplePart()});
  const NullCounts twice = Run({SamplePart(), UnitBuilder(part)
                                                  .Require(Guard::Kind::kClaim, "c")
                                                  .Create(Shape::kSection, "/us/cfr/t12/s1026.1")
                                                  .Create(Shape::kParagraph, "/us/cfr/t12/s1026.1/a")
                                                  .Build()});
  EXPECT_EQ(twice.nodes, once.nodes);
}

TEST_F(NullSinkTest, CountersAndGuard) {
  const auto sink = NewNullSink(io_);
  const DeliveryOutcome outcome = driver_.Deliver(*sink, {SamplePart()});
  EXPECT_EQ(outcome.counters.nodes_created, 6);
  EXPECT_EQ(outcome.counters.edges_created, 8);
  EXPECT_EQ(driver_.Deliver(*sink, {SamplePart()}).verdict, Verdict::kReplan);
  EXPECT_EQ(driver_.FetchUnit(*sink, "/us/cfr/t12/p1026").nodes.size(), 3u);
  EXPECT_TRUE(driver_.Close(*sink).ok());
}

}  // namespace
}  // namespace reg2graph
