#ifndef REG2GRAPH_TESTS_ENGINE_MAP_PARAGRAPH_SUPPORT_H_
#define REG2GRAPH_TESTS_ENGINE_MAP_PARAGRAPH_SUPPORT_H_

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/document_visitor.h"
#include "engine/map/paragraph_builder.h"

namespace reg2graph {

// A block written with *italics*.
struct WrittenBlock {
  explicit WrittenBlock(std::string_view written, std::string_view block_element = "P",
                        std::string_view block_container = "")
      : element(block_element), container(block_container) {
    uint32_t begin = 0;
    bool italic = false;
    for (const char c : written) {
      if (c != '*') {
        text.push_back(c);
        continue;
      }
      const auto here = static_cast<uint32_t>(text.size());
      if (italic) spans.push_back({begin, here, SpanStyle::kItalic});
      begin = here;
      italic = !italic;
    }
  }
  TextBlock block() const {
    TextBlock block;
    block.element = element;
    block.text = text;
    block.spans = spans;
    block.container = container;
    return block;
  }

  std::string element, container, text;
  std::vector<InlineSpan> spans;
};

// The rows of a division with these blocks. "HD1|General" is a heading, "FP|...", "NOTE/P|..." likewise.
inline std::vector<ParagraphRow> RowsOf(const std::vector<std::string>& blocks, std::string_view key = "/s",
                                        DivisionType type = DivisionType::kSection, int title = 12,
                                        std::string_view identifier = "") {
  ParagraphBuilder builder;
  builder.Begin(key, type, title, identifier);
  int32_t seq = 0;
  for (const std::string& written : blocks) {
    const size_t bar = written.find('|');
    std::string element = bar == std::string::npos ? "P" : written.substr(0, bar);
    const size_t slash = element.find('/');
    const std::string container = slash == std::string::npos ? "" : element.substr(0, slash);
    if (slash != std::string::npos) element = element.substr(slash + 1);
    const WrittenBlock block(bar == std::string::npos ? written : written.substr(bar + 1), element,
                             container);
    builder.Block(block.block(), seq);
  }
  const auto rows = builder.Finish();
  return {rows.begin(), rows.end()};
}

// The ids of the rows less the division's, parted by blanks: "/a /a/1 #p1".
inline std::string KeysOf(const std::vector<std::string>& blocks, std::string_view key = "/s",
                          DivisionType type = DivisionType::kSection, int title = 12,
                          std::string_view identifier = "") {
  std::string keys;
  for (const ParagraphRow& row : RowsOf(blocks, key, type, title, identifier)) {
    if (!keys.empty()) keys.push_back(' ');
    keys.append(row.id.substr(key.size()));
  }
  return keys;
}

}  // namespace reg2graph

#endif  // REG2GRAPH_TESTS_ENGINE_MAP_PARAGRAPH_SUPPORT_H_
