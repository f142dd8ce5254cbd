#ifndef REG2GRAPH_TESTS_PARSERS_SUPPORT_TREE_COMPARISON_H_
#define REG2GRAPH_TESTS_PARSERS_SUPPORT_TREE_COMPARISON_H_

#include <algorithm>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/padded_buffer.h"
#include "parsers/xml/ecfr_elements.h"
#include "parsers/xml/start_tag.h"
#include "parsers/xml/xml_tape.h"

namespace reg2graph {

// As XML ends lines.
inline std::string WithLineFeeds(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      out.push_back(text[i]);
    } else if (text.substr(i, 2) != "\r\n") {
      out.push_back('\n');
    }
  }
  return out;
}

inline void Describe(const pugi::xml_node& node, std::string& out) {
  for (const pugi::xml_node& child : node.children()) {
    if (child.type() != pugi::node_element) {
      out += child.value();
      continue;
    }
    out.append("<").append(child.name());
    for (const pugi::xml_attribute& attribute : child.attributes()) {
      // Of two with one name the first counts.
      out.append("|").append(attribute.name()).append("=").append(child.attribute(attribute.name()).value());
    }
    out += ">";
    Describe(child, out);
    out += "</>";
  }
}

inline std::string Decoded(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    if (text[0] == '&') {
      text.remove_prefix(AppendReference(text, out));
      continue;
    }
    out.append(WithLineFeeds(text.substr(0, std::min(text.find('&'), text.size()))));
    text.remove_prefix(std::min(text.find('&'), text.size()));
  }
  return out;
}

// The names of an element's attributes, by an own reading of the well-formed tag.
inline std::vector<std::string> AttributeNames(std::string_view tag) {
  std::vector<std::string> names;
  size_t at = tag.find_first_of(" \t\r\n/>");
  while ((at = tag.find_first_not_of(" \t\r\n", at)) != tag.npos && tag[at] != '>' && tag[at] != '/') {
    const size_t end = tag.find_first_of(" \t\r\n=", at);
    names.emplace_back(tag.substr(at, end - at));
    const size_t open = tag.find_first_of("\"'", end);
    at = tag.find(tag[open], open + 1) + 1;
  }
  return names;
}

inline void Describe(XmlTape& tape, size_t from, size_t end, std::string& out) {
  for (size_t i = from; i < end; i = tape.nodes()[i].next) {
    const XmlTape::Node& node = tape.nodes()[i];
    const std::string_view bytes = tape.Bytes(node);
    if (node.kind == XmlTape::Kind::kEscaped) {
      out += Decoded(bytes);
      continue;
    }
    if (node.kind == XmlTape::Kind::kText) {
      out += WithLineFeeds(bytes);
      continue;
    }
    out.append("<").append(tape.Name(node));
    for (const std::string& name : AttributeNames(bytes))
      out.append("|").append(name).append("=").append(tape.Attribute(node, name));
    out += ">";
    Describe(tape, i + 1, node.next, out);
    out += "</>";
  }
}

// Whether the tape says what pugixml's tree says, and refuses what pugixml refuses.
class TreeComparison {
 public:
  // False if the tape refuses the document.
  bool Compare(std::string_view xml) {
    difference_.clear();
    const PaddedBuffer bytes(xml);
    pugi::xml_document document;
    const bool is_xml = document.load_buffer(
        xml.data(), xml.size(), pugi::parse_default | pugi::parse_ws_pcdata, pugi::encoding_utf8);
    const absl::Status status = tape_.Build(bytes.view(), 0);
    if (!status.ok()) {
      if (is_xml && !IsOwnRule(status)) difference_ = "refused by the tape only: " + status.ToString();
      return false;
    }
    std::string tree, tape;
    Describe(document, tree);
    Describe(tape_, 0, tape_.nodes().size(), tape);
    if (tree != tape) difference_ = "the tree says\n" + tree + "\nand the tape\n" + tape;
    if (!is_xml) difference_ = "refused by pugixml only";
    return true;
  }
  // Between the two, of the last document; empty where there is none.
  const std::string& difference() const { return difference_; }

 private:
  // What is stricter than pugixml.
  static bool IsOwnRule(const absl::Status& status) {
    for (const char* rule : {"'<' inside a tag", "DOCTYPE", "the outermost DIV", "second outermost"}) {
      if (std::string(status.message()).find(rule) != std::string::npos) return true;
    }
    return false;
  }

  XmlTape tape_{EcfrElements()};
  std::string difference_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_TESTS_PARSERS_SUPPORT_TREE_COMPARISON_H_
