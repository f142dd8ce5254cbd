#ifndef REG2GRAPH_PARSERS_XML_XML_WALK_H_
#define REG2GRAPH_PARSERS_XML_XML_WALK_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "engine/core/document_visitor.h"
#include "parsers/xml/elements.h"
#include "parsers/xml/text_builder.h"
#include "parsers/xml/xml_tape.h"

namespace reg2graph {

// Emits what is on the tape of a unit: what all dialects have in common, which is everything below the
// divisions. A dialect derives from it and says what its divisions are (Own). Reused from unit to unit; not
// thread-safe.
class XmlWalk {
 public:
  virtual ~XmlWalk() = default;

 protected:
  using Node = XmlTape::Node;

  // Where content is.
  struct Place {
    DivisionType division = DivisionType::kTitle;  // the nearest
    bool direct = true;                            // directly in that, not in a container
    std::string_view container = {};               // nearest container's element
    uint32_t ordinal = 0;                          // of that container
    std::string_view run_element = {};             // the element of text that is bare here
  };

  // Emits the element at `at`, which does not flow with text, and siblings after it up to `end`, if the
  // dialect has a rule of its own for it. Returns the index after what it emitted; `at`: nothing.
  virtual size_t Own(size_t at, size_t end, const Place& place) = 0;
  // Whether an element within text is emitted after that text.
  virtual bool IsSetAside(const Node&) const { return false; }
  // Whether a division within text is part of that text.
  virtual bool IsFlatDivision(const Node&) const { return false; }
  // What a block of this element is called.
  virtual std::string_view ElementOf(const Node& node) { return tape_->Name(node); }
  // What an image is called, and the text that its element holds beside that.
  virtual std::string_view ImageOf(const Node& node) { return tape_->Attribute(node, "src"); }
  virtual void FlattenImage(const Node& node) { Flatten(node); }
  // The text of a node, as far as it is content.
  virtual void AddText(const Node& node) { AddText(tape_->Bytes(node), node.kind); }
  virtual void Leaf(const Node& node, const Place& place);
  // Adds the rows of a table to text_.
  virtual void FlattenTable(const Node& node) { Flatten(node); }
  virtual SpanStyle StyleOfInline(const Node& node);

  void Start(XmlTape& tape, uint64_t offset, DocumentVisitor* visitor);
  void Fail(const Node& node, std::string_view found, std::string_view expected);
  const absl::Status& status() const { return status_; }

  void Content(const Node& node, const Place& place);
  // The nodes from `begin` up to `end`, siblings, with all that is in them.
  void Siblings(size_t begin, size_t end, const Place& place);
  void Element(const Node& node, const Place& place);
  void Paragraph(const Node& node, const Place& place);
  void Container(const Node& node, const Place& place);
  // All that is in `node` as one table.
  void Table(const Node& node, const Place& place);
  // Emits the bytes of the current division less those of the divisions from `first` on in nested_.
  void TellSource(const Node& node, size_t first);

  // Adds the text in `node` to text_, whatever elements hold it.
  void Flatten(const Node& node);
  void FlattenElement(const Node& node);
  void FlattenInline(const Node& node);
  void AddText(std::string_view text, XmlTape::Kind kind);

  bool HoldsBlocks(const Node& node) const;
  bool IsBlank(const Node& node) const;
  bool IsElement(const Node& node, std::string_view name) const;
  const Node& At(size_t index) const { return tape_->nodes()[index]; }
  size_t IndexOf(const Node& node) const { return static_cast<size_t>(&node - tape_->nodes().data()); }

  void TellBlock(const Place& place, std::string_view element);
  void TellImages(const Place& place, size_t from);
  TextBlock MakeBlock(const Place& place, std::string_view element);
  void ClearText();

  XmlTape* tape_ = nullptr;
  DocumentVisitor* visitor_ = nullptr;
  TextBuilder text_;
  std::vector<std::string_view> images_;  // sources of the images within the text at hand
  uint32_t containers_ = 0;               // begun so far in the current division
  std::vector<const Node*> nested_;  // divisions that have ended in those that are open, by the outer one

 private:
  uint64_t offset_ = 0;
  absl::Status status_;
  bool in_table_ = false;
  bool in_cell_ = false;
  std::string character_;  // that a reference denotes
  PaddedBuffer padded_;    // the same
  std::vector<std::string_view> pieces_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_XML_XML_WALK_H_
