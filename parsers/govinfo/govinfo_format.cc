#include "parsers/govinfo/govinfo_format.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "engine/core/ascii.h"
#include "engine/core/strings.h"
#include "parsers/govinfo/govinfo_dialect.h"
#include "parsers/govinfo/govinfo_names.h"
#include "parsers/govinfo/volume_joiner.h"
#include "parsers/xml/div_parser.h"
#include "parsers/xml/part_splitter.h"
#include "parsers/xml/root_name.h"
#include "parsers/xml/start_tag.h"
#include "parsers/xml/text_facts.h"

namespace reg2graph {
namespace {

using std::string_view;

// The content of <IDNO TYPE="title">, or what the NODE of the first DIV1 says; empty where neither does.
std::string_view TitleOf(string_view text) {
  constexpr string_view kIdno = "<IDNO TYPE=\"title\">";
  if (const size_t at = text.find(kIdno); at != string_view::npos) {
    const string_view content = text.substr(at + kIdno.size());
    const string_view title = Trim(content.substr(0, content.find('<')));
    if (!title.empty()) return title;
  }
  const size_t div = text.find("<DIV1");
  if (div == string_view::npos) return {};
  const string_view tag = text.substr(div);
  return GovInfoTitle(RawAttribute(tag.substr(0, tag.find('>') + 1), "NODE").value_or(""));
}

// Joins the volumes before the title is cut at its parts.
class GovInfoSplitter : public Splitter {
 public:
  explicit GovInfoSplitter(const SplitOptions& options)
      : parts_(NewPartSplitter(GovInfoDialect(), options)) {}
  absl::Status Split(ByteStream& stream, const Emit& emit, const Reject& reject) override {
    VolumeJoiner joined(stream);
    return parts_->Split(joined, emit, reject);
  }

 private:
  const std::unique_ptr<Splitter> parts_;
};

class GovInfoXml : public Format {
 public:
  string_view name() const override { return "govinfo-xml"; }

  bool Recognize(string_view head) const override { return GovInfoDialect().IsRoot(RootNameOf(head)); }

  absl::StatusOr<DocumentFacts> Inspect(const SourceDocument& document) const override {
    absl::StatusOr<TextHead> head =
        ReadTextHead(document, Recognize(document.head), GovInfoDialect().roots());
    if (!head.ok()) return head.status();
    DocumentFacts& facts = head->facts;
    // AMDDATE is the day of the last amendment; the text is of the day on which the file was made.
    facts.as_of = document.identity.modified;
    const std::string own(TitleOf(head->text));
    if (absl::Status status = SetTitle(own, document.identity, facts); !status.ok()) return status;
    if (facts.title != 0) return facts;
    return absl::InvalidArgumentError(
        "the document does not say which CFR title it is; give it with --title");
  }

  std::unique_ptr<Splitter> NewSplitter(const SplitOptions& options) const override {
    return std::make_unique<GovInfoSplitter>(options);
  }

  std::unique_ptr<UnitParser> NewParser() const override { return NewDivParser(GovInfoDialect()); }
};

}  // namespace

const Format& GovInfoXmlFormat() {
  static const GovInfoXml format;
  return format;
}

}  // namespace reg2graph
