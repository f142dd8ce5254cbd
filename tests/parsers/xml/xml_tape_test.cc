// The tape says what pugixml's tree says, and refuses what pugixml refuses.
#include "parsers/xml/xml_tape.h"

#include <gtest/gtest.h>

#include <random>

#include "parsers/xml/div_parser.h"
#include "parsers/xml/ecfr_dialect.h"
#include "parsers/xml/ecfr_elements.h"
#include "parsers/xml/ecfr_format.h"
#include "tests/parsers/support/documents.h"
#include "tests/parsers/support/event_log.h"
#include "tests/parsers/support/tree_comparison.h"

namespace reg2graph {
namespace {

// False if both refuse the document.
bool Agree(TreeComparison& comparison, std::string_view xml) {
  const bool accepted = comparison.Compare(xml);
  EXPECT_EQ(comparison.difference(), "") << xml;
  return accepted;
}

constexpr std::string_view kDocument =
    "<DIV5 N=\"1\" TYPE='PART'>\r\n<HEAD>PART 1&#x2014;A &amp; B</HEAD><!-- <P> --><?page 5?>\n"
    "<DIV8 N=\"1.1 &lt;a&gt;\r\n b\" N=\"2\"><P>a<I>b </I>\r<E T=\"03\">c</E>&unknown; &#65;&#x;&</P><br/>"
    "<![CDATA[<x> & ]]>]]&gt;<TABLE border = '1' ><TR><TD/><TD>d</TD></TR></TABLE></DIV8 >"
    "<DIV9><img src=\"a.gif\"/>\xc2\xa7 1</DIV9>t</DIV5>";

TEST(XmlTape, SaysWhatTheTreeSays) {
  TreeComparison comparison;
  EXPECT_TRUE(Agree(comparison, kDocument));
}

TEST(XmlTape, RefusesWhatTheTreeRefuses) {
  static constexpr std::string_view kPieces[] = {
      "<",   ">",       "/",    "&",      ";",       "\"",        "'",       "=",
      " ",   "!",       "?",    "-",      "]",       "[",         "\r",      "\n",
      "<P>", "</P>",    "<I/>", "<!--",   "-->",     "<![CDATA[", "]]>",     "<?a",
      "?>",  "&#1",     "&lt;", "<DIV8>", "</DIV8>", "</DIV5>",   "x=\"1\"", "<!DOCTYPE a>",
      "1",   "\xc2\xa7"};
  constexpr int kDocuments = 40000;
  std::mt19937 random(20250802);
  const auto below = [&](size_t limit) { return static_cast<size_t>(random() % limit); };
  TreeComparison comparison;
  const auto parser = NewDivParser(EcfrDialect());
  int accepted = 0;
  for (int i = 0; i < kDocuments; ++i) {
    std::string xml(kDocument);
    for (size_t changes = 1 + below(3); changes > 0; --changes) {
      const size_t at = below(xml.size() + 1);
      const std::string cut = xml.substr(below(xml.size()), below(12));
      switch (below(4)) {
        case 0: xml.insert(at, kPieces[below(std::size(kPieces))]); break;
        case 1: xml.erase(at, 1 + below(4)); break;
        case 2: xml.insert(at, cut); break;
        default: xml.resize(at == 0 ? 1 : at); break;
      }
      if (below(3) != 0) continue;
      xml.append("</DIV5>");
    }
    accepted += Agree(comparison, xml);
    Unit unit;
    unit.bytes = PaddedBuffer(xml);
    EventLog log;
    parser->Parse(unit, log).IgnoreError();
    if (testing::Test::HasFailure()) return;
  }
  EXPECT_GT(accepted, kDocuments / 20);
  EXPECT_LT(accepted, kDocuments * 19 / 20);
}

TEST(XmlTape, EveryCutIsRefused) {
  XmlTape tape(EcfrElements());
  for (size_t size = 0; size < kDocument.size(); ++size) {
    const PaddedBuffer bytes(kDocument.substr(0, size));
    EXPECT_FALSE(tape.Build(bytes.view(), 0).ok()) << bytes.view();
  }
}

class TapeOfUnits : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(TapeOfUnits, SaysWhatTheTreeSays) {
  const auto splitter = EcfrXmlFormat().NewSplitter({});
  const SplitResult result = SplitText(*splitter, ReadFile(GetParam()));
  ASSERT_TRUE(result.status.ok()) << result.status;
  TreeComparison comparison;
  for (const Unit& unit : result.units) {
    if (!Agree(comparison, unit.bytes.view())) ADD_FAILURE() << unit.bytes.view().substr(0, 200);
  }
}

INSTANTIATE_TEST_SUITE_P(Samples, TapeOfUnits, testing::ValuesIn(FullDocumentsIn(REG2GRAPH_SAMPLES)),
                         TestNameOf);
#ifdef REG2GRAPH_CORPUS
INSTANTIATE_TEST_SUITE_P(Full, TapeOfUnits, testing::ValuesIn(FullDocumentsIn(REG2GRAPH_CORPUS "/ecfr/full")),
                         TestNameOf);
#endif

}  // namespace
}  // namespace reg2graph
