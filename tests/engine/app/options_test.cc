#include "engine/app/options.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "engine/app/exit_code.h"
#include "tests/engine/app/scoped_variables.h"

namespace reg2graph {
namespace {

using Words = std::vector<std::string>;

class OptionsTest : public testing::Test {
 protected:
  CommandLine Read(Words words) {
    words.insert(words.begin(), "reg2graph");
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const CommandLine line = ReadCommandLine(static_cast<int>(arguments.size()), arguments.data());
    out_ = testing::internal::GetCapturedStdout();
    error_ = testing::internal::GetCapturedStderr();
    return line;
  }
  Options Good(const Words& words) {
    const CommandLine line = Read(words);
    EXPECT_FALSE(line.done) << error_ << out_;
    return line.options;
  }
  void ExpectUsageError(const Words& words) {
    const CommandLine line = Read(words);
    EXPECT_TRUE(line.done);
    EXPECT_EQ(line.exit_code, kExitUsage) << testing::PrintToString(words);
    EXPECT_NE(error_, "");
  }
  std::string out_, error_;
};

TEST_F(OptionsTest, Ingest) {
  const Options options = Good({"ingest",
                                "a.xml",
                                "b/",
                                "--to",
                                "http://db:7474/x",
                                "--threads",
                                "3",
                                "--connections",
                                "5",
                                "--batch-rows",
                                "100",
                                "--as-of",
                                "2025-01-15",
                                "--title",
                                "12",
                                "--log",
                                "json",
                                "--api",
                                "query",
                                "--dead-letter",
                                "d.jsonl",
                                "--retry-rejected",
                                "--format",
                                "ecfr-xml"});
  EXPECT_EQ(options.command, Options::Command::kIngest);
  EXPECT_EQ(options.sources, (Words{"a.xml", "b/"}));
  EXPECT_EQ(options.to, "http://db:7474/x");
  EXPECT_EQ(options.run.threads, 3);
  EXPECT_EQ(options.run.requests, 5);
  EXPECT_EQ(options.run.batch_rows, 100u);
  EXPECT_EQ(options.as_of, "2025-01-15");
  EXPECT_EQ(options.title, 12);
  EXPECT_EQ(options.log, "json");
  EXPECT_EQ(options.api, "query");
  EXPECT_EQ(options.dead_letters, "d.jsonl");
  EXPECT_EQ(options.run.format, "ecfr-xml");
  EXPECT_EQ(options.run.purpose, Purpose::kRetryRejected);
  EXPECT_FALSE(options.dry_run);
}

TEST_F(OptionsTest, Defaults) {
  const Options options = Good({"ingest", "a.xml"});
  EXPECT_EQ(options.to, "");
  EXPECT_GE(options.run.threads, 1);
  EXPECT_EQ(options.api, "auto");
  EXPECT_EQ(options.run.format, "");
  EXPECT_EQ(options.title, 0);
}

TEST_F(OptionsTest, OtherCommands) {
  EXPECT_EQ(Good({"verify", "a.xml"}).command, Options::Command::kVerify);
  EXPECT_EQ(Good({"verify", "a.xml"}).run.purpose, Purpose::kCompare);
  EXPECT_EQ(Good({"health", "--to", "http://db"}).command, Options::Command::kHealth);
  EXPECT_EQ(Good({"cite"}).command, Options::Command::kCite);
}

TEST_F(OptionsTest, TheEarlierLoadersCalls) {
  Options options = Good({"title-12.json"});
  EXPECT_EQ(options.command, Options::Command::kIngest);
  EXPECT_EQ(options.sources, Words{"title-12.json"});
  options = Good({"-x", "title-12.xml"});
  EXPECT_EQ(options.sources, Words{"title-12.xml"});
  EXPECT_EQ(options.run.format, "ecfr-xml");
  EXPECT_FALSE(options.dry_run);
  options = Good({"-d", "title-12.json"});
  EXPECT_TRUE(options.dry_run);
  EXPECT_EQ(options.run.format, "");
  options = Good({"-x", "-d", "a.xml"});
  EXPECT_TRUE(options.dry_run);
  EXPECT_EQ(options.run.format, "ecfr-xml");
  options = Good({"a.xml", "-xd"});
  EXPECT_TRUE(options.dry_run);
  EXPECT_EQ(options.sources, Words{"a.xml"});
  options = Good({"-b", "bucket", "path/to/a.xml"});
  EXPECT_EQ(options.sources, Words{"s3://bucket/path/to/a.xml"});
  options = Good({"-b", "bucket", "a.json", "prefix/"});
  EXPECT_EQ(options.sources, (Words{"s3://bucket/a.json", "s3://bucket/prefix/"}));
  options = Good({"-x", "-b", "bucket", "path/a.xml", "-d"});
  EXPECT_EQ(options.sources, Words{"s3://bucket/path/a.xml"});
  EXPECT_TRUE(options.dry_run);
}

TEST_F(OptionsTest, StandardInputIsASource) {
  EXPECT_EQ(Good({"ingest", "-", "--title", "5"}).sources, Words{"-"});
}

TEST_F(OptionsTest, SizesAndTimesHaveUnits) {
  const Options options = Good({"ingest", "a", "--batch-bytes", "2MB", "--memory", "1kb", "--retry-for", "2m",
                                "--wait", "500ms", "--max-unit-bytes", "4096", "--request-timeout", "30s"});
  EXPECT_EQ(options.run.batch_bytes, size_t{2} << 20);
  EXPECT_EQ(options.run.memory_bytes, 1024u);
  EXPECT_EQ(options.run.max_unit_bytes, 4096u);
  EXPECT_EQ(options.run.retry_for, std::chrono::minutes(2));
  EXPECT_EQ(options.run.wait_for_target, std::chrono::milliseconds(500));
  EXPECT_EQ(options.request_timeout, std::chrono::seconds(30));
  EXPECT_EQ(Good({"verify", "a"}).request_timeout, std::chrono::minutes(2));
}

TEST_F(OptionsTest, HealthTakesTenSecondsUnlessItSaysOtherwise) {
  EXPECT_EQ(Good({"health"}).health_timeout, std::chrono::seconds(10));
  EXPECT_EQ(Good({"health", "--timeout", "1500ms"}).health_timeout, std::chrono::milliseconds(1500));
  ExpectUsageError({"health", "--timeout", "0s"});
  ExpectUsageError({"health", "--timeout", "10"});
  ExpectUsageError({"ingest", "a", "--timeout", "10s"});
}

TEST_F(OptionsTest, AStopTakesSecondsUnlessItSaysOtherwise) {
  EXPECT_EQ(Good({"ingest", "a"}).stop_timeout, std::chrono::seconds(100));
  EXPECT_EQ(Good({"ingest", "a", "--stop-timeout", "7"}).stop_timeout, std::chrono::seconds(7));
  EXPECT_EQ(Good({"ingest", "a", "--stop-timeout", "0"}).stop_timeout, std::chrono::seconds(0));
  EXPECT_EQ(Good({"verify", "a", "--stop-timeout", "2m"}).stop_timeout, std::chrono::minutes(2));
}

TEST_F(OptionsTest, TheDeadLettersPlaceMayComeFromTheEnvironment) {
  EXPECT_EQ(Good({"ingest", "a"}).dead_letters, "dead-letter.jsonl");
  const std::map<std::string, std::string> set = {{"REG2GRAPH_DEAD_LETTER", "there.jsonl"}};
  const ScopedVariables variables(set);
  EXPECT_EQ(Good({"ingest", "a"}).dead_letters, "there.jsonl");
  EXPECT_EQ(Good({"ingest", "a", "--dead-letter", "here.jsonl"}).dead_letters, "here.jsonl");
}

TEST_F(OptionsTest, UsageErrors) {
  ExpectUsageError({"ingest", "a.xml", "--request-timeout", "0s"});
  ExpectUsageError({"ingest", "a.xml", "--stop-timeout", "-1"});
  ExpectUsageError({"ingest", "a.xml", "--stop-timeout", "soon"});
  ExpectUsageError({});
  ExpectUsageError({"ingest", "a.xml", "--no-such-flag"});
  ExpectUsageError({"ingest", "a.xml", "--threads", "0"});
  ExpectUsageError({"ingest", "a.xml", "--threads", "many"});
  ExpectUsageError({"ingest", "a.xml", "--connections", "0"});
  ExpectUsageError({"ingest", "a.xml", "--batch-rows", "0"});
  ExpectUsageError({"ingest", "a.xml", "--batch-bytes", "12"});
  ExpectUsageError({"ingest", "a.xml", "--title", "100"});
  ExpectUsageError({"ingest", "a.xml", "--log", "xml"});
  ExpectUsageError({"ingest", "a.xml", "--api", "bolt"});
  ExpectUsageError({"ingest", "a.xml", "--retry-for", "5"});
  ExpectUsageError({"ingest", "a.xml", "--to"});
  ExpectUsageError({"-b", "bucket"});
  ExpectUsageError({"health", "a.xml"});
  ExpectUsageError({"verify", "-d", "a.xml"});
}

TEST_F(OptionsTest, HelpAndVersionAreNoErrors) {
  for (const Words& words :
       {Words{"--help"}, Words{"-h"}, Words{"ingest", "--help"}, Words{"verify", "--help"}}) {
    const CommandLine line = Read(words);
    EXPECT_TRUE(line.done);
    EXPECT_EQ(line.exit_code, kExitOk);
    EXPECT_NE(out_, "");
  }
  Read({"--help"});
  for (const char* word : {"ingest", "verify", "health", "cite", "NEO4J_URI", "Examples"}) {
    EXPECT_NE(out_.find(word), std::string::npos) << word;
  }
  const CommandLine line = Read({"--version"});
  EXPECT_EQ(line.exit_code, kExitOk);
  EXPECT_NE(out_.find("reg2graph "), std::string::npos);
}

}  // namespace
}  // namespace reg2graph
