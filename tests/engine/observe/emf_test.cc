#include "engine/observe/emf.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "engine/observe/reporter.h"

namespace reg2graph {
namespace {

class EmfTest : public testing::Test {
 protected:
  EmfRecorder Recorder(EmfNames names = {}) {
    return EmfRecorder(
        std::move(names), metrics_, [this] { return rejected_; }, start_);
  }
  simdjson::dom::element Parse(const std::string& line) {
    simdjson::dom::element element;
    EXPECT_FALSE(parser_.parse(line).get(element)) << line;
    return element;
  }
  Metrics metrics_;
  int64_t rejected_ = 0;
  EmfRecorder::Clock::time_point start_ = EmfRecorder::Clock::now();
  simdjson::dom::parser parser_;
};

TEST_F(EmfTest, ALineHoldsWhatWasDoneSinceTheLast) {
  EmfRecorder recorder = Recorder();
  metrics_.nodes_created[static_cast<size_t>(Shape::kSection)] = 30;
  metrics_.stubs_created = 10;
  metrics_.edges_created[static_cast<size_t>(EdgeType::kNext)] = 20;
  metrics_.bytes_read = 4000;
  metrics_.documents_done = 1;
  metrics_.requests = 6;
  metrics_.retries = 2;
  rejected_ = 3;
  auto line = Parse(recorder.Record("progress", "", start_ + std::chrono::seconds(2)));
  EXPECT_EQ(std::string_view(line["event"]), "progress");
  EXPECT_EQ(int64_t(line["Nodes"]), 40);
  EXPECT_EQ(int64_t(line["Relationships"]), 20);
  EXPECT_EQ(int64_t(line["Bytes"]), 4000);
  EXPECT_EQ(int64_t(line["Documents"]), 1);
  EXPECT_EQ(int64_t(line["Requests"]), 6);
  EXPECT_EQ(int64_t(line["Retries"]), 2);
  EXPECT_EQ(int64_t(line["Rejected"]), 3);
  EXPECT_DOUBLE_EQ(double(line["GraphThroughput"]), 30.0);
  EXPECT_DOUBLE_EQ(double(line["ByteThroughput"]), 2000.0);

  // A stub that became real was counted already.
  metrics_.nodes_created[static_cast<size_t>(Shape::kSection)] = 31;
  metrics_.stubs_made_real = 1;
  metrics_.bytes_read = 5000;
  rejected_ = 4;
  line = Parse(recorder.Record("summary", R"("summary":{"a":1})", start_ + std::chrono::seconds(4)));
  EXPECT_EQ(int64_t(line["Nodes"]), 0);
  EXPECT_EQ(int64_t(line["Relationships"]), 0);
  EXPECT_EQ(int64_t(line["Bytes"]), 1000);
  EXPECT_EQ(int64_t(line["Rejected"]), 1);
  EXPECT_EQ(int64_t(line["summary"]["a"]), 1);
}

TEST_F(EmfTest, NamesAreTheCallers) {
  EmfRecorder recorder = Recorder({"my \"space\"", "stack\n1"});
  const auto line = Parse(recorder.Record("progress", "", start_));
  EXPECT_EQ(std::string_view(line["ServiceName"]), "stack\n1");
  const simdjson::dom::element directive = line["_aws"]["CloudWatchMetrics"].at(0);
  EXPECT_EQ(std::string_view(directive["Namespace"]), "my \"space\"");
  EXPECT_EQ(std::string_view(directive["Dimensions"].at(0).at(0)), "ServiceName");
}

TEST_F(EmfTest, EveryMetricThatIsNamedHasANumber) {
  EmfRecorder recorder = Recorder();
  // Not even time has passed.
  const auto line = Parse(recorder.Record("progress", "", start_));
  size_t count = 0;
  for (const simdjson::dom::element metric : line["_aws"]["CloudWatchMetrics"].at(0)["Metrics"]) {
    const std::string_view name = metric["Name"];
    EXPECT_TRUE(line[name].is_number()) << name;
    ++count;
  }
  EXPECT_EQ(count, 9u);
}

TEST_F(EmfTest, TheReporterSaysTheRestAsJson) {
  char* data = nullptr;
  size_t size = 0;
  std::FILE* const file = open_memstream(&data, &size);
  EmfRecorder recorder = Recorder();
  Reporter reporter(file, LogStyle::kEmf, true, metrics_, &recorder);
  reporter.Tick();
  reporter.OnNotice(Severity::kInfo, "target", "x");
  std::fclose(file);
  const std::string text(data, size);
  std::free(data);
  EXPECT_EQ(text.find('\r'), std::string::npos);
  EXPECT_EQ(std::string_view(Parse(text)["event"]), "target");
}

}  // namespace
}  // namespace reg2graph
