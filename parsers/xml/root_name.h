#ifndef REG2GRAPH_PARSERS_XML_ROOT_NAME_H_
#define REG2GRAPH_PARSERS_XML_ROOT_NAME_H_

#include <string>
#include <string_view>

namespace reg2graph {

// The name of the first element of a document that begins with `head` (in any encoding that is read), past
// byte-order mark, declaration, comments and DOCTYPE; empty if there is none.
std::string RootNameOf(std::string_view head);

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_XML_ROOT_NAME_H_
