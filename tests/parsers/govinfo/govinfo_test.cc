// GovInfo's printing of the eCFR gives the events of the API's.
#include <gtest/gtest.h>

#include "parsers/govinfo/govinfo_format.h"
#include "parsers/govinfo/govinfo_names.h"
#include "tests/parsers/support/documents.h"
#include "tests/parsers/support/event_log.h"

namespace reg2graph {
namespace {

using Lines = std::vector<std::string>;

std::string Document(const std::string& divs) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<DLPSTEXTCLASS><HEADER><IDNO "
         "TYPE=\"title\">\n9</IDNO></HEADER>"
         "<TEXT><BODY><ECFRBRWS><AMDDATE>Jan. 1, 2025</AMDDATE>" +
         divs + "</ECFRBRWS></BODY></TEXT></DLPSTEXTCLASS>";
}

// The events of all units, sources and ends left out.
Lines EventsOf(const std::string& document, SplitResult* split = nullptr) {
  SplitResult result = SplitText(*GovInfoXmlFormat().NewSplitter({}), document);
  EXPECT_TRUE(result.status.ok()) << result.status;
  Lines lines;
  for (Unit& unit : result.units) {
    EventLog log;
    const absl::Status status = GovInfoXmlFormat().NewParser()->Parse(unit, log);
    EXPECT_TRUE(status.ok()) << status;
    for (const std::string& line : log.lines()) {
      if (!line.starts_with("source") && line != "end") lines.push_back(line);
    }
  }
  if (split != nullptr) *split = std::move(result);
  return lines;
}

TEST(GovInfo, DivisionsAreNamedByTheirHeads) {
  SplitResult split;
  const Lines lines = EventsOf(Document("<DIV1 N=\"3\" NODE=\"9:3\" TYPE=\"TITLE\"><HEAD>Title "
                                        "9\u2014Animals--Volume 3</HEAD><CFRTOC><PTHD>Part"
                                        "</PTHD></CFRTOC><DIV2 N=\"Subtitle B\"><HEAD>Subtitle "
                                        "B\u2014Other</HEAD><DIV4 N=\"\"><HEAD/><DIV5 N=\"16\">"
                                        "<HEAD>PARTS 16-19 [RESERVED]</HEAD></DIV5><DIV5 N=\"20\"><HEAD>PART "
                                        "20\u2014Rules\n</HEAD><DIV6 N=\"A\"><HEAD>"
                                        "Subparts A-C [Reserved]</HEAD></DIV6><DIV6 N=\"0\"><DIV7 "
                                        "N=\"24\"><HEAD>General</HEAD><DIV8 N=\"\u00A7\u00A7 20.1-20.2"
                                        "\"><HEAD>\u00A7\u00A7 20.1-20.2   "
                                        "[Reserved]</HEAD></DIV8></DIV7></DIV6></DIV5></DIV4></DIV2></DIV1>"),
                               &split);
  EXPECT_EQ(lines,
            (Lines{"begin part \"16-19\" DIV5 printed \"16\"", "head HEAD \"PARTS 16-19 [RESERVED]\"",
                   "begin part \"20\" DIV5 printed \"20\"", "head HEAD \"PART 20\u2014Rules\"",
                   "begin subpart \"A-C\" DIV6 printed \"A\"", "head HEAD \"Subparts A-C [Reserved]\"",
                   "begin subject_group \"\" DIV7 printed \"24\" \"General\"", "head HEAD \"General\"",
                   "begin section \"20.1-20.2\" DIV8 printed \"\u00A7\u00A7 20.1-20.2\"",
                   "head HEAD \"\u00A7\u00A7 20.1-20.2 [Reserved]\"", "begin title \"9\" DIV1 printed \"3\"",
                   "head HEAD \"Title 9\u2014Animals\"", "begin subtitle \"B\" DIV2 printed \"Subtitle B\"",
                   "head HEAD \"Subtitle B\u2014Other\"", "head HEAD \"\"",
                   "begin part \"16-19\" DIV5 skeleton printed \"16\"",
                   "begin part \"20\" DIV5 skeleton printed \"20\""}));
  ASSERT_EQ(split.units.size(), 3u);
  ASSERT_EQ(split.units[0].ancestors.size(), 2u);  // the DIV4 without a name is none
  EXPECT_EQ(split.units[0].ancestors[1].identifier, "B");
}

TEST(GovInfo, NotesInAHeadFollowIt) {
  EXPECT_EQ(
      EventsOf(
          Document(
              "<DIV1 NODE=\"9:1\"><DIV5 N=\"1\"><HEAD>PART 1\u2014Rules<AUTH><HED>Authority:</HED><PSPACE>5 "
              "U.S.C. 301.</PSPACE></AUTH><XREF>Link</XREF></HEAD></DIV5></DIV1>"))
          .at(2),
      "note AUTH \"Authority: 5 U.S.C. 301.\"");
}

TEST(GovInfo, AnAppendixOfThePartIsNotInItsSubpart) {
  const Lines lines =
      EventsOf(Document("<DIV1 NODE=\"9:1\"><DIV5 N=\"1\"><HEAD>PART 1\u2014R</HEAD><DIV6 "
                        "N=\"B\"><HEAD>Subpart B\u2014S</HEAD><DIV9 "
                        "N=\"Appendix A\"><HEAD>Appendix A to Part 1\u2014T</HEAD></DIV9><DIV9 N=\"Appendix "
                        "A\"><HEAD>Appendix A to "
                        "Subpart B of Part 1\u2014U</HEAD></DIV9></DIV6></DIV5></DIV1>"));
  EXPECT_EQ(lines.at(4), "begin appendix \"Appendix A to Part 1\" DIV9 up1 printed \"Appendix A\"");
  EXPECT_EQ(lines.at(6), "begin appendix \"Appendix A to Subpart B of Part 1\" DIV9 printed \"Appendix A\"");
}

TEST(GovInfo, TitleAndNotesOfATableAreInIt) {
  const Lines lines =
      EventsOf(Document("<DIV1 NODE=\"9:1\"><DIV5 N=\"1\"><HEAD>PART 1\u2014R</HEAD><DIV width=\"100%\"><DIV "
                        "class=\"table_head\"><P>Prices"
                        "</P></DIV><DIV class=\"gpotbl_div\"><TABLE><TR><TH>Unit "
                        "of\n<br/>measure</TH><TD>5\n</TD></TR></TABLE></DIV><DIV "
                        "class=\"table_foot\"><P>* In dollars.</P></DIV></DIV></DIV5></DIV1>"));
  EXPECT_EQ(lines.at(2), "block TABLE \"Prices\nUnit of measure\t5\n* In dollars.\"");
}

TEST(GovInfo, NamesWhereAHeadingGivesNone) {
  EXPECT_EQ(GovInfoIdentifier(DivisionType::kSubpart, "D [RESERVED]   ", "[Reserved]"), "D");
  EXPECT_EQ(GovInfoIdentifier(DivisionType::kSubtitle, "Subtitle A", "General"), "A");
  EXPECT_EQ(GovInfoIdentifier(DivisionType::kChapter, "0", "CHAPTER V [RESERVED]"), "0");
  EXPECT_EQ(GovInfoIdentifier(DivisionType::kSection, "\u00A7 120.441-\u00A7 120.447", ""),
            "120.441-\u00A7 120.447");
  EXPECT_EQ(WithoutVolume("Title 9--Volume 12"), "Title 9");
  EXPECT_EQ(WithoutVolume("Title 9--Volume twelve"), "Title 9--Volume twelve");
}

TEST(GovInfo, InspectsTheTitle) {
  SourceDocument document;
  document.head = Document("<DIV1 N=\"1\" NODE=\"9:1\">");
  ASSERT_TRUE(GovInfoXmlFormat().Recognize(document.head));
  EXPECT_EQ(GovInfoXmlFormat().Inspect(document)->title, 9);
  document.head = "<DLPSTEXTCLASS><IDNO TYPE=\"title\">Ninety</IDNO>";
  EXPECT_PRED2(Contains, std::string(GovInfoXmlFormat().Inspect(document).status().message()), "Ninety");
  document.head = "<DLPSTEXTCLASS>";
  EXPECT_PRED2(Contains, std::string(GovInfoXmlFormat().Inspect(document).status().message()), "--title");
  document.identity.title = 12;
  EXPECT_EQ(GovInfoXmlFormat().Inspect(document)->title, 12);
}

}  // namespace
}  // namespace reg2graph
