#ifndef REG2GRAPH_PARSERS_XML_MARKUP_SEARCH_H_
#define REG2GRAPH_PARSERS_XML_MARKUP_SEARCH_H_

#include <cstddef>
#include <string_view>

namespace reg2graph {

// The first '<' at or after `from` that may start a DIVn tag or something that hides tags: one
// followed by 'D', "/D", '!' or '?', or so near the end that it is undecided. text.size() if there
// is none. Reads up to 64 bytes after the text.
size_t FindMarkup(std::string_view text, size_t from);

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_XML_MARKUP_SEARCH_H_
