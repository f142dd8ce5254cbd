#include "parsers/xml/part_splitter.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/core/keys.h"
#include "engine/core/strings.h"
#include "parsers/xml/div_scanner.h"
#include "parsers/xml/encoding.h"
#include "parsers/xml/input_window.h"
#include "parsers/xml/parse_error.h"
#include "parsers/xml/root_place.h"
#include "parsers/xml/start_tag.h"
#include "parsers/xml/wrapper.h"
#include "parsers/xml/xml_tape.h"

namespace reg2graph {
namespace {

using std::string_view;

constexpr int kPartNumber = 5;
constexpr int kSectionNumber = 8;
constexpr size_t kMaxDepth = 200;
constexpr size_t kMaxTagBytes = size_t{1} << 20;
// A name is in the first bytes of its division.
constexpr size_t kMaxHeadBytes = size_t{1} << 20;
// Around the outermost DIV there are a declaration, an ECFR element and a date.
constexpr size_t kMaxWrapperBytes = size_t{1} << 20;
// Of what is known of each until the title is complete: a section's number; a part's name, and its stamps.
constexpr size_t kBytesPerSection = 80;
constexpr size_t kBytesPerPart = 1024;

std::string CloseTag(int number) { return absl::StrCat("</DIV", number, ">"); }

class PartSplitter : public Splitter {
 public:
  PartSplitter(const DivDialect& dialect, const SplitOptions& options, size_t block_bytes)
      : dialect_(dialect),
        walk_(dialect.NewWalk()),
        max_unit_bytes_(options.max_unit_bytes),
        limited_by_(options.limited_by),
        index_(options.index_bytes),
        window_(block_bytes) {
    body_.name = "the document's frame";
  }

  absl::Status Split(ByteStream& stream, const Emit& emit, const Reject& reject) override;

 private:
  struct OpenDiv {
    int number;
    std::string identifier;    // known above the parts only
    size_t begin = 0;          // of its start tag in body_.bytes; above the parts only
    std::string heading = {};  // where its key is made from it
    bool name_read = false;
    bool is_none = false;  // nothing but what is in it: no division
  };
  // The destination of the bytes at the scanner's position.
  enum class Sink : uint8_t { kProlog, kBody, kPart, kEpilog };

  absl::Status ScanWindow();
  absl::Status Handle(const Mark& mark);
  absl::Status Open(const Mark& mark);
  absl::Status Close(const Mark& mark);
  absl::Status CheckDoctype(const Mark& mark) const;
  absl::Status Fault(size_t at, string_view found, string_view expected);
  bool IsAfterPart(const Mark& mark) const;
  void BeginPart(const Mark& mark);
  // Of a division above the parts, when the first one in it begins.
  void ReadName(OpenDiv& div);
  // What `element`, a division as far as the first one in it, is called.
  EcfrWalk::RootName NameOf(string_view element, int number, uint64_t offset) const;
  // What sets the part at hand apart from others.
  std::string PartName(string_view heading) const;
  // Counts a section of the part at hand among those of its number.
  void CountSection(const Mark& mark);
  // Counts the part at hand among those of its name.
  void NamePart();
  void KeepHead(size_t end);
  void DropPart(size_t at);
  absl::Status EndPart(size_t end);
  // Copies them, so that the buffer is there for the next part, or moves them if there are many.
  void TakePartBytes();
  void RejectUnit(const Unit& unit, absl::Status why);
  void RejectTooLarge(const Unit& unit);
  absl::Status Finish();
  absl::Status FinishWrapper();
  absl::Status CheckEnd() const;
  absl::Status EmitUnit(Unit unit);

  // Hands the window's bytes from run_begin_ to `end` to the sink at hand.
  void Flush(size_t end);
  void Keep(string_view bytes);
  void KeepInUnit(PaddedBuffer& buffer, string_view bytes);
  void SwitchTo(Sink sink, size_t at) {
    Flush(at);
    sink_ = sink;
    rejected_ = false;
  }
  uint64_t Offset(size_t in_window) const { return window_.Offset(in_window); }
  string_view Text(const Mark& mark) const {
    return window_.view().substr(mark.begin, mark.end - mark.begin);
  }
  bool RootIsPart() const { return root_number_ == kPartNumber; }
  // Of a document that is one unit: it is too large by `end` already, so that the rest need not be read,
  // however much it may be.
  bool IsTooLargeBy(uint64_t end) const {
    if (sink_ != (RootIsPart() ? Sink::kPart : Sink::kBody) || root_number_ < kPartNumber) return false;
    return end - OnlyUnit().offset > max_unit_bytes_;
  }
  const Unit& OnlyUnit() const { return RootIsPart() ? part_ : body_; }
  absl::Status GiveUp() {
    RejectTooLarge(OnlyUnit());
    given_up_ = true;
    return absl::OkStatus();
  }
  bool IsCut(int number) const {
    return number == kPartNumber && sink_ != Sink::kPart && root_number_ <= kPartNumber;
  }

  const DivDialect& dialect_;
  const std::unique_ptr<EcfrWalk> walk_;
  const size_t max_unit_bytes_;
  const string_view limited_by_;
  UnitMemory index_;  // repeats_ and sections_, and what is known of each part until its title is complete
  const Emit* emit_ = nullptr;
  const Reject* reject_ = nullptr;

  InputWindow window_;
  size_t run_begin_ = 0;   // in the window: the first byte that no sink has yet
  size_t scanned_ = 0;     // position in the window from which the scanner continues
  bool given_up_ = false;  // the rest is not read

  DivScanner scanner_;
  std::vector<OpenDiv> open_;
  // How many sections of one number the document holds so far.
  struct SectionCount {
    int part = 0;     // the last that has one, counted from 1
    int earlier = 0;  // in parts before that
    int in_part = 0;
  };
  StringMap<int> repeats_;
  StringMap<SectionCount> sections_;
  int parts_ = 0;
  Sink sink_ = Sink::kProlog;
  bool rejected_ = false;    // the unit at hand is over the limit: its bytes are not kept
  int root_number_ = 0;      // 0 before the outermost DIV
  size_t part_depth_ = 0;    // how many DIVs are open around the part at hand
  PaddedBuffer part_bytes_;  // of the part at hand, as far as it was in earlier windows
  Unit part_;
  std::string part_head_;  // its first bytes, where they are needed for its name
  std::string part_identifier_;
  bool part_is_repeated_ = false;  // as far as its start tag says
  absl::Status part_fault_;        // the first thing that is wrong with its markup
  Unit body_;                      // the spine or, if the root is below a part, the document
  bool body_rejected_ = false;
  uint64_t root_end_ = 0;
};

absl::Status PartSplitter::Split(ByteStream& stream, const Emit& emit, const Reject& reject) {
  emit_ = &emit;
  reject_ = &reject;
  Utf8Stream utf8(stream);
  while (!window_.at_end()) {
    const absl::Status read = window_.Read(utf8);
    // The parts before a fault are good.
    if (absl::Status status = ScanWindow(); !status.ok()) return status;
    if (given_up_) return absl::OkStatus();
    if (!read.ok()) return read;
  }
  return Finish();
}

absl::Status PartSplitter::ScanWindow() {
  for (;;) {
    const Mark mark = scanner_.Next(window_.view(), scanned_);
    if (IsTooLargeBy(Offset(mark.begin))) return GiveUp();
    if (mark.kind != MarkKind::kMore) {
      if (absl::Status status = Handle(mark); !status.ok()) return status;
      if (index_.exceeded()) return TooManyDivisionsError(Offset(mark.begin));
      scanned_ = mark.end;
      continue;
    }
    const size_t rest = window_.size() - mark.begin;
    if (rest > kMaxTagBytes) {
      return XmlError(Offset(mark.begin), "a tag of more than 1 MiB", "'>'");
    }
    Flush(mark.begin);
    window_.DropFront(mark.begin);
    run_begin_ = 0;
    scanned_ = 0;
    if (body_.prolog.size() > kMaxWrapperBytes || body_.epilog.size() > kMaxWrapperBytes) {
      return XmlError(Offset(0), "more than 1 MiB outside of the outermost DIV", "DIV1 to DIV9, or the end");
    }
    return absl::OkStatus();
  }
}

absl::Status PartSplitter::Handle(const Mark& mark) {
  switch (mark.kind) {
    case MarkKind::kOpen:
    case MarkKind::kEmpty: return Open(mark);
    case MarkKind::kClose: return Close(mark);
    case MarkKind::kDoctype: return CheckDoctype(mark);
    case MarkKind::kBad: return Fault(mark.begin, mark.bad, mark.expected);
    case MarkKind::kMore: break;
  }
  return absl::OkStatus();
}

absl::Status PartSplitter::Open(const Mark& mark) {
  if (sink_ == Sink::kEpilog) {
    return XmlError(Offset(mark.begin), "a second outermost DIV", "the end of the document");
  }
  if (open_.size() >= kMaxDepth) {
    return XmlError(Offset(mark.begin), "DIVs nested more than 200 deep", "an end tag");
  }
  if (sink_ == Sink::kProlog) {
    SwitchTo(Sink::kBody, mark.begin);
    root_number_ = mark.number;
    body_.kind = root_number_ > kPartNumber ? UnitKind::kDocument : UnitKind::kSpine;
    body_.offset = Offset(mark.begin);
    if (root_number_ > kPartNumber) body_.ancestors = AncestorsOfRoot(Text(mark), *TypeOfDiv(root_number_));
  }
  if (IsAfterPart(mark)) {
    part_fault_ = XmlError(Offset(mark.begin), "a DIV5 inside a part", CloseTag(kPartNumber));
    DropPart(mark.begin);
  }
  const bool above_parts = sink_ != Sink::kPart;
  if (above_parts && root_number_ < kPartNumber) {
    Flush(mark.begin);
    if (!open_.empty()) ReadName(open_.back());
  }
  const size_t begin = body_.bytes.size();
  if (IsCut(mark.number))
    BeginPart(mark);
  else if (sink_ == Sink::kPart && open_.size() == part_depth_ + 1)
    KeepHead(mark.begin);
  if (sink_ == Sink::kPart && mark.number == kSectionNumber && !RootIsPart()) CountSection(mark);
  open_.push_back({mark.number, above_parts ? DivIdentifier(Text(mark)) : std::string(), begin});
  return mark.kind == MarkKind::kEmpty ? Close(mark) : absl::OkStatus();
}

absl::Status PartSplitter::Close(const Mark& mark) {
  if (open_.empty() || open_.back().number != mark.number) {
    const std::string expected = open_.empty() ? "a start tag" : CloseTag(open_.back().number);
    if (absl::Status status = Fault(mark.begin, CloseTag(mark.number), expected); !status.ok()) return status;
    if (IsAfterPart(mark))
      DropPart(mark.begin);
    else if (mark.number == kPartNumber)
      open_.resize(part_depth_ + 1);
    else
      return absl::OkStatus();
  }
  open_.pop_back();
  if (sink_ == Sink::kPart && open_.size() == part_depth_) {
    KeepHead(mark.kind == MarkKind::kClose ? mark.begin : mark.end);
    if (absl::Status status = EndPart(mark.end); !status.ok()) return status;
    if (mark.kind == MarkKind::kClose) Keep(Text(mark));
  }
  if (!open_.empty()) return absl::OkStatus();
  SwitchTo(Sink::kEpilog, mark.end);
  root_end_ = Offset(mark.end);
  return absl::OkStatus();
}

absl::Status PartSplitter::CheckDoctype(const Mark& mark) const {
  if (sink_ != Sink::kProlog)
    return XmlError(Offset(mark.begin), "a DOCTYPE inside the document", "an element");
  const size_t entity = Text(mark).find("<!ENTITY");
  if (entity == string_view::npos) return absl::OkStatus();
  return XmlError(Offset(mark.begin + entity), "a DOCTYPE that declares entities", "a document without them");
}

// An error inside a part affects that part alone; its end can still be found.
absl::Status PartSplitter::Fault(size_t at, string_view found, string_view expected) {
  absl::Status fault = XmlError(Offset(at), found, expected);
  if (sink_ != Sink::kPart) return fault;
  if (part_fault_.ok()) part_fault_ = std::move(fault);
  return absl::OkStatus();
}

// The next part begins, or what is around the parts ends: the end tag of the part at hand is missing.
bool PartSplitter::IsAfterPart(const Mark& mark) const {
  if (sink_ != Sink::kPart || RootIsPart()) return false;
  if (mark.kind != MarkKind::kClose) return mark.number == kPartNumber;
  return mark.number < kPartNumber && open_[part_depth_ - 1].number == mark.number;
}

void PartSplitter::BeginPart(const Mark& mark) {
  SwitchTo(Sink::kBody, mark.begin);
  Keep(Text(mark));  // the spine holds the part's tags, and nothing of what is in it
  sink_ = Sink::kPart;
  part_depth_ = open_.size();
  part_bytes_.clear();
  part_ = Unit();
  part_.kind = UnitKind::kPart;
  part_.offset = Offset(mark.begin);
  for (const OpenDiv& div : open_) {
    if (!div.is_none) part_.ancestors.push_back({*TypeOfDiv(div.number), div.identifier, div.heading});
  }
  part_identifier_ = DivIdentifier(Text(mark));
  part_.name = absl::StrCat("part ", absl::StripAsciiWhitespace(part_identifier_));
  part_fault_ = absl::OkStatus();
  part_head_.clear();
  part_is_repeated_ = repeats_.contains(PartName(""));
  ++parts_;
}

// Its first bytes, up to what is nested in it, say it; nothing does if there are too many of them, or if the
// frame was rejected.
void PartSplitter::ReadName(OpenDiv& div) {
  const bool wanted = dialect_.NamedByHead(*TypeOfDiv(div.number), div.identifier);
  if (!wanted || std::exchange(div.name_read, true) || body_rejected_) return;
  EcfrWalk::RootName name = NameOf(body_.bytes.view().substr(div.begin), div.number, body_.offset);
  if (!name.identifier.has_value()) return;
  div.identifier = *std::move(name.identifier);
  div.heading = std::move(name.heading);
  div.is_none = name.is_none;
}

EcfrWalk::RootName PartSplitter::NameOf(string_view element, int number, uint64_t offset) const {
  if (element.size() > kMaxHeadBytes) return {};
  PaddedBuffer whole(element);
  whole.Append(CloseTag(number));
  XmlTape tape(dialect_.elements());
  return tape.Build(whole.view(), offset).ok() ? walk_->NameOfRoot(tape) : EcfrWalk::RootName();
}

std::string PartSplitter::PartName(string_view heading) const {
  return DivisionKey(0, {DivisionType::kPart, part_identifier_, heading}, {});
}

void PartSplitter::CountSection(const Mark& mark) {
  const std::string number = KeySegment(dialect_.SectionNumber(DivIdentifier(Text(mark))));
  // Without a dot its key is the part's, and so it is in the second part of a name.
  if (number.find('.') == std::string::npos || part_is_repeated_) return;
  const auto [section, is_new] = sections_.try_emplace(number);
  if (is_new) index_.Add(kBytesPerSection + 2 * number.size());
  SectionCount& count = section->second;
  if (count.part != parts_) {
    count.earlier += std::exchange(count.in_part, 0);
    count.part = parts_;
    if (count.earlier > 0) part_.repeated_sections.push_back({number, count.earlier});
  }
  ++count.in_part;
}

void PartSplitter::NamePart() {
  std::string heading;
  if (!part_head_.empty()) {
    EcfrWalk::RootName name = NameOf(part_head_, kPartNumber, part_.offset);
    if (name.identifier.has_value()) part_identifier_ = *std::move(name.identifier);
    heading = std::move(name.heading);
    Keep(name.head);  // the spine makes the same key from it
  }
  part_.repeat = ++repeats_[PartName(heading)];
  index_.Add(kBytesPerPart);
}

// Up to `end` in the window, where the first division in it begins or it ends: it says what the part is
// called.
void PartSplitter::KeepHead(size_t end) {
  if (!part_head_.empty() || !dialect_.NamedByHead(DivisionType::kPart, part_identifier_)) return;
  if (part_bytes_.size() > kMaxHeadBytes) return;
  part_head_ = part_bytes_.view();
  part_head_ += window_.view().substr(run_begin_, end - run_begin_);
}

void PartSplitter::DropPart(size_t at) {
  KeepHead(at);
  run_begin_ = at;
  open_.resize(part_depth_);
  if (!rejected_) RejectUnit(part_, part_fault_);
  sink_ = Sink::kBody;
  rejected_ = false;
  NamePart();
  Keep(CloseTag(kPartNumber));
}

absl::Status PartSplitter::EndPart(size_t end) {
  if (!part_fault_.ok() && !std::exchange(rejected_, true)) RejectUnit(part_, part_fault_);
  // A part that lies within one window is copied once, straight from it.
  if (!part_bytes_.empty()) {
    Flush(end);
    if (!rejected_) TakePartBytes();
  } else if (!rejected_) {
    KeepInUnit(part_.bytes, window_.view().substr(run_begin_, end - run_begin_));
  }
  run_begin_ = end;
  const bool keep = !rejected_;
  sink_ = Sink::kBody;
  rejected_ = false;
  NamePart();
  // Of a part at the root the document's end is a part too: it waits for it.
  if (!keep) {
    part_.bytes = PaddedBuffer();
    return absl::OkStatus();
  }
  return RootIsPart() ? absl::OkStatus() : EmitUnit(std::move(part_));
}

void PartSplitter::TakePartBytes() {
  constexpr size_t kCopied = size_t{4} << 20;
  if (part_bytes_.size() < kCopied) {
    part_.bytes.Append(part_bytes_.view());
  } else {
    part_.bytes = std::exchange(part_bytes_, PaddedBuffer());
  }
}

absl::Status PartSplitter::EmitUnit(Unit unit) {
  if ((*emit_)(std::move(unit))) return absl::OkStatus();
  return absl::CancelledError("stopped by the reader");
}

absl::Status PartSplitter::CheckEnd() const {
  if (Offset(window_.size()) == 0) return XmlError(0, "an empty document", dialect_.roots());
  if (!scanner_.Inside().empty()) {
    return XmlError(Offset(window_.size()), absl::StrCat("the end inside ", Absl(scanner_.Inside())),
                    "its end");
  }
  if (!window_.empty()) return XmlError(Offset(0), "a tag cut off by the end", "'>'");
  if (!open_.empty() && sink_ == Sink::kPart && !part_fault_.ok()) return part_fault_;
  if (!open_.empty()) return XmlError(Offset(0), "the end of the document", CloseTag(open_.back().number));
  if (root_number_ == 0) return XmlError(Offset(0), "a document without a DIV", dialect_.roots());
  return absl::OkStatus();
}

// All DIVs are closed by then: what is wrong after them takes nothing from them.
absl::Status PartSplitter::FinishWrapper() {
  absl::Status stray;
  absl::Status fault = CheckWrapper(dialect_, body_.prolog, body_.epilog, root_end_, &stray);
  if (!fault.ok()) {
    const std::string close = dialect_.EndTags(body_.prolog);
    if (!CheckWrapper(dialect_, body_.prolog, close, root_end_, &stray).ok()) return fault;
    (*reject_)("after the outermost DIV", std::move(fault));
    body_.epilog = close;
  }
  if (!stray.ok()) (*reject_)("around the outermost DIV", std::move(stray));
  return absl::OkStatus();
}

absl::Status PartSplitter::Finish() {
  if (absl::Status status = CheckEnd(); !status.ok()) return status;
  if (absl::Status status = FinishWrapper(); !status.ok()) return status;
  if (!RootIsPart()) return body_rejected_ ? absl::OkStatus() : EmitUnit(std::move(body_));
  if (part_.bytes.empty()) return absl::OkStatus();
  part_.prolog = std::move(body_.prolog);
  part_.epilog = std::move(body_.epilog);
  return EmitUnit(std::move(part_));
}

void PartSplitter::Flush(size_t end) {
  Keep(window_.view().substr(run_begin_, end - run_begin_));
  run_begin_ = end;
}

void PartSplitter::Keep(string_view bytes) {
  switch (sink_) {
    case Sink::kProlog: body_.prolog.append(bytes); break;
    case Sink::kEpilog: body_.epilog.append(bytes); break;
    case Sink::kPart: KeepInUnit(part_bytes_, bytes); break;
    case Sink::kBody: KeepInUnit(body_.bytes, bytes); break;
  }
}

void PartSplitter::KeepInUnit(PaddedBuffer& buffer, string_view bytes) {
  bool& rejected = sink_ == Sink::kBody ? body_rejected_ : rejected_;
  if (rejected) return;
  if (buffer.size() + bytes.size() <= max_unit_bytes_) return buffer.Append(bytes);
  rejected = true;
  buffer = PaddedBuffer();
  RejectTooLarge(sink_ == Sink::kPart ? part_ : body_);
}

void PartSplitter::RejectTooLarge(const Unit& unit) {
  RejectUnit(unit, absl::ResourceExhaustedError(
                       absl::StrCat("more than ", max_unit_bytes_, " bytes (", Absl(limited_by_), ")")));
}

void PartSplitter::RejectUnit(const Unit& unit, absl::Status why) {
  (*reject_)(absl::StrCat(unit.name, " at byte ", unit.offset), std::move(why));
}

}  // namespace

std::unique_ptr<Splitter> NewPartSplitter(const DivDialect& dialect, const SplitOptions& options,
                                          size_t block_bytes) {
  return std::make_unique<PartSplitter>(dialect, options, block_bytes);
}

}  // namespace reg2graph
