#ifndef REG2GRAPH_PARSERS_XML_XML_TAPE_H_
#define REG2GRAPH_PARSERS_XML_XML_TAPE_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "engine/core/unit_memory.h"
#include "parsers/xml/elements.h"

namespace reg2graph {

// The elements and texts of a unit in document order, as byte offsets: the content of a tree without
// building one. Comments and processing instructions are dropped. Reused from unit to unit; not thread-safe.
class XmlTape {
 public:
  enum class Kind : uint8_t {
    kElement,
    kText,     // needs no decoding
    kEscaped,  // holds a '&'
  };
  struct Node {
    uint32_t begin;      // of an element: its '<'
    uint32_t end;        // after a text; after the end tag of an element
    uint32_t next;       // the node after this one and all that is in it
    uint16_t name_size;  // of an element
    Kind kind;
    Role role;            // of an element
    uint32_t attributes;  // where those of an element begin; 0: it has none
  };
  // How deep elements may be nested; the deepest real file has 15 levels.
  static constexpr int kMaxDepth = 200;

  // `elements` of the dialect: it gives each element its role.
  explicit XmlTape(const ElementTable& elements) : elements_(&elements) {}

  // REQUIRES: `text` is the element of one division and nothing else, is followed by 64 readable bytes and
  // outlives the use of the tape. InvalidArgument names the offset, `offset` added, and what was expected:
  // rejected are what pugixml rejects, '<' in a tag, a DOCTYPE and nesting that is too deep.
  // ResourceExhausted if the tape is longer than `memory` has room for, to which it is added.
  absl::Status Build(std::string_view text, uint64_t offset, UnitMemory& memory);
  absl::Status Build(std::string_view text, uint64_t offset) {
    UnitMemory unlimited;
    return Build(text, offset, unlimited);
  }

  // nodes()[0] is the outermost element; the first child of node i, if any, is i + 1.
  const std::vector<Node>& nodes() const { return nodes_; }
  const ElementTable& elements() const { return *elements_; }
  std::string_view text() const { return text_; }
  std::string_view Name(const Node& node) const { return text_.substr(node.begin + 1, node.name_size); }
  std::string_view Bytes(const Node& node) const { return text_.substr(node.begin, node.end - node.begin); }
  // The decoded value of an element's attribute, empty where there is none. Valid until the next Build.
  std::string_view Attribute(const Node& node, std::string_view name);

 private:
  // A node, its share of a list that grows, and the span of text that it may become.
  static constexpr size_t kBytesPerNode = 48;

  void Content();
  void Text(const char* end, bool escaped);
  void StartTag();
  void EndTag();
  bool Attributes();
  void Markup();
  void CData();
  // Moves past the first `end` at or after `from`.
  void SkipPast(const char* from, std::string_view end, std::string_view what);
  void Fail(const char* at, std::string_view found, std::string_view expected);

  // Whether the text starts with a division's start tag.
  bool StartsDivision() const;

  const ElementTable* elements_;
  std::string_view text_;
  uint64_t offset_ = 0;
  const char* at_ = nullptr;
  const char* end_ = nullptr;
  absl::Status status_;
  size_t max_nodes_ = 0;
  std::vector<Node> nodes_;
  std::vector<uint32_t> open_;      // elements that have begun and not ended
  std::deque<std::string> values_;  // attributes that had to be decoded
};

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_XML_XML_TAPE_H_
