#include "engine/diff/law_text.h"

#include <gtest/gtest.h>

namespace reg2graph {
namespace {

TEST(LawTextTest, BlanksDoNotCountAndDashesAreOne) {
  EXPECT_EQ(LawOf(" a\tb\u00a0c\u2009d\u3000e\n"), "abcde");
  EXPECT_EQ(LawOf("1\u20132\u20145\u22126-7"), "1-2-5-6-7");
}

TEST(LawTextTest, EveryOtherCharacterCounts) {
  EXPECT_EQ(LawOf("\u00a7\u00b6\u201cx\u201d\u2265\U0001F4D6"), "\u00a7\u00b6\u201cx\u201d\u2265\U0001F4D6");
  // As they are, where they are no UTF-8.
  EXPECT_EQ(LawOf("\xe2\x80"), "\xe2\x80");
  EXPECT_EQ(LawOf("\xc2"), "\xc2");
}

TEST(LawTextTest, AHeadingLosesItsOwnNumberOnly) {
  EXPECT_EQ(WithoutNumber("\u00a7 12.5   Words.", "12.5"), "Words.");
  EXPECT_EQ(WithoutNumber("\u00a7\u00a012.5 Words.", "12.5"), "Words.");
  EXPECT_EQ(WithoutNumber("\u00a7 12.50 Words.", "12.5"), "\u00a7 12.50 Words.");
  EXPECT_EQ(WithoutNumber("Words.", ""), "Words.");
  EXPECT_EQ(WithoutNumber("12.5", "12.5"), "");
}

}  // namespace
}  // namespace reg2graph
