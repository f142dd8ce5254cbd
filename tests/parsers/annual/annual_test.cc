// The annual CFR gives the events that the API's XML of the same law gives.
#include <gtest/gtest.h>

#include "parsers/annual/annual_format.h"
#include "parsers/annual/annual_splitter.h"
#include "parsers/annual/edition.h"
#include "tests/parsers/support/documents.h"
#include "tests/parsers/support/event_log.h"

namespace reg2graph {
namespace {

using Lines = std::vector<std::string>;

std::string Volume(const std::string& parts) {
  return "<CFRDOC><FMTR><TITLENUM>Title 9</TITLENUM><DATE>As of April 1, "
         "2024</DATE></FMTR><TITLE><CHAPTER><TOC><TOCHD><HD "
         "SOURCE=\"HED\">CHAPTER V\u2014ANIMALS (CONTINUED)</HD></TOCHD><SUBCHAP><HD "
         "SOURCE=\"HED\">SUBCHAPTER Z\u2014LISTED</HD>"
         "</SUBCHAP></TOC><SUBCHAP TYPE=\"N\"><HD SOURCE=\"HED\">SUBCHAPTER B\u2014PIGS</HD>" +
         parts + "</SUBCHAP></CHAPTER></TITLE></CFRDOC>";
}

Lines EventsOf(const std::string& volume, bool with_sources = false, size_t block = size_t{1} << 20) {
  SplitResult result = SplitText(*AnnualXmlFormat().NewSplitter({}), volume, block);
  EXPECT_TRUE(result.status.ok()) << result.status;
  Lines lines;
  for (Unit& unit : result.units) {
    EventLog log;
    const absl::Status status = AnnualXmlFormat().NewParser()->Parse(unit, log);
    EXPECT_TRUE(status.ok()) << status;
    for (const std::string& line : log.lines()) {
      if (with_sources || (!line.starts_with("source") && line != "end")) lines.push_back(line);
    }
  }
  return lines;
}

// Of one part, less its own begin and heading.
Lines ContentOf(const std::string& content) {
  Lines lines = EventsOf(Volume("<PART><HD SOURCE=\"HED\">PART 1\u2014R</HD>" + content + "</PART>"));
  lines.erase(lines.begin(), lines.begin() + 2);
  return lines;
}

TEST(Annual, APartAndItsPlace) {
  const std::string volume = Volume(
      "<PART><EAR>Pt. 1</EAR><HD SOURCE=\"HED\">PART "
      "1\u2014RULES</HD><CONTENTS><SECTNO>1.1</SECTNO><SUBJECT>Scope."
      "</SUBJECT></CONTENTS><AUTH><HD SOURCE=\"HED\">Authority:</HD><P>5 U.S.C. 301.</P></AUTH><SUBPART><HD "
      "SOURCE=\"HED\">Subpart "
      "A\u2014S</HD><SECTION><SECTNO>\u00A7\u20091.1</SECTNO><SUBJECT>Scope.</SUBJECT><P>a opt-<PRTPAGE "
      "P=\"3\"/>out</P></SECTION></SUBPART></PART><PART><RESERVED>PARTS 2-4 [RESERVED]</RESERVED></PART>");
  const Lines expected = {"begin part \"1\" PART",
                          "head HD \"PART 1\u2014RULES\"",
                          "note AUTH \"Authority: 5 U.S.C. 301.\"",
                          "begin subpart \"A\" SUBPART",
                          "head HD \"Subpart A\u2014S\"",
                          "begin section \"1.1\" SECTION printed \"\u00A7\u20091.1\"",
                          "head SECTNO \"\u00A7 1.1 Scope.\"",
                          "block P \"a opt-out\"",
                          "begin part \"2-4\" PART",
                          "head RESERVED \"PARTS 2-4 [RESERVED]\""};
  for (const size_t step : {1u, 7u, 1u << 20}) EXPECT_EQ(EventsOf(volume, false, step), expected) << step;
  const SplitResult split = SplitText(*AnnualXmlFormat().NewSplitter({}), volume);
  ASSERT_EQ(split.units.size(), 2u);
  EXPECT_EQ(split.units[0].name, "part 1");
  ASSERT_EQ(split.units[0].ancestors.size(), 3u);
  EXPECT_EQ(split.units[0].ancestors[1].identifier, "V");
  EXPECT_EQ(split.units[0].ancestors[2].identifier, "B");
}

TEST(Annual, BlocksOfAnySize) {
  const std::string volume = Volume("<PART><P><![CDATA[</PART>]]><!-- </PART> --><?x </PART>?></P></PART>");
  for (size_t block = 1; block < 20; ++block) {
    const SplitResult split = SplitText(*NewAnnualSplitter({}, block), volume);
    ASSERT_TRUE(split.status.ok()) << split.status;
    ASSERT_EQ(split.units.size(), 1u) << block;
    EXPECT_TRUE(split.units[0].bytes.view().ends_with("?x </PART>?></P></PART>")) << block;
  }
}

TEST(Annual, AnAncestorOfAGranule) {
  const SplitResult split = SplitText(
      *AnnualXmlFormat().NewSplitter({}),
      "<CFRGRANULE><FDSYS><ANCESTORS><PARENT HEADING=\"Title 9\"/><PARENT HEADING=\"CHAPTER X\">T</PARENT>"
      "</ANCESTORS></FDSYS><PART><HD SOURCE=\"HED\">PART 7\u2014R</HD></PART></CFRGRANULE>");
  ASSERT_TRUE(split.status.ok()) << split.status;
  EXPECT_EQ(split.units.at(0).ancestors.at(1).identifier, "X");
}

constexpr const char* kContents =
    "<CONTENTS><SECTNO>1.1</SECTNO><SECTNO>1.2</SECTNO><SECTNO>1.3</SECTNO></CONTENTS>";

TEST(Annual, WhereTheLawGoesOnInANote) {
  const std::string part =
      "<PART><HD SOURCE=\"HED\">PART 1\u2014R</HD>" + std::string(kContents) +
      "<SUBPART><HD SOURCE=\"HED\">Subpart A\u2014S</HD><SECTION><SECTNO>\u00A7 "
      "1.1</SECTNO><SUBJECT>One.</SUBJECT><EFFDNOT>"
      "<HD SOURCE=\"HED\">Effective Date Note:</HD><P>Pending:</P><REVTXT><SECTION><SECTNO>\u00A7 "
      "1.1</SECTNO><SUBJECT>One."
      "</SUBJECT><P>New.</P></SECTION><SECTION><SECTNO>\u00A7 "
      "1.2</SECTNO><SUBJECT>Two.</SUBJECT><P>Law.</P></SECTION>"
      "<SUBPART><HD SOURCE=\"HED\">Subpart B\u2014T</HD><SECTION><SECTNO>\u00A7 "
      "1.3</SECTNO></SECTION></SUBPART>"
      "<PART><HD SOURCE=\"HED\">PART 2\u2014Q</HD></PART></REVTXT></EFFDNOT></SECTION></SUBPART></PART>";
  EXPECT_EQ(
      EventsOf(Volume(part)),
      (Lines{"begin part \"2\" PART", "head HD \"PART 2\u2014Q\"", "begin part \"1\" PART",
             "head HD \"PART 1\u2014R\"", "begin subpart \"A\" SUBPART", "head HD \"Subpart A\u2014S\"",
             "begin section \"1.1\" SECTION printed \"\u00A7 1.1\"", "head SECTNO \"\u00A7 1.1 One.\"",
             "note EFFDNOT \"Effective Date Note: Pending: \u00A7 1.1 One. New.\"",
             "begin section \"1.2\" SECTION up1 printed \"\u00A7 1.2\"", "head SECTNO \"\u00A7 1.2 Two.\"",
             "block P \"Law.\"", "begin subpart \"B\" SUBPART up2", "head HD \"Subpart B\u2014T\"",
             "begin section \"1.3\" SECTION printed \"\u00A7 1.3\"", "head SECTNO \"\u00A7 1.3\""}));
}

TEST(Annual, PendingSectionsStayPending) {
  const Lines lines = ContentOf(
      "<CONTENTS><SECTNO>1.1</SECTNO></CONTENTS><SECTION><SECTNO>\u00A7 "
      "1.1</SECTNO><EFFDNOTP><REVTXT><SECTION><SECTNO>\u00A7 1.9"
      "</SECTNO><P>x</P></SECTION></REVTXT></EFFDNOTP></SECTION>");
  EXPECT_EQ(lines, (Lines{"begin section \"1.1\" SECTION printed \"\u00A7 1.1\"",
                          "head SECTNO \"\u00A7 1.1\"", "note EFFDNOT \"\u00A7 1.9 x\""}));
}

TEST(Annual, APartThatIsNotWholeIsAnExtract) {
  const auto first = [](const std::string& heading, const std::string& sections) {
    return EventsOf(
               Volume("<PART><HD SOURCE=\"HED\">" + heading + "</HD>" + kContents + sections + "</PART>"))
        .at(0);
  };
  const std::string two =
      "<SECTION><SECTNO>\u00A7 1.1</SECTNO></SECTION><SECTION><SECTNO>\u00A7 1.2</SECTNO></SECTION>";
  const std::string three = two + "<SECTION><SECTNO>\u00A7 1.3</SECTNO></SECTION>";
  EXPECT_EQ(first("PART 1\u2014R", three), "begin part \"1\" PART");
  EXPECT_EQ(first("PART 1\u2014R", two), "begin part \"1\" PART extract");
  EXPECT_EQ(first("PART 1\u2014R (CONTINUED)", three), "begin part \"1\" PART extract");
}

TEST(Annual, TablesImagesAndFormulas) {
  EXPECT_EQ(
      ContentOf(
          "<GPOTABLE><TTITLE>T</TTITLE><BOXHD><CHED H=\"1\">A<LI>b</LI></CHED><CHED H=\"2\">C</CHED><CHED "
          "H=\"1\">D</CHED></BOXHD><ROW><ENT>1</ENT><ENT/><ENT>3</ENT></ROW><TNOTE>* note</TNOTE></GPOTABLE>"
          "<GPH><PRTPAGE P=\"1\"/><GID>ER01.001</GID></GPH><MATH><MID>ER01.002</MID></MATH>"),
      (Lines{"block TABLE \"T\nA b\tD\nC\n1\t\t3\"", "block TNOTE FTNT#1 \"* note\"",
             "block img \"\" src=ER01.001", "block MATH \"\" src=ER01.002"}));
}

TEST(Annual, IndentationIsNoText) {
  EXPECT_EQ(ContentOf("\n    <P>\n        The term \n        <E T=\"03\">Act</E>\n        , see (\n        "
                      "<E T=\"03\">x</E>\n"
                      "         y) and opt-\n        <PRTPAGE P=\"3\"/>\n        out\n    </P>\n"),
            (Lines{"block P \"The term Act, see (x y) and opt-out\" i9-12 i19-20"}));
}

TEST(Annual, HeadingsAmongParagraphs) {
  EXPECT_EQ(ContentOf("<SUBPART><RESERVED>\u2003</RESERVED><APPENDIX><HD SOURCE=\"HED\">Appendix A to Part "
                      "1\u2014F</HD><HD "
                      "SOURCE=\"HD1\">One</HD><FP SOURCE=\"FP-1\">x</FP></APPENDIX></SUBPART>"),
            (Lines{"block RESERVED \"\u2003\"", "begin appendix \"Appendix A to Part 1\" APPENDIX",
                   "head HD \"Appendix A to Part 1\u2014F\"", "block HD1 \"One\"", "block FP-1 \"x\""}));
}

TEST(Annual, WhatIsBroken) {
  const auto split = [](const std::string& text) {
    return SplitText(*AnnualXmlFormat().NewSplitter({}), text);
  };
  const auto message = [](const SplitResult& result) { return std::string(result.status.message()); };
  const SplitResult open = split(Volume("<PART><HD SOURCE=\"HED\">PART 1</HD></PART><PART>"));
  EXPECT_EQ(open.units.size(), 1u);
  EXPECT_PRED2(Contains, message(open), "</PART> of the part at byte");
  EXPECT_PRED2(Contains, message(split("<CFRDOC></PART></CFRDOC>")), "</PART>; expected a start tag");
  EXPECT_PRED2(Contains, message(split("<CFRDOC></CFRDOC>")), "a document without a PART");
  EXPECT_PRED2(Contains, message(split("<CFRDOC><PART></PART></OTHER>")), "outside of the parts");
  EXPECT_PRED2(Contains, message(split("")), "an empty document");
  EXPECT_PRED2(Contains, message(split("<CFRDOC><PART></PART><!-- ")), "markup cut off");
  SplitResult bad = split(Volume("<PART><SECTION></PART>"));
  ASSERT_EQ(bad.units.size(), 1u);
  EventLog log;
  EXPECT_PRED2(Contains, std::string(AnnualXmlFormat().NewParser()->Parse(bad.units[0], log).message()),
               "</PART>; expected </SECTION>");
  const SplitResult large = SplitText(*AnnualXmlFormat().NewSplitter({.max_unit_bytes = 100}),
                                      Volume("<PART>" + std::string(200, 'x') + "</PART>"));
  EXPECT_TRUE(large.units.empty());
  ASSERT_EQ(large.rejects.size(), 1u);
  EXPECT_PRED2(Contains, large.rejects[0], "--max-unit-bytes");
  // Parts within parts have one limit together.
  const std::string half(60, 'x');
  const SplitResult nested = SplitText(*AnnualXmlFormat().NewSplitter({.max_unit_bytes = 100}),
                                       Volume("<PART>" + half + "<PART>" + half + "</PART></PART>"));
  EXPECT_EQ(nested.units.size(), 1u);
  EXPECT_EQ(nested.rejects.size(), 1u);
  const SplitResult too_many = SplitText(*AnnualXmlFormat().NewSplitter({.index_bytes = 3000}),
                                         Volume("<PART></PART><PART></PART><PART></PART>"));
  EXPECT_TRUE(absl::IsResourceExhausted(too_many.status));
}

TEST(Annual, TheDayOfAnEdition) {
  const auto day = [](const char* head, const char* uri) { return ReadEdition(head, uri).as_of; };
  EXPECT_EQ(day("<CFRTITLE>12</CFRTITLE><DATE>2012-01-01</DATE>", ""), "2012-01-01");
  EXPECT_EQ(day("<DATE>As of October 1, 2024</DATE>", ""), "2024-10-01");
  EXPECT_EQ(day("", "x/CFR-2024-title14-vol5.xml"), "2024-01-01");
  EXPECT_EQ(day("", "CFR-2011-title47-vol2.xml"), "2011-10-01");
  EXPECT_EQ(day("", "CFR-2011-title27-vol2.xml"), "2011-04-01");
  EXPECT_EQ(day("", "CFR-2011-title40.xml"), "2011-07-01");
  EXPECT_EQ(day("<DATE>As of someday</DATE>", "volume.xml"), "");
  EXPECT_EQ(ReadEdition("<TITLENUM>Title 14</TITLENUM>", "").title, "14");
  SourceDocument document;
  document.head = "<CFRDOC>";
  ASSERT_TRUE(AnnualXmlFormat().Recognize(document.head));
  EXPECT_PRED2(Contains, std::string(AnnualXmlFormat().Inspect(document).status().message()), "--title");
}

}  // namespace
}  // namespace reg2graph
