#ifndef REG2GRAPH_ENGINE_AWS_URI_H_
#define REG2GRAPH_ENGINE_AWS_URI_H_

#include <cstddef>
#include <string>
#include <string_view>

// Addresses and names as AWS wants them. Pure functions.
namespace reg2graph {

// As PercentEncode, but for the slashes, which stay.
std::string UriEncodePath(std::string_view path);

// As the keys in S3's events are encoded: a plus is a blank.
std::string FormDecode(std::string_view text);

// True for http[s]://HOST[:PORT][/PATH][?QUERY] with nothing in it that would turn it into another
// address or end a line of a request: no user, no fragment, no blanks, no control characters.
bool IsHttpUrl(std::string_view url);
// The host of such a URL, with the brackets of an IPv6 address, without the port.
std::string_view HostOf(std::string_view url);
// True for localhost, 127.0.0.0/8 and [::1].
bool IsLoopbackHost(std::string_view host);
// True for a name that PercentEncode leaves as it is: of a bucket, of a region.
bool IsPlainName(std::string_view name);
// What S3 allows for the key of an object.
inline constexpr size_t kMaxS3KeyBytes = 1024;
// True for what can be a bucket's name, in an address as well: a plain name that is no step in a path.
bool IsBucketName(std::string_view name);
// True for what may be one value in the head of a request.
bool IsOneLine(std::string_view text);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_AWS_URI_H_
