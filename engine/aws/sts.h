#ifndef REG2GRAPH_ENGINE_AWS_STS_H_
#define REG2GRAPH_ENGINE_AWS_STS_H_

#include <string>

#include "absl/status/statusor.h"
#include "engine/aws/config.h"
#include "engine/aws/credentials.h"
#include "engine/net/http_session.h"

// Roles of AWS's Security Token Service. These functions block. REQUIRES: called on the session's thread.
namespace reg2graph {

struct RoleRequest {
  std::string role_arn;
  std::string session_name = {};  // empty: one of the program's own
  std::string external_id = {};
  std::string duration_seconds = {};  // empty: an hour
};

// What STS answers to either, an error included. Unavailable: worth another try. Pure.
absl::StatusOr<AwsCredentials> ParseStsAnswer(const HttpResponse& response, absl::string_view where);

// A role by another identity's signature.
absl::StatusOr<AwsCredentials> AssumeRole(const AwsConfig& config, HttpSession& session,
                                          const AwsCredentials& source, const RoleRequest& role);
// A role by the token that a file holds, as Kubernetes writes and renews it (IRSA). The request is not
// signed.
absl::StatusOr<AwsCredentials> AssumeRoleWithWebIdentity(const AwsConfig& config, HttpSession& session,
                                                         const std::string& token_file,
                                                         const RoleRequest& role);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_AWS_STS_H_
