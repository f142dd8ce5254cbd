#ifndef REG2GRAPH_ENGINE_AWS_CREDENTIAL_TEXT_H_
#define REG2GRAPH_ENGINE_AWS_CREDENTIAL_TEXT_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/aws/credentials.h"

// What every source of credentials needs. No message repeats what was read.
namespace reg2graph {

inline constexpr size_t kMaxCredentialsAnswer = size_t{64} << 10;

// NotFound: it cannot be read, or is empty. Unauthenticated: it has more than 1 MiB, or is a pipe or a
// socket, whose reading might never end.
absl::StatusOr<std::string> ReadSmallFile(const std::string& path);

// Unauthenticated: a part is missing, or would break the head of a request. `where` is for messages.
absl::Status CheckCredentials(const AwsCredentials& credentials, absl::string_view where);
// The credentials themselves, or what CheckCredentials has against them.
absl::StatusOr<AwsCredentials> Checked(AwsCredentials credentials, absl::string_view where);

// The names of members in a JSON object of credentials.
struct CredentialNames {
  const char* id = "AccessKeyId";
  const char* secret = "SecretAccessKey";
  const char* token = "Token";
  const char* expiration = "Expiration";  // RFC 3339, or milliseconds since 1970
};
// `pointer`: of the object in `json`, "" for the whole.
absl::StatusOr<AwsCredentials> ParseCredentialsJson(const std::string& json, const char* pointer,
                                                    const CredentialNames& names, absl::string_view where);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_AWS_CREDENTIAL_TEXT_H_
