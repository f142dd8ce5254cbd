#include "engine/diff/paragraph_diff.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/diff/diff_writer.h"

namespace reg2graph {
namespace {

using Paragraphs = std::vector<ParagraphText>;

ParagraphText P(std::string path, std::string marker, std::string words) {
  const auto size = static_cast<uint32_t>(marker.size());
  return {std::move(path), size, false, marker.empty() ? words : marker + " " + words};
}

std::vector<std::string> Diff(const Paragraphs& was, const Paragraphs& is) {
  std::vector<std::string> lines;
  for (const ParagraphFinding& finding : DiffParagraphs(was, is)) {
    lines.push_back(absl::StrCat(std::string(NameOf(finding.change)), " ",
                                 finding.was < 0 ? "" : was[static_cast<size_t>(finding.was)].path, ">",
                                 finding.is < 0 ? "" : is[static_cast<size_t>(finding.is)].path));
  }
  return lines;
}

using Lines = std::vector<std::string>;

TEST(ParagraphDiffTest, WhatIsTheSameIsLeftOut) {
  const Paragraphs text = {P("/a", "(a)", "One."), P("#p2", "", "Two."), P("/b", "(b)", "")};
  EXPECT_EQ(Diff(text, text), Lines{});
}

TEST(ParagraphDiffTest, AnInsertedParagraphRedesignatesThoseThatFollow) {
  EXPECT_EQ(Diff({P("/a", "(a)", "One."), P("/b", "(b)", "Two.")},
                 {P("/a", "(a)", "One."), P("/b", "(b)", "A new one altogether."), P("/c", "(c)", "Two.")}),
            (Lines{"added >/b", "redesignated /b>/c"}));
}

TEST(ParagraphDiffTest, TheOrdinalOfABlockIsNoDesignation) {
  EXPECT_EQ(Diff({P("#p1", "", "One."), P("#p2", "", "Two.")},
                 {P("#p1", "", "Something new."), P("#p2", "", "One."), P("#p3", "", "Two.")}),
            (Lines{"added >#p1"}));
}

TEST(ParagraphDiffTest, TheNumberOfARepeatedMarkerIsNoDesignation) {
  EXPECT_EQ(Diff({P("/a", "(a)", "One."), P("/a#p1#p2", "", "Two.")},
                 {P("/a", "(a)", "Something new."), P("/a~2", "(a)", "One."), P("/a~2#p4", "", "Two.")}),
            (Lines{"added >/a"}));
}

TEST(ParagraphDiffTest, ABlockBelowARedesignatedParagraphIsRedesignatedToo) {
  EXPECT_EQ(Diff({P("/a", "(a)", "One."), P("/a#p1", "", "More.")},
                 {P("/b", "(b)", "One."), P("/b#p1", "", "More.")}),
            (Lines{"redesignated /a>/b", "redesignated /a#p1>/b#p1"}));
}

TEST(ParagraphDiffTest, EqualWordsThatAreLeftOverHaveMoved) {
  EXPECT_EQ(Diff({P("#p1", "", "First."), P("#p2", "", "Second."), P("#p3", "", "Third.")},
                 {P("#p1", "", "Second."), P("#p2", "", "Third."), P("#p3", "", "First.")}),
            (Lines{"moved #p1>#p3"}));
}

TEST(ParagraphDiffTest, TheSamePathIsAChangeHoweverLittleTheyHaveInCommon) {
  EXPECT_EQ(Diff({P("/a", "(a)", "Five days.")}, {P("/a", "(a)", "The Director decides.")}),
            (Lines{"changed /a>/a"}));
}

TEST(ParagraphDiffTest, ALikelyPairPrecedesTheSamePath) {
  EXPECT_EQ(Diff({P("/a", "(a)", "The maker keeps records for five years."), P("/b", "(b)", "Old words.")},
                 {P("/a", "(a)", "Other words of quite another kind."),
                  P("/b", "(b)", "The maker keeps records for ten years.")}),
            (Lines{"added >/a", "changed /a>/b", "removed /b>"}));
}

TEST(ParagraphDiffTest, ARemovedParagraphComesWhereItWas) {
  EXPECT_EQ(Diff({P("#p1", "", "One."), P("#p2", "", "Two."), P("#p3", "", "Three.")},
                 {P("#p1", "", "One."), P("#p2", "", "Three."), P("#p3", "", "Four in the end.")}),
            (Lines{"removed #p2>", "added >#p3"}));
}

TEST(ParagraphDiffTest, OfVeryManyParagraphsPathsAlonePairTheRest) {
  Paragraphs was, is;
  for (size_t i = 0; i < 2 * kMostCompared; ++i) {
    was.push_back(P(absl::StrCat("/", i), "", absl::StrCat("old words number ", i)));
    is.push_back(P(absl::StrCat("/", i + 1), "", absl::StrCat("new words number ", i)));
  }
  const std::vector<ParagraphFinding> findings = DiffParagraphs(was, is);
  ASSERT_EQ(findings.size(), 2 * kMostCompared + 1);
  EXPECT_EQ(findings.front().change, ParagraphChange::kRemoved);
  EXPECT_EQ(findings[1].change, ParagraphChange::kChanged);
  EXPECT_EQ(was[static_cast<size_t>(findings[1].was)].path, "/1");
}

TEST(ParagraphDiffTest, AnImageIsKnownByItsName) {
  const Paragraphs was = {{"#p1", 0, true, "/graphics/er15jn07.003.gif"}};
  EXPECT_EQ(Diff(was, {{"#p1", 0, true, "ER15JN07.003"}}), Lines{});
  EXPECT_EQ(Diff(was, {{"#p1", 0, true, "/graphics/er15jn08.004.gif"}}), (Lines{"changed #p1>#p1"}));
}

}  // namespace
}  // namespace reg2graph
