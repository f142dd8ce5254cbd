#include "engine/observe/summary.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include <string>

namespace reg2graph {
namespace {

class Silent : public Observer {
 public:
  void OnDocument(const DocumentReport&) override { ++documents; }
  void OnNotice(Severity, std::string_view, std::string_view) override { ++notices; }
  int documents = 0, notices = 0;
};

class SummaryTest : public testing::Test {
 protected:
  void Document(DocumentOutcome outcome) {
    DocumentReport report;
    report.outcome = outcome;
    outcomes_.OnDocument(report);
  }
  SummaryInput Input(int64_t rejected = 0) {
    return {metrics_, outcomes_, rejected, "dead.jsonl", std::chrono::duration<double>(2.0), 77'000'000};
  }
  void Fill() {
    metrics_.units_new = 1;
    metrics_.units_changed = 2;
    metrics_.units_unchanged = 3;
    metrics_.units_dated = 4;
    metrics_.units_older = 5;
    metrics_.units_pruned = 6;
    metrics_.requests = 70;
    metrics_.retries = 8;
    metrics_.replans = 9;
    metrics_.requests_at_once = 6;
    metrics_.batch_rows = 4321;
    metrics_.nodes_updated = 10;
    metrics_.nodes_deleted = 11;
    metrics_.edges_deleted = 12;
    metrics_.stubs_created = 13;
    metrics_.stubs_swept = 14;
    metrics_.orphans_kept = 16;
    metrics_.bytes_read = 5'000'000;
    metrics_.nodes_created[static_cast<size_t>(Shape::kSection)] = 20;
    metrics_.nodes_created[static_cast<size_t>(Shape::kDiv8)] = 21;
    metrics_.edges_created[static_cast<size_t>(EdgeType::kHasChild)] = 30;
    metrics_.divisions_read[static_cast<size_t>(DivisionType::kSection)] = 40;
    metrics_.divisions_read[static_cast<size_t>(DivisionType::kPart)] = 2;
  }
  Metrics metrics_;
  Silent silent_;
  OutcomeCounter outcomes_{silent_};
};

TEST_F(SummaryTest, OutcomesAreCountedOnTheirWay) {
  Document(DocumentOutcome::kLoaded);
  Document(DocumentOutcome::kLoaded);
  Document(DocumentOutcome::kFailed);
  outcomes_.OnNotice(Severity::kWarning, "difference", "x");
  outcomes_.OnNotice(Severity::kWarning, "remark", "x");
  outcomes_.OnNotice(Severity::kInfo, "note", "x");
  outcomes_.OnNotice(Severity::kInfo, "note", "x");
  EXPECT_EQ(outcomes_.count(DocumentOutcome::kLoaded), 2);
  EXPECT_EQ(outcomes_.count(DocumentOutcome::kFailed), 1);
  EXPECT_EQ(outcomes_.count(DocumentOutcome::kOlder), 0);
  EXPECT_EQ(outcomes_.differences(), 1);
  EXPECT_EQ(outcomes_.notes(), 2);
  EXPECT_EQ(silent_.documents, 3);
  EXPECT_EQ(silent_.notices, 4);
}

TEST_F(SummaryTest, JsonHoldsEveryNumber) {
  Fill();
  Document(DocumentOutcome::kLoaded);
  Document(DocumentOutcome::kOlder);
  Document(DocumentOutcome::kOlder);
  simdjson::dom::parser parser;
  simdjson::dom::element object;
  const std::string json = SummaryJson(Input(15));
  ASSERT_FALSE(parser.parse(json).get(object)) << json;
  const std::pair<const char*, int64_t> expected[] = {{"documents_loaded", 1},
                                                      {"documents_unchanged", 0},
                                                      {"documents_older", 2},
                                                      {"documents_failed", 0},
                                                      {"units_new", 1},
                                                      {"units_changed", 2},
                                                      {"units_unchanged", 3},
                                                      {"units_dated", 4},
                                                      {"units_older", 5},
                                                      {"units_pruned", 6},
                                                      {"nodes_created", 54},
                                                      {"nodes_updated", 10},
                                                      {"nodes_deleted", 25},
                                                      {"orphans_kept", 16},
                                                      {"relationships_created", 30},
                                                      {"relationships_deleted", 12},
                                                      {"rejected", 15},
                                                      {"requests", 70},
                                                      {"retries", 8},
                                                      {"replans", 9},
                                                      {"requests_at_once", 6},
                                                      {"batch_rows", 4321},
                                                      {"bytes_read", 5'000'000},
                                                      {"peak_memory_bytes", 77'000'000},
                                                      {"milliseconds", 2000}};
  for (const auto& [name, value] : expected) {
    int64_t found = -1;
    EXPECT_FALSE(object[name].get(found)) << name;
    EXPECT_EQ(found, value) << name;
  }
}

TEST_F(SummaryTest, TextHoldsTheSameNumbers) {
  Fill();
  Document(DocumentOutcome::kLoaded);
  Document(DocumentOutcome::kPartly);
  const std::string text = SummaryText(Input(15));
  for (const char* part : {"1 loaded, 1 loaded in part", "Part 2, Section 40",
                           "1 new, 2 changed, 3 unchanged, 4 with a newer date only, 5 older, 6 pruned",
                           "54 created, 10 updated, 25 deleted", "Section 20, Div8 21", "Stub 13",
                           "because relationships of others do: 16", "30 created, 12 deleted", "HAS_CHILD 30",
                           "15 (see dead.jsonl)", "70, 8 retried, 9 re-planned", "peak 77 MB",
                           "2.00 s: 5.0 MB at 2.5 MB/s, 42 nodes and relationships/s"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << " in\n" << text;
  }
  EXPECT_EQ(text.find("Nothing had to be written"), std::string::npos);
}

TEST_F(SummaryTest, ARunThatWroteNothingSaysSo) {
  metrics_.units_unchanged = 3;
  Document(DocumentOutcome::kUnchanged);
  EXPECT_NE(SummaryText(Input()).find("Nothing had to be written"), std::string::npos);
}

TEST_F(SummaryTest, ARunThatCouldNotWriteDoesNotClaimThatNothingHadToBe) {
  const auto claims = [&] {
    return SummaryText(Input()).find("Nothing had to be written") != std::string::npos;
  };
  EXPECT_FALSE(claims());  // no document at all
  Document(DocumentOutcome::kStopped);
  EXPECT_FALSE(claims());
  Document(DocumentOutcome::kUnchanged);
  EXPECT_FALSE(claims());
}

TEST_F(SummaryTest, SweptStubsAreSomethingThatWasWritten) {
  Document(DocumentOutcome::kUnchanged);
  metrics_.stubs_swept = 1;
  EXPECT_EQ(SummaryText(Input()).find("Nothing had to be written"), std::string::npos);
}

TEST_F(SummaryTest, AComparisonCountsDifferencesApartFromWhatCouldNotBeRead) {
  Fill();
  Document(DocumentOutcome::kEqual);
  Document(DocumentOutcome::kEqual);
  Document(DocumentOutcome::kDiffers);
  Document(DocumentOutcome::kNotCompared);
  for (int i = 0; i < 7; ++i) outcomes_.OnNotice(Severity::kWarning, "difference", "x");
  outcomes_.OnNotice(Severity::kInfo, "note", "x");
  SummaryInput input = Input(15);
  input.kind = RunKind::kComparison;
  input.dead_letter_path = "";
  const std::string text = SummaryText(input);
  for (const char* line : {"  documents      2 equal, 1 different, 1 could not be compared\n",
                           "  units          3 compared, 5 older than the graph\n", "  differences    7\n",
                           "  notes          1\n", "  rejected       15\n"}) {
    EXPECT_NE(text.find(line), std::string::npos) << line << " in\n" << text;
  }
  for (const char* word : {"created", "new,", "written", "relationships"})
    EXPECT_EQ(text.find(word), std::string::npos) << text;
  const std::string json = SummaryJson(input);
  for (const char* member : {R"("documents_equal":2)", R"("documents_different":1)",
                             R"("documents_not_compared":1)", R"("differences":7)", R"("notes":1)"}) {
    EXPECT_NE(json.find(member), std::string::npos) << member << " in " << json;
  }
}

TEST_F(SummaryTest, AComparisonThatFindsNothingSaysSoAndNothingOfWriting) {
  Document(DocumentOutcome::kEqual);
  SummaryInput input = Input();
  input.kind = RunKind::kComparison;
  const std::string text = SummaryText(input);
  EXPECT_NE(text.find("  differences    none\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("notes"), std::string::npos) << text;
  EXPECT_EQ(text.find("written"), std::string::npos) << text;
}

TEST_F(SummaryTest, KeptDivisionsAreAddedUp) {
  EXPECT_EQ(SummaryText(Input()).find("kept"), std::string::npos);
  DocumentReport report;
  report.kept = 95;
  outcomes_.OnDocument(report);
  report.kept = 5;
  outcomes_.OnDocument(report);
  EXPECT_NE(SummaryText(Input()).find("  kept           100 divisions\n"), std::string::npos);
  EXPECT_NE(SummaryJson(Input()).find(R"("kept":100)"), std::string::npos);
}

TEST_F(SummaryTest, ATimeOfZeroIsNoDivisionByZero) {
  metrics_.bytes_read = 1;
  const SummaryInput input{metrics_, outcomes_, 0, "", std::chrono::duration<double>(0), 0};
  const std::string text = SummaryText(input);
  EXPECT_EQ(text.find("inf"), std::string::npos);
  EXPECT_EQ(text.find("nan"), std::string::npos);
}

}  // namespace
}  // namespace reg2graph
