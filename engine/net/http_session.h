#ifndef REG2GRAPH_ENGINE_NET_HTTP_SESSION_H_
#define REG2GRAPH_ENGINE_NET_HTTP_SESSION_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/net/http_client.h"
#include "engine/net/stop_signal.h"

namespace reg2graph {

struct HttpSessionOptions {
  std::string ca_file;  // or the certificates themselves, PEM; empty: the system's
  std::string user_agent = "reg2graph/" REG2GRAPH_VERSION;
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds head_timeout{120'000};  // until the head of the answer is complete
  // An answer of which so few bytes arrive while it is waited for so long has stalled.
  std::chrono::milliseconds stall_timeout{30'000};
  size_t stall_bytes = size_t{16} << 10;
  std::chrono::milliseconds whole_timeout{300'000};  // of a whole answer that Fetch or FetchAll reads
  size_t buffer_bytes = size_t{1} << 20;             // of one answer; when it is full, the sender waits
  const StopSignal* stop = nullptr;                  // ends what blocks, with Cancelled
  std::chrono::milliseconds stop_grace{0};           // how long an answer that is due may take after a stop
};

struct HttpCall {
  std::string name = {};  // for messages; empty: the URL without credentials
  std::string url = {};   // percent-encoded; sent as it is
  std::string method = "GET";
  std::vector<std::string> headers = {};  // "Name: value"
  std::string body = {};
  bool follow_redirects = true;  // of a GET; never from https to http
};

class HttpSession;

// One request and its answer, whose body is read as it arrives.
// REQUIRES: used on the session's thread, and destroyed before the session.
class HttpExchange {
 public:
  ~HttpExchange();  // breaks it off
  HttpExchange(const HttpExchange&) = delete;
  HttpExchange& operator=(const HttpExchange&) = delete;

  const HttpResponse& head() const;  // status and headers; the body is not in it
  // Reads bytes of the body; 0 is its end. Blocks. Unavailable: it broke off or stalled.
  absl::StatusOr<size_t> Read(char* out, size_t size);

 private:
  friend class HttpSession;
  struct State;
  explicit HttpExchange(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Blocking HTTP for one thread: libcurl with its cache of connections. Nothing is tried again. Not
// thread-safe.
class HttpSession {
 public:
  explicit HttpSession(HttpSessionOptions options);
  ~HttpSession();
  HttpSession(const HttpSession&) = delete;
  HttpSession& operator=(const HttpSession&) = delete;

  // Returns when the head of the answer is there, whatever its status. Unavailable: no connection, or it
  // broke or stalled; FailedPrecondition: TLS or too many redirects; InvalidArgument: the URL;
  // ResourceExhausted: the head is too large; Cancelled.
  absl::StatusOr<std::unique_ptr<HttpExchange>> Begin(const HttpCall& call);
  // A whole answer of at most `max_bytes`; ResourceExhausted: it has more. Unavailable also after
  // `whole_timeout`.
  absl::StatusOr<HttpResponse> Fetch(const HttpCall& call, size_t max_bytes = kMaxControlAnswerBytes);

  const HttpSessionOptions& options() const { return options_; }
  bool answered() const { return answered_; }  // whether any server ever did

 private:
  friend class HttpExchange;
  absl::Status Pump(HttpExchange::State& exchange, bool until_head);
  absl::Status Wait(HttpExchange::State& exchange, bool until_head);
  void Reap();

  const HttpSessionOptions options_;
  void* multi_;
  bool answered_ = false;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_NET_HTTP_SESSION_H_
