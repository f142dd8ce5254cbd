#include "engine/aws/sqs.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/aws/signature.h"
#include "engine/aws/uri.h"
#include "engine/core/hash.h"
#include "engine/core/json_writer.h"
#include "engine/core/strings.h"
#include "engine/net/http_stream.h"

namespace reg2graph {
namespace {

namespace dom = simdjson::dom;

constexpr size_t kMaxWords = 600;  // of what is repeated in messages
constexpr SqsClient::Seconds kDefaultVisibility{30}, kMaxVisibility = std::chrono::hours(12);

std::string Text(const dom::element& element, const char* pointer) {
  std::string_view text;
  return element.at_pointer(pointer).get_string().get(text) == simdjson::SUCCESS ? std::string(text) : "";
}

bool IsAmong(std::string_view code, std::initializer_list<std::string_view> codes) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

// The region in a host of AWS's own: of sqs.eu-west-1.amazonaws.com, sqs-fips.us-east-1.amazonaws.com,
// sqs.eu-west-1.api.aws, and of the earlier eu-west-1.queue.amazonaws.com.
std::string RegionOfHost(const AwsConfig& config, std::string_view host) {
  const size_t dot = std::min(host.find('.'), host.size());
  const std::string_view first = host.substr(0, dot);
  std::string_view rest = host.substr(std::min(dot + 1, host.size()));
  if (rest.starts_with("queue.amazonaws.")) return std::string(first);
  if (first != "sqs" && first != "sqs-fips") return "";
  const std::string region(rest.substr(0, rest.find('.')));
  for (const bool fips : {false, true}) {
    for (const bool dual_stack : {false, true}) {
      AwsConfig variant = config;
      variant.fips = fips;
      variant.dual_stack = dual_stack;
      if (host == ServiceHost(variant, "sqs", region)) return region;
    }
  }
  return "";
}

}  // namespace

absl::Status ExplainSqsError(const HttpResponse& response, const std::string& name, bool* expired) {
  dom::parser parser;
  dom::element error;
  std::string code, words;  // AWS's own, which name the missing permission or key
  if (parser.parse(response.body).get(error) == simdjson::SUCCESS && error.is_object()) {
    code = Text(error, "/__type");
    code.erase(0, code.rfind('#') + 1);  // "com.amazonaws.sqs#QueueDoesNotExist"; npos + 1 is 0
    code.resize(std::min(code.size(), kMaxWords));
    words = Text(error, "/message");
    if (words.empty()) words = Text(error, "/Message");
    words.resize(std::min(words.size(), kMaxWords));
  }
  *expired = IsAmong(code, {"ExpiredToken", "ExpiredTokenException", "RequestExpired"});
  const auto message = [&](std::string_view text) {
    return absl::StrCat(name, ": ", Absl(text), " (", code.empty() ? absl::StrCat(response.status) : code,
                        ")");
  };
  if (*expired) return absl::UnauthenticatedError(message("the session token has expired"));
  if (IsAmong(code, {"QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue"}))
    return absl::FailedPreconditionError(message("there is no such queue"));
  if (IsAmong(code, {"ReceiptHandleIsInvalid", "InvalidParameterValue", "MessageNotInflight"}))
    return absl::NotFoundError(message("the delivery of the message is no longer valid"));
  if (IsAmong(code, {"InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId"}))
    return absl::UnauthenticatedError(message("the access key's id or the session token is not known there"));
  if (IsAmong(code, {"SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature"})) {
    return absl::UnauthenticatedError(message(
        "the signature is not accepted: the secret access key, the region or this machine's clock is wrong"));
  }
  const bool passes = code.find("Throttl") != code.npos || absl::IsUnavailable(StatusOf(response, name));
  if (passes) return absl::UnavailableError(message("SQS is busy or unavailable"));
  const bool denied = response.status == 403 || IsAmong(code, {"AccessDenied", "AccessDeniedException"}) ||
                      code.starts_with("Kms");
  if (denied)
    return absl::PermissionDeniedError(
        message(words.empty() ? "access is refused" : std::string_view(words)));
  return absl::FailedPreconditionError(message(absl::StrCat("SQS answers ", response.status)));
}

absl::StatusOr<std::optional<SqsMessage>> ParseReceivedMessage(const std::string& json,
                                                               const std::string& name) {
  dom::parser parser;
  dom::element root;
  if (parser.parse(json).get(root) != simdjson::SUCCESS || !root.is_object()) {
    return absl::UnavailableError(absl::StrCat(name, ": the answer is not JSON of the expected form"));
  }
  SqsMessage message{Text(root, "/Messages/0/MessageId"), Text(root, "/Messages/0/Body"),
                     Text(root, "/Messages/0/ReceiptHandle")};
  if (message.receipt.empty()) return std::optional<SqsMessage>();
  message.id.resize(std::min(message.id.size(), kMaxWords));
  return std::optional<SqsMessage>(std::move(message));
}

std::chrono::seconds ParseVisibilityTimeout(const std::string& json) {
  dom::parser parser;
  dom::element root;
  if (parser.parse(json).get(root) != simdjson::SUCCESS) return kDefaultVisibility;
  const std::string text = Text(root, "/Attributes/VisibilityTimeout");
  int64_t seconds = 0;
  std::from_chars(text.data(), text.data() + text.size(), seconds);
  return seconds > 0 ? std::min(SqsClient::Seconds(seconds), kMaxVisibility) : kDefaultVisibility;
}

absl::StatusOr<SqsAddress> AddressOfQueue(const AwsConfig& config, const std::string& queue_url) {
  const bool is_url = IsHttpUrl(queue_url) && queue_url.find('?') == queue_url.npos;
  const size_t slash = is_url ? queue_url.find('/', queue_url.find("://") + 3) : queue_url.npos;
  if (slash == queue_url.npos) {
    return absl::InvalidArgumentError(
        "sqs: needs the URL of a queue: sqs:https://sqs.REGION.amazonaws.com/ACCOUNT/NAME");
  }
  std::string endpoint = config.sqs_endpoint.empty() ? queue_url.substr(0, slash) : config.sqs_endpoint;
  const std::string region = RegionOfHost(config, HostOf(endpoint));
  if (!region.empty() && (config.fips || config.dual_stack))
    endpoint = "https://" + ServiceHost(config, "sqs", region);
  const size_t host = endpoint.find("://") + 3;
  const size_t path = std::min(endpoint.find('/', host), endpoint.size());
  return SqsAddress{endpoint.substr(0, path), endpoint.substr(host, path - host), endpoint.substr(path) + "/",
                    region.empty() ? config.region : region};
}

absl::StatusOr<SqsClient> SqsClient::New(const AwsConfig& config, std::string queue_url,
                                         CredentialChain& credentials, HttpSession& session,
                                         HttpRetryOptions retry) {
  absl::StatusOr<SqsAddress> address = AddressOfQueue(config, queue_url);
  if (!address.ok()) return address.status();
  SqsClient client(credentials, session, std::move(retry));
  client.name_ = "sqs:" + queue_url;
  client.queue_url_ = std::move(queue_url);
  client.address_ = *std::move(address);
  return client;
}

absl::StatusOr<std::optional<SqsMessage>> SqsClient::Receive(Seconds wait) {
  std::string body;
  ObjectWriter object(body);
  object.String("QueueUrl", queue_url_);
  object.Integer("MaxNumberOfMessages", 1);  // what waits here would be kept from other workers
  object.Integer("WaitTimeSeconds", std::clamp<int64_t>(wait.count(), 0, 20));
  object.Close();
  const absl::StatusOr<std::string> answer = Call("ReceiveMessage", body);
  if (!answer.ok()) return answer.status();
  return ParseReceivedMessage(*answer, name_);
}

absl::Status SqsClient::Delete(const SqsMessage& message) {
  std::string body;
  ObjectWriter object(body);
  object.String("QueueUrl", queue_url_);
  object.String("ReceiptHandle", message.receipt);
  object.Close();
  return Call("DeleteMessage", body).status();
}

absl::Status SqsClient::SetVisibility(const SqsMessage& message, Seconds timeout) {
  std::string body;
  ObjectWriter object(body);
  object.String("QueueUrl", queue_url_);
  object.String("ReceiptHandle", message.receipt);
  object.Integer("VisibilityTimeout", timeout.count());
  object.Close();
  return Call("ChangeMessageVisibility", body).status();
}

absl::StatusOr<SqsClient::Seconds> SqsClient::VisibilityTimeout() {
  std::string body;
  ObjectWriter object(body);
  object.String("QueueUrl", queue_url_);
  object.Raw("AttributeNames", "[\"VisibilityTimeout\"]");
  object.Close();
  const absl::StatusOr<std::string> answer = Call("GetQueueAttributes", body);
  if (absl::IsPermissionDenied(answer.status())) return kDefaultVisibility;
  if (!answer.ok()) return answer.status();
  return ParseVisibilityTimeout(*answer);
}

absl::StatusOr<std::string> SqsClient::Call(std::string_view action, const std::string& body) {
  HttpPatience patience(*session_, retry_);
  for (;;) {
    std::chrono::milliseconds asked_for{0};
    absl::StatusOr<std::string> answer = CallOnce(action, body, &asked_for);
    if (!absl::IsUnavailable(answer.status())) return answer;
    if (absl::Status status = patience.WaitAfter(answer.status(), asked_for); !status.ok()) return status;
  }
}

absl::StatusOr<std::string> SqsClient::CallOnce(std::string_view action, const std::string& body,
                                                std::chrono::milliseconds* asked_for) {
  const absl::StatusOr<AwsCredentials> credentials = credentials_->Get();
  if (!credentials.ok()) return credentials.status();
  SignedRequest request;
  request.method = "POST";
  request.path = address_.path;
  request.payload_hash = HexSha256(body);
  request.headers = {{"Host", address_.host},
                     {"Content-Type", "application/x-amz-json-1.0"},
                     {"X-Amz-Target", absl::StrCat("AmazonSQS.", Absl(action))}};
  HttpCall call;
  call.name = name_;
  call.method = "POST";
  call.url = address_.origin + address_.path;
  call.body = body;
  call.headers = SignatureHeaders(request, {address_.region, "sqs", absl::Now()}, *credentials);
  for (const auto& [name, value] : request.headers) call.headers.push_back(absl::StrCat(name, ": ", value));
  absl::StatusOr<HttpResponse> response = session_->Fetch(call);
  if (!response.ok()) return response.status();
  if (response->status == 200) return std::move(response->body);
  *asked_for = RetryAfter(*response);
  bool expired = false;
  absl::Status status = ExplainSqsError(*response, name_, &expired);
  if (expired && credentials_->Renewable(*credentials)) return absl::UnavailableError(status.message());
  return status;
}

}  // namespace reg2graph
