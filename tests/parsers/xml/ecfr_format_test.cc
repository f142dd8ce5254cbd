#include "parsers/xml/ecfr_format.h"

#include <gtest/gtest.h>

#include "tests/parsers/support/documents.h"
#include "tests/parsers/support/event_log.h"

namespace reg2graph {
namespace {

absl::StatusOr<DocumentFacts> Inspect(std::string_view head, int title = 0) {
  SourceDocument document;
  document.head = head;
  document.identity.title = title;
  return EcfrXmlFormat().Inspect(document);
}

std::string Utf16(std::u16string_view text, bool little) {
  std::string out;
  for (const char16_t c : text) {
    const char low = static_cast<char>(c & 0xFF), high = static_cast<char>(c >> 8);
    out += little ? std::string{low, high} : std::string{high, low};
  }
  return out;
}

TEST(EcfrFormat, RecognisesItsRoots) {
  const Format& format = EcfrXmlFormat();
  EXPECT_TRUE(format.Recognize("\xEF\xBB\xBF<?xml version=\"1.0\"?>\n<!-- <a> -->\n<ECFR>"));
  EXPECT_TRUE(format.Recognize("<DIV5 N=\"1\""));
  EXPECT_TRUE(format.Recognize("<!DOCTYPE DIV9 [<!ENTITY a \"b\">]><DIV9/>"));
  EXPECT_TRUE(format.Recognize(Utf16(u"\uFEFF<ECFR>", true)));
  EXPECT_TRUE(format.Recognize("<?xml version=\"1.0\" encoding=\"EBCDIC\"?><ECFR>"));
  for (const char* other : {"", "x", "<", "<!--", "<DIV>", "<DIV0/>", "<DIV10/>", "<ECFRX>",
                            "<DLPSTEXTCLASS>", "<FEDREG>", "{\"a\":1}", "<?xml?>"}) {
    EXPECT_FALSE(format.Recognize(other)) << other;
  }
}

TEST(EcfrFormat, FindsTheTitle) {
  const auto whole = Inspect("<ECFR><AMDDATE/><DIV1 N=\" 12 \" TYPE=\"TITLE\">");
  ASSERT_TRUE(whole.ok()) << whole.status();
  EXPECT_EQ(whole->title, 12);
  EXPECT_EQ(whole->coverage, Coverage::kTitle);
  EXPECT_EQ(whole->encoding, "UTF-8");
  EXPECT_EQ(whole->layer, Layer::kText);

  const auto twice = Inspect(
      "<DIV5 N=\"51\" "
      "hierarchy_metadata=\"{&amp;quot;path&amp;quot;:&amp;quot;/on/x/title-1/part-51&amp;quot;}\">",
      7);
  ASSERT_TRUE(twice.ok());
  EXPECT_EQ(twice->title, 1);
  EXPECT_EQ(twice->coverage, Coverage::kPartial);

  const auto nested =
      Inspect("<ECFR><DIV3 N=\"I\"><DIV8 hierarchy_metadata='{\"path\":\"/on/x/title-49/section-1\"}'>");
  ASSERT_TRUE(nested.ok());
  EXPECT_EQ(nested->title, 49);
  EXPECT_EQ(nested->coverage, Coverage::kPartial);

  EXPECT_EQ(Inspect("<DIV5 N=\"1\" VOLUME=\"2\">", 9)->title, 9);
  EXPECT_EQ(Inspect("<DIV5 N=\"1\">").status().message(),
            "DIV5 \"1\" does not say which CFR title it belongs to; give it with --title");
  EXPECT_PRED2(Contains, std::string(Inspect("<FEDREG>").status().message()),
               "the root element is \"FEDREG\"");
  EXPECT_PRED2(Contains, std::string(Inspect("").status().message()), "an empty document");
}

TEST(EcfrFormat, ATitleThatIsNoneIsRefused) {
  for (const char* own : {"Title IX", "0", "100", "-1", "12a", "9999999999"}) {
    const std::string div = std::string("<ECFR><DIV1 N=\"") + own + "\" TYPE=\"TITLE\">";
    const std::string metadata =
        std::string("<DIV5 N=\"1\" hierarchy_metadata='{\"path\":\"/on/x/title-") + own + "/part-1\"}'>";
    for (const std::string& text : {div, metadata}) {
      const absl::Status status = Inspect(text, 12).status();
      EXPECT_TRUE(absl::IsInvalidArgument(status)) << text;
      EXPECT_PRED2(Contains, std::string(status.message()),
                   own[0] == 'T' && text == metadata ? "Title" : own);
    }
  }
}

TEST(EcfrFormat, ATitleThatSaysNothingIsThatOfItsName) {
  for (const char* text : {"<ECFR><DIV1 TYPE=\"TITLE\">", "<DIV1 N=\"  \">"}) {
    const auto facts = Inspect(text, 12);
    ASSERT_TRUE(facts.ok()) << facts.status();
    EXPECT_EQ(facts->title, 12);
    EXPECT_PRED2(Contains, facts->remark, "does not say which title it is");
    EXPECT_FALSE(Inspect(text).ok());
  }
  const auto placed = Inspect("<DIV1 hierarchy_metadata='{\"path\":\"/on/x/title-12\"}'>", 9);
  ASSERT_TRUE(placed.ok());
  EXPECT_EQ(placed->title, 12);
  EXPECT_EQ(placed->remark, "");
  EXPECT_EQ(Inspect("<DIV1 N=\"12\">", 9)->remark, "");
}

// The text of the only block of a document, or the error.
std::string TextOf(const std::string& bytes) {
  for (const size_t step : {size_t{1}, bytes.size()}) {
    SplitResult result = SplitText(*EcfrXmlFormat().NewSplitter({}), bytes, step);
    if (!result.status.ok()) return std::string(result.status.message());
    EventLog log;
    const absl::Status status = EcfrXmlFormat().NewParser()->Parse(result.units.back(), log);
    if (!status.ok()) return std::string(status.message());
    if (step != 1) return log.lines()[1];
  }
  return "";
}

TEST(EcfrFormat, Encodings) {
  const std::string expected = "block P \"\u00a7 1 \u2014 \u201cx\u201d\"";
  const std::u16string wide =
      u"\uFEFF<?xml version=\"1.0\" encoding=\"UTF-16\"?><DIV8><P>\u00a7 1 \u2014 \u201cx\u201d</P></DIV8>";
  EXPECT_EQ(TextOf(Utf16(wide, true)), expected);
  EXPECT_EQ(TextOf(Utf16(wide, false)), expected);
  EXPECT_EQ(Inspect(Utf16(u"\uFEFF<DIV1 N=\"3\">", true))->encoding, "UTF-16LE");
  EXPECT_EQ(TextOf(Utf16(u"\uFEFF<DIV8><P>\U0001F600</P></DIV8>", true)), "block P \"\U0001F600\"");
  EXPECT_PRED2(Contains,
               TextOf(Utf16(u"\uFEFF<DIV8>", true) + std::string("\x00\xD8", 2) + Utf16(u"</DIV8>", true)),
               "half a surrogate pair");
  EXPECT_PRED2(Contains, TextOf(Utf16(wide, true) + "x"), "the end within a UTF-16 character");
  for (const char* name : {"ISO-8859-1", "windows-1252", "iso-8859-1"}) {
    EXPECT_EQ(TextOf(std::string("<?xml version='1.0' encoding='") + name +
                     "'?><DIV8><P>\xA7 1 \x97 \x93x\x94</P></DIV8>"),
              expected);
  }
  EXPECT_EQ(TextOf("<?xml version='1.0' encoding='us-ascii'?><DIV8><P>&#xA7;</P></DIV8>"),
            "block P \"\u00a7\"");
  EXPECT_EQ(TextOf("<?xml version='1.0' encoding='US-ASCII'?><DIV8><P>\xA7</P></DIV8>"),
            "byte 50: a byte that is not UTF-8; expected UTF-8 text");
  EXPECT_PRED2(Contains, TextOf("<?xml version='1.0' encoding='Shift_JIS'?><DIV8/>"),
               "encoding \"Shift_JIS\"; expected UTF-8");
  EXPECT_PRED2(Contains, TextOf(std::string("\xFF\xFE\0\0<\0\0\0", 8)), "UTF-32");
  EXPECT_FALSE(Inspect("<?xml version='1.0' encoding='Shift_JIS'?><DIV1 N='1'/>").ok());
}

}  // namespace
}  // namespace reg2graph
