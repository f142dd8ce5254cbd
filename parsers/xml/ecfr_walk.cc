#include "parsers/xml/ecfr_walk.h"

#include <cstring>
#include <pugixml.hpp>

#include "parsers/xml/parse_error.h"

namespace reg2graph {
namespace {

using pugi::xml_node;
using std::string_view;

// The deepest real file has 15 levels.
constexpr int kMaxDepth = 200;

bool IsText(const xml_node& node) {
  return node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata;
}

bool FlowsWithText(Role role) {
  return role == Role::kInline || role == Role::kBreak || role == Role::kImage || role == Role::kLink;
}

// Whether the element holds something that is not a flow of text.
bool HoldsBlocks(const xml_node& node) {
  for (xml_node child = node.first_child(); child; child = child.next_sibling()) {
    if (child.type() == pugi::node_element && !FlowsWithText(RoleOf(child.name()))) return true;
  }
  return false;
}

}  // namespace

absl::Status EcfrWalk::Run(const xml_node& root, string_view raw, const DivIndex& index, bool is_spine,
                           uint64_t offset, DocumentVisitor& visitor) {
  raw_ = raw;
  index_ = &index;
  is_spine_ = is_spine;
  offset_ = offset;
  visitor_ = &visitor;
  status_ = absl::OkStatus();
  next_div_ = 0;
  current_div_ = DivIndex::kNone;
  in_table_ = in_cell_ = false;
  ClearText();
  Division(root, 0);
  if (status_.ok() && next_div_ != index.divs().size()) {
    const size_t missed = index.divs()[next_div_].begin;
    return XmlError(offset_ + missed, "a DIV inside an attribute or a comment", "an element");
  }
  return status_;
}

void EcfrWalk::Division(const xml_node& node, int depth) {
  if (!CheckDepth(node, depth)) return;
  const size_t div = next_div_++;
  // pugixml's tree and the scan of the raw bytes must agree, or the pieces would be of other elements.
  const bool agrees = div < index_->divs().size() && index_->divs()[div].parent == current_div_ &&
                      index_->divs()[div].begin + 1 == static_cast<size_t>(node.offset_debug());
  if (!agrees)
    return Fail(node, "a DIV that stands where no DIV can", "an element outside of tags and comments");

  const size_t outer_div = current_div_;
  const uint32_t outer_containers = containers_;
  current_div_ = div;
  containers_ = 0;
  DivisionContent(node, div, depth);
  current_div_ = outer_div;
  containers_ = outer_containers;
}

void EcfrWalk::DivisionContent(const xml_node& node, size_t div, int depth) {
  const int number = index_->divs()[div].number;
  DivisionStart start;
  start.type = *TypeOfDiv(number);
  start.identifier = node.attribute("N").value();
  start.element = node.name();
  start.skeleton = is_spine_ && start.type == DivisionType::kPart;
  visitor_->BeginDivision(start);
  if (!start.skeleton) {
    Content(node, Place{}, depth);
    index_->Pieces(raw_, div, pieces_);
    visitor_->Source(pieces_);
  }
  visitor_->EndDivision();
}

void EcfrWalk::Content(const xml_node& node, const Place& place, int depth) {
  if (!CheckDepth(node, depth)) return;
  AddText(node);
  for (xml_node child = node.first_child(); child && status_.ok(); child = child.next_sibling()) {
    if (IsText(child)) {
      AddText(child);
      continue;
    }
    if (child.type() != pugi::node_element) continue;
    const Role role = RoleOf(child.name());
    // Inside a paragraph that also holds blocks, links and images flow with its text.
    const bool in_paragraph = !place.run_element.empty();
    if (role == Role::kInline || role == Role::kBreak || (in_paragraph && FlowsWithText(role))) {
      FlattenElement(child, depth + 1);
      continue;
    }
    TellBlock(place, place.run_element);
    Element(child, role, place, depth + 1);
  }
  TellBlock(place, place.run_element);
}

void EcfrWalk::Element(const xml_node& node, Role role, const Place& place, int depth) {
  if (role == Role::kDivision) return Division(node, depth);
  if (role == Role::kHed1 && place.direct) return Hed(node, depth);
  if (role == Role::kContainer) return Container(node, depth);
  if (role == Role::kText) return Paragraph(node, place, depth);
  const bool may_hold =
      role == Role::kWrapper || role == Role::kOther || role == Role::kRow || role == Role::kCell;
  if (!may_hold || !HoldsBlocks(node)) return Leaf(node, role, place, depth);
  if (role == Role::kOther) return Container(node, depth);
  Place inner = place;
  inner.direct = false;
  inner.run_element = {};
  Content(node, inner, depth);
}

// Nearly all hold text alone, and are one block; where blocks stand between, each run of text is one.
void EcfrWalk::Paragraph(const xml_node& node, const Place& place, int depth) {
  Place inner = place;
  inner.direct = false;
  inner.run_element = node.name();
  Content(node, inner, depth);
}

void EcfrWalk::Container(const xml_node& node, int depth) {
  Content(node, {.direct = false, .container = node.name(), .ordinal = ++containers_, .run_element = {}},
          depth);
}

void EcfrWalk::Hed(const xml_node& node, int depth) {
  DivisionStart start;
  start.type = DivisionType::kHed;
  start.element = node.name();
  visitor_->BeginDivision(start);
  Flatten(node, depth);
  visitor_->Heading(MakeBlock({}, node.name()));
  TellImages({}, 0);
  ClearText();
  visitor_->EndDivision();
}

void EcfrWalk::Leaf(const xml_node& node, Role role, const Place& place, int depth) {
  const string_view element = role == Role::kTable ? "TABLE" : node.name();
  in_table_ = role == Role::kTable;
  if (role == Role::kImage) {
    FlattenElement(node, depth);
  } else {
    Flatten(node, depth);
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

void EcfrWalk::Flatten(const xml_node& node, int depth) {
  if (!CheckDepth(node, depth)) return;
  AddText(node);
  for (xml_node child = node.first_child(); child && status_.ok(); child = child.next_sibling()) {
    if (IsText(child)) {
      AddText(child);
    } else if (child.type() == pugi::node_element) {
      FlattenElement(child, depth + 1);
    }
  }
}

void EcfrWalk::FlattenElement(const xml_node& node, int depth) {
  const Role role = RoleOf(node.name());
  switch (role) {
    case Role::kInline: return FlattenInline(node, depth);
    case Role::kLink: return Flatten(node, depth);
    case Role::kImage: images_.push_back(node.attribute("src").value()); return Flatten(node, depth);
    case Role::kBreak:
      text_.Blank();
      Flatten(node, depth);
      return text_.Blank();
    case Role::kDivision: return Fail(node, "a DIVn inside a block of text", "one between blocks");
    default: break;
  }
  if (role == Role::kCell && in_table_ && !in_cell_) {
    text_.NextCell();
    in_cell_ = true;
    Flatten(node, depth);
    in_cell_ = false;
    return;
  }
  const bool on_its_own_line = in_table_ && !in_cell_;
  on_its_own_line ? text_.Line() : text_.Blank();
  Flatten(node, depth);
  on_its_own_line ? text_.Line() : text_.Blank();
}

void EcfrWalk::FlattenInline(const xml_node& node, int depth) {
  const string_view name = node.name();
  const char* type = name == "E" ? node.attribute("T").value() : "";
  const size_t span = text_.BeginSpan(StyleOf(name, type));
  Flatten(node, depth);
  text_.EndSpan(span);
}

// The value of an element is its first text: the tree is made with parse_embed_pcdata.
void EcfrWalk::AddText(const xml_node& node) { text_.Text(node.value()); }

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

bool EcfrWalk::CheckDepth(const xml_node& node, int depth) {
  if (depth > kMaxDepth) Fail(node, "elements nested more than 200 deep", "an end tag");
  return status_.ok() && CheckAttributes(node);
}

// XML forbids '<' in an attribute, pugixml does not; the scan for DIVs relies on it.
bool EcfrWalk::CheckAttributes(const xml_node& node) {
  for (pugi::xml_attribute attribute = node.first_attribute(); attribute;
       attribute = attribute.next_attribute()) {
    if (std::strchr(attribute.value(), '<') == nullptr) continue;
    // It may have been written "&lt;": look at the tag as it stood.
    const auto begin = static_cast<size_t>(node.offset_debug());
    char quote = 0;
    for (size_t i = begin; i < raw_.size() && (quote != 0 || raw_[i] != '>'); ++i) {
      if (raw_[i] == '<') {
        Fail(node, "a tag with '<' in it", "'&lt;'");
        return false;
      }
      if (quote == 0 && (raw_[i] == '"' || raw_[i] == '\'')) {
        quote = raw_[i];
      } else if (raw_[i] == quote) {
        quote = 0;
      }
    }
  }
  return true;
}

void EcfrWalk::Fail(const xml_node& node, string_view found, string_view expected) {
  if (!status_.ok()) return;
  const ptrdiff_t local = node.offset_debug();
  status_ = XmlError(offset_ + (local > 0 ? static_cast<uint64_t>(local) - 1 : 0), found, expected);
}

}  // namespace reg2graph
