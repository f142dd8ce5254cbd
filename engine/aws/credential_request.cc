#include "engine/aws/credential_request.h"

#include "engine/aws/credential_text.h"

namespace reg2graph {

absl::StatusOr<std::string> FetchCredentials(HttpSession& session, const HttpResource& resource) {
  HttpRetryOptions retry;
  retry.retry_for = kCredentialsPatience;
  absl::StatusOr<std::string> answer = FetchAll(session, resource, retry, kMaxCredentialsAnswer);
  if (answer.ok() || absl::IsCancelled(answer.status())) return answer;
  return absl::UnauthenticatedError(answer.status().message());
}

}  // namespace reg2graph
