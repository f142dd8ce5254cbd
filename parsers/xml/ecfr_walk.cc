#include "parsers/xml/ecfr_walk.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "engine/core/heading_identifier.h"
#include "engine/core/keys.h"
#include "engine/core/strings.h"
#include "parsers/xml/parse_error.h"
#include "parsers/xml/start_tag.h"

namespace reg2graph {
namespace {

using std::string_view;

constexpr string_view kSectionNumber = "SECTNO";

bool FlowsWithText(Role role) {
  return role == Role::kInline || role == Role::kBreak || role == Role::kImage || role == Role::kLink;
}

bool IsTextDivision(DivisionType type) {
  return type == DivisionType::kSection || type == DivisionType::kAppendix;
}

}  // namespace

const XmlTape::Node* FindHead(const XmlTape& tape, const XmlTape::Node& division) {
  const std::vector<XmlTape::Node>& nodes = tape.nodes();
  for (auto i = static_cast<size_t>(&division - nodes.data()) + 1; i < division.next; i = nodes[i].next) {
    if (nodes[i].kind == XmlTape::Kind::kElement && nodes[i].role == Role::kHead) return &nodes[i];
  }
  return nullptr;
}

std::string EcfrWalk::HeadOf(XmlTape& tape) {
  tape_ = &tape;
  status_ = absl::OkStatus();
  ClearText();
  return HeadText(At(0));
}

absl::Status EcfrWalk::Run(XmlTape& tape, bool is_spine, uint64_t offset, DocumentVisitor& visitor) {
  tape_ = &tape;
  is_spine_ = is_spine;
  offset_ = offset;
  visitor_ = &visitor;
  status_ = absl::OkStatus();
  containers_ = 0;
  in_table_ = in_cell_ = in_head_ = false;
  nested_.clear();
  ClearText();
  Division(At(0));
  return status_;
}

void EcfrWalk::Division(const Node& node) {
  const string_view name = tape_->Name(node);
  const uint32_t outer_containers = containers_;
  const size_t first_nested = nested_.size();
  containers_ = 0;
  DivisionStart start;
  start.type = *TypeOfDiv(DivNumber(name));
  start.identifier = tape_->Attribute(node, "N");
  start.element = name;
  std::string heading;
  if (KeyedByHeading(start.type, start.identifier)) heading = HeadText(node);
  start.heading = heading;
  start.skeleton = is_spine_ && start.type == DivisionType::kPart;
  visitor_->BeginDivision(start);
  if (!start.skeleton) {
    Content(node, {.division = start.type, .container = {}, .run_element = {}});
    TellSource(node, first_nested);
  }
  visitor_->EndDivision();
  nested_.resize(first_nested);
  nested_.push_back(&node);
  containers_ = outer_containers;
}

void EcfrWalk::TellSource(const Node& node, size_t first) {
  pieces_.clear();
  size_t begin = node.begin;
  for (size_t i = first; i < nested_.size(); ++i) {
    pieces_.push_back(tape_->text().substr(begin, nested_[i]->begin - begin));
    begin = nested_[i]->end;
  }
  pieces_.push_back(tape_->text().substr(begin, node.end - begin));
  visitor_->Source(pieces_);
}

// Whether the element holds something that is not a flow of text.
bool EcfrWalk::HoldsBlocks(const Node& node) const {
  for (size_t i = IndexOf(node) + 1; i < node.next; i = At(i).next) {
    if (At(i).kind == XmlTape::Kind::kElement && !FlowsWithText(At(i).role)) return true;
  }
  return false;
}

void EcfrWalk::Content(const Node& node, const Place& place) {
  Siblings(IndexOf(node) + 1, node.next, place);
}

void EcfrWalk::Siblings(size_t begin, size_t end, const Place& place) {
  const bool among_divisions = place.direct && !IsTextDivision(place.division);
  for (size_t i = begin; i < end && status_.ok();) {
    const Node& child = At(i);
    if (among_divisions && IsElement(child, kSectionNumber)) {
      TellBlock(place, place.run_element);
      if (!NumberOf(child).empty()) {
        i = LooseSection(i, end);
        continue;
      }
    }
    i = child.next;
    if (child.kind != XmlTape::Kind::kElement) {
      AddText(child);
      continue;
    }
    // Inside a paragraph that also holds blocks, links and images flow with its text.
    const bool in_paragraph = !place.run_element.empty();
    if (child.role == Role::kInline || child.role == Role::kBreak ||
        (in_paragraph && FlowsWithText(child.role))) {
      FlattenElement(child);
      continue;
    }
    TellBlock(place, place.run_element);
    if (IsEmptyGroup(child, end)) {
      Hed(child);
    } else {
      Element(child, place);
    }
  }
  TellBlock(place, place.run_element);
}

size_t EcfrWalk::LooseSection(size_t begin, size_t end) {
  const std::string number = NumberOf(At(begin));
  DivisionStart start;
  start.type = DivisionType::kSection;
  start.identifier = number;
  start.element = kSectionNumber;
  const uint32_t outer_containers = std::exchange(containers_, 0);
  visitor_->BeginDivision(start);
  size_t i = begin;
  do {
    Flatten(At(i));
    text_.Blank();
    i = At(i).next;
    while (i < end && IsBlank(At(i))) i = At(i).next;
  } while (i < end && (IsElement(At(i), "SUBJECT") || IsElement(At(i), "RESERVED")));
  const Place place{.division = DivisionType::kSection, .container = {}, .run_element = {}};
  visitor_->Heading(MakeBlock(place, kSectionNumber));
  TellImages(place, 0);
  ClearText();
  const size_t content = i;
  while (i < end && !EndsLooseSection(At(i))) i = At(i).next;
  Siblings(content, i, place);
  visitor_->EndDivision();
  containers_ = outer_containers;
  return i;
}

bool EcfrWalk::EndsLooseSection(const Node& node) const {
  if (node.kind != XmlTape::Kind::kElement) return false;
  return node.role == Role::kDivision || node.role == Role::kHed1 || IsElement(node, kSectionNumber);
}

bool EcfrWalk::IsElement(const Node& node, string_view name) const {
  return node.kind == XmlTape::Kind::kElement && tape_->Name(node) == name;
}

std::string EcfrWalk::NumberOf(const Node& sectno) {
  ClearText();
  Flatten(sectno);
  const std::string text = NormalHeading(text_.text());
  ClearText();
  string_view number = text;
  constexpr string_view kSign = "\u00A7";
  for (const string_view word :
       {kSign, kSign, string_view("Section"), string_view("Sec."), string_view(" ")}) {
    if (number.starts_with(word)) number.remove_prefix(word.size());
  }
  if (number.ends_with('.')) number.remove_suffix(1);
  const bool has_digit = number.find_first_of("0123456789") != string_view::npos;
  return has_digit ? std::string(number) : "";
}

bool EcfrWalk::IsEmptyGroup(const Node& node, size_t end) {
  return node.role == Role::kDivision && tape_->Name(node) == "DIV7" &&
         tape_->Attribute(node, "EMPTY") == "true" &&
         absl::StripAsciiWhitespace(Absl(tape_->Attribute(node, "N"))).empty() && HoldsOnlyHead(node) &&
         !IsFollowedByLink(node, end);
}

// Sections are pending there: it is a group that is still empty.
bool EcfrWalk::IsFollowedByLink(const Node& node, size_t end) const {
  size_t i = node.next;
  while (i < end && IsBlank(At(i))) i = At(i).next;
  return i < end && At(i).kind == XmlTape::Kind::kElement && At(i).role == Role::kLink;
}

bool EcfrWalk::HoldsOnlyHead(const Node& node) const {
  for (size_t i = IndexOf(node) + 1; i < node.next; i = At(i).next) {
    const bool is_head = At(i).kind == XmlTape::Kind::kElement && At(i).role == Role::kHead;
    if (!is_head && !IsBlank(At(i))) return false;
  }
  return true;
}

bool EcfrWalk::IsBlank(const Node& node) const {
  return node.kind == XmlTape::Kind::kText && absl::StripAsciiWhitespace(Absl(tape_->Bytes(node))).empty();
}

void EcfrWalk::Element(const Node& node, const Place& place) {
  const Role role = node.role;
  if (role == Role::kDivision) return Division(node);
  if (role == Role::kHed1) return Hed1(node, place);
  if (role == Role::kHead && place.direct) return Head(node, place);
  if (role == Role::kContainer) return Container(node, place);
  if (role == Role::kText) return Paragraph(node, place);
  const bool may_hold =
      role == Role::kWrapper || role == Role::kOther || role == Role::kRow || role == Role::kCell;
  if (!may_hold || !HoldsBlocks(node)) return Leaf(node, place);
  if (role == Role::kOther) return Container(node, place);
  Place inner = place;
  inner.direct = false;
  inner.run_element = {};
  Content(node, inner);
}

// Nearly all hold text alone, and are one block; where blocks come between, each run of text is one.
void EcfrWalk::Paragraph(const Node& node, const Place& place) {
  Place inner = place;
  inner.direct = false;
  inner.run_element = tape_->Name(node);
  Content(node, inner);
}

void EcfrWalk::Container(const Node& node, const Place& place) {
  Content(node, {.division = place.division,
                 .direct = false,
                 .container = tape_->Name(node),
                 .ordinal = ++containers_,
                 .run_element = {}});
}

std::string EcfrWalk::HeadText(const Node& division) {
  const Node* head = FindHead(*tape_, division);
  if (head == nullptr) return {};
  in_head_ = true;
  Flatten(*head);
  in_head_ = false;
  std::string text(text_.text());
  ClearText();
  return text;
}

void EcfrWalk::Head(const Node& node, const Place& place) {
  in_head_ = true;
  Flatten(node);
  in_head_ = false;
  if (!status_.ok()) return;
  visitor_->Heading(MakeBlock(place, tape_->Name(node)));
  TellImages(place, 0);
  ClearText();
  for (size_t i = IndexOf(node) + 1; i < node.next; ++i) {
    if (At(i).kind != XmlTape::Kind::kElement || At(i).role != Role::kHed1) continue;
    Hed1(At(i), place);
    i = At(i).next - 1;
  }
}

void EcfrWalk::Hed1(const Node& node, const Place& place) {
  if (place.direct && !IsTextDivision(place.division)) return Hed(node);
  Flatten(node);
  TellBlock(place, tape_->Name(node));
}

void EcfrWalk::Hed(const Node& node) {
  DivisionStart start;
  start.type = DivisionType::kHed;
  start.element = "HED1";
  visitor_->BeginDivision(start);
  Flatten(node);
  visitor_->Heading(MakeBlock({}, start.element));
  TellImages({}, 0);
  ClearText();
  visitor_->EndDivision();
}

void EcfrWalk::Leaf(const Node& node, const Place& place) {
  const Role role = node.role;
  const string_view element = role == Role::kTable ? "TABLE" : tape_->Name(node);
  in_table_ = role == Role::kTable;
  if (role == Role::kImage) {
    FlattenElement(node);
  } else {
    Flatten(node);
  }
  in_table_ = in_cell_ = false;
  if (!status_.ok()) return;
  if (role == Role::kNote || role == Role::kLink) {
    if (!text_.empty()) visitor_->Note(MakeBlock(place, element));
    TellImages(place, 0);
    return ClearText();
  }
  if (role == Role::kMath && !images_.empty()) {
    TextBlock math = MakeBlock(place, element);
    math.source = images_[0];
    visitor_->Block(math);
    TellImages(place, 1);
    return ClearText();
  }
  if (role == Role::kStars && text_.empty()) visitor_->Block(MakeBlock(place, element));
  TellBlock(place, element);
}

void EcfrWalk::Flatten(const Node& node) {
  for (size_t i = IndexOf(node) + 1; i < node.next && status_.ok(); i = At(i).next) {
    if (At(i).kind == XmlTape::Kind::kElement) {
      FlattenElement(At(i));
    } else {
      AddText(At(i));
    }
  }
}

void EcfrWalk::FlattenElement(const Node& node) {
  switch (node.role) {
    case Role::kInline: return FlattenInline(node);
    case Role::kLink: return Flatten(node);
    case Role::kImage: images_.push_back(tape_->Attribute(node, "src")); return Flatten(node);
    case Role::kHed1:
      if (in_head_) return text_.Blank();
      break;
    case Role::kBreak:
      text_.Blank();
      Flatten(node);
      return text_.Blank();
    case Role::kDivision:
      if (status_.ok())
        status_ = XmlError(offset_ + node.begin, "a DIVn inside a block of text", "one between blocks");
      return;
    default: break;
  }
  if (node.role == Role::kCell && in_table_ && !in_cell_) {
    text_.NextCell();
    in_cell_ = true;
    Flatten(node);
    in_cell_ = false;
    return;
  }
  const bool on_its_own_line = in_table_ && !in_cell_;
  on_its_own_line ? text_.Line() : text_.Blank();
  Flatten(node);
  on_its_own_line ? text_.Line() : text_.Blank();
}

void EcfrWalk::FlattenInline(const Node& node) {
  const string_view name = tape_->Name(node);
  const string_view type = name == "E" ? tape_->Attribute(node, "T") : "";
  const size_t span = text_.BeginSpan(StyleOf(name, type));
  Flatten(node);
  text_.EndSpan(span);
}

void EcfrWalk::AddText(const Node& node) {
  string_view text = tape_->Bytes(node);
  if (node.kind == XmlTape::Kind::kText) return text_.Text(text);
  while (!text.empty()) {
    const size_t plain = std::min(text.find('&'), text.size());
    text_.Text(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) return;
    character_.clear();
    text.remove_prefix(AppendReference(text, character_));
    padded_.clear();
    padded_.Append(character_);
    text_.Text(padded_.view());
  }
}

void EcfrWalk::TellBlock(const Place& place, string_view element) {
  if (!status_.ok()) return;
  if (!text_.empty()) visitor_->Block(MakeBlock(place, element));
  TellImages(place, 0);
  ClearText();
}

void EcfrWalk::TellImages(const Place& place, size_t from) {
  for (size_t i = from; i < images_.size(); ++i) {
    TextBlock image;
    image.element = "img";
    image.container = place.container;
    image.container_ordinal = place.ordinal;
    image.source = images_[i];
    visitor_->Block(image);
  }
}

TextBlock EcfrWalk::MakeBlock(const Place& place, string_view element) {
  TextBlock block;
  block.element = element;
  block.spans = text_.spans();
  block.text = text_.text();
  block.container = place.container;
  block.container_ordinal = place.ordinal;
  return block;
}

void EcfrWalk::ClearText() {
  text_.Clear();
  images_.clear();
}

}  // namespace reg2graph
