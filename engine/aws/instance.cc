#include "engine/aws/instance.h"

#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/aws/credential_request.h"
#include "engine/aws/credential_text.h"
#include "engine/aws/uri.h"
#include "engine/core/ascii.h"
#include "engine/core/percent.h"

namespace reg2graph {
namespace {

constexpr char kWhere[] = "the instance's metadata service";
constexpr size_t kMaxRoleName = 128;
constexpr char kRoles[] = "/latest/meta-data/iam/security-credentials/";

// An answer of 200; Unavailable: worth another try.
absl::StatusOr<std::string> AskOnce(HttpSession& session, HttpCall call) {
  call.name = kWhere;
  call.follow_redirects = false;
  absl::StatusOr<HttpResponse> response = session.Fetch(call, kMaxCredentialsAnswer);
  if (!response.ok()) return response.status();
  if (response->status == 200) return std::move(response->body);
  if (response->status == 404)
    return absl::UnauthenticatedError(absl::StrCat(kWhere, ": the instance has no role"));
  return StatusOf(*response, kWhere);
}

absl::StatusOr<std::string> Ask(HttpSession& session, const HttpCall& call) {
  HttpRetryOptions retry;
  retry.first_contact = std::chrono::seconds(2);
  return AskForCredentials<std::string>(session, retry, [&] { return AskOnce(session, call); });
}

}  // namespace

absl::StatusOr<std::string> InstanceEndpoint(const Variables& variables) {
  std::string endpoint = variables("AWS_EC2_METADATA_SERVICE_ENDPOINT");
  const bool ipv6 = absl::AsciiStrToLower(variables("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")) == "ipv6";
  if (endpoint.empty()) endpoint = ipv6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254";
  while (endpoint.ends_with('/')) endpoint.pop_back();
  const bool plain = endpoint.starts_with("http://");
  if (IsHttpUrl(endpoint) &&
      (!plain || IsLoopbackHost(HostOf(endpoint)) || HostOf(endpoint) == "169.254.169.254" ||
       HostOf(endpoint) == "[fd00:ec2::254]")) {
    return endpoint;
  }
  return absl::InvalidArgumentError(
      "AWS_EC2_METADATA_SERVICE_ENDPOINT: not an https address; plain http is allowed to loopback and to the "
      "service's own addresses only");
}

absl::StatusOr<AwsCredentials> FromInstance(HttpSession& session, const std::string& endpoint) {
  HttpCall call;
  call.method = "PUT";
  call.url = endpoint + "/latest/api/token";
  call.headers = {"X-aws-ec2-metadata-token-ttl-seconds: 300"};
  const absl::StatusOr<std::string> token = Ask(session, call);
  if (!token.ok()) return token.status();
  if (!IsOneLine(*token))
    return absl::UnauthenticatedError(absl::StrCat(kWhere, ": the token has a line break in it"));
  call.method = "GET";
  call.url = endpoint + kRoles;
  call.headers = {"X-aws-ec2-metadata-token: " + *token};
  const absl::StatusOr<std::string> roles = Ask(session, call);
  if (!roles.ok()) return roles.status();
  const std::string_view role = Trim(std::string_view(*roles).substr(0, roles->find('\n')));
  if (role.empty() || role.size() > kMaxRoleName)
    return absl::UnauthenticatedError(absl::StrCat(kWhere, ": it names no role"));
  call.url += PercentEncode(role);
  const absl::StatusOr<std::string> json = Ask(session, call);
  if (!json.ok()) return json.status();
  return ParseCredentialsJson(*json, "", {}, kWhere);
}

}  // namespace reg2graph
