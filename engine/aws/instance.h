#ifndef REG2GRAPH_ENGINE_AWS_INSTANCE_H_
#define REG2GRAPH_ENGINE_AWS_INSTANCE_H_

#include <string>

#include "absl/status/statusor.h"
#include "engine/aws/credentials.h"
#include "engine/net/http_session.h"

namespace reg2graph {

// The metadata service of an EC2 instance: AWS_EC2_METADATA_SERVICE_ENDPOINT or its usual address, by IPv6 if
// AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE is IPv6. InvalidArgument: plain http is allowed to loopback and to
// the service's own addresses only.
absl::StatusOr<std::string> InstanceEndpoint(const Variables& variables);

// The credentials of an instance's role, by version 2 of the service only, which asks for a token first.
// Blocks. REQUIRES: called on the session's thread.
absl::StatusOr<AwsCredentials> FromInstance(HttpSession& session, const std::string& endpoint);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_AWS_INSTANCE_H_
