#ifndef REG2GRAPH_ENGINE_AWS_PROFILE_CREDENTIALS_H_
#define REG2GRAPH_ENGINE_AWS_PROFILE_CREDENTIALS_H_

#include "absl/status/statusor.h"
#include "engine/aws/credentials.h"
#include "engine/net/http_session.h"

namespace reg2graph {

// One search through all sources, in the order that CredentialChain describes. Unauthenticated: nothing was
// found, or what was found is of no use; Cancelled: on a stop. Blocks. REQUIRES: called on the session's
// thread.
absl::StatusOr<AwsCredentials> FindCredentials(const Variables& variables, HttpSession& session);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_AWS_PROFILE_CREDENTIALS_H_
