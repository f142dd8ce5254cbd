#include "parsers/govinfo/volume_joiner.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/core/ascii.h"
#include "engine/core/heading_identifier.h"
#include "engine/core/strings.h"
#include "parsers/govinfo/govinfo_names.h"
#include "parsers/xml/start_tag.h"

namespace reg2graph {
namespace {

using std::string;
using std::string_view;

constexpr size_t kBlock = size_t{256} << 10;
constexpr size_t kMaxLead = size_t{256} << 10;
constexpr size_t kMaxTag = size_t{1} << 20;
constexpr size_t kMaxHeld = size_t{1} << 20;  // what is more is no frame of a volume
constexpr int kTitle = 1, kSubpart = 6;

bool IsBlankText(string_view text) { return Trim(text).empty(); }

bool MayGoOn(int number) { return number > kTitle && number <= kSubpart; }

// The first element of this name, its tags included; empty if there is none.
string_view ElementIn(string_view text, string_view name) {
  const string start = absl::StrCat("<", Absl(name)), end = absl::StrCat("</", Absl(name), ">");
  const size_t begin = text.find(start);
  const size_t close = begin == string_view::npos ? begin : text.find(end, begin);
  return close == string_view::npos ? string_view() : text.substr(begin, close + end.size() - begin);
}

// What a DIV is called, of its start tag and the first bytes in it.
string NameOf(int number, string_view tag, string_view lead) {
  const string heading = TextOfHtml(ElementIn(lead, "HEAD"));
  return GovInfoIdentifier(*TypeOfDiv(number), DecodeAttribute(RawAttribute(tag, "N").value_or("")), heading);
}

// `lead` without its first elements of this name, as far as they are in `before`.
string WithoutRepeats(string_view lead, string_view name, string_view before) {
  string rest;
  for (string_view element = ElementIn(lead, name);
       !element.empty() && before.find(element) != string_view::npos; element = ElementIn(lead, name)) {
    const auto begin = static_cast<size_t>(element.data() - lead.data());
    rest += lead.substr(0, begin);
    lead.remove_prefix(begin + element.size());
  }
  return rest.append(lead);
}

// What a division that goes on has before its first DIV and did not have before.
string NewIn(string_view lead, string_view before) {
  string rest(lead);
  for (const string_view name : {"HEAD", "CFRTOC"}) {
    const string_view element = ElementIn(rest, name);
    if (!element.empty()) rest.erase(static_cast<size_t>(element.data() - rest.data()), element.size());
  }
  for (const string_view name : {"AUTH", "SOURCE", "EDNOTE", "EFFDNOT", "XREF", "CROSSREF", "CITA"})
    rest = WithoutRepeats(rest, name, before);
  return IsBlankText(rest) ? "" : rest;
}

}  // namespace

absl::StatusOr<size_t> VolumeJoiner::Read(char* out, size_t size) {
  while (taken_ == ready_.size()) {
    if (ended_) return 0;
    ready_.clear();
    taken_ = 0;
    if (absl::Status status = Fill(); !status.ok()) return status;
    Scan();
  }
  const size_t count = std::min(size, ready_.size() - taken_);
  std::memcpy(out, ready_.data() + taken_, count);
  taken_ += count;
  return count;
}

absl::Status VolumeJoiner::Fill() {
  const size_t kept = window_.size();
  char* block = window_.Extend(kBlock);
  const absl::StatusOr<size_t> got = input_.Read(block, kBlock);
  window_.Truncate(kept + got.value_or(0));
  if (!got.ok()) return got.status();
  ended_ = *got == 0;
  return absl::OkStatus();
}

void VolumeJoiner::Scan() {
  const string_view text = window_.view();
  size_t from = 0;
  while (mode_ != Mode::kOff) {
    const Mark mark = scanner_.Next(text, from);
    Text(text.substr(from, mark.begin - from));
    from = mark.begin;
    if (mark.kind == MarkKind::kMore) break;
    Handle(mark, text.substr(mark.begin, mark.end - mark.begin));
    from = mark.end;
  }
  if (ended_ || text.size() - from > kMaxTag) GiveUp();
  if (mode_ == Mode::kOff) {
    ready_ += text.substr(from);
    from = text.size();
  }
  const size_t rest = text.size() - from;
  std::memmove(window_.data(), window_.data() + from, rest);
  window_.Truncate(rest);
}

void VolumeJoiner::Handle(const Mark& mark, string_view tag) {
  switch (mark.kind) {
    case MarkKind::kOpen:
    case MarkKind::kEmpty: return Open(mark.number, tag, mark.kind == MarkKind::kEmpty);
    case MarkKind::kClose: return Close(mark.number, tag);
    case MarkKind::kDoctype: return Text(tag);
    default: break;
  }
  GiveUp();
  ready_ += tag;
}

void VolumeJoiner::Text(string_view text) {
  if (mode_ == Mode::kBetween || mode_ == Mode::kMatch) {
    std::string& kept = mode_ == Mode::kBetween ? held_ : lead_;
    kept += text;
    if (kept.size() > kMaxHeld) GiveUp();
    return;
  }
  if (!open_.empty() && !open_.back().has_lead && open_.back().lead.size() < kMaxLead)
    open_.back().lead += text;
  if (!closed_.empty() && held_.size() < kMaxHeld && IsBlankText(text)) {
    held_ += text;
    return;
  }
  if (!text.empty()) Release();
  ready_ += text;
}

// What was held back is not at the end of a volume.
void VolumeJoiner::Release() {
  ready_ += held_;
  held_.clear();
  closed_.clear();
}

void VolumeJoiner::Open(int number, string_view tag, bool is_empty) {
  if (mode_ == Mode::kBetween) {
    if (number == kTitle && !is_empty) return BeginMatch();
    GiveUp();
  }
  if (mode_ == Mode::kMatch) {
    Settle();
    const bool may_match = mode_ == Mode::kMatch && matched_ < path_.size() && MayGoOn(number) &&
                           path_[matched_].number == number && !is_empty;
    if (may_match) {
      candidate_ = {number, string(tag)};
      return;
    }
    if (mode_ == Mode::kMatch) Diverge();
  }
  Release();
  if (!open_.empty()) open_.back().has_lead = true;
  if (!is_empty) open_.push_back({number, string(tag), {}, !MayGoOn(number) && number != kTitle});
  ready_ += tag;
}

void VolumeJoiner::Close(int number, string_view tag) {
  if (mode_ == Mode::kBetween) GiveUp();
  if (mode_ == Mode::kMatch) {
    Settle();
    if (mode_ == Mode::kMatch) Diverge();
  }
  PassClose(number, tag);
}

void VolumeJoiner::PassClose(int number, string_view tag) {
  if (mode_ == Mode::kOff || open_.empty() || open_.back().number != number) {
    GiveUp();
    ready_ += tag;
    return;
  }
  closed_.push_back(std::move(open_.back()));
  open_.pop_back();
  held_ += tag;
  if (open_.empty()) {
    mode_ = Mode::kBetween;
    return;
  }
  open_.back().has_lead = true;
  if (open_.back().deferred.empty()) return;
  held_ += std::exchange(open_.back().deferred, {});
  Release();
}

void VolumeJoiner::BeginMatch() {
  path_.assign(std::make_move_iterator(closed_.rbegin()), std::make_move_iterator(closed_.rend()));
  closed_.clear();
  held_.clear();
  lead_.clear();
  matched_ = 1;
  candidate_ = {};
  mode_ = Mode::kMatch;
}

// The bytes after the last tag are all there.
void VolumeJoiner::Settle() {
  const string lead = std::exchange(lead_, {});
  if (candidate_.number != 0) {
    const Div candidate = std::exchange(candidate_, {});
    const Div& last = path_[matched_];
    const string name = NameOf(candidate.number, candidate.tag, lead);
    if (name.empty() || name != NameOf(last.number, last.tag, last.lead)) {
      Diverge();
      Open(candidate.number, candidate.tag, false);
      return Text(lead);
    }
    ++matched_;
  }
  path_[matched_ - 1].deferred += NewIn(lead, path_[matched_ - 1].lead);
}

// What is open and does not go on ends here.
void VolumeJoiner::Diverge() {
  for (size_t i = path_.size(); i-- > matched_;) absl::StrAppend(&ready_, "</DIV", path_[i].number, ">");
  path_.resize(matched_);
  open_ = std::exchange(path_, {});
  for (Div& div : open_) div.has_lead = true;
  ready_ += std::exchange(open_.back().deferred, {});
  mode_ = Mode::kPass;
}

void VolumeJoiner::GiveUp() {
  if (mode_ == Mode::kMatch) {
    const string tag = candidate_.tag;
    candidate_ = {};
    const string lead = std::exchange(lead_, {});
    Diverge();
    ready_ += tag + lead;
  }
  Release();
  mode_ = Mode::kOff;
}

}  // namespace reg2graph
