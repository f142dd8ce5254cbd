#ifndef REG2GRAPH_PARSERS_XML_WRAPPER_H_
#define REG2GRAPH_PARSERS_XML_WRAPPER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace reg2graph {

// Whether what stands before and behind the outermost DIV makes a document with it: nothing, or an
// ECFR element, and outside of it only comments, declarations and white space. `epilog_offset` is for
// messages. `stray` becomes the first thing in the ECFR element that may be law: no division holds it.
absl::Status CheckWrapper(const std::string& prolog, const std::string& epilog, uint64_t epilog_offset,
                          absl::Status* stray);

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_XML_WRAPPER_H_
