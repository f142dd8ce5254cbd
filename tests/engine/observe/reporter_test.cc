#include "engine/observe/reporter.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace reg2graph {
namespace {

// What is written to a stream in memory.
class Output {
 public:
  Output() : file_(open_memstream(&data_, &size_)) {}
  ~Output() {
    std::fclose(file_);
    std::free(data_);
  }
  std::FILE* file() { return file_; }
  std::string text() {
    std::fflush(file_);
    return {data_, size_};
  }
  std::vector<std::string> lines() {
    std::vector<std::string> lines;
    const std::string all = text();
    for (size_t begin = 0; begin < all.size();) {
      const size_t end = std::min(all.find('\n', begin), all.size());
      lines.push_back(all.substr(begin, end - begin));
      begin = end + 1;
    }
    return lines;
  }

 private:
  char* data_ = nullptr;
  size_t size_ = 0;
  std::FILE* file_;
};

DocumentReport Report() {
  DocumentReport report;
  report.uri = "a \"b\".xml";
  report.outcome = DocumentOutcome::kPartly;
  report.layer = Layer::kText;
  report.title = 12;
  report.as_of = "2025-01-15";
  report.bytes = 1234;
  report.units = 5;
  report.units_written = 3;
  report.units_unchanged = 2;
  report.rejected = 1;
  report.differences = 2;
  report.kept = 95;
  report.message = "line\none\x01";
  return report;
}

TEST(ReporterTest, JsonLinesAreJson) {
  Output output;
  Metrics metrics;
  Reporter reporter(output.file(), LogStyle::kJson, false, metrics);
  reporter.OnDocument(Report());
  reporter.OnNotice(Severity::kWarning, "remark", "quotes \" and \\ and \n and \t and \xc3\xa9");
  const std::vector<std::string> lines = output.lines();
  ASSERT_EQ(lines.size(), 2u);
  simdjson::dom::parser parser;
  simdjson::dom::element element;
  ASSERT_FALSE(parser.parse(lines[0]).get(element)) << lines[0];
  EXPECT_EQ(std::string_view(element["event"]), "document");
  const simdjson::dom::element document = element["document"];
  EXPECT_EQ(std::string_view(document["uri"]), "a \"b\".xml");
  EXPECT_EQ(std::string_view(document["outcome"]), "partly");
  EXPECT_EQ(std::string_view(document["layer"]), "text");
  EXPECT_EQ(std::string_view(document["as_of"]), "2025-01-15");
  EXPECT_EQ(std::string_view(document["message"]), "line\none\x01");
  EXPECT_EQ(int64_t(document["title"]), 12);
  EXPECT_EQ(int64_t(document["bytes"]), 1234);
  EXPECT_EQ(int64_t(document["units"]), 5);
  EXPECT_EQ(int64_t(document["units_written"]), 3);
  EXPECT_EQ(int64_t(document["units_unchanged"]), 2);
  EXPECT_EQ(int64_t(document["rejected"]), 1);
  EXPECT_EQ(int64_t(document["differences"]), 2);
  EXPECT_EQ(int64_t(document["kept"]), 95);
  ASSERT_FALSE(parser.parse(lines[1]).get(element)) << lines[1];
  EXPECT_EQ(std::string_view(element["event"]), "remark");
  EXPECT_EQ(std::string_view(element["severity"]), "warning");
  EXPECT_EQ(std::string_view(element["message"]), "quotes \" and \\ and \n and \t and \xc3\xa9");
  // 2025-01-15T01:02:03Z
  const std::string_view time = element["time"];
  ASSERT_EQ(time.size(), 20u);
  EXPECT_EQ(time[10], 'T');
  EXPECT_EQ(time[19], 'Z');
}

TEST(ReporterTest, TextLinesNameTheOutcomeAndTheDocument) {
  Output output;
  Metrics metrics;
  Reporter reporter(output.file(), LogStyle::kText, false, metrics);
  DocumentReport report = Report();
  report.message = "why";
  reporter.OnDocument(report);
  report = DocumentReport();
  report.uri = "c.json";
  report.outcome = DocumentOutcome::kFailed;
  reporter.OnDocument(report);
  report.uri = "d.json";
  report.outcome = DocumentOutcome::kDiffers;
  report.differences = 1;
  reporter.OnDocument(report);
  reporter.OnNotice(Severity::kInfo, "target", "as it is");
  reporter.OnNotice(Severity::kError, "reject", "row");
  EXPECT_EQ(
      output.text(),
      "partly    a \"b\".xml  (title 12, text as of 2025-01-15)  2 differences  95 kept  1 rejected: why\n"
      "failed    c.json\n"
      "differs   d.json  1 difference\n"
      "as it is\n"
      "error: row\n");
}

TEST(ReporterTest, EveryOutcomeHasAName) {
  Output output;
  Metrics metrics;
  Reporter reporter(output.file(), LogStyle::kText, false, metrics);
  DocumentReport report;
  report.uri = "x";
  for (const DocumentOutcome outcome :
       {DocumentOutcome::kLoaded, DocumentOutcome::kUnchanged, DocumentOutcome::kOlder,
        DocumentOutcome::kPartly, DocumentOutcome::kFailed, DocumentOutcome::kStopped,
        DocumentOutcome::kEqual, DocumentOutcome::kDiffers, DocumentOutcome::kNotCompared}) {
    report.outcome = outcome;
    reporter.OnDocument(report);
  }
  EXPECT_EQ(output.text(),
            "loaded    x\nunchanged x\nolder     x\npartly    x\nfailed    x\nstopped   x\nequal     x\n"
            "differs   x\ncould not be compared x\n");
}

TEST(ReporterTest, TheProgressLineIsTakenAwayBeforeAnythingElseIsWritten) {
  Output output;
  Metrics metrics;
  metrics.documents_total = 7;
  metrics.documents_done = 3;
  metrics.bytes_total = 4'000'000;
  metrics.bytes_read = 2'000'000;
  metrics.in_flight = 2;
  ++metrics.nodes_created[static_cast<size_t>(Shape::kSection)];
  metrics.edges_created[static_cast<size_t>(EdgeType::kNext)] = 5;
  Reporter reporter(output.file(), LogStyle::kText, true, metrics);
  reporter.Tick();
  const std::string progress = output.text();
  EXPECT_EQ(progress.find('\n'), std::string::npos);
  for (const char* part : {"3/7 documents", "2.0 MB", "1 nodes", "5 relationships", "2 in flight", "ETA"}) {
    EXPECT_NE(progress.find(part), std::string::npos) << part << " in " << progress;
  }
  reporter.OnNotice(Severity::kInfo, "x", "hello");
  EXPECT_EQ(output.text(), progress + "\r\x1b[Khello\n");
  reporter.ClearProgress();
  EXPECT_EQ(output.text(), progress + "\r\x1b[Khello\n");
  reporter.Tick();
  reporter.ClearProgress();
  EXPECT_TRUE(output.text().ends_with("\r\x1b[K"));
}

TEST(ReporterTest, WithoutATerminalProgressIsARecordNowAndThen) {
  Output output;
  Metrics metrics;
  Reporter reporter(output.file(), LogStyle::kJson, false, metrics);
  for (int i = 0; i < 100; ++i) reporter.Tick();
  EXPECT_LE(output.lines().size(), 2u);
  EXPECT_EQ(output.text().find('\r'), std::string::npos);
}

}  // namespace
}  // namespace reg2graph
