#ifndef REG2GRAPH_ENGINE_NET_HTTP_PATIENCE_H_
#define REG2GRAPH_ENGINE_NET_HTTP_PATIENCE_H_

#include <chrono>
#include <functional>
#include <optional>
#include <random>
#include <string>

#include "absl/status/status.h"
#include "engine/net/http_session.h"

namespace reg2graph {

struct HttpRetryOptions {
  std::chrono::milliseconds first_contact{std::chrono::seconds(5)};  // while nothing ever answered
  std::chrono::milliseconds retry_for{std::chrono::minutes(5)};      // without any progress
  std::chrono::milliseconds base{200}, cap{10'000};                  // of the pauses, which double
  std::function<void(const std::string& message)> on_retry;          // before each pause; may be empty
};

// Whether to try again, and the pause before it. One for each thing that is fetched, on its thread.
class HttpPatience {
 public:
  HttpPatience(const HttpSession& session, const HttpRetryOptions& options);

  void Progress();
  // Sleeps, with jitter, at least for what the server asked for. Not OK: there is no more patience, which
  // gives `why` back, or a stop.
  absl::Status WaitAfter(const absl::Status& why, std::chrono::milliseconds at_least);

 private:
  const HttpSession& session_;
  const HttpRetryOptions& options_;
  std::optional<std::chrono::steady_clock::time_point>
      failing_since_;  // the first failure without progress since
  std::minstd_rand random_;
  int tries_ = 0;  // since the last progress
  int tries_in_all_ = 0;
};

// The pause that a server asks for with `Retry-After`, in seconds or as a date (by the server's own clock,
// where it sends `Date`); 0 without it, at most a day.
std::chrono::milliseconds RetryAfter(const HttpResponse& response);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_NET_HTTP_PATIENCE_H_
