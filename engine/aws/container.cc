#include "engine/aws/container.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "engine/aws/credential_request.h"
#include "engine/aws/credential_text.h"
#include "engine/aws/uri.h"

namespace reg2graph {
namespace {

bool IsOwnHost(std::string_view host) {
  static constexpr std::array<std::string_view, 3> kHosts = {"169.254.170.2", "169.254.170.23",
                                                             "[fd00:ec2::23]"};
  return IsLoopbackHost(host) || std::find(kHosts.begin(), kHosts.end(), host) != kHosts.end();
}

}  // namespace

absl::StatusOr<ContainerEndpoint> ReadContainerEndpoint(const Variables& variables) {
  const std::string relative = variables("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
  if (!relative.empty()) {
    ContainerEndpoint own{"http://169.254.170.2" + relative, ""};
    if (relative.starts_with('/') && IsHttpUrl(own.url)) return own;
    return absl::InvalidArgumentError("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: not the path of an address");
  }
  ContainerEndpoint endpoint{variables("AWS_CONTAINER_CREDENTIALS_FULL_URI"), ""};
  if (endpoint.url.empty()) return endpoint;
  const bool plain = endpoint.url.starts_with("http://");
  if (!IsHttpUrl(endpoint.url)) {
    return absl::InvalidArgumentError("AWS_CONTAINER_CREDENTIALS_FULL_URI: not an http or https address");
  }
  if (plain && !IsOwnHost(HostOf(endpoint.url))) {
    return absl::InvalidArgumentError(
        "AWS_CONTAINER_CREDENTIALS_FULL_URI: plain http is allowed to loopback and to the container "
        "services' own addresses only");
  }
  endpoint.authorization = variables("AWS_CONTAINER_AUTHORIZATION_TOKEN");
  const std::string file = variables("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
  if (!file.empty()) {
    absl::StatusOr<std::string> token = ReadSmallFile(file);
    if (!token.ok()) return token.status();
    endpoint.authorization = *std::move(token);
  }
  if (!IsOneLine(endpoint.authorization)) {
    return absl::InvalidArgumentError("the container's authorization token has a line break in it");
  }
  return endpoint;
}

absl::StatusOr<AwsCredentials> FromContainer(HttpSession& session, const ContainerEndpoint& endpoint) {
  HttpResource resource;
  resource.name = "the container's credentials endpoint";
  resource.url = endpoint.url;
  resource.follow_redirects = false;
  resource.prepare = [&endpoint]() -> absl::StatusOr<std::vector<std::string>> {
    if (endpoint.authorization.empty()) return std::vector<std::string>{};
    return std::vector<std::string>{"Authorization: " + endpoint.authorization};
  };
  const absl::StatusOr<std::string> answer = FetchCredentials(session, resource);
  if (!answer.ok()) return answer.status();
  return ParseCredentialsJson(*answer, "", {}, "the container's endpoint");
}

}  // namespace reg2graph
