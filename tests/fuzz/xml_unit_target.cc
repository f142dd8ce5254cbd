// Any bytes as a unit of XML: refused, or read as pugixml reads it and emitted whole, the same each time.
#include "parsers/xml/div_parser.h"
#include "parsers/xml/ecfr_dialect.h"
#include "parsers/xml/utf8.h"
#include "tests/fuzz/checking_visitor.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/parsers/support/tree_comparison.h"

namespace reg2graph::fuzz {
namespace {

struct Parsed {
  absl::Status status;
  CheckingVisitor visitor;
};

Parsed Parse(UnitParser& parser, std::string_view xml, UnitKind kind) {
  Unit unit;
  unit.kind = kind;
  unit.offset = 1000;
  unit.bytes = PaddedBuffer(xml);
  Parsed parsed;
  parsed.status = parser.Parse(unit, parsed.visitor);
  return parsed;
}

}  // namespace

FUZZ_TARGET(xml_unit) {
  static const auto used = NewDivParser(EcfrDialect());  // keeps its memory from input to input
  const UnitKind kind = TakeChoice(input) % 4 == 0 ? UnitKind::kSpine : UnitKind::kPart;
  const Parsed parsed = Parse(*used, input, kind);
  const Parsed again = Parse(*NewDivParser(EcfrDialect()), input, kind);
  FUZZ_REQUIRE(parsed.status == again.status, "another status the second time");
  FUZZ_REQUIRE(parsed.visitor.lines() == again.visitor.lines(), "other events the second time");
  FUZZ_REQUIRE(parsed.status.ok() || absl::IsInvalidArgument(parsed.status), "another kind of error");
  if (parsed.status.ok()) {
    FUZZ_REQUIRE(parsed.visitor.depth() == 0, "a division that does not end");
    const bool has_skeletons = kind == UnitKind::kSpine;
    FUZZ_REQUIRE(has_skeletons || parsed.visitor.whole() == input, "bytes that no source holds");
  }
  if (!CheckText(PaddedBuffer(input).view()).what.empty()) return;
  TreeComparison comparison;
  comparison.Compare(input);
  FUZZ_REQUIRE(comparison.difference().empty(), comparison.difference());
}

}  // namespace reg2graph::fuzz
