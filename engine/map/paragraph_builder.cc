#include "engine/map/paragraph_builder.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "absl/strings/ascii.h"
#include "engine/core/strings.h"

namespace reg2graph {
namespace {

constexpr std::string_view kBlank = " ";
constexpr std::string_view kEmDash = "\u2014";

std::string_view Trim(std::string_view text) {
  const size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

void AppendNumber(std::string& out, int64_t number) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof(digits), number);
  out.append(digits, static_cast<size_t>(end.ptr - digits));
}

// HD1 to HD3: their number. HED, HED1: 1. Others: 0.
int HeadingLevel(std::string_view element) {
  if (element == "HED" || element == "HED1") return 1;
  const bool numbered =
      element.size() == 3 && element.substr(0, 2) == "HD" && element[2] >= '1' && element[2] <= '9';
  return numbered ? element[2] - '0' : 0;
}

// What the element alone says: "table", "image", "math", or empty.
std::string_view KindOfElement(std::string_view element) {
  if (element == "TABLE" || element == "GPOTABLE") return "table";
  if (element == "img" || element == "GPH") return "image";
  if (element == "MATH") return "math";
  return {};
}

std::string KindOf(const TextBlock& block) {
  if (const auto kind = KindOfElement(block.element); !kind.empty()) return std::string(kind);
  if (block.container == "FTNT") return "footnote";
  if (!block.container.empty()) return absl::AsciiStrToLower(Absl(block.container));
  return HeadingLevel(block.element) > 0 ? "heading" : "";
}

Before BeforeOf(std::string_view text) {
  if (text.ends_with(':') || text.ends_with(kEmDash)) return Before::kColon;
  if (text.ends_with('.')) return Before::kFullStop;
  const bool list =
      text.ends_with(';') || text.ends_with(',') || text.ends_with(" and") || text.ends_with(" or");
  return list ? Before::kSemicolon : Before::kOther;
}

// The segment of a key that a marker makes.
std::string Segment(std::string_view first, std::string_view last, const Reading& reading) {
  if (reading.corrected) return reading.numbering == Numbering::kLower ? "l" : "1";
  std::string segment(first);
  if (!last.empty()) segment.append("-").append(last);
  return segment;
}

// More broken habits than these, and an appendix has a numbering that is not understood.
constexpr int64_t kTrustedCost = 40, kTrustedCostPerMarker = 12;

// A division of more rows does not leave its memory to those that follow.
constexpr size_t kKeptRows = 4096;

}  // namespace

void ParagraphBuilder::Begin(std::string_view division_key, DivisionType type, int title,
                             std::string_view identifier) {
  division_key_ = division_key;
  type_ = type;
  if (type == DivisionType::kAppendix) interpretation_.Begin(division_key, title, identifier);
  interpreting_ = type == DivisionType::kAppendix && interpretation_.active();
  habit_ = type == DivisionType::kAppendix ? Habit::kAppendix
           : title == 26                   ? Habit::kTitle26
                                           : Habit::kSection;
  if (interpreting_) habit_ = Habit::kInterpretation;
  levels_.Reset(habit_);
  provisions_.clear();
  if (count_ > kKeptRows) {
    rows_ = {};
    drafts_ = {};
  }
  count_ = 0;
  after_plain_ = after_term_ = fresh_ = false;
  before_ = Before::kOther;
}

void ParagraphBuilder::Heading(std::string_view head) {
  if (type_ != DivisionType::kAppendix || interpreting_ || count_ > 0) return;
  interpretation_.Heading(head);
  interpreting_ = interpretation_.active();
  if (!interpreting_) return;
  habit_ = Habit::kInterpretation;
  levels_.Reset(habit_);
}

bool ParagraphBuilder::CanOpenLists(const TextBlock& block) const {
  if (!block.container.empty() || !KindOfElement(block.element).empty()) return false;
  return block.element.empty() || block.element == "PSPACE" || block.element.substr(0, 1) == "P" ||
         block.element.substr(0, 2) == "FP";
}

ParagraphRow& ParagraphBuilder::AddRow(std::string_view text, int32_t& next_seq) {
  if (count_ == rows_.size()) {
    rows_.emplace_back();
    drafts_.emplace_back();
  }
  ParagraphRow& row = rows_[count_];
  for (std::string* field : {&row.id, &row.marker, &row.heading, &row.kind, &row.interprets, &row.source})
    field->clear();
  row.text = Trim(text);
  row.depth = 0;
  row.parent = -1;
  row.order = 0;
  row.seq = next_seq++;
  Draft& draft = drafts_[count_++];
  draft.role = Draft::Role::kPlain;
  draft.fresh = false;
  draft.heading_level = 0;
  draft.provision = -1;
  return row;
}

void ParagraphBuilder::Block(const TextBlock& block, int32_t& next_seq) {
  if (block.container.empty() && HeadingLevel(block.element) > 0) return AddHeading(block, next_seq);
  if (!CanOpenLists(block)) return AddPlain(block, next_seq);
  if (interpreting_ && interpretation_.ReadBlock(block)) return AddHeading(block, next_seq);
  const bool dots = type_ == DivisionType::kAppendix;
  ReadMarkers(block, dots ? MarkerForms::kAll : MarkerForms::kParentheses, markers_);
  if (markers_.empty()) return AddPlain(block, next_seq);
  AddMarked(block, next_seq);
}

void ParagraphBuilder::AddPlain(const TextBlock& block, int32_t& next_seq) {
  const bool contained = !CanOpenLists(block);
  const bool term = !contained && !SlantedTermAt(block, 0).empty();
  ParagraphRow& row = AddRow(block.text, next_seq);
  draft().role = contained ? Draft::Role::kContained : term ? Draft::Role::kTerm : Draft::Role::kPlain;
  row.kind = KindOf(block);
  row.source = block.source;
  if (term) row.heading = KeyTermAt(block, 0);
  if (contained) return;
  after_plain_ = true;
  after_term_ = after_term_ || term;
  before_ = BeforeOf(row.text);
}

void ParagraphBuilder::AddMarked(const TextBlock& block, int32_t& next_seq) {
  for (size_t i = 0; i < markers_.size(); ++i) {
    const Marker& marker = markers_[i];
    const size_t begin = i == 0 ? 0 : marker.begin;
    const size_t end = i + 1 < markers_.size() ? markers_[i + 1].begin : block.text.size();
    ParagraphRow& row = AddRow(block.text.substr(begin, end - begin), next_seq);
    draft().role = Draft::Role::kMarked;
    draft().readings = marker.readings;
    draft().first = marker.first;
    draft().last = marker.last;
    row.marker = block.text.substr(marker.begin, marker.end - marker.begin);
    row.heading = KeyTermAt(block, marker.end);
    levels_.Add(
        {marker.readings, marker.form, marker.slant, before_, i > 0, after_plain_, after_term_, fresh_});
    after_plain_ = after_term_ = fresh_ = false;
  }
  before_ = BeforeOf(rows_[count_ - 1].text);
}

void ParagraphBuilder::AddHeading(const TextBlock& block, int32_t& next_seq) {
  AddRow(block.text, next_seq).kind = "heading";
  Draft& draft = this->draft();
  draft.role = Draft::Role::kHeading;
  draft.heading_level = std::max(1, HeadingLevel(block.element));
  draft.fresh = habit_ == Habit::kAppendix;
  if (interpreting_) {
    auto provision =
        HeadingLevel(block.element) > 0 ? interpretation_.Read(block.text) : interpretation_.ReadBlock(block);
    if (provision) {
      draft.fresh = true;
      draft.provision = static_cast<int32_t>(provisions_.size());
      provisions_.push_back(*std::move(provision));
    }
  }
  fresh_ = fresh_ || draft.fresh;
  after_plain_ = true;
  before_ = Before::kOther;
}

std::span<const ParagraphRow> ParagraphBuilder::Finish() {
  const std::span<const Placement> placements = levels_.Solve();
  const auto markers = static_cast<int64_t>(placements.size());
  trusted_ = habit_ != Habit::kAppendix || levels_.cost() <= kTrustedCost + kTrustedCostPerMarker * markers;
  open_ = OpenRows();
  uses_.clear();
  children_.assign(count_ + 1, {0, 0});
  provision_ = -1;
  size_t next = 0;
  for (size_t i = 0; i < count_; ++i) {
    const auto row = static_cast<int32_t>(i);
    const bool marked = drafts_[i].role == Draft::Role::kMarked;
    const Placement placement = marked ? placements[next++] : Placement{Placement::kNoMarker, 0};
    if (placement.level != Placement::kNoMarker) {
      PlaceMarked(row, placement);
    } else if (drafts_[i].role == Draft::Role::kHeading) {
      PlaceHeading(row);
    } else {
      PlaceUnmarked(row);
    }
  }
  return {rows_.data(), count_};
}

int32_t ParagraphBuilder::Scope() const { return open_.headings.empty() ? -1 : open_.headings.back().second; }

void ParagraphBuilder::PlaceMarked(int32_t index, const Placement& placement) {
  const auto level = static_cast<size_t>(placement.level);
  const Draft& draft = drafts_[static_cast<size_t>(index)];
  if (!trusted_) {
    AttachByOrdinal(index, Scope());
    rows_[static_cast<size_t>(index)].depth = 1;
    return;
  }
  if (level < open_.marked.size()) open_.marked.resize(level);
  if (open_.term_depth > static_cast<int>(open_.marked.size())) open_.term_depth = -1;
  std::string segment = Segment(draft.first, draft.last, draft.readings.items[placement.reading]);
  ParagraphRow& row = rows_[static_cast<size_t>(index)];
  if (level == 0 && provision_ >= 0) {
    const InterpretedProvision& provision = provisions_[static_cast<size_t>(provision_)];
    if (!provision.comment.empty()) segment = provision.comment + "-" + segment;
    row.interprets = provision.key;
  }
  const int32_t parent = open_.marked.empty() ? Scope() : open_.marked.back();
  Attach(index, parent, segment);
  ++row.depth;
  open_.marked.push_back(index);
  open_.plain_depth = open_.marked.size();
}

void ParagraphBuilder::PlaceHeading(int32_t index) {
  const Draft& draft = drafts_[static_cast<size_t>(index)];
  open_.plain_depth = 0;
  open_.term_depth = -1;
  if (draft.fresh) open_.marked.clear();
  if (draft.provision >= 0) provision_ = draft.provision;
  if (habit_ != Habit::kAppendix) return AttachByOrdinal(index, -1);
  while (!open_.headings.empty() && open_.headings.back().first >= draft.heading_level)
    open_.headings.pop_back();
  AttachByOrdinal(index, Scope());
  open_.headings.emplace_back(draft.heading_level, index);
}

void ParagraphBuilder::PlaceUnmarked(int32_t index) {
  const Draft::Role role = drafts_[static_cast<size_t>(index)].role;
  if (role == Draft::Role::kTerm) {
    if (open_.term_depth < 0) open_.term_depth = static_cast<int>(open_.plain_depth);
    open_.plain_depth = static_cast<size_t>(open_.term_depth);
  }
  AttachByOrdinal(index, open_.plain_depth == 0 ? Scope() : open_.marked[open_.plain_depth - 1]);
}

void ParagraphBuilder::Attach(int32_t index, int32_t parent, std::string_view segment) {
  ParagraphRow& row = rows_[static_cast<size_t>(index)];
  row.parent = parent;
  row.depth = parent < 0 ? 0 : rows_[static_cast<size_t>(parent)].depth;
  row.order = children_[parent < 0 ? count_ : static_cast<size_t>(parent)].first++;
  row.id = parent < 0 ? division_key_ : rows_[static_cast<size_t>(parent)].id;
  if (segment.substr(0, 1) != "#") row.id.push_back('/');
  row.id.append(segment);
  const int use = ++uses_[Absl(row.id)];
  if (use == 1) return;
  row.id.push_back('~');
  AppendNumber(row.id, use);
}

void ParagraphBuilder::AttachByOrdinal(int32_t index, int32_t parent) {
  std::string segment = "#p";
  AppendNumber(segment, ++children_[parent < 0 ? count_ : static_cast<size_t>(parent)].second);
  Attach(index, parent, segment);
}

}  // namespace reg2graph
