#ifndef REG2GRAPH_ENGINE_AWS_SQS_H_
#define REG2GRAPH_ENGINE_AWS_SQS_H_

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/aws/config.h"
#include "engine/aws/credentials.h"
#include "engine/net/http_patience.h"
#include "engine/net/http_session.h"

namespace reg2graph {

struct SqsMessage {
  std::string id;
  std::string body;
  std::string receipt;  // of this one delivery
};

// What SQS answers instead: Unavailable: try again; NotFound: a receipt that is no longer valid; else the
// queue or the credentials, which other calls would meet too. `*expired`: a token is past its time.
absl::Status ExplainSqsError(const HttpResponse& response, const std::string& name, bool* expired);

// What it answers to ReceiveMessage: a message, or none. Unavailable: no JSON of the expected form.
absl::StatusOr<std::optional<SqsMessage>> ParseReceivedMessage(const std::string& json,
                                                               const std::string& name);
// To GetQueueAttributes: 1 s to 12 h, as SQS has it; 30 s where the answer does not say.
std::chrono::seconds ParseVisibilityTimeout(const std::string& json);

// One queue, in SQS's JSON protocol. Lives on the session's thread and blocks.
class SqsClient {
 public:
  using Seconds = std::chrono::seconds;

  // InvalidArgument: not the URL of a queue.
  static absl::StatusOr<SqsClient> New(const AwsConfig& config, std::string queue_url,
                                       CredentialChain& credentials, HttpSession& session,
                                       HttpRetryOptions retry);

  // Waits for up to 20 s for a message.
  absl::StatusOr<std::optional<SqsMessage>> Receive(Seconds wait);
  absl::Status Delete(const SqsMessage& message);
  // For how long, from now on, nobody else gets the message.
  absl::Status SetVisibility(const SqsMessage& message, Seconds timeout);
  // The queue's own time for that; 30 s, as SQS has it, where it may not be asked for.
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
  std::string queue_url_, name_, origin_, path_, host_, region_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_AWS_SQS_H_
