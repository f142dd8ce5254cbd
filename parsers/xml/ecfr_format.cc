#include "parsers/xml/ecfr_format.h"

#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/core/strings.h"
#include "parsers/xml/div_scanner.h"
#include "parsers/xml/ecfr_elements.h"
#include "parsers/xml/ecfr_parser.h"
#include "parsers/xml/encoding.h"
#include "parsers/xml/part_splitter.h"
#include "parsers/xml/root_place.h"
#include "parsers/xml/start_tag.h"

namespace reg2graph {
namespace {

using std::string_view;

// The name of the first element, past byte-order mark, declaration, comments and DOCTYPE.
string_view RootName(string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (;;) {
    const size_t at = text.find_first_not_of(" \t\r\n");
    if (at == string_view::npos || text[at] != '<') return {};
    text.remove_prefix(at);
    const string_view end = text.starts_with("<!--") ? "-->" : text.starts_with("<?") ? "?>" : ">";
    const bool is_element = !text.starts_with("<!") && !text.starts_with("<?");
    if (is_element) return text.substr(1, text.find_first_of(" \t\r\n/>") - 1);
    // A document type with an internal subset ends with "]>".
    const size_t subset = text.starts_with("<!D") ? text.find_first_of("[>") : string_view::npos;
    const bool has_subset = subset != string_view::npos && text[subset] == '[';
    const string_view terminator = has_subset ? "]>" : end;
    const size_t behind = text.find(terminator);
    if (behind == string_view::npos) return {};
    text.remove_prefix(behind + terminator.size());
  }
}

bool IsRoot(string_view name) { return name == "ECFR" || DivNumber(name) != 0; }

std::optional<int> TitleNumber(string_view text) {
  int title = 0;
  const bool is_number = absl::SimpleAtoi(Absl(text), &title);
  return is_number && title >= 1 && title <= 99 ? std::optional(title) : std::nullopt;
}

// The title in the first hierarchy_metadata.
std::optional<int> TitleOfMetadata(string_view head) {
  const size_t at = head.find("hierarchy_metadata=");
  const size_t tag = at == string_view::npos ? at : head.rfind('<', at);
  if (tag == string_view::npos) return std::nullopt;
  const int title = TitleOf(ReadHierarchyMetadata(head.substr(tag)));
  return title != 0 ? std::optional(title) : std::nullopt;
}

class EcfrXml : public Format {
 public:
  string_view name() const override { return "ecfr-xml"; }

  bool Recognize(string_view head) const override {
    // One that names an encoding that is not read is still of this format: Inspect says what is wrong.
    const absl::StatusOr<std::string> text = DecodeHead(head);
    return IsRoot(RootName(text.ok() ? string_view(*text) : head));
  }

  absl::StatusOr<DocumentFacts> Inspect(const SourceDocument& document) const override {
    const absl::StatusOr<Encoding> encoding = DetectEncoding(document.head);
    if (!encoding.ok()) return encoding.status();
    const absl::StatusOr<std::string> decoded = DecodeHead(document.head);
    if (!decoded.ok()) return decoded.status();
    if (document.head.empty())
      return absl::InvalidArgumentError("an empty document; expected ECFR or DIV1 to DIV9");
    const string_view root = RootName(*decoded);
    if (!IsRoot(root)) {
      return absl::InvalidArgumentError(
          absl::StrCat("the root element is \"", Absl(root), "\"; expected ECFR or DIV1 to DIV9"));
    }
    DocumentFacts facts;
    facts.layer = Layer::kText;
    facts.encoding = EncodingName(*encoding);
    return FindTitle(*decoded, document.identity.title, std::move(facts));
  }

  std::unique_ptr<Splitter> NewSplitter(const SplitOptions& options) const override {
    return NewPartSplitter(options);
  }

  std::unique_ptr<UnitParser> NewParser() const override { return NewEcfrParser(); }

 private:
  static absl::StatusOr<DocumentFacts> FindTitle(string_view text, int known, DocumentFacts facts) {
    const PaddedBuffer padded(text);
    DivScanner scanner;
    Mark mark = scanner.Next(padded.view(), 0);
    while (mark.kind == MarkKind::kDoctype) mark = scanner.Next(padded.view(), mark.end);
    const bool has_div = mark.kind == MarkKind::kOpen || mark.kind == MarkKind::kEmpty;
    const string_view tag = has_div ? padded.view().substr(mark.begin, mark.end - mark.begin) : string_view();
    const std::string identifier = DivIdentifier(tag);
    facts.whole = has_div && mark.number == 1;
    if (!facts.whole) facts.root = identifier;

    std::optional<int> title = facts.whole ? TitleNumber(identifier) : TitleOfMetadata(text);
    if (!title.has_value() && known != 0) title = known;
    if (title.has_value()) {
      facts.title = *title;
      return facts;
    }
    return absl::InvalidArgumentError(absl::StrCat(
        has_div ? absl::StrCat("DIV", mark.number, " \"", identifier, "\"") : std::string("the document"),
        " does not say which CFR title it belongs to; give it with --title"));
  }
};

}  // namespace

const Format& EcfrXmlFormat() {
  static const EcfrXml format;
  return format;
}

}  // namespace reg2graph
