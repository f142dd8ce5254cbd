#include "parsers/json/structure_format.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/core/strings.h"
#include "engine/core/title_number.h"
#include "parsers/json/structure_head.h"
#include "parsers/json/structure_parser.h"

namespace reg2graph {
namespace {

using std::string_view;

constexpr size_t kBlockBytes = size_t{1} << 20;
constexpr string_view kByteOrderMark = "\xEF\xBB\xBF";

bool IsUtf16(string_view head) { return head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF"); }

absl::Status Utf16Error() {
  return absl::InvalidArgumentError("byte 0: a UTF-16 document; expected JSON in UTF-8");
}

// Hands on the whole document as one unit.
class WholeDocument : public Splitter {
 public:
  explicit WholeDocument(const SplitOptions& options) : options_(options) {}

  absl::Status Split(ByteStream& stream, const Emit& emit, const Reject& reject) override {
    Unit unit;
    unit.kind = UnitKind::kDocument;
    for (;;) {
      const size_t filled = unit.bytes.size();
      const absl::StatusOr<size_t> got = stream.Read(unit.bytes.Extend(kBlockBytes), kBlockBytes);
      if (!got.ok()) return got.status();
      unit.bytes.Truncate(filled + *got);
      if (*got == 0) break;
      if (unit.bytes.size() <= options_.max_unit_bytes) continue;
      reject("the document",
             absl::ResourceExhaustedError(absl::StrCat("more than ", options_.max_unit_bytes, " bytes (",
                                                       Absl(options_.limited_by), ")")));
      return absl::OkStatus();
    }
    if (IsUtf16(unit.bytes.view())) return Utf16Error();
    if (unit.bytes.view().starts_with(kByteOrderMark)) DropMark(unit);
    return emit(std::move(unit)) ? absl::OkStatus() : absl::CancelledError("stopped by the reader");
  }

 private:
  static void DropMark(Unit& unit) {
    unit.bytes = PaddedBuffer(unit.bytes.view().substr(kByteOrderMark.size()));
    unit.offset = kByteOrderMark.size();
  }

  const SplitOptions options_;
};

// Where a long label hides the root's type, the label says what it is.
bool IsTitle(const StructureHead& head) {
  if (!head.type.empty()) return head.type == "title";
  return head.label_level.starts_with("Title ") || head.label.starts_with("Title ");
}

class StructureJson : public Format {
 public:
  string_view name() const override { return "ecfr-structure-json"; }

  bool Recognize(string_view text) const override {
    const StructureHead head = ReadStructureHead(text);
    // Two keys of a division: other JSON has an "identifier" or a "type" as well.
    return head.is_object && head.known_keys >= 2 &&
           (!head.type.empty() ? TypeOfName(head.type).has_value() || head.known_keys >= 4 : true);
  }

  absl::StatusOr<DocumentFacts> Inspect(const SourceDocument& document) const override {
    if (IsUtf16(document.head)) return Utf16Error();
    const StructureHead head = ReadStructureHead(document.head);
    if (!head.is_object) return absl::InvalidArgumentError("byte 0: no JSON object; expected '{'");
    DocumentFacts facts;
    facts.layer = Layer::kStructure;
    facts.encoding = "UTF-8";
    // The structure service has no filter: what it lists of a part is all of it.
    facts.coverage = IsTitle(head) ? Coverage::kTitle : Coverage::kPart;
    const std::optional<int> own = IsTitle(head) ? TitleNumber(head.identifier) : std::nullopt;
    if (IsTitle(head) && !own && !head.identifier.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat("the root says that it is title \"", head.identifier, "\"; expected 1 to 99"));
    }
    facts.title = own.value_or(document.identity.title);
    if (IsTitle(head) && !own) {
      facts.remark =
          absl::StrCat("it does not say which title it is; its name or --title says ", facts.title);
    }
    if (facts.title != 0) return facts;
    const std::string type = head.type.empty() ? "no type seen" : head.type;
    return absl::InvalidArgumentError(
        absl::StrCat("the root (", type, " \"", head.identifier,
                     "\") does not say which CFR title it belongs to; give it with --title"));
  }

  std::unique_ptr<Splitter> NewSplitter(const SplitOptions& options) const override {
    return std::make_unique<WholeDocument>(options);
  }

  std::unique_ptr<UnitParser> NewParser() const override { return NewStructureParser(); }
};

}  // namespace

const Format& StructureJsonFormat() {
  static const StructureJson format;
  return format;
}

}  // namespace reg2graph
