#include "sinks/jsonl/jsonl_sink.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/engine/ingest/temp_folder.h"
#include "tests/sinks/sink_driver.h"

namespace reg2graph {
namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

const std::string kPart = "/us/cfr/t12/p1026";
const std::string kSection = "/us/cfr/t12/s1026.1";

Lines LinesOf(const std::string& path) {
  Lines lines;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  std::sort(lines.begin(), lines.end());
  return lines;
}

class JsonlSinkTest : public testing::Test {
 protected:
  // The lines of a run that delivers each unit as a batch.
  Lines Run(const std::vector<UnitMutations>& units) {
    const auto sink = NewJsonlSink(io_, path_);
    EXPECT_TRUE(driver_.Open(*sink).ok());
    for (const UnitMutations& unit : units) EXPECT_EQ(driver_.Deliver(*sink, {unit}).verdict, Verdict::kDone);
    EXPECT_TRUE(driver_.Close(*sink).ok());
    return LinesOf(path_);
  }

  TempFolder folder_;
  const std::string path_ = folder_.Path("graph.jsonl");
  boost::asio::io_context io_;
  SinkDriver driver_{io_};
};

TEST_F(JsonlSinkTest, EveryKindOfLine) {
  const Lines lines = Run({SamplePart()});
  EXPECT_EQ(lines, LinesOf(REG2GRAPH_TEST_DATA "/sample_part.jsonl"));
  EXPECT_FALSE(driver_.early);
}

TEST_F(JsonlSinkTest, AnyOrderGivesTheSameLines) {
  const Lines lines = Run({SamplePart(), OtherPart()});
  EXPECT_EQ(Run({OtherPart(), SamplePart()}), lines);
  const auto stub = [](const std::string& line) {
    return line.find(R"("id":"/us/cfr/t12/s1026.9","labels":["Resource","Stub")") != std::string::npos;
  };
  EXPECT_EQ(std::count_if(lines.begin(), lines.end(), stub), 0);
}

TEST_F(JsonlSinkTest, Counters) {
  const auto sink = NewJsonlSink(io_, path_);
  ASSERT_TRUE(driver_.Open(*sink).ok());
  const DeliveryOutcome first = driver_.Deliver(*sink, {SamplePart()});
  EXPECT_EQ(first.counters.nodes_created, 6);  // with the artifact
  EXPECT_EQ(first.counters.edges_created, 8);
  const DeliveryOutcome second = driver_.Deliver(*sink, {OtherPart()});
  EXPECT_EQ(second.counters.nodes_created, 2);
  EXPECT_EQ(second.counters.edges_created, 2);
  EXPECT_EQ(driver_.Sweep(*sink), 0);
  EXPECT_EQ(sink->max_in_flight(), 1);
  EXPECT_TRUE(driver_.Close(*sink).ok());
  EXPECT_FALSE(driver_.early);
}

TEST_F(JsonlSinkTest, ALaterLayerStillMovesWhatTheEarlierPlaced) {
  const UnitMutations move = UnitBuilder(kPart)
                                 .Require(Guard::Kind::kClaim, "c")
                                 .DeleteEdge(EdgeType::kHasChild, kPart, kSection)
                                 .Create(Shape::kSubpart, kPart + "/spA")
                                 .Update(kSection, R"({"label":"l","heading":null})")
                                 .Edge(EdgeType::kHasChild, kPart, kPart + "/spA", R"({"order":0})")
                                 .Edge(EdgeType::kHasChild, kPart + "/spA", kSection, R"({"order":0})")
                                 .Build();
  std::string all;
  for (const std::string& line : Run({SamplePart(), move})) all += line + "\n";
  EXPECT_EQ(all.find(kPart + " HAS_CHILD " + kSection + "\""), std::string::npos);
  EXPECT_NE(all.find(kPart + "/spA HAS_CHILD " + kSection + "\""), std::string::npos);
  EXPECT_NE(all.find(R"("Section"],"properties":{"id":"/us/cfr/t12/s1026.1","label":"l"}})"),
            std::string::npos);
}

TEST_F(JsonlSinkTest, TheGraphCanBeAsked) {
  const auto sink = NewJsonlSink(io_, path_);
  ASSERT_TRUE(driver_.Open(*sink).ok());
  driver_.Deliver(*sink, {SamplePart()});
  EXPECT_EQ(driver_.FetchTitle(*sink, 12).units.at(kPart).stamps[1].hash, "h");
  EXPECT_EQ(driver_.FetchUnit(*sink, kPart).nodes.size(), 3u);
  EXPECT_FALSE(driver_.early);
}

TEST_F(JsonlSinkTest, OtherDivisionsAreGuardedToo) {
  const auto sink = NewJsonlSink(io_, path_);
  ASSERT_TRUE(driver_.Open(*sink).ok());
  driver_.Deliver(*sink, {SamplePart()});
  const std::string state = driver_.FetchTitle(*sink, 12).units.at(kPart).state;
  UnitMutations guarded = OtherPart();
  guarded.guards = {{kPart, "of long ago"}};
  EXPECT_EQ(driver_.Deliver(*sink, {guarded}).verdict, Verdict::kReplan);
  guarded.guards = {{kPart, state}};
  EXPECT_EQ(driver_.Deliver(*sink, {guarded}).verdict, Verdict::kDone);
}

TEST_F(JsonlSinkTest, AGuardThatNoLongerHoldsWritesNothing) {
  const auto sink = NewJsonlSink(io_, path_);
  ASSERT_TRUE(driver_.Open(*sink).ok());
  driver_.Deliver(*sink, {SamplePart()});
  const DeliveryOutcome outcome = driver_.Deliver(*sink, {OtherPart(), SamplePart()});
  EXPECT_EQ(outcome.verdict, Verdict::kReplan);
  EXPECT_EQ(outcome.counters.nodes_created, 0);
  EXPECT_EQ(driver_.FetchTitle(*sink, 12).units.size(), 1u);
}

TEST_F(JsonlSinkTest, NoFileUntilItIsComplete) {
  std::ofstream(path_) << "old\n";
  {
    const auto sink = NewJsonlSink(io_, path_);
    ASSERT_TRUE(driver_.Open(*sink).ok());
    driver_.Deliver(*sink, {SamplePart()});
  }
  EXPECT_EQ(LinesOf(path_), (Lines{"old"}));
  EXPECT_GT(Run({SamplePart()}).size(), 1u);
  EXPECT_FALSE(fs::exists(path_ + ".partial"));
}

TEST_F(JsonlSinkTest, APathThatCannotBe) {
  EXPECT_FALSE(driver_.Open(*NewJsonlSink(io_, folder_.path())).ok());
  const absl::Status status = driver_.Open(*NewJsonlSink(io_, folder_.Path("none/x")));
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_NE(status.message().find("none/x"), absl::string_view::npos);
}

TEST_F(JsonlSinkTest, AFullDiskStops) {
  const auto sink = NewJsonlSink(io_, "/dev/full");
  ASSERT_TRUE(driver_.Open(*sink).ok());
  DeliveryOutcome outcome;
  for (int i = 0; i < 30 && outcome.verdict == Verdict::kDone; ++i) {
    const std::string key = "/us/cfr/t12/p" + std::to_string(i);
    outcome = driver_.Deliver(
        *sink, {UnitBuilder(key)
                    .Create(Shape::kPart, key, "\"label\":\"" + std::string(100'000, 'x') + "\"")
                    .Build()});
  }
  EXPECT_EQ(outcome.verdict, Verdict::kStop);
  EXPECT_NE(outcome.message.find("/dev/full"), std::string::npos);
  EXPECT_NE(outcome.message.find("No space left"), std::string::npos);
  EXPECT_FALSE(driver_.Close(*sink).ok());
}

TEST_F(JsonlSinkTest, AFullDiskAtTheEndIsSeenToo) {
  const auto sink = NewJsonlSink(io_, "/dev/full");
  ASSERT_TRUE(driver_.Open(*sink).ok());
  EXPECT_EQ(driver_.Deliver(*sink, {SamplePart()}).verdict, Verdict::kDone);
  EXPECT_FALSE(driver_.Close(*sink).ok());
  EXPECT_TRUE(fs::exists("/dev/full"));
}

}  // namespace
}  // namespace reg2graph
