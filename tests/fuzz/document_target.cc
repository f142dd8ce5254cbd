// Any bytes as a document: recognised, split, parsed and mapped. What comes of it are sound rows, the same
// each time.
#include <simdjson.h>

#include "engine/map/document_mapper.h"
#include "parsers/json/structure_format.h"
#include "parsers/xml/ecfr_format.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/parsers/support/documents.h"

namespace reg2graph::fuzz {
namespace {

using Rows = std::vector<std::shared_ptr<UnitRows>>;

void RequireJson(std::string_view text, const char* what) {
  simdjson::dom::parser parser;
  FUZZ_REQUIRE(parser.parse(text.data(), text.size()).error() == simdjson::SUCCESS, what);
}

// In one parse, which would be expensive for each row alone.
void RequireSoundJson(const UnitRows& rows) {
  for (const TextBuffer& text : rows.text) {
    RequireJson("[" + std::string(text.view()) + "]", "rows that are not JSON");
  }
  std::string props = "[0";
  for (const EdgeRow& edge : rows.edges) {
    if (!edge.props.empty()) props.append(",").append(edge.props);
  }
  for (const OutEdgeRow& edge : rows.out_edges) {
    FUZZ_REQUIRE(!edge.target.empty(), "an edge to nowhere");
    if (!edge.props.empty()) props.append(",").append(edge.props);
  }
  RequireJson(props + "]", "properties that are not JSON");
}

void Check(const UnitRows& rows) {
  FUZZ_REQUIRE(!rows.nodes.empty() && rows.Id(rows.nodes[0]) == rows.key, "the first node is not the unit's");
  StringSet ids;
  for (size_t i = 0; i < rows.nodes.size(); ++i) {
    const NodeRow& node = rows.nodes[i];
    FUZZ_REQUIRE(node.parent < static_cast<int32_t>(i), "a parent after its child");
    FUZZ_REQUIRE(rows.Json(node).starts_with("{\"id\":\"" + std::string(rows.Id(node)) + "\""),
                 "a row without its id");
    FUZZ_REQUIRE(ids.insert(std::string(rows.Id(node))).second, "two nodes of one key");
  }
  for (const EdgeRow& edge : rows.edges) {
    FUZZ_REQUIRE(edge.from < rows.nodes.size() && edge.to < rows.nodes.size(), "an edge to no row");
  }
  for (const OutEdgeRow& edge : rows.out_edges)
    FUZZ_REQUIRE(edge.from < rows.nodes.size(), "an edge from no row");
  RequireSoundJson(rows);
}

Rows RowsOf(Unit& unit, const DocumentFacts& facts, UnitParser& parser, DocumentMapper& mapper) {
  mapper.Begin(unit, facts);
  if (!parser.Parse(unit, mapper).ok()) return {};
  return mapper.Finish();
}

// The hash of each unit.
std::vector<std::string> Map(const Format& format, std::string_view text, const DocumentFacts& facts,
                             UnitParser& parser, DocumentMapper& mapper) {
  std::vector<std::string> hashes;
  SplitResult split = SplitText(*format.NewSplitter({}), text);
  for (Unit& unit : split.units) {
    for (const auto& rows : RowsOf(unit, facts, parser, mapper)) {
      Check(*rows);
      hashes.push_back(rows->key + " " + rows->hash + rows->xml_hash);
    }
  }
  return hashes;
}

}  // namespace

FUZZ_TARGET(document) {
  static const auto xml_parser = EcfrXmlFormat().NewParser();
  static const auto json_parser = StructureJsonFormat().NewParser();
  static DocumentMapper used;
  for (const Format* format : {&EcfrXmlFormat(), &StructureJsonFormat()}) {
    SourceDocument document;
    document.head = std::string(input);
    document.identity.title = 12;
    if (!format->Recognize(input)) continue;
    const absl::StatusOr<DocumentFacts> facts = format->Inspect(document);
    if (!facts.ok()) continue;
    const bool is_xml = format == &EcfrXmlFormat();
    const std::vector<std::string> hashes =
        Map(*format, input, *facts, is_xml ? *xml_parser : *json_parser, used);
    DocumentMapper fresh;
    FUZZ_REQUIRE(hashes == Map(*format, input, *facts, *format->NewParser(), fresh),
                 "other rows the second time");
  }
}

}  // namespace reg2graph::fuzz
