#include "engine/aws/sts.h"

#include <algorithm>
#include <pugixml.hpp>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/aws/credential_request.h"
#include "engine/aws/credential_text.h"
#include "engine/aws/signature.h"
#include "engine/aws/uri.h"
#include "engine/core/ascii.h"
#include "engine/core/hash.h"
#include "engine/core/strings.h"

namespace reg2graph {
namespace {

constexpr size_t kMaxWords = 600;
constexpr size_t kMaxToken = 20'000;  // of STS

// POST of a form to STS; signed if there are credentials.
class StsCall {
 public:
  StsCall(const AwsConfig& config, NamedValues form) : region_(config.region), body_(CanonicalQuery(form)) {
    const std::string endpoint = config.sts_endpoint.empty()
                                     ? "https://" + ServiceHost(config, "sts", config.region)
                                     : config.sts_endpoint;
    const size_t host = endpoint.find("://") + 3;
    const size_t path = std::min(endpoint.find('/', host), endpoint.size());
    origin_ = endpoint.substr(0, path);
    host_ = endpoint.substr(host, path - host);
    path_ = endpoint.substr(path) + "/";
  }

  absl::StatusOr<HttpResponse> Send(HttpSession& session, const AwsCredentials* signer) const {
    SignedRequest request;
    request.method = "POST";
    request.path = path_;
    request.payload_hash = HexSha256(body_);
    request.headers = {{"Host", host_}, {"Content-Type", "application/x-www-form-urlencoded"}};
    HttpCall call;
    call.name = "STS at " + host_;
    call.method = "POST";
    call.url = origin_ + path_;
    call.body = body_;
    if (signer != nullptr) call.headers = SignatureHeaders(request, {region_, "sts", absl::Now()}, *signer);
    for (const auto& [name, value] : request.headers) call.headers.push_back(absl::StrCat(name, ": ", value));
    return session.Fetch(call, kMaxCredentialsAnswer);
  }

 private:
  std::string region_, body_, origin_, host_, path_;
};

absl::StatusOr<AwsCredentials> Ask(const StsCall& call, HttpSession& session, const AwsCredentials* signer,
                                   absl::string_view where) {
  return AskForCredentials<AwsCredentials>(session, {}, [&]() -> absl::StatusOr<AwsCredentials> {
    const absl::StatusOr<HttpResponse> response = call.Send(session, signer);
    if (!response.ok()) return response.status();
    return ParseStsAnswer(*response, where);
  });
}

NamedValues FormOf(std::string_view action, const RoleRequest& role) {
  NamedValues form = {{"Action", std::string(action)},
                      {"Version", "2011-06-15"},
                      {"RoleArn", role.role_arn},
                      {"RoleSessionName", role.session_name.empty() ? "reg2graph" : role.session_name}};
  if (!role.external_id.empty()) form.emplace_back("ExternalId", role.external_id);
  if (!role.duration_seconds.empty()) form.emplace_back("DurationSeconds", role.duration_seconds);
  return form;
}

std::string NameOf(const RoleRequest& role) { return absl::StrCat("the role ", role.role_arn); }

// AWS's own words, which name the missing permission; they repeat no token.
absl::Status Refusal(const pugi::xml_node& error, int status, absl::string_view where) {
  const std::string_view code = error.child_value("Code");
  std::string_view words = error.child_value("Message");
  if (words.empty()) words = "STS refuses";
  const std::string message =
      absl::StrCat("AWS credentials of ", where, ": ", Absl(words.substr(0, kMaxWords)), " (",
                   code.empty() ? absl::StrCat(status) : Absl(code.substr(0, kMaxWords)), ")");
  const bool passes =
      status >= 500 || status == 429 || code == "IDPCommunicationError" || code.find("Throttl") != code.npos;
  return passes ? absl::UnavailableError(message) : absl::UnauthenticatedError(message);
}

}  // namespace

absl::StatusOr<AwsCredentials> ParseStsAnswer(const HttpResponse& response, absl::string_view where) {
  pugi::xml_document document;
  document.load_buffer(response.body.data(), response.body.size());
  const pugi::xml_node root = document.first_child();
  if (response.status != 200) return Refusal(root.child("Error"), response.status, where);
  const pugi::xml_node found = root.first_child().child("Credentials");
  AwsCredentials credentials{found.child_value("AccessKeyId"), found.child_value("SecretAccessKey"),
                             found.child_value("SessionToken"), absl::InfiniteFuture()};
  const std::string expiration = found.child_value("Expiration");
  std::string error;
  if (found && !absl::ParseTime(absl::RFC3339_full, expiration, &credentials.expiration, &error))
    return absl::UnauthenticatedError(absl::StrCat("AWS credentials of ", where, ": Expiration is no time"));
  return Checked(std::move(credentials), where);
}

absl::StatusOr<AwsCredentials> AssumeRole(const AwsConfig& config, HttpSession& session,
                                          const AwsCredentials& source, const RoleRequest& role) {
  return Ask(StsCall(config, FormOf("AssumeRole", role)), session, &source, NameOf(role));
}

absl::StatusOr<AwsCredentials> AssumeRoleWithWebIdentity(const AwsConfig& config, HttpSession& session,
                                                         const std::string& token_file,
                                                         const RoleRequest& role) {
  const absl::StatusOr<std::string> text = ReadSmallFile(token_file);
  if (!text.ok())
    return absl::UnauthenticatedError(absl::StrCat("the web identity token: ", text.status().message()));
  const std::string_view token = Trim(*text);
  if (token.size() > kMaxToken || !IsOneLine(token)) {
    return absl::UnauthenticatedError(absl::StrCat(token_file, ": not a web identity token"));
  }
  NamedValues form = FormOf("AssumeRoleWithWebIdentity", role);
  form.emplace_back("WebIdentityToken", std::string(token));
  return Ask(StsCall(config, std::move(form)), session, nullptr, NameOf(role));
}

}  // namespace reg2graph
