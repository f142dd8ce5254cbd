#ifndef REG2GRAPH_ENGINE_AWS_SQS_H_
#define REG2GRAPH_ENGINE_AWS_SQS_H_

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/aws/config.h"
#include "engine/aws/credential_chain.h"
#include "engine/net/http_patience.h"
#include "engine/net/http_session.h"

namespace reg2graph {

struct SqsMessage {
  std::string id;
  std::string body;
  std::string receipt;  // of this one delivery
};

// A refusal of SQS's, explained for people. Unavailable: worth another try; NotFound: a receipt that is no
// longer valid; others concern the queue or the credentials, so that every call would fail. Sets `*expired`
// if a token has expired.
absl::Status ExplainSqsError(const HttpResponse& response, const std::string& name, bool* expired);

// The answer to ReceiveMessage: a message, or none. Unavailable: not JSON of the expected form.
absl::StatusOr<std::optional<SqsMessage>> ParseReceivedMessage(const std::string& json,
                                                               const std::string& name);
// The answer to GetQueueAttributes: 1 s to 12 h, as SQS allows; 30 s where the answer does not say.
std::chrono::seconds ParseVisibilityTimeout(const std::string& json);

// Where the calls for a queue are sent, and the region that they are signed for: those of the queue's URL,
// but AWS's FIPS or dual-stack host if the config asks for it, and an endpoint that is set before either.
// InvalidArgument: not the URL of a queue. Pure.
struct SqsAddress {
  std::string origin, host, path, region;
};
absl::StatusOr<SqsAddress> AddressOfQueue(const AwsConfig& config, const std::string& queue_url);

// One queue, in SQS's JSON protocol. Blocks. REQUIRES: used on the session's thread.
class SqsClient {
 public:
  using Seconds = std::chrono::seconds;

  // Borrows `credentials` and `session`. InvalidArgument: not the URL of a queue.
  static absl::StatusOr<SqsClient> New(const AwsConfig& config, std::string queue_url,
                                       CredentialChain& credentials, HttpSession& session,
                                       HttpRetryOptions retry);

  // Waits for up to 20 s for a message.
  absl::StatusOr<std::optional<SqsMessage>> Receive(Seconds wait);
  absl::Status Delete(const SqsMessage& message);
  // Hides the message from other workers for `timeout`, from now on.
  absl::Status SetVisibility(const SqsMessage& message, Seconds timeout);
  // The queue's own time for that; SQS's default of 30 s where the credentials do not allow the question.
  absl::StatusOr<Seconds> VisibilityTimeout();

 private:
  SqsClient(CredentialChain& credentials, HttpSession& session, HttpRetryOptions retry)
      : credentials_(&credentials), session_(&session), retry_(std::move(retry)) {}
  absl::StatusOr<std::string> Call(std::string_view action, const std::string& body);
  absl::StatusOr<std::string> CallOnce(std::string_view action, const std::string& body,
                                       std::chrono::milliseconds* asked_for);

  CredentialChain* credentials_;
  HttpSession* session_;
  HttpRetryOptions retry_;
  std::string queue_url_, name_;
  SqsAddress address_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_AWS_SQS_H_
