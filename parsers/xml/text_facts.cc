#include "parsers/xml/text_facts.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "engine/core/strings.h"
#include "engine/core/title_number.h"
#include "parsers/xml/encoding.h"
#include "parsers/xml/root_name.h"

namespace reg2graph {

absl::StatusOr<TextHead> ReadTextHead(const SourceDocument& document, bool is_root, std::string_view roots) {
  const absl::StatusOr<Encoding> encoding = DetectEncoding(document.head);
  if (!encoding.ok()) return encoding.status();
  absl::StatusOr<std::string> text = DecodeHead(document.head);
  if (!text.ok()) return text.status();
  if (!is_root) {
    return absl::InvalidArgumentError(
        absl::StrCat("the root element is \"", RootNameOf(document.head), "\"; expected ", Absl(roots)));
  }
  TextHead head{*std::move(text), {}};
  head.facts.layer = Layer::kText;
  head.facts.encoding = EncodingName(*encoding);
  return head;
}

absl::Status SetTitle(std::string_view own, const DocumentIdentity& known, DocumentFacts& facts) {
  const std::optional<int> title = TitleNumber(own);
  if (!title && !own.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("a document of title \"", Absl(own), "\"; expected a title from 1 to 99"));
  }
  facts.title = title.value_or(known.title);
  return absl::OkStatus();
}

}  // namespace reg2graph
