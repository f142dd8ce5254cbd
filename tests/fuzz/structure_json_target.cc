// Any bytes as a structure JSON: a rejected document emits nothing, and what is accepted is JSON and emitted
// the same each time.
#include <simdjson.h>

#include <algorithm>

#include "parsers/json/structure_format.h"
#include "parsers/json/structure_head.h"
#include "tests/fuzz/checking_visitor.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/parsers/support/documents.h"

namespace reg2graph::fuzz {
namespace {

void RequireInspectable(std::string_view head) {
  SourceDocument document;
  document.head = std::string(head);
  const Format& format = StructureJsonFormat();
  format.Recognize(head);
  const absl::StatusOr<DocumentFacts> facts = format.Inspect(document);
  if (!facts.ok()) return;
  FUZZ_REQUIRE(facts->title >= 1 && facts->title <= 99, "a title that is none");
}

// Or what the parser takes for it: numbers that simdjson's DOM has no room for, and what is nested too deep.
bool IsJson(std::string_view text) {
  if (std::count_if(text.begin(), text.end(), [](char c) { return c == '[' || c == '{'; }) > 60) return true;
  simdjson::dom::parser parser;
  const simdjson::error_code error = parser.parse(text.data(), text.size()).error();
  return error == simdjson::SUCCESS || error == simdjson::NUMBER_ERROR;
}

}  // namespace

FUZZ_TARGET(structure_json) {
  const size_t cut = TakeChoice(input) * input.size() / 256;
  RequireInspectable(input);
  RequireInspectable(input.substr(0, cut));

  static const auto used = StructureJsonFormat().NewParser();
  SplitResult whole = SplitText(*StructureJsonFormat().NewSplitter({}), input);
  SplitResult stepwise = SplitText(*StructureJsonFormat().NewSplitter({}), input, 1 + cut % 50);
  FUZZ_REQUIRE(whole.status == stepwise.status, "another status with other reads");
  if (!whole.status.ok()) return;
  FUZZ_REQUIRE(whole.units.size() == 1 && stepwise.units.size() == 1, "not one unit");
  const std::string bytes(whole.units[0].bytes.view());

  CheckingVisitor visitor, again;
  const absl::Status status = used->Parse(whole.units[0], visitor);
  FUZZ_REQUIRE(status == StructureJsonFormat().NewParser()->Parse(stepwise.units[0], again),
               "another status the second time");
  FUZZ_REQUIRE(visitor.lines() == again.lines(), "other events the second time");
  FUZZ_REQUIRE(visitor.depth() == 0, "a division that does not end");
  FUZZ_REQUIRE(status.ok() != visitor.lines().empty(), "a rejection after events, or no event");
  FUZZ_REQUIRE(!status.ok() || IsJson(bytes), "accepted, but not JSON");
}

}  // namespace reg2graph::fuzz
