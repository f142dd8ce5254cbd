#ifndef REG2GRAPH_PARSERS_XML_START_TAG_H_
#define REG2GRAPH_PARSERS_XML_START_TAG_H_

#include <optional>
#include <string>
#include <string_view>

namespace reg2graph {

// The value of an attribute of a start tag ("<DIV5 N=...>"), not decoded, or nothing.
std::optional<std::string_view> RawAttribute(std::string_view tag, std::string_view name);

// Appends the character that the reference at the start of `text` denotes, or the '&' itself if it is none.
// Returns how many bytes of `text` that is.
size_t AppendReference(std::string_view text, std::string& out);

// Replaces the five named entities and character references; all others are left unchanged. White
// space becomes a blank, as XML requires in attributes.
std::string DecodeAttribute(std::string_view raw);

// The decoded N of a DIVn start tag; empty where there is none.
std::string DivIdentifier(std::string_view tag);

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_XML_START_TAG_H_
