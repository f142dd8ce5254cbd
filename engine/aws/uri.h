#ifndef REG2GRAPH_ENGINE_AWS_URI_H_
#define REG2GRAPH_ENGINE_AWS_URI_H_

#include <string>
#include <string_view>

// Percent-encoding as AWS wants it (RFC 3986, upper-case hex). Pure functions.
namespace reg2graph {

// All but A-Z a-z 0-9 - . _ ~ is encoded; of a path the slashes stay.
std::string UriEncode(std::string_view text);
std::string UriEncodePath(std::string_view path);

// What is no %XX stays as it is.
std::string UriDecode(std::string_view text);
// As the keys of S3's events are encoded: a plus is a blank.
std::string FormDecode(std::string_view text);

// True for http[s]://HOST[:PORT][/PATH][?QUERY] with nothing in it that would turn it into another
// address or end a line of a request: no user, no fragment, no blanks, no control characters.
bool IsHttpUrl(std::string_view url);
// True for a name that UriEncode leaves as it is: of a bucket, of a region.
bool IsPlainName(std::string_view name);
// True for what may be one value in a request header.
bool IsOneLine(std::string_view text);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_AWS_URI_H_
