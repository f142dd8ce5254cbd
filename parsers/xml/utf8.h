#ifndef REG2GRAPH_PARSERS_XML_UTF8_H_
#define REG2GRAPH_PARSERS_XML_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace reg2graph {

struct TextFault {
  std::string_view what;  // empty: none
  size_t offset = 0;
};

// The first byte that no XML text may hold: NUL, what is not UTF-8, or a reference to a character
// that does not exist (&#0;, a surrogate). Reads up to 64 bytes after the text.
TextFault CheckText(std::string_view text);

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_XML_UTF8_H_
