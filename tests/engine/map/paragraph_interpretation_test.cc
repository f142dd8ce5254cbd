#include "engine/map/paragraph_interpretation.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/engine/map/paragraph_support.h"

namespace reg2graph {
namespace {

constexpr char kKey[] = "/us/cfr/t12/p1026/supI";

TEST(InterpretationTest, ReadsHeadings) {
  Interpretation interpretation;
  interpretation.Begin(kKey, 12, "Supplement I to Part 1026");
  EXPECT_FALSE(interpretation.active());
  interpretation.Heading("Supplement I to Part 1026—Official Interpretations");
  ASSERT_TRUE(interpretation.active());
  struct Case {
    const char *heading, *comment, *key;
  };
  const Case cases[] = {
      {"Introduction", "I", ""},
      {"Subpart A—General", "", ""},
      {"Section 1026.5—General Disclosure Requirements", "5", "/us/cfr/t12/s1026.5"},
      {"Section 1026.5General", "5", "/us/cfr/t12/s1026.5"},
      {"(c) Coverage", "5(c)", "/us/cfr/t12/s1026.5/c"},
      {"5(b)(3) Time of Disclosures", "5(b)(3)", "/us/cfr/t12/s1026.5/b/3"},
      {"Paragraph 5(b)(3)", "5(b)(3)", "/us/cfr/t12/s1026.5/b/3"},
      {"Paragraphs 4(b)(7) and (b)(8)", "4(b)(7)and(b)(8)", "/us/cfr/t12/s1026.4/b/7"},
      {"Appendix K—Total Annual Loan Cost", "app.K", "/us/cfr/t12/p1026/aK"},
      {"(b)(5) Number of unit-periods", "app.K(b)(5)", "/us/cfr/t12/p1026/aK/b/5"},
      {"Appendices G and H—Model Forms", "app.GandH", "/us/cfr/t12/p1026/aG"},
  };
  for (const Case& c : cases) {
    const auto provision = interpretation.Read(c.heading);
    ASSERT_TRUE(provision.has_value()) << c.heading;
    EXPECT_EQ(provision->comment, c.comment) << c.heading;
    EXPECT_EQ(provision->key, c.key) << c.heading;
  }
  EXPECT_FALSE(interpretation.Read("Model forms").has_value());
}

TEST(InterpretationTest, KeysComments) {
  const auto rows =
      RowsOf({"HD1|Section 1026.5—General", "HD2|5(b)(3) Time", "1. *General.* x:", "i. x", "A. x", "B. x",
              "ii. x", "2. x", "*5(c) Basis.*", "1. *Scope.* i. x", "ii. x"},
             kKey, DivisionType::kAppendix, 12, "Supplement I to Part 1026—Official Interpretations");
  std::string keys;
  for (const ParagraphRow& row : rows) keys += row.id.substr(sizeof(kKey) - 1) + " ";
  EXPECT_EQ(keys,
            "#p1 #p2 /5(b)(3)-1 /5(b)(3)-1/i /5(b)(3)-1/i/A /5(b)(3)-1/i/B /5(b)(3)-1/ii /5(b)(3)-2 #p3 "
            "/5(c)-1 /5(c)-1/i "
            "/5(c)-1/ii ");
  EXPECT_EQ(rows[2].interprets, "/us/cfr/t12/s1026.5/b/3");
  EXPECT_EQ(rows[3].interprets, "");
  EXPECT_EQ(rows[9].interprets, "/us/cfr/t12/s1026.5/c");
}

TEST(InterpretationTest, LeavesOtherAppendicesAlone) {
  const auto rows = RowsOf({"HD1|Section 1026.5—General", "1. x"}, "/us/cfr/t12/p1026/aA",
                           DivisionType::kAppendix, 12, "Appendix A to Part 1026");
  EXPECT_EQ(rows[1].interprets, "");
}

}  // namespace
}  // namespace reg2graph
