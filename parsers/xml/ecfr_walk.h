#ifndef REG2GRAPH_PARSERS_XML_ECFR_WALK_H_
#define REG2GRAPH_PARSERS_XML_ECFR_WALK_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "engine/core/document_visitor.h"
#include "parsers/xml/ecfr_elements.h"
#include "parsers/xml/text_builder.h"
#include "parsers/xml/xml_tape.h"

namespace reg2graph {

// The first HEAD directly in an element of the tape, or null.
const XmlTape::Node* FindHead(const XmlTape& tape, const XmlTape::Node& division);

// Tells a visitor what stands on the tape of a unit. Reused from unit to unit.
class EcfrWalk {
 public:
  absl::Status Run(XmlTape& tape, bool is_spine, uint64_t offset, DocumentVisitor& visitor);
  // The text of the outermost division's HEAD as Run gives it in DivisionStart::heading.
  std::string HeadOf(XmlTape& tape);

 private:
  using Node = XmlTape::Node;

  // Where content stands.
  struct Place {
    DivisionType division;         // the nearest
    bool direct = true;            // directly in that, not in a container
    std::string_view container;    // nearest container's element
    uint32_t ordinal = 0;          // of that container
    std::string_view run_element;  // the element of text that stands bare here
  };

  void Division(const Node& node);
  void Content(const Node& node, const Place& place);
  // The nodes from `begin` up to `end`, siblings, with all that is in them.
  void Siblings(size_t begin, size_t end, const Place& place);
  // A SECTNO among divisions begins a section that has no element: it goes on up to the next division, HED1
  // or SECTNO, or to `end`. Returns where that is.
  size_t LooseSection(size_t begin, size_t end);
  void Element(const Node& node, const Place& place);
  void Paragraph(const Node& node, const Place& place);
  void Container(const Node& node, const Place& place);
  void Head(const Node& node, const Place& place);
  // A heading that is a division of its own; `node` holds its text.
  void Hed(const Node& node);
  // An HED1 of a section or an appendix is a heading among its paragraphs.
  void Hed1(const Node& node, const Place& place);
  void Leaf(const Node& node, const Place& place);
  // Tells the bytes of the current division less those of the divisions from `first` on in nested_.
  void TellSource(const Node& node, size_t first);

  // Adds the text in `node` to text_, whatever elements hold it.
  void Flatten(const Node& node);
  void FlattenElement(const Node& node);
  void FlattenInline(const Node& node);
  void AddText(const Node& node);

  bool HoldsBlocks(const Node& node) const;
  // Whether it is a DIV7 that represents an HED1. `end`: behind what is in its parent.
  bool IsEmptyGroup(const Node& node, size_t end);
  bool IsFollowedByLink(const Node& node, size_t end) const;
  bool HoldsOnlyHead(const Node& node) const;
  bool IsBlank(const Node& node) const;
  bool EndsLooseSection(const Node& node) const;
  bool IsElement(const Node& node, std::string_view name) const;
  // "165.793" of a SECTNO; empty where it holds no number.
  std::string NumberOf(const Node& sectno);
  // The text of a division's HEAD, less the HED1s in it.
  std::string HeadText(const Node& division);
  const Node& At(size_t index) const { return tape_->nodes()[index]; }
  size_t IndexOf(const Node& node) const { return static_cast<size_t>(&node - tape_->nodes().data()); }

  void TellBlock(const Place& place, std::string_view element);
  void TellImages(const Place& place, size_t from);
  TextBlock MakeBlock(const Place& place, std::string_view element);
  void ClearText();

  XmlTape* tape_ = nullptr;
  bool is_spine_ = false;
  uint64_t offset_ = 0;
  DocumentVisitor* visitor_ = nullptr;
  absl::Status status_;
  uint32_t containers_ = 0;  // begun so far in the current division
  bool in_table_ = false;
  bool in_cell_ = false;
  bool in_head_ = false;
  TextBuilder text_;
  std::string character_;                 // that a reference stands for
  PaddedBuffer padded_;                   // the same
  std::vector<std::string_view> images_;  // sources of the images within the text at hand
  std::vector<const Node*> nested_;  // divisions that have ended in those that are open, by the outer one
  std::vector<std::string_view> pieces_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_XML_ECFR_WALK_H_
