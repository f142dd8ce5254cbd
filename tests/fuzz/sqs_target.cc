// Any bytes as an answer of SQS's: no message without a receipt, no time that cannot be counted with.
#include "engine/aws/sqs.h"
#include "tests/fuzz/fuzz_target.h"

namespace reg2graph::fuzz {

FUZZ_TARGET(sqs) {
  const uint8_t choice = TakeChoice(input);
  const std::string json(input);
  const auto message = ParseReceivedMessage(json, "sqs:queue");
  FUZZ_REQUIRE(message.ok() || absl::IsUnavailable(message.status()), "another kind of error");
  FUZZ_REQUIRE(!message.ok() || !message->has_value() || !(*message)->receipt.empty(),
               "a message that cannot be deleted");
  const std::chrono::seconds timeout = ParseVisibilityTimeout(json);
  FUZZ_REQUIRE(timeout.count() > 0 && timeout <= std::chrono::hours(12), "a time that SQS does not have");

  HttpResponse response;
  response.body = json;
  for (const int code : {400, 403, 404, 500, 503, 100 + 2 * choice}) {
    response.status = code;
    bool expired = false;
    const absl::Status status = ExplainSqsError(response, "sqs:queue", &expired);
    FUZZ_REQUIRE(!status.ok(), "an error that is none");
    FUZZ_REQUIRE(!expired || absl::IsUnauthenticated(status), "expired, but another error is reported");
  }
}

}  // namespace reg2graph::fuzz
