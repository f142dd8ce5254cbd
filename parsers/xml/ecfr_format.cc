#include "parsers/xml/ecfr_format.h"

#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/core/title_number.h"
#include "parsers/xml/div_parser.h"
#include "parsers/xml/div_scanner.h"
#include "parsers/xml/ecfr_dialect.h"
#include "parsers/xml/ecfr_elements.h"
#include "parsers/xml/parse_error.h"
#include "parsers/xml/part_splitter.h"
#include "parsers/xml/root_name.h"
#include "parsers/xml/root_place.h"
#include "parsers/xml/start_tag.h"
#include "parsers/xml/text_facts.h"

namespace reg2graph {
namespace {

constexpr int kPartDiv = 5;
constexpr char kRoots[] = "ECFR or DIV1 to DIV9";

using std::string_view;

bool IsRoot(string_view name) { return name == "ECFR" || DivNumber(name) != 0; }

// What the path of the first hierarchy_metadata ("/on/DATE/title-12/part-1026") calls its title: JSON in an
// attribute, escaped once or twice. Empty if there is none.
string_view TitleOfMetadata(string_view head) {
  constexpr string_view kName = "hierarchy_metadata=";
  const size_t at = head.find(kName);
  if (at == string_view::npos) return {};
  const size_t open = at + kName.size();
  const size_t close = open < head.size() ? head.find(head[open], open + 1) : string_view::npos;
  if (close == string_view::npos) return {};
  const string_view value = head.substr(open + 1, close - open - 1);
  constexpr string_view kTitle = "/title-";
  const size_t title = value.find(kTitle);
  if (title == string_view::npos) return {};
  const string_view text = value.substr(title + kTitle.size());
  return text.substr(0, text.find_first_of("/&\"'\\ "));
}

class EcfrXml : public Format {
 public:
  string_view name() const override { return "ecfr-xml"; }

  bool Recognize(string_view head) const override { return IsRoot(RootNameOf(head)); }

  absl::StatusOr<DocumentFacts> Inspect(const SourceDocument& document) const override {
    if (document.head.empty())
      return absl::InvalidArgumentError(absl::StrCat("an empty document; expected ", kRoots));
    absl::StatusOr<TextHead> head = ReadTextHead(document, Recognize(document.head), kRoots);
    if (!head.ok()) return head.status();
    return FindTitle(head->text, document.identity, std::move(head->facts));
  }

  std::unique_ptr<Splitter> NewSplitter(const SplitOptions& options) const override {
    return NewPartSplitter(EcfrDialect(), options);
  }

  std::unique_ptr<UnitParser> NewParser() const override { return NewDivParser(EcfrDialect()); }

 private:
  static absl::StatusOr<DocumentFacts> FindTitle(string_view text, const DocumentIdentity& known,
                                                 DocumentFacts facts) {
    const PaddedBuffer padded(text);
    DivScanner scanner;
    Mark mark = scanner.Next(padded.view(), 0);
    while (mark.kind == MarkKind::kDoctype) mark = scanner.Next(padded.view(), mark.end);
    const bool has_div = mark.kind == MarkKind::kOpen || mark.kind == MarkKind::kEmpty;
    const string_view tag = has_div ? padded.view().substr(mark.begin, mark.end - mark.begin) : string_view();
    const std::string identifier = DivIdentifier(tag);
    const bool whole = has_div && mark.number == 1;
    // The service wraps a section that is asked for alone in its part, so a part's tags alone prove nothing.
    const bool complete_parts = known.complete && has_div && mark.number <= kPartDiv;
    if (!whole) facts.coverage = complete_parts ? Coverage::kPart : Coverage::kPartial;

    // A whole title says it of itself; a piece is placed in one by the service that cut it out.
    const bool names_itself = whole && !absl::StripAsciiWhitespace(identifier).empty();
    const std::string own(names_itself ? string_view(identifier) : TitleOfMetadata(text));
    const std::optional<int> title = TitleNumber(own);
    if (!title && !own.empty()) {
      return XmlError(mark.begin, absl::StrCat("a document of title \"", own, "\""), "a title from 1 to 99");
    }
    facts.title = title.value_or(known.title);
    if (whole && !title) {
      facts.remark =
          absl::StrCat("it does not say which title it is; its name or --title says ", known.title);
    }
    if (facts.title != 0) return facts;
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
