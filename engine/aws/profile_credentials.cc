#include "engine/aws/profile_credentials.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/aws/config.h"
#include "engine/aws/container.h"
#include "engine/aws/credential_process.h"
#include "engine/aws/credential_text.h"
#include "engine/aws/instance.h"
#include "engine/aws/profiles.h"
#include "engine/aws/sso.h"
#include "engine/aws/sts.h"

namespace reg2graph {
namespace {

constexpr absl::Duration kProcessLimit = absl::Minutes(1);
constexpr size_t kMaxChain = 5;  // of roles that one another's credentials assume

using Found = absl::StatusOr<std::optional<AwsCredentials>>;  // nullopt: this source was not asked for

absl::Status Unauthenticated(absl::string_view message) { return absl::UnauthenticatedError(message); }

Found AsFound(absl::StatusOr<AwsCredentials> credentials) {
  if (!credentials.ok()) return credentials.status();
  return std::optional<AwsCredentials>(*std::move(credentials));
}

std::string In(const AwsSection& section, std::string_view name) {
  const auto found = section.find(name);
  return found == section.end() ? "" : found->second;
}

// One search. Its members are the sources.
class Search {
 public:
  Search(const Variables& variables, HttpSession& session, AwsConfig config, AwsProfiles profiles)
      : variables_(variables),
        session_(session),
        config_(std::move(config)),
        profiles_(std::move(profiles)) {}

  absl::StatusOr<AwsCredentials> Run() {
    const bool named =
        !variables_("AWS_PROFILE").empty() || !variables_("AWS_SHARED_CREDENTIALS_FILE").empty();
    for (const auto source : {&Search::Environment, &Search::WebIdentity, &Search::Profile,
                              &Search::Container, &Search::Instance}) {
      Found found = (this->*source)();
      if (!found.ok()) return found.status();
      if (found->has_value()) return **std::move(found);
      // Nothing else may take the place of what was asked for.
      if (source == &Search::Profile && named) return NoProfile(ProfileName(variables_));
    }
    return Unauthenticated(
        "no AWS credentials: neither AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, nor a web identity, nor a "
        "profile in the shared files, nor a container's role; the role of an EC2 instance is used if "
        "AWS_EC2_METADATA_DISABLED=false");
  }

 private:
  absl::Status NoProfile(const std::string& name) const {
    const AwsProfile profile = profiles_.Find(name);
    return Unauthenticated(
        absl::StrCat("no AWS credentials: ", profile.exists ? "profile " : "there is no profile ", name,
                     profile.exists ? " has no credentials in " : " in ", profiles_.files()));
  }

  Found Environment() const {
    AwsCredentials credentials{variables_("AWS_ACCESS_KEY_ID"), variables_("AWS_SECRET_ACCESS_KEY"),
                               variables_("AWS_SESSION_TOKEN"), absl::InfiniteFuture()};
    if (credentials.access_key_id.empty() && credentials.secret_access_key.empty()) return std::nullopt;
    return AsFound(Checked(std::move(credentials), "the environment"));
  }

  Found WebIdentity() const {
    const std::string file = variables_("AWS_WEB_IDENTITY_TOKEN_FILE"), role = variables_("AWS_ROLE_ARN");
    if (file.empty()) return std::nullopt;
    if (role.empty()) return Unauthenticated("AWS_WEB_IDENTITY_TOKEN_FILE is set, but AWS_ROLE_ARN is not");
    return AsFound(AssumeRoleWithWebIdentity(
        config_, session_, file, {.role_arn = role, .session_name = variables_("AWS_ROLE_SESSION_NAME")}));
  }

  Found Profile() const {
    std::vector<std::string> seen;
    return OfProfile(ProfileName(variables_), seen);
  }

  Found Container() const {
    const absl::StatusOr<ContainerEndpoint> endpoint = ReadContainerEndpoint(variables_);
    if (!endpoint.ok()) return Unauthenticated(endpoint.status().message());
    if (endpoint->url.empty()) return std::nullopt;
    return AsFound(FromContainer(session_, *endpoint));
  }

  Found Instance() const {
    if (absl::AsciiStrToLower(variables_("AWS_EC2_METADATA_DISABLED")) != "false") return std::nullopt;
    return AskInstance();
  }

  Found AskInstance() const {
    const absl::StatusOr<std::string> endpoint = InstanceEndpoint(variables_);
    if (!endpoint.ok()) return Unauthenticated(endpoint.status().message());
    return AsFound(FromInstance(session_, *endpoint));
  }

  // `seen`: the profiles whose roles wait for these credentials.
  Found OfProfile(const std::string& name, std::vector<std::string>& seen) const {
    const AwsProfile profile = profiles_.Find(name);
    if (!profile.exists) return std::nullopt;
    // A profile that is its own source has keys beside its role.
    if (!profile.Get("role_arn").empty() && (seen.empty() || seen.back() != name))
      return OfRole(profile, seen);
    if (IsSsoProfile(profile)) return AsFound(FromSso(config_, session_, profile, variables_("HOME")));
    Found found = OfKeys(profile.credentials, profile);
    if (found.ok() && !found->has_value()) found = OfProcess(profile);
    if (found.ok() && !found->has_value()) found = OfKeys(profile.config, profile);
    if (!found.ok() || found->has_value()) return found;
    if (!profile.Get("login_session").empty()) {
      return Unauthenticated(absl::StrCat("profile ", name, ": login_session is not supported: ",
                                          "aws configure export-credentials --profile ", name,
                                          " as its credential_process gives the same"));
    }
    return std::nullopt;
  }

  Found OfKeys(const AwsSection& section, const AwsProfile& profile) const {
    AwsCredentials credentials{In(section, "aws_access_key_id"), In(section, "aws_secret_access_key"),
                               In(section, "aws_session_token"), absl::InfiniteFuture()};
    if (credentials.access_key_id.empty() && credentials.secret_access_key.empty()) return std::nullopt;
    return AsFound(
        Checked(std::move(credentials), absl::StrCat("profile ", profile.name, " in ", profiles_.files())));
  }

  // A command of the credentials file is not run: a .env file of the working folder may name that file.
  Found OfProcess(const AwsProfile& profile) const {
    const std::string command = In(profile.config, "credential_process");
    if (command.empty()) return std::nullopt;
    return AsFound(FromProcess(command, profile.name, kProcessLimit, session_.options().stop));
  }

  Found OfRole(const AwsProfile& profile, std::vector<std::string>& seen) const {
    const RoleRequest role{profile.Get("role_arn"), profile.Get("role_session_name"),
                           profile.Get("external_id"), profile.Get("duration_seconds")};
    if (!profile.Get("mfa_serial").empty()) {
      return Unauthenticated(absl::StrCat("profile ", profile.name, ": mfa_serial is not supported: ",
                                          "nobody can be asked for a code here"));
    }
    if (const std::string file = profile.Get("web_identity_token_file"); !file.empty())
      return AsFound(AssumeRoleWithWebIdentity(config_, session_, file, role));
    Found source = SourceOf(profile, seen);
    if (!source.ok()) return source;
    if (!source->has_value()) {
      return Unauthenticated(
          absl::StrCat("profile ", profile.name, ": the source of its role's credentials has none"));
    }
    return AsFound(AssumeRole(config_, session_, **source, role));
  }

  Found SourceOf(const AwsProfile& profile, std::vector<std::string>& seen) const {
    const std::string source = profile.Get("source_profile");
    if (source.empty()) return OfCredentialSource(profile);
    const bool twice = std::find(seen.begin(), seen.end(), profile.name) != seen.end();
    if (twice || seen.size() >= kMaxChain) {
      return Unauthenticated(absl::StrCat("profile ", profile.name,
                                          ": its source_profile leads to itself, or through more than ",
                                          kMaxChain, " profiles"));
    }
    seen.push_back(profile.name);
    return OfProfile(source, seen);
  }

  Found OfCredentialSource(const AwsProfile& profile) const {
    const std::string source = profile.Get("credential_source");
    if (source == "Environment") return Environment();
    if (source == "EcsContainer") return Container();
    if (source == "Ec2InstanceMetadata") return AskInstance();
    return Unauthenticated(
        absl::StrCat("profile ", profile.name,
                     ": role_arn needs source_profile, web_identity_token_file, or a "
                     "credential_source that is Environment, EcsContainer or Ec2InstanceMetadata"));
  }

  const Variables& variables_;
  HttpSession& session_;
  const AwsConfig config_;
  const AwsProfiles profiles_;
};

}  // namespace

absl::StatusOr<AwsCredentials> FindCredentials(const Variables& variables, HttpSession& session) {
  absl::StatusOr<AwsConfig> config = ReadAwsConfig(variables);
  if (!config.ok()) return Unauthenticated(config.status().message());
  absl::StatusOr<AwsProfiles> profiles = AwsProfiles::Read(variables);
  if (!profiles.ok()) return profiles.status();
  return Search(variables, session, *std::move(config), *std::move(profiles)).Run();
}

}  // namespace reg2graph
