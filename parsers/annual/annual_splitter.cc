#include "parsers/annual/annual_splitter.h"

#include <algorithm>
#include <pugixml.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/core/ascii.h"
#include "engine/core/heading_identifier.h"
#include "engine/core/keys.h"
#include "engine/core/strings.h"
#include "parsers/annual/annual_survey.h"
#include "parsers/annual/volume_frame.h"
#include "parsers/xml/encoding.h"
#include "parsers/xml/input_window.h"
#include "parsers/xml/parse_error.h"
#include "parsers/xml/utf8.h"

namespace reg2graph {
namespace {

using std::string_view;

constexpr size_t kMaxOpenParts = 200;
constexpr size_t kMaxMarkupBytes = size_t{1} << 20;
constexpr size_t kMaxFrameBytes = size_t{2} << 20;
constexpr size_t kMaxSectionHead = size_t{1} << 10;  // a SECTNO begins its section
// Of what is known of each until the document is read: a section's number; a part's name, and its stamps.
constexpr size_t kBytesPerSection = 96;
constexpr size_t kBytesPerPart = 1024;
constexpr string_view kPlaceOfPart = "<PART/>";
constexpr size_t kPartTagBytes = 7;  // "</PART>": what it takes to know one

// What begins with '<' is a tag, or something that hides tags.
struct Hiding {
  string_view begin, end;
};
constexpr Hiding kHiding[] = {{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}};

bool IsPartTag(string_view tag) {
  const string_view name = tag.substr(tag.starts_with("</") ? 2 : 1);
  if (!name.starts_with("PART") || name.size() < 5) return false;
  return IsBlank(name[4]) || name[4] == '>' || name[4] == '/';
}

// After the '>' of the tag that `text` begins with; npos: it is not there yet.
size_t EndOfTag(string_view text) {
  char quote = 0;
  for (size_t i = 1; i < text.size(); ++i) {
    if (quote != 0) {
      if (text[i] == quote) quote = 0;
    } else if (text[i] == '"' || text[i] == '\'') {
      quote = text[i];
    } else if (text[i] == '>') {
      return i + 1;
    }
  }
  return string_view::npos;
}

// The text between a start tag and its end tag, from `from` on.
string_view ContentOf(string_view bytes, string_view start, string_view end, size_t limit) {
  const size_t at = bytes.substr(0, limit).find(start);
  if (at == string_view::npos) return {};
  const string_view rest = bytes.substr(at + start.size());
  return rest.substr(0, rest.find(end));
}

// What a part's heading says it is, before its sections.
std::string PartNumber(string_view bytes) {
  const size_t limit =
      std::min({bytes.find("<CONTENTS"), bytes.find("<SECTION"), bytes.find("<SUBPART"), bytes.size()});
  string_view heading = ContentOf(bytes, "<HD SOURCE=\"HED\">", "</HD>", limit);
  if (heading.empty()) heading = ContentOf(bytes, "<RESERVED>", "</RESERVED>", limit);
  return IdentifierOfHeading(DivisionType::kPart, TextOfHtml(heading));
}

class AnnualSplitter : public Splitter {
 public:
  AnnualSplitter(const SplitOptions& options, size_t block_bytes)
      : max_unit_bytes_(options.max_unit_bytes),
        limited_by_(options.limited_by),
        index_(options.index_bytes),
        window_(block_bytes) {}

  absl::Status Split(ByteStream& stream, const Emit& emit, const Reject& reject) override;

 private:
  struct OpenPart {
    uint64_t offset;
    PaddedBuffer bytes = {};
    std::vector<Ancestor> ancestors = {};
    bool is_too_large = false;
  };

  absl::Status ScanWindow();
  // Handles the markup at `at`; sets `scanned_` after it, or not at all if more bytes are needed.
  absl::Status Markup(size_t at);
  absl::Status Tag(size_t at, size_t end);
  absl::Status BeginPart(size_t at);
  absl::Status EndPart(size_t end);
  void CountSections(Unit& unit);
  absl::Status CheckFrame() const;
  absl::Status Finish();
  void Flush(size_t end);
  uint64_t Offset(size_t in_window) const { return window_.Offset(in_window); }

  const size_t max_unit_bytes_;
  const string_view limited_by_;
  UnitMemory index_;  // repeats_ and sections_, and what is known of each part until its title is complete
  const Emit* emit_ = nullptr;
  const Reject* reject_ = nullptr;

  InputWindow window_;
  size_t run_begin_ = 0;  // the first byte of the window that nobody has yet
  size_t scanned_ = 0;

  std::vector<OpenPart> parts_;  // one in the other
  size_t open_bytes_ = 0;        // of all of them
  std::string outside_;          // the document without its PARTs
  VolumeFrame frame_;
  StringMap<int> repeats_;                   // parts of one number
  StringMap<std::pair<int, int>> sections_;  // of one number: in which part last, and how many before that
  int count_ = 0;
};

absl::Status AnnualSplitter::Split(ByteStream& stream, const Emit& emit, const Reject& reject) {
  emit_ = &emit;
  reject_ = &reject;
  Utf8Stream utf8(stream);
  while (!window_.at_end()) {
    const absl::Status read = window_.Read(utf8);
    if (absl::Status status = ScanWindow(); !status.ok()) return status;
    if (!read.ok()) return read;
  }
  return Finish();
}

absl::Status AnnualSplitter::ScanWindow() {
  for (;;) {
    const string_view text = window_.view();
    const size_t at = std::min(text.find('<', scanned_), text.size());
    const size_t before = scanned_;
    scanned_ = at;
    if (parts_.empty()) frame_.Text(text.substr(before, at - before));
    if (at == text.size()) break;
    if (absl::Status status = Markup(at); !status.ok()) return status;
    if (index_.exceeded()) return TooManyDivisionsError(Offset(at));
    if (scanned_ == at) break;
  }
  Flush(scanned_);
  const size_t rest = window_.size() - scanned_;
  if (rest > kMaxMarkupBytes) return XmlError(Offset(scanned_), "markup of more than 1 MiB", "its end");
  window_.DropFront(scanned_);
  run_begin_ = scanned_ = 0;
  if (outside_.size() > kMaxFrameBytes)
    return XmlError(Offset(0), "more than 2 MiB outside of the parts", "parts, or the end");
  return absl::OkStatus();
}

absl::Status AnnualSplitter::Markup(size_t at) {
  const string_view text = window_.view().substr(at);
  for (const auto& [begin, end] : kHiding) {
    const size_t known = std::min(text.size(), begin.size());
    if (text.substr(0, known) != begin.substr(0, known)) continue;
    if (known < begin.size() && window_.at_end()) break;
    if (known < begin.size()) return absl::OkStatus();
    const size_t found = text.find(end, begin.size());
    if (found != string_view::npos) scanned_ = at + found + end.size();
    return absl::OkStatus();
  }
  if (text.size() < kPartTagBytes && !window_.at_end()) return absl::OkStatus();
  // Within a part only the tags of parts count.
  if (!parts_.empty() && !IsPartTag(text)) {
    scanned_ = at + 1;
    return absl::OkStatus();
  }
  const size_t size = EndOfTag(text);
  if (size == string_view::npos) return absl::OkStatus();
  if (text.starts_with("<!DOCTYPE") && text.substr(0, size).find('[') != string_view::npos)
    return XmlError(Offset(at), "a DOCTYPE with declarations", "a document without them");
  scanned_ = at + size;
  return Tag(at, at + size);
}

absl::Status AnnualSplitter::Tag(size_t at, size_t end) {
  const string_view tag = window_.view().substr(at, end - at);
  if (!IsPartTag(tag)) {
    frame_.Tag(tag);
    return absl::OkStatus();
  }
  if (tag.ends_with("/>")) return absl::OkStatus();
  if (!tag.starts_with("</")) return BeginPart(at);
  if (parts_.empty()) return XmlError(Offset(at), "</PART>", "a start tag");
  return EndPart(end);
}

absl::Status AnnualSplitter::BeginPart(size_t at) {
  if (parts_.size() >= kMaxOpenParts)
    return XmlError(Offset(at), "PARTs nested more than 200 deep", "an end tag");
  Flush(at);
  if (parts_.empty()) outside_.append(kPlaceOfPart);
  parts_.push_back({Offset(at)});
  parts_.back().ancestors = frame_.Ancestors();
  return absl::OkStatus();
}

absl::Status AnnualSplitter::EndPart(size_t end) {
  Flush(end);
  OpenPart part = std::move(parts_.back());
  parts_.pop_back();
  open_bytes_ -= part.bytes.size();
  if (part.is_too_large) return absl::OkStatus();
  Unit unit;
  unit.kind = UnitKind::kPart;
  unit.offset = part.offset;
  unit.ancestors = std::move(part.ancestors);
  unit.bytes = std::move(part.bytes);
  const std::string number = PartNumber(unit.bytes.view());
  unit.name = absl::StrCat("part ", number);
  unit.repeat = ++repeats_[KeySegment(number)];
  index_.Add(kBytesPerPart + 2 * number.size());
  ++count_;
  if (unit.repeat == 1) CountSections(unit);
  return (*emit_)(std::move(unit)) ? absl::OkStatus() : absl::CancelledError("stopped by the reader");
}

// A number with a dot is a key of its own: parts that share one count on.
void AnnualSplitter::CountSections(Unit& unit) {
  constexpr string_view kSection = "<SECTION", kStart = "<SECTNO>", kEnd = "</SECTNO>";
  const string_view bytes = unit.bytes.view();
  for (size_t at = bytes.find(kSection); at != string_view::npos; at = bytes.find(kSection, at + 1)) {
    const string_view printed = ContentOf(bytes.substr(at, kMaxSectionHead), kStart, kEnd, string_view::npos);
    const std::string number = KeySegment(AnnualSectionNumber(TextOfHtml(printed.substr(0, 200))));
    if (number.find('.') == std::string::npos) continue;
    const auto [section, is_new] = sections_.try_emplace(number);
    if (is_new) index_.Add(kBytesPerSection + 2 * number.size());
    auto& [part, earlier] = section->second;
    if (part != count_ && part != 0) unit.repeated_sections.push_back({number, ++earlier});
    part = count_;
  }
}

void AnnualSplitter::Flush(size_t end) {
  const string_view bytes = window_.view().substr(run_begin_, end - run_begin_);
  run_begin_ = end;
  if (parts_.empty()) {
    outside_.append(bytes);
    return;
  }
  OpenPart& part = parts_.back();
  if (part.is_too_large) return;
  if (open_bytes_ + bytes.size() <= max_unit_bytes_) {
    open_bytes_ += bytes.size();
    return part.bytes.Append(bytes);
  }
  part.is_too_large = true;
  open_bytes_ -= part.bytes.size();
  part.bytes = PaddedBuffer();
  (*reject_)(absl::StrCat("a part at byte ", part.offset),
             absl::ResourceExhaustedError(
                 absl::StrCat("more than ", max_unit_bytes_, " bytes (", Absl(limited_by_), ")")));
}

absl::Status AnnualSplitter::CheckFrame() const {
  PaddedBuffer text;
  text.Append(outside_);
  const TextFault fault = CheckText(text.view());
  if (!fault.what.empty()) return XmlError(fault.offset, fault.what, "UTF-8 text");
  pugi::xml_document document;
  const pugi::xml_parse_result result =
      document.load_buffer_inplace(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8);
  if (result) return absl::OkStatus();
  return XmlError(static_cast<uint64_t>(result.offset),
                  absl::StrCat(result.description(), " (outside of the parts, whose bytes are not counted)"),
                  "a document around parts");
}

absl::Status AnnualSplitter::Finish() {
  if (Offset(window_.size()) == 0) return XmlError(0, "an empty document", "CFRDOC or CFRGRANULE");
  if (!window_.empty()) return XmlError(Offset(0), "markup cut off by the end", "the rest of it");
  if (!parts_.empty()) {
    return XmlError(Offset(0), "the end of the document",
                    absl::StrCat("</PART> of the part at byte ", parts_.back().offset));
  }
  if (absl::Status status = CheckFrame(); !status.ok()) return status;
  if (count_ > 0 || outside_.find(kPlaceOfPart) != std::string::npos) return absl::OkStatus();
  return XmlError(Offset(0), "a document without a PART", "CFRDOC or CFRGRANULE with one");
}

}  // namespace

std::unique_ptr<Splitter> NewAnnualSplitter(const SplitOptions& options, size_t block_bytes) {
  return std::make_unique<AnnualSplitter>(options, block_bytes);
}

}  // namespace reg2graph
