#include "engine/aws/credentials.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/aws/uri.h"
#include "engine/core/ascii.h"
#include "engine/core/strings.h"
#include "engine/net/http_patience.h"
#include "engine/net/http_stream.h"

namespace reg2graph {
namespace {

// The official SDKs renew in about the last five minutes too; a token lives for at least fifteen.
constexpr absl::Duration kRenewBefore = absl::Minutes(5);
constexpr size_t kMaxAnswer = size_t{64} << 10;
constexpr size_t kMaxFile = size_t{1} << 20;

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(kMaxFile + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(file.gcount()));
  if (text.empty()) return absl::NotFoundError(absl::StrCat(path, ": cannot be read, or is empty"));
  if (text.size() <= kMaxFile) return text;
  return absl::UnauthenticatedError(absl::StrCat(path, ": more than ", kMaxFile, " bytes"));
}

absl::Status Complete(const AwsCredentials& credentials, absl::string_view where) {
  const bool has_id = !credentials.access_key_id.empty();
  // They go into the head of each request.
  for (const std::string* value :
       {&credentials.access_key_id, &credentials.secret_access_key, &credentials.session_token}) {
    if (IsOneLine(*value)) continue;
    return absl::UnauthenticatedError(
        absl::StrCat("AWS credentials of ", where, ": a control character is in them"));
  }
  if (has_id && !credentials.secret_access_key.empty()) return absl::OkStatus();
  return absl::UnauthenticatedError(absl::StrCat("AWS credentials of ", where, ": the ",
                                                 has_id ? "secret access key" : "access key's id",
                                                 " is missing"));
}

std::string_view HostOf(std::string_view url) {
  std::string_view rest = url.substr(url.find("://") + 3);
  rest = rest.substr(0, rest.find_first_of("/?#"));
  if (rest.starts_with('[')) return rest.substr(0, rest.find(']') + 1);
  return rest.substr(0, rest.find(':'));
}

bool IsOwnHost(std::string_view host) {
  static constexpr std::array<std::string_view, 5> kHosts = {"localhost", "[::1]", "169.254.170.2",
                                                             "169.254.170.23", "[fd00:ec2::23]"};
  const bool loopback = host.starts_with("127.") && host.find_first_not_of("0123456789.") == host.npos;
  return loopback || std::find(kHosts.begin(), kHosts.end(), host) != kHosts.end();
}

std::string Text(const simdjson::dom::object& object, std::string_view name) {
  std::string_view value;
  return object[name].get_string().get(value) == simdjson::SUCCESS ? std::string(value) : "";
}

}  // namespace

absl::StatusOr<AwsCredentials> ReadCredentialsFile(const std::string& text, const std::string& profile,
                                                   const std::string& name) {
  AwsCredentials credentials;
  bool inside = false, seen = false;
  std::istringstream lines(text);
  for (std::string raw; std::getline(lines, raw);) {
    const std::string_view line = Trim(raw);
    if (line.empty() || line.front() == '#' || line.front() == ';') continue;
    if (line.front() == '[') {
      inside = Trim(line.substr(1, line.find(']') - 1)) == profile;
      seen = seen || inside;
      continue;
    }
    const size_t equals = line.find('=');
    if (!inside || equals == std::string_view::npos) continue;
    const std::string key = absl::AsciiStrToLower(Absl(Trim(line.substr(0, equals))));
    const std::string_view value = Trim(line.substr(equals + 1));
    if (key == "aws_access_key_id") credentials.access_key_id = value;
    if (key == "aws_secret_access_key") credentials.secret_access_key = value;
    if (key == "aws_session_token") credentials.session_token = value;
  }
  if (!seen) return absl::NotFoundError(absl::StrCat(name, ": there is no profile ", profile));
  const absl::Status status = Complete(credentials, absl::StrCat("profile ", profile, " in ", name));
  return status.ok() ? absl::StatusOr<AwsCredentials>(std::move(credentials)) : status;
}

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
    absl::StatusOr<std::string> token = ReadFile(file);
    if (!token.ok()) return token.status();
    endpoint.authorization = *std::move(token);
  }
  if (!IsOneLine(endpoint.authorization)) {
    return absl::InvalidArgumentError("the container's authorization token has a line break in it");
  }
  return endpoint;
}

absl::StatusOr<AwsCredentials> ParseContainerCredentials(const std::string& json) {
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (parser.parse(json).get(object) != simdjson::SUCCESS) {
    return absl::UnauthenticatedError("the container's credentials endpoint sends no JSON object");
  }
  AwsCredentials credentials{Text(object, "AccessKeyId"), Text(object, "SecretAccessKey"),
                             Text(object, "Token"), absl::InfiniteFuture()};
  if (absl::Status status = Complete(credentials, "the container's endpoint"); !status.ok()) return status;
  const std::string expiration = Text(object, "Expiration");
  std::string error;
  if (!expiration.empty() &&
      !absl::ParseTime(absl::RFC3339_full, expiration, &credentials.expiration, &error)) {
    return absl::UnauthenticatedError("the container's credentials have an Expiration that is no time");
  }
  return credentials;
}

CredentialChain::CredentialChain(Variables variables, const HttpSessionOptions& http)
    : variables_(std::move(variables)), session_([&http] {
        HttpSessionOptions options = http;
        options.connect_timeout = std::chrono::seconds(2);
        options.stall_timeout = std::chrono::seconds(10);
        return options;
      }()) {}

absl::StatusOr<AwsCredentials> CredentialChain::Get() {
  MutexLock lock(mutex_);
  const absl::Time now = absl::Now();
  if (found_ && found_->expiration - now > kRenewBefore) return *found_;
  absl::StatusOr<AwsCredentials> fresh = Find();
  // An endpoint that is away for a moment does no harm while the old ones still hold.
  if (!fresh.ok() && found_ && found_->expiration > now) return *found_;
  if (fresh.ok()) found_ = *fresh;
  return fresh;
}

bool CredentialChain::Renewable(const AwsCredentials& refused) {
  MutexLock lock(mutex_);
  if (!found_ || found_->expiration == absl::InfiniteFuture()) return false;
  if (found_->access_key_id != refused.access_key_id || found_->session_token != refused.session_token) {
    return true;  // they are renewed already
  }
  found_.reset();
  const absl::StatusOr<AwsCredentials> fresh = Find();
  if (!fresh.ok()) return false;
  found_ = *fresh;
  return fresh->session_token != refused.session_token || fresh->access_key_id != refused.access_key_id;
}

absl::StatusOr<AwsCredentials> CredentialChain::Find() {
  AwsCredentials credentials{variables_("AWS_ACCESS_KEY_ID"), variables_("AWS_SECRET_ACCESS_KEY"),
                             variables_("AWS_SESSION_TOKEN"), absl::InfiniteFuture()};
  if (!credentials.access_key_id.empty() || !credentials.secret_access_key.empty()) {
    const absl::Status status = Complete(credentials, "the environment");
    return status.ok() ? absl::StatusOr<AwsCredentials>(std::move(credentials)) : status;
  }
  absl::StatusOr<AwsCredentials> shared = FromFile();
  if (!absl::IsNotFound(shared.status())) return shared;
  const absl::StatusOr<ContainerEndpoint> endpoint = ReadContainerEndpoint(variables_);
  if (!endpoint.ok()) return absl::UnauthenticatedError(Absl(std::string(endpoint.status().message())));
  if (!endpoint->url.empty()) return FromContainer(*endpoint);
  return absl::UnauthenticatedError(
      "no AWS credentials: neither AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, nor a profile in the shared "
      "credentials file, nor a container's role");
}

// NotFound: the file was not asked for, and is not there or has no such profile.
absl::StatusOr<AwsCredentials> CredentialChain::FromFile() const {
  std::string path = variables_("AWS_SHARED_CREDENTIALS_FILE");
  std::string profile = variables_("AWS_PROFILE");
  const bool asked_for = !path.empty() || !profile.empty();
  if (path.empty()) path = variables_("HOME") + "/.aws/credentials";
  if (profile.empty()) profile = "default";
  const absl::StatusOr<std::string> text = ReadFile(path);
  absl::StatusOr<AwsCredentials> credentials =
      text.ok() ? ReadCredentialsFile(*text, profile, path) : text.status();
  if (absl::IsNotFound(credentials.status()) && asked_for) {
    return absl::UnauthenticatedError(
        absl::StrCat("no AWS credentials: ", std::string(credentials.status().message())));
  }
  return credentials;
}

absl::StatusOr<AwsCredentials> CredentialChain::FromContainer(const ContainerEndpoint& endpoint) {
  HttpResource resource;
  resource.name = "the container's credentials endpoint";
  resource.url = endpoint.url;
  resource.follow_redirects = false;
  resource.prepare = [&endpoint]() -> absl::StatusOr<std::vector<std::string>> {
    if (endpoint.authorization.empty()) return std::vector<std::string>{};
    return std::vector<std::string>{"Authorization: " + endpoint.authorization};
  };
  HttpRetryOptions retry;
  retry.retry_for = std::chrono::seconds(10);
  const absl::StatusOr<std::string> answer = FetchAll(session_, resource, retry, kMaxAnswer);
  if (absl::IsCancelled(answer.status())) return answer.status();
  if (!answer.ok()) return absl::UnauthenticatedError(Absl(std::string(answer.status().message())));
  return ParseContainerCredentials(*answer);
}

}  // namespace reg2graph
