#include <gtest/gtest.h>

#include "parsers/xml/div_parser.h"
#include "parsers/xml/ecfr_dialect.h"
#include "tests/parsers/support/documents.h"
#include "tests/parsers/support/event_log.h"

namespace reg2graph {
namespace {

using Lines = std::vector<std::string>;

absl::Status Parse(std::string_view xml, EventLog& log, UnitKind kind = UnitKind::kPart,
                   uint64_t offset = 0) {
  Unit unit;
  unit.kind = kind;
  unit.bytes = PaddedBuffer(xml);
  unit.offset = offset;
  return NewDivParser(EcfrDialect())->Parse(unit, log);
}

Lines LinesOf(std::string_view xml, UnitKind kind = UnitKind::kPart) {
  EventLog log;
  const absl::Status status = Parse(xml, log, kind);
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(log.depth(), 0);
  return log.lines();
}

// The events of a section's content.
Lines Inside(const std::string& content) {
  Lines lines = LinesOf("<DIV8 N=\"1.1\">" + content + "</DIV8>");
  EXPECT_GE(lines.size(), 3u);
  return {lines.begin() + 1, lines.end() - 2};
}

std::string ErrorOf(std::string_view xml, uint64_t offset = 0) {
  EventLog log;
  const absl::Status status = Parse(xml, log, UnitKind::kPart, offset);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << xml.substr(0, 200);
  return std::string(status.message());
}

TEST(EcfrParser, DivisionsAndTheirSource) {
  EXPECT_EQ(LinesOf("<DIV5 N=\"1\" TYPE=\"PART\">\n<HEAD>PART 1</HEAD>\n<DIV8 N='1.1'/>x&amp;y<DIV9 N=\"A "
                    "&amp; B\"><P>z</P></DIV9> </DIV5>"),
            (Lines{
                "begin part \"1\" DIV5",
                "head HEAD \"PART 1\"",
                "begin section \"1.1\" DIV8",
                "source \"<DIV8 N='1.1'/>\"",
                "end",
                "block - \"x&y\"",
                "begin appendix \"A & B\" DIV9",
                "block P \"z\"",
                "source \"<DIV9 N=\"A &amp; B\"><P>z</P></DIV9>\"",
                "end",
                "source \"<DIV5 N=\"1\" TYPE=\"PART\">\n<HEAD>PART 1</HEAD>\n\" \"x&amp;y\" \" </DIV5>\"",
                "end",
            }));
}

TEST(EcfrParser, SpineHoldsSkeletons) {
  EXPECT_EQ(LinesOf("<DIV1 N=\"1\"><DIV5 N=\"2\" TYPE=\"PART\"></DIV5><P>x</P></DIV1>", UnitKind::kSpine),
            (Lines{"begin title \"1\" DIV1", "begin part \"2\" DIV5 skeleton", "end", "block P \"x\"",
                   "source \"<DIV1 N=\"1\">\" \"<P>x</P></DIV1>\"", "end"}));
}

// The events of what is in a part, without those of the part itself.
Lines InPart(const std::string& content) {
  Lines lines = LinesOf("<DIV5 N=\"1\">" + content + "</DIV5>");
  lines.erase(lines.begin());
  lines.resize(lines.size() - 2);
  return lines;
}

TEST(EcfrParser, Hed1IsADivisionAmongDivisions) {
  const Lines hed = {"begin hed1 \"\" HED1", "head HED1 \"General rules\" i8-13", "end", "block P \"a\""};
  EXPECT_EQ(InPart("<HED1>General <I>rules</I></HED1><P>a</P>"), hed);
  EXPECT_EQ(InPart("<NOTE><HED1>x</HED1></NOTE>"), (Lines{"block HED1 NOTE#1 \"x\""}));
  // In a section it is a heading of paragraphs.
  EXPECT_EQ(Inside("<HED1>General <I>rules</I></HED1><P>a</P>"),
            (Lines{"block HED1 \"General rules\" i8-13", "block P \"a\""}));
}

TEST(EcfrParser, Hed1InAHeadFollowsIt) {
  EXPECT_EQ(InPart("<HEAD>PART 1\n<HED1>Group 1</HED1> <HED1>Group 2</HED1></HEAD>"),
            (Lines{"head HEAD \"PART 1\"", "begin hed1 \"\" HED1", "head HED1 \"Group 1\"", "end",
                   "begin hed1 \"\" HED1", "head HED1 \"Group 2\"", "end"}));
  EXPECT_EQ(Inside("<HEAD>1.1 A<HED1>B</HED1>C</HEAD>"),
            (Lines{"head HEAD \"1.1 A C\"", "block HED1 \"B\""}));
}

TEST(EcfrParser, AnEmptySubjectGroupWithoutANameIsAnHed1) {
  const auto first = [](const std::string& group) { return InPart(group).at(0); };
  const std::string hed = "begin hed1 \"\" HED1", group = "begin subject_group \"\" DIV7";
  const std::string empty = "<DIV7 N=\"\" EMPTY=\"true\"> <HEAD>Atlantic Coast</HEAD>\n</DIV7>";
  EXPECT_EQ(InPart(empty + "<P>a</P>"), (Lines{hed, "head HED1 \"Atlantic Coast\"", "end", "block P \"a\""}));
  EXPECT_EQ(first("<DIV7 N=\" \" EMPTY=\"true\"/>"), hed);
  EXPECT_EQ(first(empty + " x <XREF>y</XREF>"), hed);
  // Its sections are pending.
  EXPECT_EQ(first(empty + "\n<XREF>Link to an amendment</XREF>"), group + " \"Atlantic Coast\"");
  // It has a name, says nothing of being empty, or holds something.
  EXPECT_EQ(first("<DIV7 N=\"E1\" EMPTY=\"true\"><HEAD>A</HEAD></DIV7>"),
            "begin subject_group \"E1\" DIV7 \"A\"");
  EXPECT_EQ(first("<DIV7 N=\"\"><HEAD>A</HEAD></DIV7>"), group + " \"A\"");
  EXPECT_EQ(first("<DIV7 N=\"\" EMPTY=\"true\"><HEAD>A</HEAD><P>b</P></DIV7>"), group + " \"A\"");
  EXPECT_EQ(first("<DIV7 N=\"\" EMPTY=\"true\"><HEAD>A</HEAD>b</DIV7>"), group + " \"A\"");
}

TEST(EcfrParser, ASectnoAmongDivisionsBeginsASection) {
  EXPECT_EQ(InPart("t<SECTNO>\u00A7\u2009165.793 </SECTNO>\n<SUBJECT>Safety <I>zone</I>.</SUBJECT>"
                   "<RESERVED>[Reserved]</RESERVED><P>(a) x</P><CITA>y</CITA>"
                   "<SECTNO>Sec. 165.794.</SECTNO>z<DIV8 N=\"2\"/><P>w</P>"),
            (Lines{"block - \"t\"", "begin section \"165.793\" SECTNO",
                   "head SECTNO \"\u00A7\u2009165.793 Safety zone. [Reserved]\" i20-24", "block P \"(a) x\"",
                   "note CITA \"y\"", "end", "begin section \"165.794\" SECTNO",
                   "head SECTNO \"Sec. 165.794.\"", "block - \"z\"", "end", "begin section \"2\" DIV8",
                   "source \"<DIV8 N=\"2\"/>\"", "end", "block P \"w\""}));
  // It ends where an HED1 does not belong to it.
  EXPECT_EQ(InPart("<SECTNO>1.1</SECTNO><HED1>h</HED1>"),
            (Lines{"begin section \"1.1\" SECTNO", "head SECTNO \"1.1\"", "end", "begin hed1 \"\" HED1",
                   "head HED1 \"h\"", "end"}));
  // Not a section: no number, in a section, not among divisions.
  EXPECT_EQ(InPart("<SECTNO>none</SECTNO>"), Lines{"block SECTNO \"none\""});
  EXPECT_EQ(Inside("<SECTNO>1.1</SECTNO>"), Lines{"block SECTNO \"1.1\""});
  EXPECT_EQ(InPart("<EXTRACT><SECTNO>1.1</SECTNO></EXTRACT>"), Lines{"block SECTNO EXTRACT#1 \"1.1\""});
}

TEST(EcfrParser, TheHeadingComesFirstWhereTheKeyIsMadeFromIt) {
  const auto first = [](const std::string& element) { return InPart(element).at(0); };
  EXPECT_EQ(first("<DIV7 N=\"E1\"><P>x</P><HEAD>A &amp; <I>B</I><HED1>C</HED1></HEAD></DIV7>"),
            "begin subject_group \"E1\" DIV7 \"A & B\"");
  EXPECT_EQ(first("<DIV6 N=\"ECFR906a9cbafe6b4af\"><HEAD>Assessment</HEAD></DIV6>"),
            "begin subpart \"ECFR906a9cbafe6b4af\" DIV6 \"Assessment\"");
  EXPECT_EQ(first("<DIV6 N=\"A\"><HEAD>Subpart A</HEAD></DIV6>"), "begin subpart \"A\" DIV6");
  EXPECT_EQ(first("<DIV8 N=\"\"><NOTE><HEAD>x</HEAD></NOTE></DIV8>"), "begin section \"\" DIV8");
}

TEST(EcfrParser, TwoHeads) {
  EXPECT_EQ(Inside("<HEAD>a</HEAD><HEAD>b</HEAD>"), (Lines{"head HEAD \"a\"", "head HEAD \"b\""}));
}

TEST(EcfrParser, InlineElementsNeitherGlueNorSplit) {
  EXPECT_EQ(
      Inside("<P>(a)<I> Net</I> <I>= 0.4</I>x<E T=\"03\">y</E>z<E T=\"52\">2</E><SU>1</SU><FTREF/> t</P>"),
      (Lines{"block P \"(a) Net = 0.4xyz21 t\" i4-7 i8-13 i14-15 o16-17 ^17-18"}));
  EXPECT_EQ(Inside("<P>a<br/>b <B><I>c</I></B>\n\t d\r\n</P>"), (Lines{"block P \"a b c d\" b4-5 i4-5"}));
  EXPECT_EQ(Inside("<P>\u00a0a\u2009 b\u00a0</P>"), (Lines{"block P \"\u00a0a\u2009 b\u00a0\""}));
  EXPECT_EQ(Inside("<P>a <XREF>see</XREF> b</P>"), (Lines{"block P \"a see b\""}));
}

TEST(EcfrParser, CommentsInstructionsCDataAndEntities) {
  EXPECT_EQ(Inside("<P>a<!-- <DIV5> -->b<?x </DIV8> ?>c<![CDATA[<DIV1>&amp;]]>d&foo;&#167;&#x2014;&lt;</P>"),
            (Lines{"block P \"abc<DIV1>&amp;d&foo;§—<\""}));
}

TEST(EcfrParser, Notes) {
  EXPECT_EQ(
      Inside("<AUTH><HED>Authority:</HED><PSPACE>5 U.S.C. <I>301</I></PSPACE></AUTH><CITA>[1 FR 2]</CITA>"
             "<EXTRACT><EDNOTE><HED>Note:</HED><P>x</P></EDNOTE></EXTRACT><XREF>link</XREF><SOURCE/>"),
      (Lines{"note AUTH \"Authority: 5 U.S.C. 301\" i20-23", "note CITA \"[1 FR 2]\"",
             "note EDNOTE EXTRACT#1 \"Note: x\"", "note XREF \"link\""}));
}

TEST(EcfrParser, Containers) {
  EXPECT_EQ(
      Inside("<NOTE><HED>Note:</HED><P>a</P></NOTE><NOTE><P>b</P><EXTRACT><FP-1>c</FP-1></EXTRACT>bare "
             "<I>d</I></NOTE>"
             "<FTNT><P><SU>1</SU> e</P></FTNT>"),
      (Lines{"block HED NOTE#1 \"Note:\"", "block P NOTE#1 \"a\"", "block P NOTE#2 \"b\"",
             "block FP-1 EXTRACT#3 \"c\"", "block - NOTE#2 \"bare d\" i5-6", "block P FTNT#4 \"1 e\" ^0-1"}));
}

TEST(EcfrParser, UnknownElements) {
  EXPECT_EQ(Inside("<NEW>a <I>b</I></NEW><BOX>x<P>y</P>z</BOX><LIST><ITEM>q</ITEM></LIST>"),
            (Lines{"block NEW \"a b\" i2-3", "block - BOX#1 \"x\"", "block P BOX#1 \"y\"",
                   "block - BOX#1 \"z\"", "block ITEM LIST#2 \"q\""}));
}

TEST(EcfrParser, BlocksInsideAParagraph) {
  EXPECT_EQ(Inside("<P>a<EXTRACT><P>b</P></EXTRACT>c<img src=\"x\"/></P>"),
            (Lines{"block P \"a\"", "block P EXTRACT#1 \"b\"", "block P \"c\"", "block img \"\" src=x"}));
}

TEST(EcfrParser, Tables) {
  EXPECT_EQ(Inside("<DIV width=\"100%\"><DIV class=\"x\"><TABLE><CAPTION><P>Table 1</P><P>[In "
                   "%]</P></CAPTION>\n<THEAD>"
                   "<TR><TH/>\n<TH>A<br/>b</TH></TR></THEAD>\n<TBODY>\n<TR><TD> 1 "
                   "</TD><TD></TD>\n<TD>x<P>y</P></TD></TR>"
                   "<TR><TD/></TR><TR><TD>z</TD><TD/></TR></TBODY></TABLE></DIV></DIV>"),
            (Lines{"block TABLE \"Table 1\n[In %]\n\tA b\n1\t\tx y\nz\""}));
  EXPECT_EQ(Inside("<GPOTABLE><ROW><ENT>a</ENT><ENT>b</ENT></ROW></GPOTABLE>"),
            (Lines{"block TABLE \"a\tb\""}));
  EXPECT_EQ(Inside("<DIV>plain <I>x</I></DIV>"), (Lines{"block DIV \"plain x\" i6-7"}));
}

TEST(EcfrParser, ImagesMathAndStars) {
  EXPECT_EQ(Inside("<img src=\"a.gif\"/><STARS/><MATH><img src=\"b.gif\"/>\n<img "
                   "src=\"c.gif\"/></MATH><MATH>x=1</MATH><P> </P>"),
            (Lines{"block img \"\" src=a.gif", "block STARS \"\"", "block MATH \"\" src=b.gif",
                   "block img \"\" src=c.gif", "block MATH \"x=1\""}));
}

TEST(EcfrParser, Faults) {
  EXPECT_EQ(ErrorOf("<DIV8><P>a</DIV8>", 100), "byte 110: </DIV8>; expected </P>");
  EXPECT_EQ(ErrorOf("<DIV8><DIV9></DIV8>"), "byte 12: </DIV8>; expected </DIV9>");
  EXPECT_EQ(ErrorOf("<DIV8>"), "byte 6: the end of the unit; expected </DIV8>");
  EXPECT_EQ(ErrorOf("<DIV8><P a=\"<DIV9>\"/></DIV8>"), "byte 12: '<' inside a tag; expected '>' or '&lt;'");
  EXPECT_EQ(ErrorOf("<DIV8><P a=\"</DIV8><DIV8>\"/></DIV8>"),
            "byte 12: '<' inside a tag; expected '>' or '&lt;'");
  EXPECT_EQ(ErrorOf("<DIV8></DIV8><DIV8>"), "byte 13: a second outermost DIV; expected the end of the unit");
  EXPECT_EQ(ErrorOf("<DIV8></DIV8> "), "byte 13: text around the outermost DIV; expected one DIV element");
  EXPECT_EQ(ErrorOf("<DIV8><P a=1/></DIV8>"), "byte 11: an attribute's value without quotes; expected '\"'");
  EXPECT_EQ(ErrorOf("<DIV8><P a></P></DIV8>"), "byte 10: an attribute without a value; expected '='");
  EXPECT_EQ(ErrorOf("<DIV8>a < b</DIV8>"), "byte 8: '<' that starts no tag; expected a tag or '&lt;'");
  EXPECT_EQ(ErrorOf("<DIV8><!-- a</DIV8>"), "byte 6: a comment without an end; expected -->");
  EXPECT_EQ(ErrorOf("<DIV8><!DOCTYPE a></DIV8>"), "byte 6: a DOCTYPE; expected an element");
  EXPECT_EQ(ErrorOf("<DIV8><P a=\"<!--\"/><P a=\"-->\"/></DIV8>"),
            "byte 12: '<' inside a tag; expected '>' or '&lt;'");
  EXPECT_EQ(ErrorOf("<DIV8 a=\"<\"/>"), "byte 9: '<' inside a tag; expected '>' or '&lt;'");
  EXPECT_EQ(ErrorOf("<DIV8>a\xff</DIV8>", 10), "byte 17: a byte that is not UTF-8; expected UTF-8 text");
  EXPECT_EQ(ErrorOf("<DIV8>\xed\xa0\x80</DIV8>"), "byte 6: a byte that is not UTF-8; expected UTF-8 text");
  EXPECT_EQ(ErrorOf(std::string("<DIV8>a\0</DIV8>", 15)), "byte 7: a NUL byte; expected UTF-8 text");
  EXPECT_EQ(ErrorOf("<DIV8>&#0;</DIV8>"), "byte 6: a reference to no character; expected UTF-8 text");
  EXPECT_EQ(ErrorOf("<DIV8>&#xD800;</DIV8>"), "byte 6: a reference to no character; expected UTF-8 text");
  EXPECT_EQ(ErrorOf("<DIV8>&#99999999999;</DIV8>"),
            "byte 6: a reference to no character; expected UTF-8 text");
  EXPECT_EQ(ErrorOf("<DIV8><P><DIV9/></P><TABLE><DIV9/></TABLE></DIV8>"),
            "byte 27: a DIVn inside a block of text; expected one between blocks");
  EXPECT_EQ(ErrorOf("x"), "byte 0: text around the outermost DIV; expected one DIV element");
  EXPECT_EQ(ErrorOf(""), "byte 0: text around the outermost DIV; expected one DIV element");
  // Written as an entity, '<' in an attribute is right.
  EXPECT_EQ(Inside("<P a=\"&lt;DIV9> '>\" b='\">'>x</P>"), (Lines{"block P \"x\""}));
}

TEST(EcfrParser, DeepNestingIsRefused) {
  for (const char* tag : {"I", "P", "NOTE", "X", "TABLE", "AUTH", "DIV"}) {
    std::string open, close;
    for (int i = 0; i < 100000; ++i) {
      open += std::string("<") + tag + ">";
      close += std::string("</") + tag + ">";
    }
    EXPECT_PRED2(Contains, ErrorOf("<DIV8>" + open + "x" + close + "</DIV8>"), "nested more than 200 deep");
  }
}

TEST(EcfrParser, IsAsGoodAsNewAfterAFault) {
  const auto parser = NewDivParser(EcfrDialect());
  const auto lines = [&](std::string_view xml) {
    Unit unit;
    unit.bytes = PaddedBuffer(xml);
    EventLog log;
    parser->Parse(unit, log).IgnoreError();
    return log.lines();
  };
  const Lines expected = lines("<DIV8><NOTE><P>a</P></NOTE></DIV8>");
  lines("<DIV8><NOTE><TABLE><TR><TD>x<I>y<DIV9/></I></TD></TR></TABLE></NOTE></DIV8>");
  EXPECT_EQ(lines("<DIV8><NOTE><P>a</P></NOTE></DIV8>"), expected);
}

}  // namespace
}  // namespace reg2graph
