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
  std::chrono::milliseconds first_contact{std::chrono::seconds(5)};  // until a server has answered once
  std::chrono::milliseconds retry_for{std::chrono::minutes(5)};      // without any progress
  std::chrono::milliseconds base{200}, cap{10'000};                  // of the pauses, which double
  std::function<void(const std::string& message)> on_retry;          // before each pause; may be empty
};

// The retry budget of one thing that is fetched: whether to try again, and the pause before. Not thread-safe.
class HttpPatience {
 public:
  HttpPatience(const HttpSession& session, const HttpRetryOptions& options);

  // Something arrived: the budget starts anew.
  void Progress();
  // Sleeps, with jitter, at least as long as the server asked. Returns `why` if the budget is exhausted,
  // Cancelled on a stop.
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
