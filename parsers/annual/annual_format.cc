#include "parsers/annual/annual_format.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/core/strings.h"
#include "engine/core/title_number.h"
#include "parsers/annual/annual_elements.h"
#include "parsers/annual/annual_splitter.h"
#include "parsers/annual/annual_walk.h"
#include "parsers/annual/edition.h"
#include "parsers/xml/encoding.h"
#include "parsers/xml/parse_error.h"
#include "parsers/xml/root_name.h"
#include "parsers/xml/utf8.h"

namespace reg2graph {
namespace {

using std::string_view;

class AnnualParser : public UnitParser {
 public:
  absl::Status Parse(Unit& unit, DocumentVisitor& visitor) override {
    const string_view raw = unit.bytes.view();
    const TextFault fault = CheckText(raw);
    if (!fault.what.empty()) return XmlError(unit.offset + fault.offset, fault.what, "UTF-8 text");
    if (absl::Status status = tape_.Build(raw, unit.offset); !status.ok()) return status;
    return walk_.Run(tape_, unit.offset, visitor);
  }

 private:
  XmlTape tape_{AnnualElements()};
  AnnualWalk walk_;
};

class AnnualXml : public Format {
 public:
  string_view name() const override { return "annual-xml"; }

  bool Recognize(string_view head) const override {
    const std::string root = RootNameOf(head);
    return root == "CFRDOC" || root == "CFRGRANULE";
  }

  absl::StatusOr<DocumentFacts> Inspect(const SourceDocument& document) const override {
    const absl::StatusOr<Encoding> encoding = DetectEncoding(document.head);
    if (!encoding.ok()) return encoding.status();
    const absl::StatusOr<std::string> text = DecodeHead(document.head);
    if (!text.ok()) return text.status();
    if (!Recognize(document.head)) {
      return absl::InvalidArgumentError(absl::StrCat("the root element is \"", RootNameOf(document.head),
                                                     "\"; expected CFRDOC or CFRGRANULE"));
    }
    const Edition edition = ReadEdition(*text, document.identity.uri);
    const std::optional<int> title = TitleNumber(edition.title);
    if (!title && !edition.title.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat("a document of title \"", edition.title, "\"; expected a title from 1 to 99"));
    }
    DocumentFacts facts;
    facts.layer = Layer::kText;
    facts.coverage = Coverage::kPart;
    facts.as_of = edition.as_of;
    facts.encoding = EncodingName(*encoding);
    facts.title = title.value_or(document.identity.title);
    if (facts.title != 0) return facts;
    return absl::InvalidArgumentError(
        "the document does not say which CFR title it is of; give it with --title");
  }

  std::unique_ptr<Splitter> NewSplitter(const SplitOptions& options) const override {
    return NewAnnualSplitter(options);
  }

  std::unique_ptr<UnitParser> NewParser() const override { return std::make_unique<AnnualParser>(); }
};

}  // namespace

const Format& AnnualXmlFormat() {
  static const AnnualXml format;
  return format;
}

}  // namespace reg2graph
