#include "parsers/annual/annual_walk.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/core/ascii.h"
#include "engine/core/heading_identifier.h"
#include "engine/core/keys.h"
#include "engine/core/strings.h"

namespace reg2graph {
namespace {

using std::string_view;

constexpr string_view kThinSpace = "\u2009";
// How many nodes an inline element may hold and still be known by its end.
constexpr size_t kMaxInlineNodes = 1000;

// As the API's HEAD has it: ordinary blanks.
std::string WithPlainBlanks(string_view text) {
  std::string plain;
  for (size_t at = text.find(kThinSpace); at != string_view::npos; at = text.find(kThinSpace)) {
    plain.append(text.substr(0, at)).push_back(' ');
    text.remove_prefix(at + kThinSpace.size());
  }
  return plain.append(text);
}

// How many blanks end `text` after a line feed; nothing if there is none.
std::optional<size_t> BlanksOfLastLine(string_view text) {
  const size_t last = text.find_last_not_of(" \t");
  if (last == string_view::npos || text[last] != '\n') return std::nullopt;
  return text.size() - last - 1;
}

bool SaysContinued(string_view heading) {
  for (const string_view word : {"(CONTINUED)", "(Continued)", "(continued)"}) {
    if (heading.find(word) != string_view::npos) return true;
  }
  return false;
}

}  // namespace

absl::Status AnnualWalk::Run(XmlTape& tape, uint64_t offset, UnitMemory& memory, DocumentVisitor& visitor) {
  Start(tape, offset, &visitor);
  survey_.emplace(tape, memory);
  if (memory.exceeded()) return memory.status();
  open_.clear();
  part_.clear();
  in_note_ = false;
  Division(At(0), {}, 0);
  return status();
}

size_t AnnualWalk::Own(size_t at, size_t, const Place& place) {
  const Node& node = At(at);
  if (node.role == Role::kDivision) {
    Division(node, place, 0);
    return node.next;
  }
  if (node.role != Role::kHead) return at;
  const std::vector<size_t>& heading = open_.back().heading_nodes;
  if (!place.direct || std::find(heading.begin(), heading.end(), at) == heading.end()) {
    Paragraph(node, place);
  } else if (heading.front() == at) {
    Heading();
  }
  return node.next;
}

void AnnualWalk::Division(const Node& node, const Place& place, uint32_t levels_up) {
  const DivisionType type = *tape_->elements().DivisionOf(tape_->Name(node));
  std::vector<size_t> heading_nodes = HeadingNodes(node, type);
  const std::string heading = HeadingText(heading_nodes);
  // Some subparts are there only to hold an appendix; their RESERVED is an em space.
  const bool is_none = type == DivisionType::kSubpart && Slug(heading).empty();
  if (is_none && !open_.empty()) return Content(node, place);
  const std::string identifier = IdentifierOf(node, type, heading);
  if (type == DivisionType::kPart) part_ = identifier;

  DivisionStart start;
  start.type = type;
  if (type != DivisionType::kSubjectGroup) start.identifier = identifier;
  if (type == DivisionType::kSection && !heading_nodes.empty()) start.printed = TextIn(At(heading_nodes[0]));
  if (KeyedByHeading(type, identifier)) start.heading = heading;
  start.element = tape_->Name(node);
  start.markup = Markup::kElement;
  start.levels_up = BelongsToPart(type, identifier) ? levels_up + 1 : levels_up;
  start.extract = open_.empty() && (!survey_->is_complete() || SaysContinued(heading));

  const uint32_t outer_containers = std::exchange(containers_, 0);
  const size_t first_nested = nested_.size();
  visitor_->BeginDivision(start);
  open_.push_back({type, std::move(heading_nodes)});
  Content(node, {.division = type});
  TellSource(node, first_nested);
  visitor_->EndDivision();
  open_.pop_back();
  nested_.resize(first_nested);
  nested_.push_back(&node);
  containers_ = outer_containers;
}

std::vector<size_t> AnnualWalk::HeadingNodes(const Node& division, DivisionType type) {
  const bool is_section = type == DivisionType::kSection;
  size_t number = 0, name = 0, reserved = 0;
  for (size_t i = IndexOf(division) + 1; i < division.next; i = At(i).next) {
    if (At(i).kind != XmlTape::Kind::kElement) continue;
    if (At(i).role == Role::kDivision) break;
    const bool names = is_section ? IsElement(At(i), "SUBJECT")
                                  : IsElement(At(i), "HD") && tape_->Attribute(At(i), "SOURCE") == "HED";
    if (is_section && number == 0 && IsElement(At(i), "SECTNO")) number = i;
    if (name == 0 && names) name = i;
    if (reserved == 0 && IsElement(At(i), "RESERVED")) reserved = i;
  }
  std::vector<size_t> nodes = {number, name, reserved};
  std::erase(nodes, size_t{0});
  std::sort(nodes.begin(), nodes.end());
  return nodes;
}

std::string AnnualWalk::HeadingText(const std::vector<size_t>& nodes) {
  ClearText();
  for (const size_t node : nodes) {
    Flatten(At(node));
    text_.Blank();
  }
  std::string text = WithPlainBlanks(text_.text());
  ClearText();
  return text;
}

std::string AnnualWalk::IdentifierOf(const Node& division, DivisionType type, string_view heading) {
  if (type == DivisionType::kSubjectGroup) return "";
  if (type != DivisionType::kSection) return IdentifierOfHeading(type, heading);
  for (size_t i = IndexOf(division) + 1; i < division.next; i = At(i).next) {
    if (IsElement(At(i), "SECTNO")) return AnnualSectionNumber(PlainTextOf(*tape_, i));
  }
  return "";
}

bool AnnualWalk::BelongsToPart(DivisionType type, string_view identifier) const {
  if (type != DivisionType::kAppendix || part_.empty()) return false;
  if (open_.empty() || open_.back().type != DivisionType::kSubpart) return false;
  return Absl(identifier).find(absl::StrCat(" to Part ", part_)) != std::string::npos &&
         identifier.ends_with(part_) && identifier.find("ubpart") == string_view::npos;
}

void AnnualWalk::Heading() {
  const std::vector<size_t>& nodes = open_.back().heading_nodes;
  const std::string text = HeadingText(nodes);
  TextBlock head;
  head.element = tape_->Name(At(nodes[0]));
  head.text = text;
  visitor_->Heading(head);
}

void AnnualWalk::Leaf(const Node& node, const Place& place) {
  if (node.role == Role::kNote) return Note(node, place);
  XmlWalk::Leaf(node, place);
  if (node.role == Role::kTable) TableNotes(node, place);
}

void AnnualWalk::Note(const Node& node, const Place& place) {
  const bool is_outermost = !std::exchange(in_note_, true);
  Flatten(node);
  in_note_ = !is_outermost;
  if (!status().ok()) return;
  const string_view name = tape_->Name(node);
  const bool is_pending = name == "EFFDNOTP" || name == "REVTXT";
  if (!text_.empty()) visitor_->Note(MakeBlock(place, is_pending ? "EFFDNOT" : name));
  TellImages(place, 0);
  ClearText();
  for (size_t i = IndexOf(node) + 1; i < node.next && status().ok();) {
    const bool is_division = At(i).kind == XmlTape::Kind::kElement && At(i).role == Role::kDivision;
    if (is_division && survey_->GoesOn(i)) {
      const DivisionType type = *tape_->elements().DivisionOf(tape_->Name(At(i)));
      Division(At(i), place, LevelsUp(type));
    }
    i = is_division ? At(i).next : i + 1;
  }
}

bool AnnualWalk::IsSetAside(const Node& node) const {
  return in_note_ && node.role == Role::kDivision && survey_->GoesOn(IndexOf(node));
}

uint32_t AnnualWalk::LevelsUp(DivisionType type) const {
  const DivisionType ends = std::min(type, DivisionType::kSection);
  uint32_t levels = 0;
  while (levels + 1 < open_.size() && open_[open_.size() - 1 - levels].type >= ends) ++levels;
  return levels;
}

void AnnualWalk::FlattenTable(const Node& node) {
  for (size_t i = IndexOf(node) + 1; i < node.next; i = At(i).next) {
    if (IsElement(At(i), "TNOTE")) continue;  // a block of its own
    if (At(i).kind != XmlTape::Kind::kElement)
      AddText(At(i));
    else if (IsElement(At(i), "BOXHD"))
      FlattenBoxHead(At(i));
    else
      FlattenElement(At(i));
  }
}

void AnnualWalk::FlattenBoxHead(const Node& node) {
  std::vector<std::pair<string_view, size_t>> cells;  // the level of each, and its node
  for (size_t i = IndexOf(node) + 1; i < node.next; i = At(i).next) {
    if (At(i).kind == XmlTape::Kind::kElement) cells.emplace_back(tape_->Attribute(At(i), "H"), i);
  }
  std::sort(cells.begin(), cells.end());
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i == 0 || cells[i].first != cells[i - 1].first) text_.NextRow();
    FlattenElement(At(cells[i].second));
  }
  text_.NextRow();
}

void AnnualWalk::TableNotes(const Node& table, const Place& place) {
  for (size_t i = IndexOf(table) + 1; i < table.next; i = At(i).next) {
    if (!IsElement(At(i), "TNOTE")) continue;
    Flatten(At(i));
    const Place note{
        .division = place.division, .direct = false, .container = "FTNT", .ordinal = ++containers_};
    TellBlock(note, "TNOTE");
  }
}

string_view AnnualWalk::ElementOf(const Node& node) {
  const string_view name = tape_->Name(node);
  if (name != "HD" && name != "FP") return name;
  const string_view source = tape_->Attribute(node, "SOURCE");
  return source.starts_with(name.substr(0, 1)) ? source : name;
}

string_view AnnualWalk::ImageOf(const Node& node) {
  const string_view source = XmlWalk::ImageOf(node);
  return source.empty() ? TextIn(node) : source;
}

string_view AnnualWalk::TextIn(const Node& node) const {
  for (size_t i = IndexOf(node) + 1; i < node.next; ++i) {
    if (At(i).kind != XmlTape::Kind::kElement) return Trim(tape_->Bytes(At(i)));
  }
  return {};
}

SpanStyle AnnualWalk::StyleOfInline(const Node& node) {
  if (tape_->Name(node) != "E") return XmlWalk::StyleOfInline(node);
  const string_view type = tape_->Attribute(node, "T");
  if (type == "02" || type == "04") return SpanStyle::kSmall;
  const SpanStyle style = StyleOf("E", type);
  return style == SpanStyle::kSmall ? SpanStyle::kOther : style;
}

bool AnnualWalk::Flows(const Node& node) const {
  return node.kind == XmlTape::Kind::kElement && (node.role == Role::kInline || node.role == Role::kAside);
}

bool AnnualWalk::EndsFlow(size_t end) const {
  string_view before = tape_->text().substr(0, end);
  const size_t tag = before.rfind('<');
  if (tag == string_view::npos) return false;
  before.remove_prefix(tag + 1);
  if (before.starts_with('/')) before.remove_prefix(1);
  const Role role = tape_->elements().RoleOf(before.substr(0, before.find_first_of(" \t\r\n/>")));
  return role == Role::kInline || role == Role::kAside;
}

std::optional<size_t> AnnualWalk::IndentOf(const Node& node) const {
  const std::optional<size_t> blanks = BlanksOfLastLine(tape_->text().substr(0, node.begin));
  return blanks.value_or(0) > 0 ? blanks : std::nullopt;
}

// Some volumes are indented throughout, an inline element on a line of its own: the line feed and the blanks
// that its line begins with are no text, before it and after it.
void AnnualWalk::AddText(const Node& node) {
  string_view text = tape_->Bytes(node);
  const size_t index = IndexOf(node);
  if (text.starts_with('\n') && EndsFlow(node.begin)) {
    const size_t first = index - std::min(index, kMaxInlineNodes);
    for (size_t i = index - 1; i > first && At(i).next <= index; --i) {
      if (At(i).next != index || At(i).end != node.begin || !Flows(At(i))) continue;
      const std::optional<size_t> indent = IndentOf(At(i));
      if (!indent.has_value()) continue;
      const size_t blanks = std::min(text.find_first_not_of(' ', 1), text.size()) - 1;
      text.remove_prefix(1 + std::min(blanks, *indent));
      break;
    }
  }
  const bool flows_on =
      node.next < tape_->nodes().size() && At(node.next).begin == node.end && Flows(At(node.next));
  const std::optional<size_t> blanks = flows_on ? BlanksOfLastLine(text) : std::nullopt;
  if (blanks.value_or(0) > 0) text.remove_suffix(*blanks + 1);
  if (!text.empty()) XmlWalk::AddText(text, node.kind);
}

}  // namespace reg2graph
