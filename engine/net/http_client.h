#ifndef REG2GRAPH_ENGINE_NET_HTTP_CLIENT_H_
#define REG2GRAPH_ENGINE_NET_HTTP_CLIENT_H_

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/net/http_limits.h"

namespace reg2graph {

struct HttpRequest {
  std::string method = "GET";
  std::string url;                     // http or https, already percent-encoded; sent as it is
  std::vector<std::string> headers;    // "Name: value"
  std::string user_password;           // "user:password" for Basic; never logged
  std::vector<std::string_view> body;  // gathered while it is sent; views into what `owner` keeps alive
  std::shared_ptr<const void> owner;
  std::chrono::milliseconds timeout{0};  // of the whole exchange; 0: none
  std::chrono::milliseconds connect_timeout{5000};
  size_t max_answer_bytes = kMaxControlAnswerBytes;  // of the answer's body; a longer one is broken off
};

struct HttpResponse {
  int status = 0;
  std::vector<std::string> headers;  // "name: value", the name in lower case
  bool head_complete = false;        // libcurl takes a head that is cut off for a whole one
  std::string body;
  // The value of a header (name in lower case), empty if it is not there.
  std::string_view Header(std::string_view name) const;
};

enum class HttpOutcome : uint8_t {
  kAnswered,  // a whole response arrived
  kNotSent,   // the server cannot have acted: no address, refused, TLS failed, reset before the body was out
  kUnknown,   // it may have: reset or time-out after the body was sent, an answer cut short
  kTooLarge,  // it may have, and its answer exceeds a limit, which `error` names
};

struct HttpResult {
  HttpOutcome outcome = HttpOutcome::kNotSent;
  HttpResponse response;
  std::string error;       // for people, without credentials; empty if kAnswered
  bool untrusted = false;  // kNotSent because the server could not prove who it is
  uint64_t bytes_sent = 0;
};

struct HttpClientOptions {
  int max_connections = 8;  // to one host; further requests wait in the client
  std::string ca_file;      // or the certificates themselves, PEM; empty: the system's
  std::string user_agent = "reg2graph/" REG2GRAPH_VERSION;
};

// The network thread's HTTP client (HttpSession is for threads that block): libcurl's multi interface, driven
// by Asio's sockets and timer. Connections are kept alive; there is no 100-continue, and no request is
// repeated by itself. Callbacks run on the thread that runs `io`, never before Send returns. REQUIRES: all
// members are called on the thread that runs `io`, which must outlive the client.
class HttpClient {
 public:
  HttpClient(boost::asio::io_context& io, HttpClientOptions options);
  ~HttpClient();  // drops the requests in flight without calling their callbacks
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  void Send(HttpRequest request, std::function<void(HttpResult)> done);
  // Ends all requests at once; each callback gets kNotSent or kUnknown.
  void CancelAll();

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

// `url` without user and password, for messages.
std::string RedactUrl(std::string_view url);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_NET_HTTP_CLIENT_H_
