#ifndef REG2GRAPH_ENGINE_AWS_SSO_H_
#define REG2GRAPH_ENGINE_AWS_SSO_H_

#include <string>

#include "absl/status/statusor.h"
#include "engine/aws/config.h"
#include "engine/aws/credentials.h"
#include "engine/aws/profiles.h"
#include "engine/net/http_session.h"

namespace reg2graph {

// True if the profile takes its credentials from IAM Identity Center.
bool IsSsoProfile(const AwsProfile& profile);

// The credentials of an `sso_*` profile, by the token that `aws sso login` has left in `home`. A token that
// has expired is not renewed. Blocks. REQUIRES: called on the session's thread.
absl::StatusOr<AwsCredentials> FromSso(const AwsConfig& config, HttpSession& session,
                                       const AwsProfile& profile, const std::string& home);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_AWS_SSO_H_
