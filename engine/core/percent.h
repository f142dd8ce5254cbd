#ifndef REG2GRAPH_ENGINE_CORE_PERCENT_H_
#define REG2GRAPH_ENGINE_CORE_PERCENT_H_

#include <string>
#include <string_view>

// Percent-encoding of bytes, in upper-case hex.
namespace reg2graph {

// Beside letters and digits, what RFC 3986 leaves as it is everywhere.
inline constexpr std::string_view kUnreserved = "-._~";

// Encodes all but ASCII letters, digits and the characters of `kept`.
std::string PercentEncode(std::string_view text, std::string_view kept = kUnreserved);

// What is no %XX stays as it is.
std::string PercentDecode(std::string_view text);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_CORE_PERCENT_H_
