#include "engine/verify/verdict.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace reg2graph {
namespace {

DocumentOutcome Verdict(DocumentOutcome outcome, int64_t differences, int64_t rejected) {
  DocumentReport report;
  report.outcome = outcome;
  report.differences = differences;
  report.rejected = rejected;
  return VerdictOf(report);
}

TEST(VerdictTest, WithoutADifferenceItIsEqual) {
  EXPECT_EQ(Verdict(DocumentOutcome::kLoaded, 0, 0), DocumentOutcome::kEqual);
  EXPECT_EQ(Verdict(DocumentOutcome::kUnchanged, 0, 0), DocumentOutcome::kEqual);
}

TEST(VerdictTest, ADifferenceIsOneWhateverElseIsWrong) {
  EXPECT_EQ(Verdict(DocumentOutcome::kLoaded, 1, 0), DocumentOutcome::kDiffers);
  EXPECT_EQ(Verdict(DocumentOutcome::kPartly, 1, 2), DocumentOutcome::kDiffers);
  EXPECT_EQ(Verdict(DocumentOutcome::kFailed, 1, 0), DocumentOutcome::kDiffers);
  // A part that the newer title lacks is surplus, also where all that the document says is older.
  EXPECT_EQ(Verdict(DocumentOutcome::kOlder, 1, 0), DocumentOutcome::kDiffers);
}

TEST(VerdictTest, WhatCannotBeReadIsNoDifference) {
  EXPECT_EQ(Verdict(DocumentOutcome::kFailed, 0, 0), DocumentOutcome::kNotCompared);
  EXPECT_EQ(Verdict(DocumentOutcome::kPartly, 0, 1), DocumentOutcome::kNotCompared);
  EXPECT_EQ(Verdict(DocumentOutcome::kOlder, 0, 1), DocumentOutcome::kNotCompared);
}

TEST(VerdictTest, WhatWasNotComparedAtAllKeepsItsOutcome) {
  EXPECT_EQ(Verdict(DocumentOutcome::kOlder, 0, 0), DocumentOutcome::kOlder);
  EXPECT_EQ(Verdict(DocumentOutcome::kStopped, 0, 0), DocumentOutcome::kStopped);
  EXPECT_EQ(Verdict(DocumentOutcome::kStopped, 3, 0), DocumentOutcome::kStopped);
}

class Recorder : public Observer {
 public:
  void OnDocument(const DocumentReport& report) override { documents.push_back(report); }
  void OnNotice(Severity, std::string_view event, std::string_view message) override {
    notices.push_back(std::string(event).append(": ").append(message));
  }
  std::vector<DocumentReport> documents;
  std::vector<std::string> notices;
};

TEST(VerdictObserverTest, HandsOnDocumentsWithTheirVerdictAndNoticesAsTheyAre) {
  Recorder recorder;
  VerdictObserver observer(recorder);
  DocumentReport report;
  report.uri = "a.xml";
  report.differences = 2;
  report.kept = 5;
  observer.OnDocument(report);
  observer.OnNotice(Severity::kWarning, "difference", "a.xml: missing node");
  ASSERT_EQ(recorder.documents.size(), 1u);
  EXPECT_EQ(recorder.documents[0].uri, "a.xml");
  EXPECT_EQ(recorder.documents[0].outcome, DocumentOutcome::kDiffers);
  EXPECT_EQ(recorder.documents[0].differences, 2);
  EXPECT_EQ(recorder.documents[0].kept, 5);
  EXPECT_EQ(recorder.notices, std::vector<std::string>{"difference: a.xml: missing node"});
}

}  // namespace
}  // namespace reg2graph
