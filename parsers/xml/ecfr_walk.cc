#include "parsers/xml/ecfr_walk.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "engine/core/heading_identifier.h"
#include "engine/core/keys.h"
#include "engine/core/strings.h"

namespace reg2graph {
namespace {

using std::string_view;

constexpr string_view kSectionNumber = "SECTNO";

bool IsTextDivision(DivisionType type) {
  return type == DivisionType::kSection || type == DivisionType::kAppendix;
}

}  // namespace

const XmlTape::Node* FindHead(const XmlTape& tape, const XmlTape::Node& division) {
  const std::vector<XmlTape::Node>& nodes = tape.nodes();
  for (auto i = static_cast<size_t>(&division - nodes.data()) + 1; i < division.next; i = nodes[i].next) {
    if (nodes[i].kind != XmlTape::Kind::kElement) continue;
    if (nodes[i].role == Role::kDivision) break;
    if (nodes[i].role == Role::kHead) return &nodes[i];
  }
  return nullptr;
}

EcfrWalk::RootName EcfrWalk::NameOfRoot(XmlTape& tape) {
  Start(tape, 0, nullptr);
  in_head_ = false;
  const Node& root = At(0);
  const Name name = NameOf(root, *tape.elements().DivisionOf(tape.Name(root)));
  RootName result{std::string(name.identifier), name.heading, {}, IsNone(root)};
  if (const Node* head = FindHead(tape, root)) result.head = tape.Bytes(*head);
  return result;
}

absl::Status EcfrWalk::Run(XmlTape& tape, bool is_spine, uint64_t offset, DocumentVisitor& visitor) {
  Start(tape, offset, &visitor);
  is_spine_ = is_spine;
  in_head_ = false;
  Division(At(0), {});
  return status();
}

size_t EcfrWalk::Own(size_t at, size_t end, const Place& place) {
  const Node& node = At(at);
  const bool among_divisions = place.direct && !IsTextDivision(place.division);
  if (among_divisions && IsElement(node, kSectionNumber) && !NumberOf(node).empty())
    return LooseSection(at, end);
  if (IsEmptyGroup(node, end)) {
    Hed(node);
  } else if (node.role == Role::kDivision) {
    Division(node, place);
  } else if (node.role == Role::kHed1) {
    Hed1(node, place);
  } else if (node.role == Role::kHead && place.direct) {
    Head(node, place);
  } else {
    return at;
  }
  return node.next;
}

EcfrWalk::Name EcfrWalk::NameOf(const Node& division, DivisionType type) {
  Name name{tape_->Attribute(division, "N")};
  if (KeyedByHeading(type, name.identifier)) name.heading = HeadText(division);
  return name;
}

void EcfrWalk::Division(const Node& node, const Place&) {
  EmitDivision(node, *tape_->elements().DivisionOf(tape_->Name(node)), 0);
}

void EcfrWalk::EmitDivision(const Node& node, DivisionType type, uint32_t levels_up) {
  const uint32_t outer_containers = std::exchange(containers_, 0);
  const size_t first_nested = nested_.size();
  const Name name = NameOf(node, type);
  DivisionStart start;
  start.type = type;
  start.identifier = name.identifier;
  start.printed = name.printed;
  start.heading = name.heading;
  start.element = tape_->Name(node);
  start.markup = Markup::kElement;
  start.levels_up = levels_up;
  start.skeleton = is_spine_ && type == DivisionType::kPart;
  visitor_->BeginDivision(start);
  if (!start.skeleton) {
    Content(node, {.division = type});
    TellSource(node, first_nested);
  }
  visitor_->EndDivision();
  nested_.resize(first_nested);
  nested_.push_back(&node);
  containers_ = outer_containers;
}

size_t EcfrWalk::LooseSection(size_t begin, size_t end) {
  const std::string number = NumberOf(At(begin));
  DivisionStart start;
  start.type = DivisionType::kSection;
  start.identifier = number;
  start.element = kSectionNumber;
  start.markup = Markup::kLoose;
  const uint32_t outer_containers = std::exchange(containers_, 0);
  visitor_->BeginDivision(start);
  size_t i = begin;
  do {
    Flatten(At(i));
    text_.Blank();
    i = At(i).next;
    while (i < end && IsBlank(At(i))) i = At(i).next;
  } while (i < end && (IsElement(At(i), "SUBJECT") || IsElement(At(i), "RESERVED")));
  const Place place{.division = DivisionType::kSection};
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
  return node.role == Role::kDivision &&
         tape_->elements().DivisionOf(tape_->Name(node)) == DivisionType::kSubjectGroup &&
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

bool EcfrWalk::IsSetAside(const Node& node) const { return in_head_ && node.role == Role::kHed1; }

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
  if (!status().ok()) return;
  TextBlock head = MakeBlock(place, tape_->Name(node));
  head.text = HeadingOf(head.text, place);
  visitor_->Heading(head);
  TellImages(place, 0);
  ClearText();
  in_head_ = true;
  for (size_t i = IndexOf(node) + 1; i < node.next; ++i) {
    if (At(i).kind != XmlTape::Kind::kElement || !IsSetAside(At(i))) continue;
    const size_t after = At(i).next;
    in_head_ = false;
    Siblings(i, after, place);
    in_head_ = true;
    i = after - 1;
  }
  in_head_ = false;
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

}  // namespace reg2graph
