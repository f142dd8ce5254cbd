#ifndef REG2GRAPH_ENGINE_NET_CURL_HANDLE_H_
#define REG2GRAPH_ENGINE_NET_CURL_HANDLE_H_

#include <chrono>
#include <memory>
#include <string>
#include <vector>

struct curl_slist;

namespace reg2graph {

// Owners of libcurl's objects, without its header.
struct FreeCurlEasy {
  void operator()(void* easy) const;
};
struct FreeCurlList {
  void operator()(curl_slist* list) const;
};
using CurlEasy = std::unique_ptr<void, FreeCurlEasy>;  // a CURL
using CurlList = std::unique_ptr<curl_slist, FreeCurlList>;

// The headers, and an empty `Expect:`, so that no round trip precedes a body.
CurlList NewHeaderList(const std::vector<std::string>& headers);

// The message for a failed transfer (`code` is a CURLcode, `detail` libcurl's own words for it, if there are
// any), and whether it failed because the server could not prove who it is.
std::string TransferError(int code, const char* detail);
bool IsUntrusted(int code);

// Sets what holds for every connection: http and https only, certificates verified (against `ca_file`, if it
// is not empty), the path unchanged, no proxy for loopback addresses.
void SetConnection(void* easy, const std::string& url, const std::string& user_agent,
                   const std::string& ca_file, std::chrono::milliseconds connect_timeout);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_NET_CURL_HANDLE_H_
