#include "engine/aws/sso.h"

#include <openssl/evp.h>
#include <simdjson.h>

#include <array>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "engine/aws/credential_request.h"
#include "engine/aws/credential_text.h"
#include "engine/aws/signature.h"
#include "engine/aws/uri.h"
#include "engine/core/hash.h"

namespace reg2graph {
namespace {

std::string SettingOf(const AwsProfile& profile, std::string_view name) {
  const auto found = profile.sso_session.find(name);
  return found != profile.sso_session.end() ? found->second : profile.Get(name);
}

// The command line names the file of a token so.
std::string HexSha1(std::string_view text) {
  std::array<unsigned char, 20> digest{};
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
  return Hex(std::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()));
}

absl::StatusOr<std::string> TokenOf(const std::string& path, const std::string& profile) {
  const auto refuse = [&profile](absl::string_view why) {
    return absl::UnauthenticatedError(
        absl::StrCat("profile ", profile, ": ", why, ": run aws sso login --profile ", profile));
  };
  const absl::StatusOr<std::string> text = ReadSmallFile(path);
  if (!text.ok()) return refuse("there is no SSO token");
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  std::string_view token, expires;
  const bool found = parser.parse(*text).get(root) == simdjson::SUCCESS &&
                     root["accessToken"].get_string().get(token) == simdjson::SUCCESS &&
                     root["expiresAt"].get_string().get(expires) == simdjson::SUCCESS;
  if (!found || token.empty() || !IsOneLine(token)) return refuse("the file of the SSO token is malformed");
  absl::Time end;
  std::string error;
  // Earlier versions wrote "UTC" for "Z".
  const std::string time = absl::StrReplaceAll(Absl(expires), {{"UTC", "Z"}});
  if (!absl::ParseTime(absl::RFC3339_full, time, &end, &error) || end <= absl::Now())
    return refuse("the SSO token has expired");
  return std::string(token);
}

}  // namespace

bool IsSsoProfile(const AwsProfile& profile) {
  return !profile.Get("sso_session").empty() || !profile.Get("sso_start_url").empty();
}

absl::StatusOr<AwsCredentials> FromSso(const AwsConfig& config, HttpSession& session,
                                       const AwsProfile& profile, const std::string& home) {
  const std::string account = profile.Get("sso_account_id"), role = profile.Get("sso_role_name");
  const std::string region = SettingOf(profile, "sso_region"), url = SettingOf(profile, "sso_start_url");
  if (account.empty() || role.empty() || url.empty() || !IsPlainName(region)) {
    return absl::UnauthenticatedError(absl::StrCat(
        "profile ", profile.name, ": needs sso_account_id, sso_role_name, sso_region and sso_start_url"));
  }
  const std::string name = profile.Get("sso_session").empty() ? url : profile.Get("sso_session");
  const absl::StatusOr<std::string> token =
      TokenOf(absl::StrCat(home, "/.aws/sso/cache/", HexSha1(name), ".json"), profile.name);
  if (!token.ok()) return token.status();
  HttpResource resource;
  resource.name = absl::StrCat("the SSO portal of profile ", profile.name);
  const std::string origin = config.sso_endpoint.empty()
                                 ? "https://" + ServiceHost(config, "portal.sso", region)
                                 : config.sso_endpoint;
  resource.url = absl::StrCat(origin, "/federation/credentials?",
                              CanonicalQuery({{"account_id", account}, {"role_name", role}}));
  resource.follow_redirects = false;
  resource.prepare = [&token]() -> absl::StatusOr<std::vector<std::string>> {
    return std::vector<std::string>{"x-amz-sso_bearer_token: " + *token};
  };
  const absl::StatusOr<std::string> answer = FetchCredentials(session, resource);
  if (!answer.ok()) return answer.status();
  return ParseCredentialsJson(*answer, "/roleCredentials",
                              {"accessKeyId", "secretAccessKey", "sessionToken", "expiration"},
                              absl::StrCat("profile ", profile.name));
}

}  // namespace reg2graph
