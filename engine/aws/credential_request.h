#ifndef REG2GRAPH_ENGINE_AWS_CREDENTIAL_REQUEST_H_
#define REG2GRAPH_ENGINE_AWS_CREDENTIAL_REQUEST_H_

#include <chrono>
#include <string>

#include "absl/status/statusor.h"
#include "engine/net/http_patience.h"
#include "engine/net/http_stream.h"

namespace reg2graph {

// How long a service that hands out credentials is asked again.
inline constexpr std::chrono::seconds kCredentialsPatience{10};

// Calls `once` until its answer is not Unavailable or patience ends. Every error but Cancelled becomes
// Unauthenticated: without credentials no request can be made.
template <typename Answer, typename Once>
absl::StatusOr<Answer> AskForCredentials(HttpSession& session, HttpRetryOptions retry, Once once) {
  retry.retry_for = kCredentialsPatience;
  HttpPatience patience(session, retry);
  for (;;) {
    absl::StatusOr<Answer> answer = once();
    if (answer.ok() || absl::IsCancelled(answer.status())) return answer;
    if (!absl::IsUnavailable(answer.status())) return absl::UnauthenticatedError(answer.status().message());
    const absl::Status status = patience.WaitAfter(answer.status(), {});
    if (absl::IsCancelled(status)) return status;
    if (!status.ok()) return absl::UnauthenticatedError(status.message());
  }
}

// The text of a resource that holds credentials, with the same errors.
absl::StatusOr<std::string> FetchCredentials(HttpSession& session, const HttpResource& resource);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_AWS_CREDENTIAL_REQUEST_H_
