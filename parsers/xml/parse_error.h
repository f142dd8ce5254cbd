#ifndef REG2GRAPH_PARSERS_XML_PARSE_ERROR_H_
#define REG2GRAPH_PARSERS_XML_PARSE_ERROR_H_

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/core/strings.h"

namespace reg2graph {

// "byte 120: </DIV8>; expected </DIV6>"
inline absl::Status XmlError(uint64_t offset, std::string_view found, std::string_view expected) {
  return absl::InvalidArgumentError(
      absl::StrCat("byte ", offset, ": ", Absl(found), "; expected ", Absl(expected)));
}

// The reader's index of a document is full at `offset`.
inline absl::Status TooManyDivisionsError(uint64_t offset) {
  return absl::ResourceExhaustedError(absl::StrCat(
      "byte ", offset, ": more parts and sections than --memory has room for; expected a larger --memory"));
}

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_XML_PARSE_ERROR_H_
