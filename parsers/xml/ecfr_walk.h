#ifndef REG2GRAPH_PARSERS_XML_ECFR_WALK_H_
#define REG2GRAPH_PARSERS_XML_ECFR_WALK_H_

#include <optional>
#include <string>
#include <string_view>

#include "parsers/xml/xml_walk.h"

namespace reg2graph {

// The HEAD directly in an element of the tape and before the divisions in it, or null.
const XmlTape::Node* FindHead(const XmlTape& tape, const XmlTape::Node& division);

// Emits the divisions DIV1 to DIV9, as the eCFR's API prints them. What another printing does otherwise is
// virtual.
class EcfrWalk : public XmlWalk {
 public:
  absl::Status Run(XmlTape& tape, bool is_spine, uint64_t offset, DocumentVisitor& visitor);
  // What the outermost division of a tape is called, as Run says it.
  struct RootName {
    std::optional<std::string> identifier;  // nothing if it could not be read
    std::string heading;                    // where its key is made from it
    std::string head;                       // the bytes of its HEAD, if it has one
    bool is_none = false;                   // neither named nor of any text: no division
  };
  RootName NameOfRoot(XmlTape& tape);

 protected:
  // What is known of a division before it begins. `heading` is read where the key is made from it.
  struct Name {
    std::string_view identifier, printed = {};
    std::string heading = {};
  };
  virtual Name NameOf(const Node& division, DivisionType type);
  virtual void Division(const Node& node, const Place& place);
  // Whether a division has neither a heading nor a text of its own, so that what is in it is in its parent.
  virtual bool IsNone(const Node&) { return false; }

  // The heading in the text of a HEAD.
  virtual std::string_view HeadingOf(std::string_view text, const Place&) const { return text; }

  size_t Own(size_t at, size_t end, const Place& place) override;
  bool IsSetAside(const Node& node) const override;

  void EmitDivision(const Node& node, DivisionType type, uint32_t levels_up);
  // The text of a division's HEAD, less what is set aside.
  std::string HeadText(const Node& division);
  bool in_head() const { return in_head_; }

 private:
  // A SECTNO among divisions begins a section that has no element: it goes on up to the next division, HED1
  // or SECTNO, or to `end`. Returns where that is.
  size_t LooseSection(size_t begin, size_t end);
  void Head(const Node& node, const Place& place);
  // A heading that is a division of its own; `node` holds its text.
  void Hed(const Node& node);
  // An HED1 of a section or an appendix is a heading among its paragraphs.
  void Hed1(const Node& node, const Place& place);

  // Whether it is a DIV7 that represents an HED1. `end`: after what is in its parent.
  bool IsEmptyGroup(const Node& node, size_t end);
  bool IsFollowedByLink(const Node& node, size_t end) const;
  bool HoldsOnlyHead(const Node& node) const;
  bool EndsLooseSection(const Node& node) const;
  // "165.793" of a SECTNO; empty where it holds no number.
  std::string NumberOf(const Node& sectno);

  bool is_spine_ = false;
  bool in_head_ = false;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_XML_ECFR_WALK_H_
