#include "parsers/xml/xml_walk.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "engine/core/strings.h"
#include "parsers/xml/parse_error.h"
#include "parsers/xml/start_tag.h"

namespace reg2graph {
namespace {

using std::string_view;

bool FlowsWithText(Role role) {
  return role == Role::kInline || role == Role::kBreak || role == Role::kImage || role == Role::kLink ||
         role == Role::kAside;
}

}  // namespace

void XmlWalk::Start(XmlTape& tape, uint64_t offset, DocumentVisitor* visitor) {
  tape_ = &tape;
  offset_ = offset;
  visitor_ = visitor;
  status_ = absl::OkStatus();
  containers_ = 0;
  in_table_ = in_cell_ = false;
  nested_.clear();
  ClearText();
}

// Whether the element holds something that is not a flow of text.
bool XmlWalk::HoldsBlocks(const Node& node) const {
  for (size_t i = IndexOf(node) + 1; i < node.next; i = At(i).next) {
    if (At(i).kind == XmlTape::Kind::kElement && !FlowsWithText(At(i).role)) return true;
  }
  return false;
}

void XmlWalk::Content(const Node& node, const Place& place) { Siblings(IndexOf(node) + 1, node.next, place); }

void XmlWalk::Siblings(size_t begin, size_t end, const Place& place) {
  for (size_t i = begin; i < end && status_.ok();) {
    const Node& child = At(i);
    if (child.kind != XmlTape::Kind::kElement) {
      AddText(child);
      i = child.next;
      continue;
    }
    // Inside a paragraph that also holds blocks, links and images flow with its text.
    const bool in_paragraph = !place.run_element.empty();
    if (child.role == Role::kInline || child.role == Role::kBreak || child.role == Role::kAside ||
        (in_paragraph && FlowsWithText(child.role))) {
      FlattenElement(child);
      i = child.next;
      continue;
    }
    TellBlock(place, place.run_element);
    const size_t after = Own(i, end, place);
    if (after == i) Element(child, place);
    i = std::max<size_t>(after, child.next);
  }
  TellBlock(place, place.run_element);
}

bool XmlWalk::IsElement(const Node& node, string_view name) const {
  return node.kind == XmlTape::Kind::kElement && tape_->Name(node) == name;
}

bool XmlWalk::IsBlank(const Node& node) const {
  return node.kind == XmlTape::Kind::kText && absl::StripAsciiWhitespace(Absl(tape_->Bytes(node))).empty();
}

void XmlWalk::Element(const Node& node, const Place& place) {
  const Role role = node.role;
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
void XmlWalk::Paragraph(const Node& node, const Place& place) {
  Place inner = place;
  inner.direct = false;
  inner.run_element = ElementOf(node);
  Content(node, inner);
}

void XmlWalk::Container(const Node& node, const Place& place) {
  Content(node, {.division = place.division,
                 .direct = false,
                 .container = tape_->Name(node),
                 .ordinal = ++containers_,
                 .run_element = {}});
}

void XmlWalk::TellSource(const Node& node, size_t first) {
  pieces_.clear();
  size_t begin = node.begin;
  for (size_t i = first; i < nested_.size(); ++i) {
    pieces_.push_back(tape_->text().substr(begin, nested_[i]->begin - begin));
    begin = nested_[i]->end;
  }
  pieces_.push_back(tape_->text().substr(begin, node.end - begin));
  visitor_->Source(pieces_);
}

void XmlWalk::Table(const Node& node, const Place& place) {
  in_table_ = true;
  FlattenTable(node);
  in_table_ = in_cell_ = false;
  TellBlock(place, "TABLE");
}

void XmlWalk::Leaf(const Node& node, const Place& place) {
  const Role role = node.role;
  if (role == Role::kTable) return Table(node, place);
  const string_view element = tape_->Name(node);
  if (role == Role::kImage) {
    FlattenElement(node);
  } else {
    Flatten(node);
  }
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

void XmlWalk::Flatten(const Node& node) {
  for (size_t i = IndexOf(node) + 1; i < node.next && status_.ok(); i = At(i).next) {
    if (At(i).kind == XmlTape::Kind::kElement) {
      FlattenElement(At(i));
    } else {
      AddText(At(i));
    }
  }
}

void XmlWalk::FlattenElement(const Node& node) {
  if (IsSetAside(node)) return text_.Blank();
  switch (node.role) {
    case Role::kInline: return FlattenInline(node);
    case Role::kLink: return Flatten(node);
    case Role::kAside: return;
    case Role::kImage: images_.push_back(ImageOf(node)); return FlattenImage(node);
    case Role::kBreak:
      text_.Blank();
      Flatten(node);
      return text_.Blank();
    case Role::kDivision:
      if (IsFlatDivision(node)) break;
      return Fail(node, "a DIVn inside a block of text", "one between blocks");
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

void XmlWalk::FlattenInline(const Node& node) {
  const size_t span = text_.BeginSpan(StyleOfInline(node));
  Flatten(node);
  text_.EndSpan(span);
}

SpanStyle XmlWalk::StyleOfInline(const Node& node) {
  const string_view name = tape_->Name(node);
  return StyleOf(name, name == "E" ? tape_->Attribute(node, "T") : "");
}

void XmlWalk::Fail(const Node& node, string_view found, string_view expected) {
  if (status_.ok()) status_ = XmlError(offset_ + node.begin, found, expected);
}

void XmlWalk::AddText(string_view text, XmlTape::Kind kind) {
  if (kind == XmlTape::Kind::kText) return text_.Text(text);
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

void XmlWalk::TellBlock(const Place& place, string_view element) {
  if (!status_.ok()) return;
  if (!text_.empty()) visitor_->Block(MakeBlock(place, element));
  TellImages(place, 0);
  ClearText();
}

void XmlWalk::TellImages(const Place& place, size_t from) {
  for (size_t i = from; i < images_.size(); ++i) {
    TextBlock image;
    image.element = "img";
    image.container = place.container;
    image.container_ordinal = place.ordinal;
    image.source = images_[i];
    visitor_->Block(image);
  }
}

TextBlock XmlWalk::MakeBlock(const Place& place, string_view element) {
  TextBlock block;
  block.element = element;
  block.spans = text_.spans();
  block.text = text_.text();
  block.container = place.container;
  block.container_ordinal = place.ordinal;
  return block;
}

void XmlWalk::ClearText() {
  text_.Clear();
  images_.clear();
}

}  // namespace reg2graph
