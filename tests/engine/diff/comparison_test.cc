#include "engine/diff/comparison.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/diff/diff_writer.h"
#include "tests/engine/deliver/rows_builder.h"
#include "tests/engine/diff/memory_store.h"

namespace reg2graph {
namespace {

using Lines = std::vector<std::string>;

constexpr char kTitle[] = "/us/cfr/t12";
constexpr char kPart[] = "/us/cfr/t12/p9";

std::string Section(const std::string& number) { return absl::StrCat("/us/cfr/t12/s", number); }

class ComparisonTest : public testing::Test {
 protected:
  RowsBuilder Part(Coverage coverage = Coverage::kTitle, const std::string& key = kPart) {
    RowsBuilder rows(Layer::kText, 12, coverage);
    rows.Division(DivisionType::kPart, key);
    return rows;
  }
  static void AddSection(RowsBuilder& rows, const std::string& number, const std::string& text,
                         const std::string& parent = kPart) {
    rows.Section(Section(number), parent, absl::StrCat(R"("heading":"§ )", number, R"( Words.")"));
    if (!text.empty()) rows.Paragraph(Section(number) + "#p1", Section(number), text);
  }
  // A document of one unit. `coverage` is that of the rows.
  void Load(Edition& edition, const UnitRows& rows, const std::string& day) {
    edition.BeginDocument({day, rows.coverage, day});
    ASSERT_TRUE(edition.Add(rows).ok());
    edition.EndDocument(12, rows.layer, true);
  }
  Lines Compared() {
    was_.Finish();
    is_.Finish();
    const Comparison comparison = Compare(was_, is_);
    Lines lines;
    for (const Finding& finding : comparison.findings) {
      const std::string old_key = finding.was == nullptr ? "" : finding.was->key.substr(12);
      const std::string new_key = finding.is == nullptr ? "" : finding.is->key.substr(12);
      lines.push_back(absl::StrCat(std::string(NameOf(finding.change)), " ", old_key, ">", new_key));
    }
    lines.push_back(
        absl::StrCat(comparison.same, " of ", comparison.divisions, ", not ", comparison.not_compared));
    return lines;
  }

  MemoryStore store_;
  Edition was_{store_}, is_{store_};
};

TEST_F(ComparisonTest, EachDivisionIsTheSameChangedAddedOrRemoved) {
  RowsBuilder was = Part();
  AddSection(was, "9.1", "Same.");
  AddSection(was, "9.2", "Five days.");
  AddSection(was, "9.3", "Gone.");
  RowsBuilder is = Part();
  AddSection(is, "9.1", "Same.");
  AddSection(is, "9.2", "Ten days.");
  AddSection(is, "9.4", "New.");
  Load(was_, *was.Build(), "2025-01-01");
  Load(is_, *is.Build(), "2025-02-01");
  EXPECT_EQ(Compared(), (Lines{"changed s9.2>s9.2", "removed s9.3>", "added >s9.4", "2 of 5, not 0"}));
}

TEST_F(ComparisonTest, BlanksDashesAndWhereABlockEndsAreNoChange) {
  RowsBuilder was = Part();
  AddSection(was, "9.1", "One\u2014two. Three.");
  RowsBuilder is = Part();
  AddSection(is, "9.1", "One-two.");
  is.Paragraph(Section("9.1") + "#p2", Section("9.1"), "Three.");
  Load(was_, *was.Build(), "2025-01-01");
  Load(is_, *is.Build(), "2025-02-01");
  EXPECT_EQ(Compared(), (Lines{"2 of 2, not 0"}));
}

TEST_F(ComparisonTest, OtherNotesAreNoChangeOfTheLaw) {
  RowsBuilder was = Part();
  AddSection(was, "9.1", "Same.");
  was.Note(Shape::kAmendment, Section("9.1") + "#cita", Section("9.1"), "[1 FR 1]");
  RowsBuilder is = Part();
  AddSection(is, "9.1", "Same.");
  is.Note(Shape::kAmendment, Section("9.1") + "#cita", Section("9.1"), "[2 FR 2]");
  Load(was_, *was.Build(), "2025-01-01");
  Load(is_, *is.Build(), "2025-02-01");
  EXPECT_EQ(Compared(), (Lines{"notes s9.1>s9.1", "1 of 2, not 0"}));
}

TEST_F(ComparisonTest, TheSameWordsUnderAnotherKeyHaveMoved) {
  RowsBuilder was = Part();
  AddSection(was, "9.1", "The maker keeps records.");
  RowsBuilder is = Part();
  AddSection(is, "9.7", "The maker keeps records.");
  Load(was_, *was.Build(), "2025-01-01");
  Load(is_, *is.Build(), "2025-02-01");
  EXPECT_EQ(Compared(), (Lines{"moved s9.1>s9.7", "1 of 2, not 0"}));
}

TEST_F(ComparisonTest, WordsThatOthersHaveTooHaveNotMoved) {
  RowsBuilder was = Part();
  AddSection(was, "9.1", "The authority is delegated.");
  AddSection(was, "9.2", "The authority is delegated.");
  RowsBuilder is = Part();
  AddSection(is, "9.2", "The authority is delegated.");
  AddSection(is, "9.7", "The authority is delegated.");
  Load(was_, *was.Build(), "2025-01-01");
  Load(is_, *is.Build(), "2025-02-01");
  EXPECT_EQ(Compared(), (Lines{"removed s9.1>", "added >s9.7", "2 of 4, not 0"}));
}

TEST_F(ComparisonTest, ReservedSectionsHaveNoWordsThatCouldMove) {
  RowsBuilder was = Part();
  AddSection(was, "9.1", "");
  RowsBuilder is = Part();
  AddSection(is, "9.2", "");
  Load(was_, *was.Build(), "2025-01-01");
  Load(is_, *is.Build(), "2025-02-01");
  EXPECT_EQ(Compared(), (Lines{"removed s9.1>", "added >s9.2", "1 of 3, not 0"}));
}

TEST_F(ComparisonTest, TheSameKeyElsewhereHasMoved) {
  RowsBuilder was = Part();
  was.Division(DivisionType::kSubpart, "/us/cfr/t12/p9/spA", kPart);
  AddSection(was, "9.1", "Same.");
  RowsBuilder is = Part();
  is.Division(DivisionType::kSubpart, "/us/cfr/t12/p9/spA", kPart);
  AddSection(is, "9.1", "Same.", "/us/cfr/t12/p9/spA");
  Load(was_, *was.Build(), "2025-01-01");
  Load(is_, *is.Build(), "2025-02-01");
  EXPECT_EQ(Compared(), (Lines{"moved s9.1>s9.1", "2 of 3, not 0"}));
}

TEST_F(ComparisonTest, WhatOnlyOneSideIsCompleteForIsCounted) {
  RowsBuilder was = Part();
  AddSection(was, "9.1", "Same.");
  AddSection(was, "9.2", "Not in the extract.");
  RowsBuilder is = Part(Coverage::kPartial);
  AddSection(is, "9.1", "Changed.");
  AddSection(is, "9.3", "New.");
  Load(was_, *was.Build(), "2025-01-01");
  Load(is_, *is.Build(), "2025-02-01");
  // Of the part itself, a partial document says nothing.
  EXPECT_EQ(Compared(), (Lines{"changed s9.1>s9.1", "added >s9.3", "0 of 2, not 2"}));
}

TEST_F(ComparisonTest, APartAloneIsCompleteForItselfOnly) {
  RowsBuilder spine(Layer::kText);
  spine.Spine().Division(DivisionType::kTitle, kTitle).Skeleton(kPart, kTitle);
  RowsBuilder was = Part();
  AddSection(was, "9.1", "Gone.");
  was_.BeginDocument({"2025-01-01", Coverage::kTitle, "a"});
  ASSERT_TRUE(was_.Add(*was.Build()).ok());
  ASSERT_TRUE(was_.Add(*spine.Build()).ok());
  was_.EndDocument(12, Layer::kText, true);
  Load(is_, *Part(Coverage::kPart).Build(), "2025-02-01");
  EXPECT_EQ(Compared(), (Lines{"removed s9.1>", "1 of 2, not 1"}));
}

TEST_F(ComparisonTest, ADocumentThatBreaksOffIsCompleteForItsPartsOnly) {
  RowsBuilder was = Part();
  AddSection(was, "9.1", "Same.");
  RowsBuilder other = Part(Coverage::kTitle, "/us/cfr/t12/p10");
  was_.BeginDocument({"2025-01-01", Coverage::kTitle, "a"});
  ASSERT_TRUE(was_.Add(*was.Build()).ok());
  ASSERT_TRUE(was_.Add(*other.Build()).ok());
  was_.EndDocument(12, Layer::kText, true);
  is_.BeginDocument({"2025-02-01", Coverage::kTitle, "b"});
  ASSERT_TRUE(is_.Add(*Part().Build()).ok());
  is_.EndDocument(12, Layer::kText, false);
  EXPECT_EQ(Compared(), (Lines{"removed s9.1>", "1 of 2, not 1"}));
}

TEST_F(ComparisonTest, OfTwoDocumentsOfOneSideTheNewerPrevailsInAnyOrder) {
  for (const bool newer_first : {false, true}) {
    MemoryStore store;
    Edition edition(store);
    RowsBuilder older = Part();
    AddSection(older, "9.1", "Old.");
    AddSection(older, "9.2", "Gone since.");
    RowsBuilder newer = Part();
    AddSection(newer, "9.1", "New.");
    const auto old_rows = older.Build();
    const auto new_rows = newer.Build();
    Load(edition, newer_first ? *new_rows : *old_rows, newer_first ? "2025-02-01" : "2025-01-01");
    Load(edition, newer_first ? *old_rows : *new_rows, newer_first ? "2025-01-01" : "2025-02-01");
    edition.Finish();
    ASSERT_EQ(edition.records(Layer::kText).size(), 2u);
    const int64_t found = edition.Find(Layer::kText, Section("9.1"));
    ASSERT_GE(found, 0);
    const auto text = edition.TextOf(edition.records(Layer::kText)[static_cast<size_t>(found)]);
    ASSERT_TRUE(text.ok());
    EXPECT_EQ(text->paragraphs.at(0).text, "New.");
  }
}

TEST_F(ComparisonTest, AStructureAndATextShareOnlyWhatThereIs) {
  RowsBuilder was(Layer::kStructure);
  was.Division(DivisionType::kPart, kPart, "", R"("label":"Part 9")");
  was.Section(Section("9.1"), kPart, R"("label":"§ 9.1 Words.")");
  RowsBuilder is = Part();
  AddSection(is, "9.1", "Text.");
  AddSection(is, "9.2", "New.");
  Load(was_, *was.Build(), "2025-01-01");
  Load(is_, *is.Build(), "2025-02-01");
  EXPECT_EQ(Compared(), (Lines{"added >s9.2", "0 of 1, not 2"}));
}

TEST_F(ComparisonTest, TwoStructuresDifferInTheirLabels) {
  const auto structure = [](const std::string& label) {
    RowsBuilder rows(Layer::kStructure);
    rows.Division(DivisionType::kPart, kPart, "", R"("label":"Part 9")");
    rows.Section(Section("9.1"), kPart, R"("label":")" + label + "\"");
    return rows.Build();
  };
  Load(was_, *structure("§ 9.1 Words."), "2025-01-01");
  Load(is_, *structure("§ 9.1 <I>Other</I> words."), "2025-02-01");
  EXPECT_EQ(Compared(), (Lines{"changed s9.1>s9.1", "1 of 2, not 0"}));
}

}  // namespace
}  // namespace reg2graph
