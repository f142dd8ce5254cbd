#include "engine/map/marker.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/engine/map/paragraph_support.h"

namespace reg2graph {
namespace {

// The markers at the head of a block, parted by blanks.
std::string MarkersOf(std::string_view written, MarkerForms forms = MarkerForms::kParentheses) {
  const WrittenBlock block(written);
  std::vector<Marker> markers;
  ReadMarkers(block.block(), forms, markers);
  std::string all;
  for (const Marker& marker : markers) {
    if (!all.empty()) all.push_back(' ');
    all.append(block.text.substr(marker.begin, marker.end - marker.begin));
  }
  return all;
}

struct Case {
  const char* written;
  const char* markers;
};

TEST(MarkerTest, ReadsTheHeadOfABlock) {
  const Case cases[] = {
      {"(a) The bank", "(a)"},
      {"(a)(1)(i) The bank", "(a) (1) (i)"},
      {"(a) (1) The bank", "(a) (1)"},
      {"(a) *General.* (1) The bank", "(a) (1)"},
      {"(a) *General*—(1) *Scope.* The bank", "(a) (1)"},
      {"(a) *General—(1) Scope.* The bank", "(a) (1)"},
      {"(t) “*No-guarantee” statement*—(1) *Disclosure.* For", "(t) (1)"},
      {"(a) Notices of systems. (1) The Office", "(a) (1)"},
      {"(e) *Question 5:* What is the deadline? (1) If you", "(e) (1)"},
      {"(ee) *Assets* means a bank that: (1)(i) Has, and", "(ee) (1) (i)"},
      {"(*1*) The bank", "(1)"},
      {"The bank (a) may", ""},
      {"(See section 5) The bank", ""},
      {"(1988) The bank", ""},
      {"(a-1) The bank", "(a-1)"},
      {"()", ""},
      {"(", ""},
      {"", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(MarkersOf(c.written), c.markers) << c.written;
}

TEST(MarkerTest, LeavesTheTextAlone) {
  const Case cases[] = {
      // The list runs on inside the sentence.
      {"(a) The term means: (1) a bank, and (2) a union.", "(a)"},
      // A key term that cites.
      {"(b) *Section 4(a) filings.* The bank", "(b)"},
      // Not the first of a list.
      {"(b) *Exceptions.* (2) and (3) apply", "(b)"},
  };
  for (const Case& c : cases) EXPECT_EQ(MarkersOf(c.written), c.markers) << c.written;
}

TEST(MarkerTest, KnowsCitations) {
  for (const char* citation :
       {"(a) and (b) of this section apply", "(a) of this section", "(a)(1) of this section applies",
        "(a), (b) and (c) apply", "(a) or (b), whichever is later", "(a) through (c) of this paragraph"}) {
    EXPECT_EQ(MarkersOf(citation), "") << citation;
  }
}

TEST(MarkerTest, ReadsReservedRanges) {
  const Case cases[] = {
      {"(b)-(d) [Reserved]", "(b)-(d)"},
      {"(b)–(d) [Reserved]", "(b)–(d)"},
      {"(b) through (d) [Reserved]", "(b) through (d)"},
      {"(b), (c) [Reserved]", "(b), (c)"},
      {"(b) and (c) [Reserved]", "(b) and (c)"},
      {"(a)(2)-(4) [Reserved]", "(a) (2)-(4)"},
      {"(b) [Reserved]", "(b)"},
      {"(ii)-(iv) [Reserved]", "(ii)-(iv)"},
  };
  for (const Case& c : cases) EXPECT_EQ(MarkersOf(c.written), c.markers) << c.written;
}

TEST(MarkerTest, ReadsDotsOnlyWhereAsked) {
  EXPECT_EQ(MarkersOf("1. *Scope.* i. The bank"), "");
  EXPECT_EQ(MarkersOf("1. *Scope.* i. The bank", MarkerForms::kAll), "1. i.");
  EXPECT_EQ(MarkersOf("i.e. the bank", MarkerForms::kAll), "");
  EXPECT_EQ(MarkersOf("The bank. A. The", MarkerForms::kAll), "");
}

TEST(MarkerTest, ReadsNumbers) {
  const auto reading = [](std::string_view inside, Numbering numbering) {
    for (const Reading& r : ReadNumber(inside)) {
      if (r.numbering == numbering && !r.corrected) return static_cast<int>(r.first);
    }
    return 0;
  };
  EXPECT_EQ(reading("i", Numbering::kLower), 9);
  EXPECT_EQ(reading("i", Numbering::kRoman), 1);
  EXPECT_EQ(reading("xlix", Numbering::kRoman), 49);
  EXPECT_EQ(reading("iiii", Numbering::kRoman), 0);
  EXPECT_EQ(reading("aa", Numbering::kLower), 27);
  EXPECT_EQ(reading("ab", Numbering::kLower), 0);
  EXPECT_EQ(reading("C", Numbering::kUpper), 3);
  EXPECT_EQ(reading("IV", Numbering::kUpperRoman), 4);
  EXPECT_EQ(reading("12", Numbering::kDigit), 12);
  EXPECT_EQ(reading("0", Numbering::kDigit), 0);
  EXPECT_EQ(reading("2a", Numbering::kDigit), 2);
}

TEST(MarkerTest, ReadsItalics) {
  const auto slant = [](std::string_view written) {
    const WrittenBlock block(written);
    std::vector<Marker> markers;
    ReadMarkers(block.block(), MarkerForms::kParentheses, markers);
    return markers.at(0).slant;
  };
  EXPECT_EQ(slant("(1) x"), Slant::kUpright);
  EXPECT_EQ(slant("(*1*) x"), Slant::kItalic);
  EXPECT_EQ(slant("*(1)* x"), Slant::kItalic);
  EXPECT_EQ(slant("*(1) General.* x"), Slant::kUnknown);
}

TEST(MarkerTest, FindsKeyTerms) {
  const auto term = [](std::string_view written, size_t offset) {
    const WrittenBlock block(written);
    return std::string(KeyTermAt(block.block(), offset));
  };
  EXPECT_EQ(term("(a) *Credit.* The bank", 3), "Credit.");
  EXPECT_EQ(term("(a) *Credit*—(1) *Scope.* The", 3), "Credit");
  EXPECT_EQ(term("(a) *Credit—*(1) *Scope.* The", 3), "Credit");
  EXPECT_EQ(term("(a) *De minimis* amounts", 3), "");
  EXPECT_EQ(term("(a) *Charges. Periodic rate* includes", 3), "Charges.");
  EXPECT_EQ(term("(a) The *bank.* Text", 3), "");
}

TEST(MarkerTest, IsBoundedOnHostileBlocks) {
  std::string many;
  for (int i = 0; i < 100000; ++i) many += "(i)";
  const WrittenBlock block(many);
  std::vector<Marker> markers;
  ReadMarkers(block.block(), MarkerForms::kParentheses, markers);
  EXPECT_EQ(markers.size(), kMaxMarkersInBlock);
  std::string list;
  for (int i = 0; i < 100000; ++i) list += "(a), ";
  EXPECT_EQ(MarkersOf(list), "");
}

}  // namespace
}  // namespace reg2graph
