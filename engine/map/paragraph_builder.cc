#include "engine/map/paragraph_builder.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "absl/strings/ascii.h"
#include "engine/core/strings.h"
#include "engine/core/utf8.h"

namespace reg2graph {
namespace {

constexpr std::string_view kBlank = " ";

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

// "Item 4. Ownership" in a form that is printed as an extract: its lists begin anew under each.
bool IsItemHead(std::string_view text) {
  if (!text.starts_with("Item ") && !text.starts_with("ITEM ")) return false;
  size_t at = 5;
  while (at < text.size() && at < 8 && absl::ascii_isdigit(static_cast<unsigned char>(text[at]))) ++at;
  if (at == 5) return false;
  if (at < text.size() && absl::ascii_isupper(static_cast<unsigned char>(text[at]))) ++at;
  return at < text.size() && text[at] == '.';
}

// "Sec. 2. (a) All property", "Section B. Title to property." in an order or an article that is printed as an
// appendix.
bool IsArticleHead(std::string_view text) {
  if (text.starts_with("Core Principle ") && text.size() > 15) return text[15] >= '1' && text[15] <= '9';
  size_t at = std::string_view::npos;
  for (const std::string_view word : {"Section ", "SECTION ", "Sec. ", "SEC. ", "Article ", "ARTICLE "}) {
    if (text.starts_with(word)) at = word.size();
  }
  if (at == std::string_view::npos) return false;
  size_t size = 0;
  const auto number = [&](char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); };
  const auto letter = [&](char c) { return absl::ascii_isupper(static_cast<unsigned char>(c)); };
  while (at + size < text.size() && (number(text[at + size]) || letter(text[at + size]))) ++size;
  if (size == 0 || size > 4) return false;
  const std::string_view rest = text.substr(at + size);
  return rest == "." || rest.starts_with(". ") || rest.starts_with(": ") || rest.starts_with(kEmDash);
}

// More broken habits than these, and an appendix has a numbering that is not understood.
constexpr int64_t kTrustedCost = 40, kTrustedCostPerMarker = 12;

// A division of more rows does not leave its memory to those that follow.
constexpr size_t kKeptRows = 4096;

// Of a row beside what it and its draft hold: the search for its level, its id among those in use, children.
constexpr size_t kBytesPerRow = 384;

constexpr int kArticleLevel = 9, kEntryLevel = 10;

void DropFirst(std::vector<size_t>& rows) { rows.erase(rows.begin()); }

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
  bytes_ = 0;
  has_intros_ = has_extracts_ = headed_lists_ = false;
  terms_ = headings_ = 0;
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

// "(1) Model A" between paragraphs of a section, printed as a heading.
bool ParagraphBuilder::IsMarkedHeading(const TextBlock& block) const {
  if (type_ != DivisionType::kSection || !block.container.empty() || HeadingLevel(block.element) == 0)
    return false;
  return block.text.size() > 3 && block.text[0] == '(' && block.text[2] == ')' && block.text[3] == ' ';
}

// Quoted law: a clause, a list of articles. (Official interpretations have none.)
bool ParagraphBuilder::IsExtract(const TextBlock& block) const {
  return block.container == "EXTRACT" && !interpreting_ && KindOfElement(block.element).empty();
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
  bytes_ += sizeof(ParagraphRow) + sizeof(Draft) + kBytesPerRow + division_key_.size() + text.size();
  row.depth = 0;
  row.parent = -1;
  row.order = 0;
  row.seq = next_seq++;
  Draft& draft = drafts_[count_++];
  draft.role = Draft::Role::kPlain;
  draft.fresh = draft.definition = draft.bare_term = draft.reserved = draft.joined = false;
  draft.heading_level = 0;
  draft.provision = -1;
  draft.extract = 0;
  draft.placement = {Placement::kNoMarker, 0};
  draft.intros.clear();
  draft.dotted.clear();
  return row;
}

void ParagraphBuilder::Block(const TextBlock& block, int32_t& next_seq) {
  if (block.container.empty() && HeadingLevel(block.element) > 0 && !IsMarkedHeading(block))
    return AddHeading(block, next_seq);
  const bool extract = IsExtract(block);
  if (!extract && !CanOpenLists(block) && !IsMarkedHeading(block)) return AddPlain(block, next_seq);
  if (interpreting_ && interpretation_.ReadBlock(block)) return AddHeading(block, next_seq);
  const bool dots = type_ == DivisionType::kAppendix && !extract;
  if (dots && !interpreting_ && IsEntryHead(block.text)) return AddHeading(block, next_seq);
  if (dots && !interpreting_ && IsDottedPath(block.text)) return AddDotted(block, next_seq);
  ReadMarkers(block, dots ? MarkerForms::kAll : MarkerForms::kParentheses, markers_);
  if (markers_.empty()) return AddPlain(block, next_seq);
  AddMarked(block, next_seq);
}

void ParagraphBuilder::AddPlain(const TextBlock& block, int32_t& next_seq) {
  const bool contained = !CanOpenLists(block);
  const std::string_view slanted = contained ? std::string_view() : SlantedTermAt(block, 0);
  ParagraphRow& row = AddRow(block.text, next_seq);
  Draft& draft = this->draft();
  draft.role = contained          ? Draft::Role::kContained
               : !slanted.empty() ? Draft::Role::kTerm
                                  : Draft::Role::kPlain;
  row.kind = KindOf(block);
  row.source = block.source;
  if (draft.role == Draft::Role::kTerm) {
    row.heading = KeyTermAt(block, 0);
    draft.definition = habit_ != Habit::kAppendix && IsDefinition(block.text, slanted.size());
    draft.bare_term = slanted.size() == row.text.size() && row.text.ends_with('.');
    terms_ += draft.definition ? 1 : 0;
  }
  const bool extract = IsExtract(block);
  if (extract) {
    draft.extract = block.container_ordinal + 1;
    draft.heading_level = HeadingLevel(block.element);
    has_extracts_ = true;
  }
  if (IsItemHead(block.text)) draft.heading_level = 1;
  // Of an entry of the Commerce Control List; before them are notes with numbers of their own.
  draft.fresh = habit_ == Habit::kAppendix && (block.text == "Items:" || block.text == "Items");
  if (habit_ == Habit::kAppendix && !contained && IsArticleHead(block.text)) {
    draft.role = Draft::Role::kHeading;
    draft.heading_level = kArticleLevel;
    draft.fresh = true;
  }
  if (!contained || extract) KeepIntros(block, 0, 0, next_seq);
}

void ParagraphBuilder::AddMarked(const TextBlock& block, int32_t& next_seq) {
  const bool extract = IsExtract(block);
  const std::string kind = KindOf(block);
  for (size_t i = 0; i < markers_.size(); ++i) {
    const Marker& marker = markers_[i];
    const size_t begin = i == 0 ? 0 : marker.begin;
    const size_t end = i + 1 < markers_.size() ? markers_[i + 1].begin : block.text.size();
    ParagraphRow& row = AddRow(block.text.substr(begin, end - begin), next_seq);
    Draft& draft = this->draft();
    draft.role = Draft::Role::kMarked;
    draft.first = marker.first;
    draft.last = marker.last;
    draft.reserved = !marker.last.empty() || IsReserved(block.text.substr(marker.end));
    draft.placed = {marker.readings, marker.form, marker.slant, Before::kOther, i > 0, false, false, false};
    row.marker = block.text.substr(marker.begin, marker.end - marker.begin);
    row.heading = KeyTermAt(block, marker.end);
    row.kind = kind;
    if (!extract) continue;
    draft.extract = block.container_ordinal + 1;
    has_extracts_ = true;
  }
  const Marker& last = markers_.back();
  KeepIntros(block, markers_.size() == 1 ? 0 : last.begin, last.end, next_seq);
}

void ParagraphBuilder::AddDotted(const TextBlock& block, int32_t& next_seq) {
  ParagraphRow& row = AddRow(block.text, next_seq);
  Draft& draft = this->draft();
  draft.role = Draft::Role::kMarked;
  const size_t end = ReadDottedPath(block.text, draft.dotted);
  bytes_ += 2 * draft.dotted.size() * sizeof(std::string);
  row.marker = block.text.substr(0, end);
  row.heading = KeyTermAt(block, end);
}

void ParagraphBuilder::KeepIntros(const TextBlock& block, size_t begin, size_t from, int32_t& next_seq) {
  const MarkerForms forms =
      type_ == DivisionType::kAppendix && !interpreting_ ? MarkerForms::kAll : MarkerForms::kParentheses;
  const size_t at = FindIntroduced(block, from, forms);
  if (at == std::string_view::npos) return;
  std::vector<InlineSpan> spans;
  for (InlineSpan span : block.spans) {
    if (span.end <= at) continue;
    span.begin = span.begin > at ? span.begin - static_cast<uint32_t>(at) : 0;
    span.end -= static_cast<uint32_t>(at);
    spans.push_back(span);
  }
  TextBlock rest = block;
  rest.text = block.text.substr(at);
  rest.spans = spans;
  ReadMarkers(rest, forms, markers_);
  Draft& draft = this->draft();
  for (const Marker& marker : markers_) {
    Intro& intro = draft.intros.emplace_back();
    intro.begin = static_cast<uint32_t>(at - begin + marker.begin);
    intro.placed = {marker.readings, marker.form, marker.slant, Before::kOther, true, false, false, false};
    intro.marker = rest.text.substr(marker.begin, marker.end - marker.begin);
    intro.first = marker.first;
    intro.heading = KeyTermAt(rest, marker.end);
    bytes_ += sizeof(Intro) + sizeof(ParagraphRow) + sizeof(Draft);
    if (!marker.last.empty()) draft.intros.clear();
  }
  next_seq += static_cast<int32_t>(draft.intros.size());
  has_intros_ = has_intros_ || !draft.intros.empty();
}

void ParagraphBuilder::AddHeading(const TextBlock& block, int32_t& next_seq) {
  AddRow(block.text, next_seq).kind = "heading";
  ++headings_;
  Draft& draft = this->draft();
  draft.role = Draft::Role::kHeading;
  // An entry's head is below all headings.
  draft.heading_level = HeadingLevel(block.element) > 0 ? HeadingLevel(block.element)
                        : interpreting_                 ? 1
                                                        : kEntryLevel;
  draft.fresh = habit_ == Habit::kAppendix;
  if (!interpreting_) return;
  auto provision =
      HeadingLevel(block.element) > 0 ? interpretation_.Read(block.text) : interpretation_.ReadBlock(block);
  if (!provision) return;
  draft.fresh = true;
  draft.provision = static_cast<int32_t>(provisions_.size());
  provisions_.push_back(*std::move(provision));
}

namespace {

// The number of a reading of this numbering, or 0.
int NumberAs(const Readings& readings, Numbering numbering) {
  for (const Reading& reading : readings) {
    if (reading.numbering == numbering && !reading.corrected && !reading.inserted) return reading.first;
  }
  return 0;
}

// Whether `next` continues the list whose item reads `before`, possibly after a gap. ((i) below (a) is rather
// a first numeral.)
bool GoesOnAfter(const Readings& before, const Readings& next) {
  for (const Reading& reading : before) {
    const int number = NumberAs(next, reading.numbering);
    if (number == reading.last + 1 || (number > reading.last && next.count == 1)) return true;
  }
  return false;
}

}  // namespace

// Takes from `pending` those whose list `draft` decides. True if it is the second item of one.
bool ParagraphBuilder::EndIntros(const Draft& draft, std::vector<size_t>& pending,
                                 std::vector<bool>& split) const {
  while (!pending.empty()) {
    const Draft& intro = drafts_[pending.back()];
    const Numbering numbering = intro.intros.front().placed.readings.begin()->numbering;
    // In italics it is of a deeper level.
    const bool alike = draft.placed.slant == intro.intros.front().placed.slant;
    int number = alike ? NumberAs(draft.placed.readings, numbering) : 0;
    // "(i)" after "(a)" is rather a numeral, of a deeper level.
    if (number > 2 && numbering == Numbering::kLower &&
        NumberAs(draft.placed.readings, Numbering::kRoman) > 0)
      number = 0;
    const bool own =
        intro.role == Draft::Role::kMarked && GoesOnAfter(intro.placed.readings, draft.placed.readings);
    if (number == 0 && !own) return false;  // of a deeper level
    const bool second = number == 2 && !draft.placed.chained;
    if (second) split[pending.back()] = true;
    pending.pop_back();
    if (number == 2) return second;
  }
  return false;
}

// The first item of a list is parted from the paragraph that introduces it where the next block of its level
// is the second item and none was the first.
void ParagraphBuilder::SplitIntros() {
  constexpr size_t kMostPending = 8;
  // Rows with intros, the last one on top; those of extracts apart from the division's own.
  std::vector<size_t> own_pending, extract_pending;
  std::vector<bool> split(count_, false);
  bool any = false;
  uint32_t extract = 0;
  for (size_t i = 0; i < count_; ++i) {
    const Draft& draft = drafts_[i];
    if (draft.role == Draft::Role::kHeading && draft.fresh) own_pending.clear();
    if (draft.extract != 0 && (draft.extract != extract || draft.heading_level > 0)) {
      extract_pending.clear();
      extract = draft.extract;
    }
    std::vector<size_t>& pending = draft.extract != 0 ? extract_pending : own_pending;
    if (draft.role == Draft::Role::kMarked && draft.dotted.empty()) any |= EndIntros(draft, pending, split);
    if (draft.intros.empty()) continue;
    if (pending.size() == kMostPending) DropFirst(pending);
    pending.push_back(i);
  }
  if (!any) return;
  std::vector<ParagraphRow> rows;
  std::vector<Draft> drafts;
  rows.reserve(count_ + 8);
  drafts.reserve(count_ + 8);
  for (size_t i = 0; i < count_; ++i) {
    const std::vector<Intro> intros = std::move(drafts_[i].intros);
    drafts_[i].intros.clear();
    const bool marked = drafts_[i].role == Draft::Role::kMarked;
    rows.push_back(std::move(rows_[i]));
    drafts.push_back(std::move(drafts_[i]));
    if (!split[i]) continue;
    const std::string text = std::move(rows.back().text);
    const std::string kind = rows.back().kind;
    const int32_t seq = rows.back().seq;
    const uint32_t extract = drafts.back().extract;
    rows.back().text = Trim(std::string_view(text).substr(0, intros.front().begin));
    for (size_t k = 0; k < intros.size(); ++k) {
      const size_t end = k + 1 < intros.size() ? intros[k + 1].begin : text.size();
      ParagraphRow& row = rows.emplace_back();
      row.text = Trim(std::string_view(text).substr(intros[k].begin, end - intros[k].begin));
      row.seq = seq + 1 + static_cast<int32_t>(k);
      row.marker = intros[k].marker;
      row.heading = intros[k].heading;
      if (extract != 0) row.kind = kind;
      Draft& draft = drafts.emplace_back();
      draft.extract = extract;
      draft.role = Draft::Role::kMarked;
      draft.first = intros[k].first;
      draft.placed = intros[k].placed;
      draft.placed.chained = marked || k > 0;
    }
  }
  count_ = rows.size();
  rows_ = std::move(rows);
  drafts_ = std::move(drafts);
}

// "(a)" and an extract that begins with "(1)": the list below (a) is printed as one.
bool ParagraphBuilder::OpensListBelow(size_t row) const {
  const Draft& first = drafts_[row];
  if (row == 0 || first.role != Draft::Role::kMarked) return false;
  const Draft& above = drafts_[row - 1];
  if (above.role != Draft::Role::kMarked || above.extract != 0) return false;
  constexpr Numbering kOrder[] = {Numbering::kLower, Numbering::kDigit, Numbering::kRoman, Numbering::kUpper};
  for (size_t i = 1; i < std::size(kOrder); ++i) {
    if (NumberAs(first.placed.readings, kOrder[i]) == 1 && NumberAs(above.placed.readings, kOrder[i - 1]) > 0)
      return true;
  }
  return false;
}

// An EXTRACT is law if its blocks are a marked list below a heading or a first block, or one that opens a
// list below the paragraph before it. What has another container, or none of its own, between two of its
// blocks is within it.
void ParagraphBuilder::MarkExtracts() {
  size_t begin = 0;
  while (begin < count_) {
    const uint32_t extract = drafts_[begin].extract;
    if (extract == 0) {
      ++begin;
      continue;
    }
    size_t end = begin + 1, markers = drafts_[begin].role == Draft::Role::kMarked ? 1 : 0;
    for (size_t i = end; i < count_; ++i) {
      const Draft& draft = drafts_[i];
      if (draft.extract == 0 && draft.role == Draft::Role::kContained) continue;
      if (draft.extract != extract) break;
      if (draft.role == Draft::Role::kMarked) ++markers;
      end = i + 1;
    }
    const bool law = markers >= 2 && drafts_[begin].role != Draft::Role::kMarked;
    const bool own = markers >= 2 && OpensListBelow(begin);
    if (law && begin == 0 && ListContinuesAt(end)) end = count_;
    for (size_t i = begin; i < end; ++i) {
      drafts_[i].extract = law ? extract : 0;
      if (law || own) continue;
      drafts_[i].role = Draft::Role::kContained;
      drafts_[i].intros.clear();
      rows_[i].marker.clear();
      rows_[i].heading.clear();
    }
    begin = end;
  }
}

// A section that is one extract may go on with its list where the print ends the extract too early.
bool ParagraphBuilder::ListContinuesAt(size_t end) const {
  for (size_t i = end; i < count_; ++i) {
    if (drafts_[i].role != Draft::Role::kMarked) continue;
    const Readings& readings = drafts_[i].placed.readings;
    return std::none_of(readings.begin(), readings.end(),
                        [](const Reading& reading) { return reading.first == 1; });
  }
  return false;
}

// Each heading of an extract begins its lists anew.
void ParagraphBuilder::SolveExtracts() {
  extract_levels_.Reset(Habit::kSection);
  solved_.clear();
  Before before = Before::kOther;
  bool fresh = true, after_plain = false;
  uint32_t extract = 0;
  for (size_t i = 0; i < count_; ++i) {
    Draft& draft = drafts_[i];
    if (draft.extract == 0) continue;
    fresh = fresh || draft.extract != extract || draft.heading_level > 0;
    extract = draft.extract;
    if (draft.role != Draft::Role::kMarked) {
      after_plain = true;
      before = BeforeOf(rows_[i].text);
      continue;
    }
    draft.placed.before = before;
    draft.placed.after_plain = after_plain;
    draft.placed.fresh = fresh;
    extract_levels_.Add(draft.placed);
    solved_.push_back(i);
    before = BeforeOf(rows_[i].text);
    fresh = after_plain = false;
  }
  const std::span<const Placement> placements = extract_levels_.Solve();
  for (size_t i = 0; i < solved_.size(); ++i) drafts_[solved_[i]].placement = placements[i];
  for (size_t i = 0; i < count_;) i = drafts_[i].extract != 0 ? JoinList(i) : i + 1;
}

// One list under several headings ("(1)" to "(5)", a heading, "(6)" to "(9)") is the enclosing paragraph's;
// lists that begin anew under each are the headings' own. Returns the end of the list that begins at `begin`.
size_t ParagraphBuilder::JoinList(size_t begin) {
  const Reading* last = nullptr;
  bool headed = false, across = false;
  size_t end = begin;
  std::vector<size_t> items;
  for (; end < count_ && drafts_[end].extract == drafts_[begin].extract; ++end) {
    const Draft& draft = drafts_[end];
    const bool marked = draft.role == Draft::Role::kMarked && draft.placement.level != Placement::kNoMarker;
    headed = headed || (!marked && draft.heading_level > 0);
    if (!marked || draft.placement.level != 0) continue;
    const Reading& reading = draft.placed.readings.items[draft.placement.reading];
    const int next = last == nullptr ? 1 : last->last + 1;
    if (reading.first != next || (last != nullptr && reading.numbering != last->numbering)) break;
    across = across || (headed && last != nullptr);
    headed = false;
    last = &reading;
    items.push_back(end);
  }
  if (across)
    for (const size_t item : items) drafts_[item].joined = true;
  return std::max(end, begin + 1);
}

// A section of definitions, each of which numbers anew: no list is around them.
bool ParagraphBuilder::IsGlossary() const {
  if (terms_ < 2) return false;
  for (size_t i = 0; i < count_; ++i) {
    if (drafts_[i].definition) return true;
    if (drafts_[i].role == Draft::Role::kMarked) return false;
  }
  return false;
}

void ParagraphBuilder::SolveLevels() {
  solved_.clear();
  Before before = Before::kOther, block_before = Before::kOther;
  bool after_plain = false, after_term = false, fresh = false;
  const bool glossary = IsGlossary();
  for (size_t i = 0; i < count_; ++i) {
    Draft& draft = drafts_[i];
    if (draft.extract != 0 || draft.role == Draft::Role::kContained) continue;
    if (draft.role == Draft::Role::kHeading) {
      fresh = fresh || draft.fresh;
      after_plain = true;
      before = Before::kOther;
      continue;
    }
    if (draft.role != Draft::Role::kMarked || !draft.dotted.empty()) {
      after_plain = true;
      after_term = after_term || draft.role == Draft::Role::kTerm;
      draft.definition = draft.definition || (draft.bare_term && glossary);
      fresh = fresh || draft.fresh || (draft.definition && glossary);
      before = BeforeOf(rows_[i].text);
      continue;
    }
    if (!draft.placed.chained) block_before = before;
    draft.placed.before = block_before;
    draft.placed.after_plain = after_plain;
    draft.placed.after_term = after_term;
    draft.placed.fresh = fresh;
    levels_.Add(draft.placed);
    solved_.push_back(i);
    after_plain = after_term = fresh = false;
    before = BeforeOf(rows_[i].text);
  }
  const std::span<const Placement> placements = levels_.Solve();
  for (size_t i = 0; i < solved_.size(); ++i) drafts_[solved_[i]].placement = placements[i];
  const auto markers = static_cast<int64_t>(placements.size());
  trusted_ = habit_ != Habit::kAppendix || levels_.cost() <= kTrustedCost + kTrustedCostPerMarker * markers;
}

// A section that lists something under each of several headings ("Albania", "Algeria"), anew from (a): the
// lists are the headings' own.
void ParagraphBuilder::MarkHeadedLists() {
  int headed = 0;
  Numbering numbering = Numbering::kLower;
  for (size_t i = 0; i < count_; ++i) {
    if (drafts_[i].role != Draft::Role::kMarked || drafts_[i].extract != 0) continue;
    const bool after = i > 0 && drafts_[i - 1].role == Draft::Role::kHeading;
    if (headed == 0 && !after) return;  // the section has a list of its own
    if (!after) continue;
    const Reading& first = *drafts_[i].placed.readings.begin();
    if (first.first != 1 || (headed > 0 && first.numbering != numbering)) return;
    numbering = first.numbering;
    ++headed;
  }
  if (headed < 2) return;
  headed_lists_ = true;
  for (size_t i = 0; i < count_; ++i) drafts_[i].fresh |= drafts_[i].role == Draft::Role::kHeading;
}

std::span<const ParagraphRow> ParagraphBuilder::Finish() {
  if (headings_ > 1 && type_ == DivisionType::kSection) MarkHeadedLists();
  if (has_extracts_) MarkExtracts();
  if (has_intros_) SplitIntros();
  if (has_extracts_) SolveExtracts();
  SolveLevels();
  open_ = OpenRows();
  uses_.clear();
  children_.assign(count_ + 1, {0, 0});
  provision_ = -1;
  for (size_t i = 0; i < count_; ++i) {
    const auto row = static_cast<int32_t>(i);
    const Draft& draft = drafts_[i];
    if (draft.extract != 0) {
      PlaceInExtract(row);
    } else if (!draft.dotted.empty()) {
      PlaceDotted(row);
    } else if (draft.placement.level != Placement::kNoMarker) {
      PlaceMarked(row, draft.placement);
    } else if (draft.role == Draft::Role::kHeading) {
      PlaceHeading(row);
    } else {
      PlaceUnmarked(row);
    }
  }
  return {rows_.data(), count_};
}

int32_t ParagraphBuilder::Scope() const { return open_.headings.empty() ? -1 : open_.headings.back().second; }

int32_t ParagraphBuilder::Enclosing() const {
  return open_.plain_depth == 0 ? Scope() : open_.marked[open_.plain_depth - 1];
}

void ParagraphBuilder::PlaceMarked(int32_t index, const Placement& placement) {
  const auto level = static_cast<size_t>(placement.level);
  const Draft& draft = drafts_[static_cast<size_t>(index)];
  open_.dotted.clear();
  if (!trusted_) {
    AttachByOrdinal(index, Scope());
    rows_[static_cast<size_t>(index)].depth = 1;
    return;
  }
  if (level < open_.marked.size()) open_.marked.resize(level);
  if (open_.term_depth > static_cast<int>(open_.marked.size())) {
    open_.term_depth = -1;
    open_.definition = -1;
  }
  std::string segment = Segment(draft.first, draft.last, draft.placed.readings.items[placement.reading]);
  ParagraphRow& row = rows_[static_cast<size_t>(index)];
  if (level == 0 && provision_ >= 0) {
    const InterpretedProvision& provision = provisions_[static_cast<size_t>(provision_)];
    if (!provision.comment.empty()) segment = provision.comment + "-" + segment;
    row.interprets = provision.key;
  }
  int32_t parent = open_.marked.empty() ? Scope() : open_.marked.back();
  // What is numbered below a definition is its own.
  if (open_.definition >= 0 && static_cast<int>(open_.marked.size()) == open_.term_depth)
    parent = open_.definition;
  Attach(index, parent, segment);
  ++row.depth;
  open_.marked.push_back(index);
  open_.plain_depth = open_.marked.size() - (draft.reserved ? 1 : 0);
}

// "a.1.b." names its whole path below the heading, "3.5.2.10" below the division.
void ParagraphBuilder::PlaceDotted(int32_t index) {
  const std::vector<std::string>& path = drafts_[static_cast<size_t>(index)].dotted;
  const bool letter = path[0][0] > '9';
  const auto holds = [&](const std::vector<std::string>& above) {
    return above.size() < path.size() && std::equal(above.begin(), above.end(), path.begin());
  };
  while (!open_.dotted.empty() && !holds(open_.dotted.back().first)) open_.dotted.pop_back();
  int32_t parent = letter ? Scope() : -1;
  size_t known = 0;
  if (!open_.dotted.empty()) {
    parent = open_.dotted.back().second;
    known = open_.dotted.back().first.size();
  } else if (!open_.marked.empty() && drafts_[static_cast<size_t>(open_.marked[0])].first == path[0]) {
    open_.marked.resize(1);
    parent = open_.marked[0];
    known = 1;
  } else {
    open_.marked.clear();
  }
  std::string segment;
  for (size_t i = known; i < path.size(); ++i) segment.append(i > known ? "/" : "").append(path[i]);
  Attach(index, parent, segment);
  ++rows_[static_cast<size_t>(index)].depth;
  open_.dotted.emplace_back(path, index);
  open_.plain_depth = open_.marked.size();
}

void ParagraphBuilder::PlaceHeading(int32_t index) {
  const Draft& draft = drafts_[static_cast<size_t>(index)];
  open_.plain_depth = 0;
  open_.term_depth = -1;
  open_.definition = -1;
  open_.dotted.clear();
  if (draft.fresh) open_.marked.clear();
  if (draft.provision >= 0) provision_ = draft.provision;
  if (habit_ != Habit::kAppendix && !headed_lists_) return AttachByOrdinal(index, -1);
  while (!open_.headings.empty() && open_.headings.back().first >= draft.heading_level)
    open_.headings.pop_back();
  AttachByOrdinal(index, Scope());
  open_.headings.emplace_back(draft.heading_level, index);
}

void ParagraphBuilder::PlaceUnmarked(int32_t index) {
  const Draft& draft = drafts_[static_cast<size_t>(index)];
  if (draft.fresh) {
    open_.marked.clear();
    open_.dotted.clear();
    open_.plain_depth = 0;
  }
  if (draft.role == Draft::Role::kTerm) {
    if (open_.term_depth < 0) open_.term_depth = static_cast<int>(open_.plain_depth);
    open_.plain_depth = static_cast<size_t>(open_.term_depth);
    open_.definition = draft.definition && terms_ > 1 ? index : -1;
  }
  if (!open_.dotted.empty()) return AttachByOrdinal(index, open_.dotted.back().second);
  AttachByOrdinal(index, Enclosing());
}

// Its lists are below its last heading, or below its first block.
void ParagraphBuilder::PlaceInExtract(int32_t index) {
  const Draft& draft = drafts_[static_cast<size_t>(index)];
  if (draft.extract != open_.extract) {
    open_.extract = draft.extract;
    open_.extract_head = -1;
  }
  const bool marked = draft.role == Draft::Role::kMarked && draft.placement.level != Placement::kNoMarker;
  if (open_.extract_head < 0 || (!marked && draft.heading_level > 0)) {
    PlaceUnmarked(index);
    open_.extract_head = index;
    open_.extract_marked.clear();
    return;
  }
  if (!marked)
    return AttachByOrdinal(index,
                           open_.extract_marked.empty() ? open_.extract_head : open_.extract_marked.back());
  const auto level = static_cast<size_t>(draft.placement.level);
  if (level < open_.extract_marked.size()) open_.extract_marked.resize(level);
  const int32_t head = draft.joined ? Enclosing() : open_.extract_head;
  const int32_t parent = open_.extract_marked.empty() ? head : open_.extract_marked.back();
  Attach(index, parent,
         Segment(draft.first, draft.last, draft.placed.readings.items[draft.placement.reading]));
  ++rows_[static_cast<size_t>(index)].depth;
  if (!draft.reserved) open_.extract_marked.push_back(index);
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
