// Several volumes as one title.
#include "parsers/govinfo/volume_joiner.h"

#include <gtest/gtest.h>

#include "parsers/govinfo/govinfo_format.h"
#include "tests/parsers/support/documents.h"

namespace reg2graph {
namespace {

std::string Joined(const std::string& document, size_t step = std::string::npos) {
  TextStream stream(document, step);
  VolumeJoiner joiner(stream);
  std::string joined;
  char block[64];
  for (;;) {
    const absl::StatusOr<size_t> got = joiner.Read(block, sizeof block);
    EXPECT_TRUE(got.ok()) << got.status();
    if (*got == 0) return joined;
    joined.append(block, *got);
  }
}

void ExpectJoined(const std::string& document, const std::string& expected) {
  for (const size_t step : {size_t{1}, size_t{5}, size_t{64}, std::string::npos})
    EXPECT_EQ(Joined(document, step), expected) << step;
}

const std::string kBetween = "\n</ECFRBRWS>\n<ECFRBRWS><AMDDATE>May 1, 2025</AMDDATE>\n";

TEST(VolumeJoiner, OneVolumePassesUnchanged) {
  for (const char* document :
       {"", "no XML", "<A><DIV1 N=\"1\"><HEAD>T</HEAD><DIV5 N=\"2\"> <P>x</P> </DIV5>\n</DIV1>\n</A>\n",
        "<DIV1><DIV5>", "<DIV1></DIV5></DIV1>", "<DIV1><DIV5 N=\"1\"/></DIV1><DIV3/>", "<DIV1></DIV1><DIV1",
        "<DIV1><!-- </DIV1><DIV1> --></DIV1>"})
    ExpectJoined(document, document);
}

TEST(VolumeJoiner, WhatWasOpenGoesOn) {
  const std::string auth = "<AUTH>5 U.S.C. 301.</AUTH>";
  ExpectJoined(
      "<B><DIV1 N=\"1\" NODE=\"9:1\"><HEAD>Title 9--Volume 1</HEAD><DIV3 N=\"I\"><HEAD>CHAPTER "
      "I\u2014A</HEAD><DIV5 N=\"1\"><HEAD>"
      "PART 1\u2014B</HEAD>" +
          auth + "<DIV8 N=\"1.1\"><P>a</P></DIV8></DIV5> </DIV3></DIV1>" + kBetween +
          "<DIV1 N=\"2\" NODE=\"9:2\"><HEAD>Title 9--Volume 2</HEAD><CFRTOC>x</CFRTOC><DIV3 "
          "N=\"I\"><HEAD>CHAPTER I\u2014A (CONTINUED)"
          "</HEAD><DIV5 N=\"1\"><HEAD>PART 1\u2014B (CONTINUED)</HEAD>" +
          auth +
          "<DIV8 N=\"1.2\"><P>b</P></DIV8></DIV5>"
          "<DIV5 N=\"2\"></DIV5></DIV3></DIV1></B>",
      "<B><DIV1 N=\"1\" NODE=\"9:1\"><HEAD>Title 9--Volume 1</HEAD><DIV3 N=\"I\"><HEAD>CHAPTER "
      "I\u2014A</HEAD><DIV5 N=\"1\"><HEAD>"
      "PART 1\u2014B</HEAD>" +
          auth +
          "<DIV8 N=\"1.1\"><P>a</P></DIV8>"
          "<DIV8 N=\"1.2\"><P>b</P></DIV8></DIV5><DIV5 N=\"2\"></DIV5></DIV3></DIV1></B>");
}

TEST(VolumeJoiner, AnotherChapterBegins) {
  ExpectJoined("<DIV1><DIV3 N=\"I\"><HEAD>CHAPTER I</HEAD><DIV5 N=\"1\"></DIV5></DIV3></DIV1>" + kBetween +
                   "<DIV1><DIV3 N=\"II\"><HEAD>CHAPTER II</HEAD></DIV3></DIV1>",
               "<DIV1><DIV3 N=\"I\"><HEAD>CHAPTER I</HEAD><DIV5 N=\"1\"></DIV5></DIV3><DIV3 "
               "N=\"II\"><HEAD>CHAPTER II</HEAD></DIV3>"
               "</DIV1>");
}

TEST(VolumeJoiner, AnotherNoteIsBehindWhatGoesOn) {
  ExpectJoined(
      "<DIV1><DIV3 N=\"I\"><HEAD>CHAPTER I</HEAD><DIV5 N=\"1\"><HEAD>PART "
      "1</HEAD><P>a</P></DIV5></DIV3></DIV1>" +
          kBetween +
          "<DIV1><DIV3 N=\"I\"><HEAD>CHAPTER I</HEAD><EDNOTE>n</EDNOTE><DIV5 N=\"1\"><HEAD>PART "
          "1</HEAD><P>b</P></DIV5></DIV3></DIV1>",
      "<DIV1><DIV3 N=\"I\"><HEAD>CHAPTER I</HEAD><DIV5 N=\"1\"><HEAD>PART "
      "1</HEAD><P>a</P><P>b</P></DIV5><EDNOTE>n</EDNOTE></DIV3>"
      "</DIV1>");
}

// Nothing without an end is kept: the document passes as it is, and the splitter says what is wrong with it.
TEST(VolumeJoiner, WhatIsTooLongForAFramePassesUnchanged) {
  const std::string text(size_t{3} << 20, 'x'), blanks(size_t{3} << 20, ' ');
  for (const std::string& document : {"<A><DIV1 N=\"1\"></DIV1>" + text + "<DIV1 N=\"2\"></DIV1></A>",
                                      "<A><DIV1 N=\"1\"><DIV5 N=\"1\"></DIV5>" + blanks + "</DIV1></A>"})
    EXPECT_TRUE(Joined(document) == document);
}

TEST(VolumeJoiner, APartOfTwoVolumesIsOneUnit) {
  const std::string head = "<DLPSTEXTCLASS><TEXT><BODY><ECFRBRWS>";
  const SplitResult split = SplitText(
      *GovInfoXmlFormat().NewSplitter({}),
      head + "<DIV1 NODE=\"9:1\"><DIV5 N=\"1\"><HEAD>PART 1</HEAD><DIV8 N=\"\u00A7 1.1\"/></DIV5></DIV1>" +
          kBetween +
          "<DIV1 NODE=\"9:2\"><DIV5 N=\"1\"><HEAD>PART 1 (CONTINUED)</HEAD><DIV8 N=\"\u00A7 "
          "1.2\"/></DIV5></DIV1></ECFRBRWS>"
          "</BODY></TEXT></DLPSTEXTCLASS>");
  ASSERT_TRUE(split.status.ok()) << split.status;
  ASSERT_EQ(split.units.size(), 2u);
  EXPECT_EQ(split.units[0].bytes.view(),
            "<DIV5 N=\"1\"><HEAD>PART 1</HEAD><DIV8 N=\"\u00A7 1.1\"/><DIV8 N=\"\u00A7 1.2\"/></DIV5>");
}

}  // namespace
}  // namespace reg2graph
