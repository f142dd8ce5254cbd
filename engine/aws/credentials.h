#ifndef REG2GRAPH_ENGINE_AWS_CREDENTIALS_H_
#define REG2GRAPH_ENGINE_AWS_CREDENTIALS_H_

#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/core/mutex.h"
#include "engine/net/http_session.h"

namespace reg2graph {

// Never logged and never part of a message, except for the access key's id, which is not a secret.
struct AwsCredentials {
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token;
  absl::Time expiration = absl::InfiniteFuture();
};

// The value of an environment variable, "" where it is not set. Thread-safe.
using Variables = std::function<std::string(const char* name)>;

// The section `profile` of a shared credentials file; `name` is for messages. NotFound: no such profile.
absl::StatusOr<AwsCredentials> ReadCredentialsFile(const std::string& text, const std::string& profile,
                                                   const std::string& name);

// Where a container (ECS, EKS Pod Identity) gets its role's credentials. Empty url: this is not a container.
// InvalidArgument: plain http is allowed for the addresses of the container's own host only.
struct ContainerEndpoint {
  std::string url;
  std::string authorization;
};
absl::StatusOr<ContainerEndpoint> ReadContainerEndpoint(const Variables& variables);

absl::StatusOr<AwsCredentials> ParseContainerCredentials(const std::string& json);

// Finds credentials in the order of the official SDKs: the environment, the shared credentials file, the
// container's endpoint; never the metadata service of an instance. Those that expire are renewed five minutes
// earlier. Thread-safe; blocks while they are fetched.
class CredentialChain {
 public:
  CredentialChain(Variables variables, const HttpSessionOptions& http);

  // Unauthenticated: the message says where was searched, or what is wrong with what was found.
  absl::StatusOr<AwsCredentials> Get();
  // A service reports these as expired: true if others could be fetched, which the next Get returns.
  bool Renewable(const AwsCredentials& refused);

 private:
  absl::StatusOr<AwsCredentials> Find() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<AwsCredentials> FromFile() const;
  absl::StatusOr<AwsCredentials> FromContainer(const ContainerEndpoint& endpoint)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Variables variables_;
  Mutex mutex_;
  HttpSession session_ ABSL_GUARDED_BY(mutex_);
  std::optional<AwsCredentials> found_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_AWS_CREDENTIALS_H_
