// Any bytes as a document of GPO's two printings: split the same in blocks of any size, each unit refused or
// told whole, and the same each time.
#include "parsers/annual/annual_format.h"
#include "parsers/annual/annual_splitter.h"
#include "parsers/govinfo/govinfo_dialect.h"
#include "parsers/govinfo/govinfo_format.h"
#include "parsers/xml/part_splitter.h"
#include "tests/fuzz/checking_visitor.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/parsers/support/documents.h"

namespace reg2graph::fuzz {
namespace {

constexpr size_t kLargeBlock = size_t{1} << 16;

std::unique_ptr<Splitter> NewSplitter(bool annual, size_t block) {
  if (annual) return NewAnnualSplitter({}, block);
  return NewPartSplitter(GovInfoDialect(), {}, block);
}

void RequireSame(const SplitResult& a, const SplitResult& b) {
  FUZZ_REQUIRE(
      a.status.code() == b.status.code() && a.rejects == b.rejects && a.units.size() == b.units.size(),
      "other units with other blocks");
  for (size_t i = 0; i < a.units.size(); ++i) {
    FUZZ_REQUIRE(a.units[i].bytes.view() == b.units[i].bytes.view(), "other bytes with other blocks");
    FUZZ_REQUIRE(a.units[i].repeat == b.units[i].repeat, "another number with other blocks");
  }
}

void CheckUnit(const Unit& unit, UnitParser& parser) {
  Unit copy;
  copy.kind = unit.kind;
  copy.bytes = PaddedBuffer(unit.bytes.view());
  CheckingVisitor visitor;
  const absl::Status status = parser.Parse(copy, visitor);
  FUZZ_REQUIRE(status.ok() || absl::IsInvalidArgument(status), "another kind of error");
  if (!status.ok()) return;
  FUZZ_REQUIRE(visitor.depth() == 0, "a division that does not end");
  const bool is_whole = unit.kind == UnitKind::kPart;
  FUZZ_REQUIRE(!is_whole || visitor.whole().empty() || visitor.whole() == unit.bytes.view(),
               "bytes that no source holds");
}

}  // namespace

FUZZ_TARGET(printings) {
  const size_t choice = TakeChoice(input);
  const bool annual = choice % 2 == 0;
  const Format& format = annual ? AnnualXmlFormat() : GovInfoXmlFormat();
  SourceDocument document;
  document.head = std::string(input);
  if (format.Recognize(input)) format.Inspect(document).status().IgnoreError();
  const SplitResult whole = SplitText(*NewSplitter(annual, kLargeBlock), input);
  RequireSame(whole, SplitText(*NewSplitter(annual, 1 + choice % 64), input, 1 + choice % 7));
  static const auto annual_parser = AnnualXmlFormat().NewParser();
  static const auto govinfo_parser = GovInfoXmlFormat().NewParser();
  for (const Unit& unit : whole.units) CheckUnit(unit, annual ? *annual_parser : *govinfo_parser);
}

}  // namespace reg2graph::fuzz
