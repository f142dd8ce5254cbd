#include "parsers/xml/ecfr_walk.h"

#include <algorithm>

#include "parsers/xml/parse_error.h"
#include "parsers/xml/start_tag.h"

namespace reg2graph {
namespace {

using std::string_view;

bool FlowsWithText(Role role) {
  return role == Role::kInline || role == Role::kBreak || role == Role::kImage || role == Role::kLink;
}

}  // namespace

absl::Status EcfrWalk::Run(XmlTape& tape, bool is_spine, uint64_t offset, DocumentVisitor& visitor) {
  tape_ = &tape;
  is_spine_ = is_spine;
  offset_ = offset;
  visitor_ = &visitor;
  status_ = absl::OkStatus();
  containers_ = 0;
  in_table_ = in_cell_ = false;
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
  start.skeleton = is_spine_ && start.type == DivisionType::kPart;
  visitor_->BeginDivision(start);
  if (!start.skeleton) {
    Content(node, Place{});
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
  for (size_t i = IndexOf(node) + 1; i < node.next && status_.ok(); i = At(i).next) {
    const Node& child = At(i);
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
    Element(child, place);
  }
  TellBlock(place, place.run_element);
}

void EcfrWalk::Element(const Node& node, const Place& place) {
  const Role role = node.role;
  if (role == Role::kDivision) return Division(node);
  if (role == Role::kHed1 && place.direct) return Hed(node);
  if (role == Role::kContainer) return Container(node);
  if (role == Role::kText) return Paragraph(node, place);
  const bool may_hold =
      role == Role::kWrapper || role == Role::kOther || role == Role::kRow || role == Role::kCell;
  if (!may_hold || !HoldsBlocks(node)) return Leaf(node, place);
  if (role == Role::kOther) return Container(node);
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

void EcfrWalk::Container(const Node& node) {
  Content(node,
          {.direct = false, .container = tape_->Name(node), .ordinal = ++containers_, .run_element = {}});
}

void EcfrWalk::Hed(const Node& node) {
  DivisionStart start;
  start.type = DivisionType::kHed;
  start.element = tape_->Name(node);
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
  if (role == Role::kHead && place.direct) {
    visitor_->Heading(MakeBlock(place, element));
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
