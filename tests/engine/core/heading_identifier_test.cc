#include "engine/core/heading_identifier.h"

#include <gtest/gtest.h>

#include <string>

namespace reg2graph {
namespace {

using enum DivisionType;

TEST(TextOfHtml, DropsTagsAndDecodesEntities) {
  EXPECT_EQ(TextOfHtml("<em>Ex parte</em> A&amp;B<sup class=\"x\">1</sup>"), "Ex parte A&B1");
  EXPECT_EQ(TextOfHtml("Unit of<br/>measure"), "Unit of measure");
  EXPECT_EQ(TextOfHtml("a &lt; b &gt; c &quot;d&quot; &#167; &#x2014;"), "a < b > c \"d\" \u00A7 \u2014");
  EXPECT_EQ(TextOfHtml("a < b > c & d &unknown; &#0; &#xD800; &#x110000;"),
            "a < b > c & d &unknown; &#0; &#xD800; &#x110000;");
  EXPECT_EQ(TextOfHtml("<em"), "<em");
}

TEST(NormalHeading, BlanksAndDashes) {
  EXPECT_EQ(NormalHeading("  \u00A7\u20091.1\n \u00A0Scope \t"), "\u00A7 1.1 Scope");
  EXPECT_EQ(NormalHeading("1\u20102\u20113\u20124\u20135\u22126\u20147"), "1-2-3-4-5-6\u20147");
  EXPECT_EQ(NormalHeading(" \n"), "");
}

struct Case {
  DivisionType type;
  const char* heading;
  const char* identifier;
};

class HeadingIdentifier : public testing::TestWithParam<Case> {};

TEST_P(HeadingIdentifier, IsWhatECfrGives) {
  EXPECT_EQ(IdentifierOfHeading(GetParam().type, GetParam().heading), GetParam().identifier)
      << GetParam().heading;
}

INSTANTIATE_TEST_SUITE_P(
    Table, HeadingIdentifier,
    testing::Values(
        Case{kPart, "PART 1026\u2014TRUTH IN LENDING (REGULATION Z)", "1026"},
        Case{kPart, "Part 60-1\u2014Obligations", "60-1"}, Case{kPart, "PART 1a [RESERVED]", "1a"},
        Case{kPart, "PARTS 50-54 [RESERVED]", "50-54"}, Case{kPart, "PARTS 50\u201354 [RESERVED]", "50-54"},
        Case{kPart, "PARTS 50-1\u201450-200 [RESERVED]", "50-1 - 50-200"},
        Case{kPart, "Parts 1150-1159\u2014Rail Licensing Procedures", "1150-1159"},
        Case{kPart, "Parts 3, 4 [Reserved]", "3, 4"}, Case{kPart, "Parts 3 and 4 [Reserved]", "3 and 4"},
        Case{kPart, "Parts 3 to 4 [Reserved]", "3 to 4"}, Case{kPart, "PART 5.", "5"},
        Case{kPart, "Partition 5", ""}, Case{kPart, "PART", ""}, Case{kPart, "PART  \u2014X", ""},
        Case{kPart, "GENERAL PROVISIONS", ""}, Case{kPart, "", ""},
        Case{kSubpart, "Subpart A\u2014General", "A"}, Case{kSubpart, "SUBPART 2.1-Definitions", "2.1"},
        Case{kSubpart, "Subpart F-Retaliation", "F"}, Case{kSubpart, "Subpart F-1", "F-1"},
        Case{kSubpart, "Subpart B-Pre-Award and Time of Award Responsibilities", "B"},
        Case{kSubpart, "Subpart K-ABC", "K-ABC"}, Case{kSubpart, "Subpart K-ABCD", "K"},
        Case{kSubpart, "Subparts A-E [Reserved]", "A-E"}, Case{kSubpart, "Subparts A - E [Reserved]", "A-E"},
        Case{kSubpart, "Subparts E through G [Reserved]", "E through G"},
        Case{kSubpart, "Subparts B and others", "B"}, Case{kSubpart, "Subpart A and B", "A"},
        Case{kSubpart, "Subpart 842.1 [Reserved]-", "842.1"}, Case{kSubpart, "Assessment", ""},
        Case{kSubchapter, "SUBCHAPTER B\u2014LOANS", "B"}, Case{kSubchapter, "Subchapter a [Reserved]", "A"},
        Case{kSubchapter, "Subchapters H-I [Reserved]", "H-I"}, Case{kSubtitle, "Subtitle E [Reserved]", "E"},
        Case{kAppendix, "Appendix A to Part 25\u2014Award Term", "Appendix A to Part 25"},
        Case{kAppendix, "Appendix A To Part 25", "Appendix A to Part 25"},
        Case{kAppendix, "Appendix B to Part 9 [Reserved]", "Appendix B to Part 9"},
        Case{kAppendix, "Appendix B to Part 9 [Reserved]\u2014was Forms", "Appendix B to Part 9"},
        Case{kAppendix, "(Non-mandatory) Appendix A to Subpart L of Part 1926\u2014Scaffold",
             "Non-mandatory Appendix A to Subpart L of Part 1926"},
        Case{kAppendix, "Appendix to Subchapter E\u2014Temporary Regulations [Reserved]",
             "Appendix to Subchapter E - Temporary Regulations"},
        Case{kAppendix, "Supplement No. 3 to Part 742\u2014[Reserved]", "Supplement No. 3 to Part 742 -"},
        Case{kAppendix, "SPECIAL FEDERAL AVIATION REGULATION NO. 50-2\u2014Rules",
             "SPECIAL FEDERAL AVIATION REGULATION NO. 50-2"},
        Case{kTitle, "Title 12\u2014Banks", ""}, Case{kChapter, "CHAPTER X\u2014BUREAU", ""},
        Case{kSubjectGroup, "Subpart A", ""}, Case{kSection, "\u00A7 1.1 Scope", ""}));

}  // namespace
}  // namespace reg2graph
