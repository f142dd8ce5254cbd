// The tape says what pugixml's tree says, and refuses what pugixml refuses.
#include "parsers/xml/xml_tape.h"

#include <gtest/gtest.h>

#include <pugixml.hpp>
#include <random>

#include "parsers/xml/ecfr_format.h"
#include "parsers/xml/ecfr_parser.h"
#include "parsers/xml/start_tag.h"
#include "tests/parsers/support/documents.h"
#include "tests/parsers/support/event_log.h"

namespace reg2graph {
namespace {

// As XML ends lines.
std::string WithLineFeeds(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      out.push_back(text[i]);
    } else if (text.substr(i, 2) != "\r\n") {
      out.push_back('\n');
    }
  }
  return out;
}

void Describe(const pugi::xml_node& node, std::string& out) {
  for (const pugi::xml_node& child : node.children()) {
    if (child.type() != pugi::node_element) {
      out += child.value();
      continue;
    }
    out.append("<").append(child.name());
    for (const pugi::xml_attribute& attribute : child.attributes()) {
      // Of two with one name the first counts.
      out.append("|").append(attribute.name()).append("=").append(child.attribute(attribute.name()).value());
    }
    out += ">";
    Describe(child, out);
    out += "</>";
  }
}

std::string Decoded(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    if (text[0] == '&') {
      text.remove_prefix(AppendReference(text, out));
      continue;
    }
    out.append(WithLineFeeds(text.substr(0, std::min(text.find('&'), text.size()))));
    text.remove_prefix(std::min(text.find('&'), text.size()));
  }
  return out;
}

// The names of an element's attributes, by an own reading of the well-formed tag.
std::vector<std::string> AttributeNames(std::string_view tag) {
  std::vector<std::string> names;
  size_t at = tag.find_first_of(" \t\r\n/>");
  while ((at = tag.find_first_not_of(" \t\r\n", at)) != tag.npos && tag[at] != '>' && tag[at] != '/') {
    const size_t end = tag.find_first_of(" \t\r\n=", at);
    names.emplace_back(tag.substr(at, end - at));
    const size_t open = tag.find_first_of("\"'", end);
    at = tag.find(tag[open], open + 1) + 1;
  }
  return names;
}

void Describe(XmlTape& tape, size_t from, size_t end, std::string& out) {
  for (size_t i = from; i < end; i = tape.nodes()[i].next) {
    const XmlTape::Node& node = tape.nodes()[i];
    const std::string_view bytes = tape.Bytes(node);
    if (node.kind == XmlTape::Kind::kEscaped) {
      out += Decoded(bytes);
      continue;
    }
    if (node.kind == XmlTape::Kind::kText) {
      out += WithLineFeeds(bytes);
      continue;
    }
    out.append("<").append(tape.Name(node));
    for (const std::string& name : AttributeNames(bytes))
      out.append("|").append(name).append("=").append(tape.Attribute(node, name));
    out += ">";
    Describe(tape, i + 1, node.next, out);
    out += "</>";
  }
}

class Comparison {
 public:
  // False if both refuse the document.
  bool Compare(std::string_view xml) {
    const PaddedBuffer bytes(xml);
    pugi::xml_document document;
    const bool is_xml = document.load_buffer(
        xml.data(), xml.size(), pugi::parse_default | pugi::parse_ws_pcdata, pugi::encoding_utf8);
    const absl::Status status = tape_.Build(bytes.view(), 0);
    if (!status.ok()) {
      EXPECT_TRUE(!is_xml || IsOwnRule(status)) << status << "\n" << xml;
      return false;
    }
    EXPECT_TRUE(is_xml) << xml;
    std::string tree, tape;
    Describe(document, tree);
    Describe(tape_, 0, tape_.nodes().size(), tape);
    EXPECT_EQ(tree, tape) << xml;
    return true;
  }

 private:
  // What is stricter than pugixml.
  static bool IsOwnRule(const absl::Status& status) {
    for (const char* rule : {"'<' inside a tag", "DOCTYPE", "the outermost DIV", "second outermost"}) {
      if (Contains(std::string(status.message()), rule)) return true;
    }
    return false;
  }

  XmlTape tape_;
};

constexpr std::string_view kDocument =
    "<DIV5 N=\"1\" TYPE='PART'>\r\n<HEAD>PART 1&#x2014;A &amp; B</HEAD><!-- <P> --><?page 5?>\n"
    "<DIV8 N=\"1.1 &lt;a&gt;\r\n b\" N=\"2\"><P>a<I>b </I>\r<E T=\"03\">c</E>&unknown; &#65;&#x;&</P><br/>"
    "<![CDATA[<x> & ]]>]]&gt;<TABLE border = '1' ><TR><TD/><TD>d</TD></TR></TABLE></DIV8 >"
    "<DIV9><img src=\"a.gif\"/>\xc2\xa7 1</DIV9>t</DIV5>";

TEST(XmlTape, SaysWhatTheTreeSays) { EXPECT_TRUE(Comparison().Compare(kDocument)); }

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
  Comparison comparison;
  const auto parser = NewEcfrParser();
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
    accepted += comparison.Compare(xml);
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
  XmlTape tape;
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
  Comparison comparison;
  for (const Unit& unit : result.units) {
    if (!comparison.Compare(unit.bytes.view())) ADD_FAILURE() << unit.bytes.view().substr(0, 200);
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
