#include "engine/diff/word_diff.h"

#include <gtest/gtest.h>

#include <string>

namespace reg2graph {
namespace {

std::string Marked(std::string_view was, std::string_view is) {
  std::string out;
  for (const WordRun& run : DiffWords(was, is)) {
    if (run.separator != '\0') out.push_back(run.separator);
    const char* open = run.op == WordOp::kSame ? "" : run.op == WordOp::kRemoved ? "[-" : "{+";
    const char* close = run.op == WordOp::kSame ? "" : run.op == WordOp::kRemoved ? "-]" : "+}";
    out.append(open).append(run.text).append(close);
  }
  return out;
}

TEST(WordDiffTest, OfWhatIsReplacedTheOldWordsComeFirst) {
  EXPECT_EQ(Marked("It shall be five days.", "It shall be ten working days."),
            "It shall be [-five-] {+ten working+} days.");
}

TEST(WordDiffTest, BlanksAndDashesAreNoChange) {
  EXPECT_EQ(Marked("a  part\u2014of pages 1\u20132", "a part-of pages 1-2"), "a part-of pages 1-2");
}

TEST(WordDiffTest, RowsAndCellsOfATableKeepTheirSeparators) {
  EXPECT_EQ(Marked("A\t1\nB\t2", "A\t1\nC\t2"), "A\t1\n[-B-]\n{+C+}\t2");
}

TEST(WordDiffTest, AnEmptyTextIsAddedOrRemovedWhole) {
  EXPECT_EQ(Marked("", "two words"), "{+two words+}");
  EXPECT_EQ(Marked("two words", ""), "[-two words-]");
  EXPECT_EQ(Marked("", ""), "");
}

TEST(WordDiffTest, LikenessCountsEachWordAsOftenAsItIsThere) {
  EXPECT_DOUBLE_EQ(Likeness(WordBag("a a b"), WordBag("a b c")), 2.0 * 2 / 6);
  EXPECT_DOUBLE_EQ(Likeness(WordBag(""), WordBag("")), 0);
}

}  // namespace
}  // namespace reg2graph
