// Any bytes as a text of law: citations lie in it, in order, and name keys that can be written as they are.
#include <algorithm>

#include "engine/core/key_text.h"
#include "engine/core/keys.h"
#include "engine/map/citation.h"
#include "tests/fuzz/fuzz_target.h"

namespace reg2graph::fuzz {
namespace {

using std::string_view;

bool IsPlain(string_view key) {
  return std::all_of(key.begin(), key.end(),
                     [](char c) { return c > ' ' && c < 0x7f && c != '"' && c != '\\'; });
}

void CheckKey(const std::string& key) {
  FUZZ_REQUIRE(key.starts_with("/us/"), "a target that is no key");
  FUZZ_REQUIRE(IsPlain(key), "a key that JSON would escape");
  FUZZ_REQUIRE(!TextOfKey(key).name.empty(), "a key without a name");
  for (std::string above = key; !above.empty();) {
    std::string next = ParentOfKey(above);
    FUZZ_REQUIRE(next.size() < above.size(), "a key that is above itself");
    above = std::move(next);
  }
}

std::string Written(std::span<const Citation> citations) {
  std::string text;
  for (const Citation& citation : citations) {
    text +=
        std::to_string(citation.start) + "-" + std::to_string(citation.end) + citation.suffix + citation.date;
    for (const Citation::Target& target : citation.targets) text += " " + target.key;
    text += "\n";
  }
  return text;
}

}  // namespace

// The context is the first line, as the identifier of a section or of a paragraph in one.
FUZZ_TARGET(citations) {
  static CitationFinder used;
  const size_t end = std::min(input.find('\n'), input.size());
  const std::string identifier = KeySegment(input.substr(0, end));
  const string_view text = input.substr(std::min(end + 1, input.size()));
  const std::string part = PartKey(12, identifier.substr(0, identifier.find('.')));
  const std::string context = identifier.empty() ? "" : SectionKey(12, part, identifier) + "/a/1";
  const std::string title = TitleKey(12);
  const string_view ancestors[] = {title, part};

  const std::span<const Citation> citations = used.Find(text, context, ancestors);
  uint32_t before = 0;
  for (const Citation& citation : citations) {
    FUZZ_REQUIRE(citation.start < citation.end && citation.end <= text.size(),
                 "a span that is not in the text");
    FUZZ_REQUIRE(citation.start >= before, "out of the order of the text");
    before = citation.start;
    FUZZ_REQUIRE(citation.targets.size() <= 2, "more than two ends of a range");
    for (const Citation::Target& target : citation.targets) CheckKey(target.key);
  }
  CitationFinder fresh;
  FUZZ_REQUIRE(Written(citations) == Written(fresh.Find(text, context, ancestors)),
               "other citations the second time");
}

}  // namespace reg2graph::fuzz
