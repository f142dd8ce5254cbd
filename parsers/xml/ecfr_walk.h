#ifndef REG2GRAPH_PARSERS_XML_ECFR_WALK_H_
#define REG2GRAPH_PARSERS_XML_ECFR_WALK_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "engine/core/document_visitor.h"
#include "parsers/xml/div_index.h"
#include "parsers/xml/ecfr_elements.h"
#include "parsers/xml/text_builder.h"

// pugixml is included in .cc files only.
namespace pugi {
class xml_node;
}

namespace reg2graph {

// Tells a visitor what stands in pugixml's tree of a unit, and checks on the way that the tree and the
// index of the unit's DIVs say the same. Reused from unit to unit.
class EcfrWalk {
 public:
  // `raw` is what the tree was parsed from, before pugixml changed its copy in place.
  absl::Status Run(const pugi::xml_node& root, std::string_view raw, const DivIndex& index, bool is_spine,
                   uint64_t offset, DocumentVisitor& visitor);

 private:
  // Where content stands.
  struct Place {
    bool direct = true;            // directly in a division, not in a container
    std::string_view container;    // nearest container's element
    uint32_t ordinal = 0;          // of that container
    std::string_view run_element;  // the element of text that stands bare here
  };

  void Division(const pugi::xml_node& node, int depth);
  void DivisionContent(const pugi::xml_node& node, size_t div, int depth);
  void Content(const pugi::xml_node& node, const Place& place, int depth);
  void Element(const pugi::xml_node& node, Role role, const Place& place, int depth);
  void Paragraph(const pugi::xml_node& node, const Place& place, int depth);
  void Container(const pugi::xml_node& node, int depth);
  void Hed(const pugi::xml_node& node, int depth);
  void Leaf(const pugi::xml_node& node, Role role, const Place& place, int depth);

  // Adds the text in `node` to text_, whatever elements hold it.
  void Flatten(const pugi::xml_node& node, int depth);
  void FlattenElement(const pugi::xml_node& node, int depth);
  void FlattenInline(const pugi::xml_node& node, int depth);
  void AddText(const pugi::xml_node& node);

  void TellBlock(const Place& place, std::string_view element);
  void TellImages(const Place& place, size_t from);
  TextBlock MakeBlock(const Place& place, std::string_view element);
  void ClearText();

  bool CheckDepth(const pugi::xml_node& node, int depth);
  bool CheckAttributes(const pugi::xml_node& node);
  void Fail(const pugi::xml_node& node, std::string_view found, std::string_view expected);

  std::string_view raw_;
  const DivIndex* index_ = nullptr;
  bool is_spine_ = false;
  uint64_t offset_ = 0;
  DocumentVisitor* visitor_ = nullptr;
  absl::Status status_;
  size_t next_div_ = 0;
  size_t current_div_ = DivIndex::kNone;
  uint32_t containers_ = 0;  // begun so far in the current division
  bool in_table_ = false;
  bool in_cell_ = false;
  TextBuilder text_;
  std::vector<std::string_view> images_;  // sources of the images within the text at hand
  std::vector<std::string_view> pieces_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_XML_ECFR_WALK_H_
