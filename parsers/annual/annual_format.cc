#include "parsers/annual/annual_format.h"

#include <string>

#include "engine/core/strings.h"
#include "parsers/annual/annual_elements.h"
#include "parsers/annual/annual_splitter.h"
#include "parsers/annual/annual_walk.h"
#include "parsers/annual/edition.h"
#include "parsers/xml/parse_error.h"
#include "parsers/xml/root_name.h"
#include "parsers/xml/text_facts.h"
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
    if (absl::Status status = tape_.Build(raw, unit.offset, unit.memory); !status.ok()) return status;
    return walk_.Run(tape_, unit.offset, unit.memory, visitor);
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
    absl::StatusOr<TextHead> head = ReadTextHead(document, Recognize(document.head), "CFRDOC or CFRGRANULE");
    if (!head.ok()) return head.status();
    const Edition edition = ReadEdition(head->text, document.identity.uri);
    DocumentFacts& facts = head->facts;
    facts.coverage = Coverage::kPart;
    facts.as_of = edition.as_of;
    if (absl::Status status = SetTitle(edition.title, document.identity, facts); !status.ok()) return status;
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
