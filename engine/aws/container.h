#ifndef REG2GRAPH_ENGINE_AWS_CONTAINER_H_
#define REG2GRAPH_ENGINE_AWS_CONTAINER_H_

#include <string>

#include "absl/status/statusor.h"
#include "engine/aws/credentials.h"
#include "engine/net/http_session.h"

namespace reg2graph {

// Where a container (ECS, EKS Pod Identity) gets its role's credentials. Empty url: this is not a container.
// InvalidArgument: plain http is allowed for the addresses of the container's own host only.
struct ContainerEndpoint {
  std::string url;
  std::string authorization;
};
absl::StatusOr<ContainerEndpoint> ReadContainerEndpoint(const Variables& variables);

// Blocks. REQUIRES: called on the session's thread.
absl::StatusOr<AwsCredentials> FromContainer(HttpSession& session, const ContainerEndpoint& endpoint);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_AWS_CONTAINER_H_
