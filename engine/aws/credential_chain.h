#ifndef REG2GRAPH_ENGINE_AWS_CREDENTIAL_CHAIN_H_
#define REG2GRAPH_ENGINE_AWS_CREDENTIAL_CHAIN_H_

#include <optional>

#include "absl/status/statusor.h"
#include "engine/aws/credentials.h"
#include "engine/core/mutex.h"
#include "engine/net/http_session.h"

namespace reg2graph {

// Finds credentials in the order of the official SDKs: the environment, the web identity that it names, the
// profile of the shared files, the container's endpoint; and the instance's metadata service, but only if
// AWS_EC2_METADATA_DISABLED is "false" or a profile names it, so that a container never gets the role of its
// host. Those that expire are renewed five minutes earlier. Thread-safe; blocks while they are fetched.
class CredentialChain {
 public:
  CredentialChain(Variables variables, const HttpSessionOptions& http);

  // Unauthenticated: the message says where was searched, or what is wrong with what was found.
  absl::StatusOr<AwsCredentials> Get();
  // A service reports these as expired: true if others could be fetched, which the next Get returns.
  bool Renewable(const AwsCredentials& refused);

 private:
  absl::StatusOr<AwsCredentials> Find() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Variables variables_;
  Mutex mutex_;
  HttpSession session_ ABSL_GUARDED_BY(mutex_);
  std::optional<AwsCredentials> found_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_AWS_CREDENTIAL_CHAIN_H_
