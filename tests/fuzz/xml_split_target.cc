// Any bytes as an eCFR XML: the splitter cuts the same units whatever the blocks it reads, and loses no byte.
#include "parsers/xml/ecfr_dialect.h"
#include "parsers/xml/encoding.h"
#include "parsers/xml/part_splitter.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/parsers/support/documents.h"

namespace reg2graph::fuzz {
namespace {

constexpr size_t kLargeBlock = size_t{1} << 16;  // holds any input

bool Same(const Unit& a, const Unit& b) {
  const auto same_ancestor = [](const Ancestor& x, const Ancestor& y) {
    return x.type == y.type && x.identifier == y.identifier;
  };
  return a.kind == b.kind && a.bytes.view() == b.bytes.view() && a.offset == b.offset &&
         a.repeat == b.repeat && a.prolog == b.prolog && a.epilog == b.epilog &&
         std::equal(a.ancestors.begin(), a.ancestors.end(), b.ancestors.begin(), b.ancestors.end(),
                    same_ancestor);
}

void RequireSame(const SplitResult& a, const SplitResult& b) {
  FUZZ_REQUIRE(a.status == b.status, "another status with other blocks");
  FUZZ_REQUIRE(std::equal(a.units.begin(), a.units.end(), b.units.begin(), b.units.end(), Same),
               "other units with other blocks");
  // Of a broken document some may be emitted before the fault is seen; and of a unit that is both too large
  // and broken, what shows first.
  FUZZ_REQUIRE(a.rejects.size() == b.rejects.size() || !a.status.ok(), "other rejects with other blocks");
}

// After the start tag that `text` begins with.
size_t EndOfTag(std::string_view text) {
  char quote = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (quote == 0 && text[i] == '>') return i + 1;
    if (quote == 0 && (text[i] == '"' || text[i] == '\''))
      quote = text[i];
    else if (text[i] == quote)
      quote = 0;
  }
  return text.size();
}

// The document put together again: the spine with each part set in at its tags.
std::string Rejoined(const std::vector<Unit>& units) {
  const Unit& frame = units.back();
  const std::string_view spine = frame.bytes.view();
  std::string text = frame.prolog;
  size_t taken = 0;
  for (size_t i = 0; i + 1 < units.size(); ++i) {
    const std::string_view part = units[i].bytes.view();
    const size_t before = units[i].offset - text.size();
    FUZZ_REQUIRE(units[i].offset >= text.size() && before <= spine.size() - taken, "a part out of its place");
    text += spine.substr(taken, before);
    taken += before;
    const size_t tag = EndOfTag(part);
    FUZZ_REQUIRE(spine.substr(taken, tag) == part.substr(0, tag), "another start tag in the spine");
    taken += tag;
    const bool is_empty = part.substr(0, tag).ends_with("/>");
    if (!is_empty) taken += EndOfTag(spine.substr(taken));
    text += part;
  }
  text += spine.substr(taken);
  return text + frame.epilog;
}

void RequireWhole(std::string_view document, const std::vector<Unit>& units) {
  TextStream stream(document);
  Utf8Stream utf8(stream);
  std::string expected;
  char block[4096];
  for (;;) {
    const absl::StatusOr<size_t> got = utf8.Read(block, sizeof block);
    FUZZ_REQUIRE(got.ok(), "split, but not to be decoded");
    if (*got == 0) break;
    expected.append(block, *got);
  }
  FUZZ_REQUIRE(Rejoined(units) == expected, "bytes of the document are missing or moved");
}

}  // namespace

FUZZ_TARGET(xml_split) {
  const size_t block = 1 + TakeChoice(input) % 64;
  const SplitResult whole = SplitText(*NewPartSplitter(EcfrDialect(), {}, kLargeBlock), input);
  RequireSame(whole, SplitText(*NewPartSplitter(EcfrDialect(), {}, block), input, block + 3));
  for (const std::string& reject : whole.rejects) {
    FUZZ_REQUIRE(reject.find("--max-unit-bytes") == std::string::npos,
                 "a small unit is rejected for its size");
  }
  FUZZ_REQUIRE(whole.status.ok() || absl::IsInvalidArgument(whole.status), "another kind of error");
  const bool has_frame =
      !whole.units.empty() && (whole.units.size() == 1 || whole.units.back().kind == UnitKind::kSpine);
  if (whole.status.ok()) {
    // What is broken is reported and left out: a part, or the whole of a document that is one.
    FUZZ_REQUIRE(has_frame || !whole.rejects.empty(), "a document without its frame");
    if (whole.rejects.empty()) RequireWhole(input, whole.units);
  }

  const SplitOptions tight{.max_unit_bytes = 4 * block};
  const SplitResult limited = SplitText(*NewPartSplitter(EcfrDialect(), tight, kLargeBlock), input);
  RequireSame(limited, SplitText(*NewPartSplitter(EcfrDialect(), tight, block), input, block));
  // A document that is one unit is left once that is too large, and what is wrong after it is not seen.
  const bool left = limited.status.ok() && limited.units.empty() && !limited.rejects.empty();
  FUZZ_REQUIRE(limited.status == whole.status || left, "another status with a limit");
  for (const Unit& unit : limited.units) {
    FUZZ_REQUIRE(unit.bytes.size() <= tight.max_unit_bytes, "a unit over the limit");
  }
  FUZZ_REQUIRE(limited.units.size() + limited.rejects.size() >= whole.units.size() || !whole.status.ok(),
               "a unit is neither emitted nor rejected");
}

}  // namespace reg2graph::fuzz
