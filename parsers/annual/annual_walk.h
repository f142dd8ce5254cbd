#ifndef REG2GRAPH_PARSERS_ANNUAL_ANNUAL_WALK_H_
#define REG2GRAPH_PARSERS_ANNUAL_ANNUAL_WALK_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/annual/annual_survey.h"
#include "parsers/xml/xml_walk.h"

namespace reg2graph {

// Emits a PART of the annual CFR as the eCFR's API would print it.
class AnnualWalk : public XmlWalk {
 public:
  // ResourceExhausted if `memory` does not suffice.
  absl::Status Run(XmlTape& tape, uint64_t offset, UnitMemory& memory, DocumentVisitor& visitor);

 protected:
  size_t Own(size_t at, size_t end, const Place& place) override;
  bool IsSetAside(const Node& node) const override;
  bool IsFlatDivision(const Node&) const override { return in_note_; }
  std::string_view ImageOf(const Node& node) override;
  void FlattenImage(const Node&) override {}
  void AddText(const Node& node) override;
  void Leaf(const Node& node, const Place& place) override;
  void FlattenTable(const Node& node) override;
  std::string_view ElementOf(const Node& node) override;
  SpanStyle StyleOfInline(const Node& node) override;

 private:
  // A division that is open. The nodes of its heading are emitted together, where the first of them is.
  struct Open {
    DivisionType type;
    std::vector<size_t> heading_nodes;
  };

  void Division(const Node& node, const Place& place, uint32_t levels_up);
  void Heading();
  // A note, then the divisions in it that are law.
  void Note(const Node& node, const Place& place);
  // The cells of a table's head, a row for each level.
  void FlattenBoxHead(const Node& node);
  void TableNotes(const Node& table, const Place& place);
  // How many of the open divisions end before one of this type that continues after a note.
  uint32_t LevelsUp(DivisionType type) const;

  // The nodes that make up the heading of a division: SECTNO, SUBJECT and RESERVED of a section; the first HD
  // with SOURCE="HED" and RESERVED of any other.
  std::vector<size_t> HeadingNodes(const Node& division, DivisionType type);
  std::string HeadingText(const std::vector<size_t>& nodes);
  std::string_view TextIn(const Node& node) const;
  std::string IdentifierOf(const Node& division, DivisionType type, std::string_view heading);
  // Whether it is an appendix that names the part alone, in a subpart.
  bool BelongsToPart(DivisionType type, std::string_view identifier) const;
  // How many blanks are before a flowing element that begins its line; nothing if it does not.
  std::optional<size_t> IndentOf(const Node& node) const;
  bool Flows(const Node& node) const;
  // Whether the tag that ends at `end` is one of such an element.
  bool EndsFlow(size_t end) const;

  std::optional<AnnualSurvey> survey_;
  std::vector<Open> open_;
  std::string part_;  // the identifier of the part
  bool in_note_ = false;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_ANNUAL_ANNUAL_WALK_H_
