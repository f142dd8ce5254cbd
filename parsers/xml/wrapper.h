#ifndef REG2GRAPH_PARSERS_XML_WRAPPER_H_
#define REG2GRAPH_PARSERS_XML_WRAPPER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "parsers/xml/div_dialect.h"

namespace reg2graph {

// Whether the bytes before and after the outermost DIV form a document with it: nothing, or an element that
// the dialect knows, and outside it only comments, declarations and white space. `epilog_offset` is for
// messages. `stray` becomes the first content of the element around the DIV that may be law and that no
// division holds.
absl::Status CheckWrapper(const DivDialect& dialect, const std::string& prolog, const std::string& epilog,
                          uint64_t epilog_offset, absl::Status* stray);

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_XML_WRAPPER_H_
