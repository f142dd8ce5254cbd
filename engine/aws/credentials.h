#ifndef REG2GRAPH_ENGINE_AWS_CREDENTIALS_H_
#define REG2GRAPH_ENGINE_AWS_CREDENTIALS_H_

#include <functional>
#include <string>

#include "absl/time/time.h"

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

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_AWS_CREDENTIALS_H_
