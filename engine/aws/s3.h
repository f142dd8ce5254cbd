#ifndef REG2GRAPH_ENGINE_AWS_S3_H_
#define REG2GRAPH_ENGINE_AWS_S3_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/aws/config.h"
#include "engine/aws/credentials.h"
#include "engine/aws/signature.h"
#include "engine/net/http_patience.h"
#include "engine/net/http_session.h"
#include "engine/net/http_stream.h"

namespace reg2graph {

struct S3Location {
  std::string bucket;
  std::string key;
};
// Reads s3://BUCKET/KEY; the key is not encoded and may be empty. InvalidArgument.
absl::StatusOr<S3Location> ParseS3Uri(std::string_view uri);
std::string S3Uri(const S3Location& location);

struct S3Object {
  std::string key;
  uint64_t bytes = 0;
};

// One page of ListObjectsV2; an empty token: it is the last.
struct S3Page {
  std::vector<S3Object> objects;
  std::string next_token;
};
absl::StatusOr<S3Page> ParseS3Page(const std::string& xml);

// What S3 answers instead of what was asked for, for people: NotFound, PermissionDenied; Unauthenticated
// where all that the run asks for would fare the same (a key, a secret, a token, a region);
// Unavailable: try again. `*expired` is set if a token is past its time.
absl::Status ExplainS3Error(const HttpResponse& response, const std::string& name, bool* expired);

// The two operations that loading needs. Lives on the session's thread and blocks.
class S3Client {
 public:
  S3Client(AwsConfig config, CredentialChain& credentials, HttpSession& session, HttpRetryOptions retry);

  // The objects whose keys begin with the location's, sorted by the bytes of their keys; at most `limit`.
  absl::StatusOr<std::vector<S3Object>> List(const S3Location& location, size_t limit = SIZE_MAX);
  // An object to be opened. Borrows this client.
  HttpResource Object(const S3Location& location);

 private:
  HttpResource Resource(const S3Location& location, const std::string& name, NamedValues query);

  const AwsConfig config_;
  CredentialChain& credentials_;
  HttpSession& session_;
  const HttpRetryOptions retry_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_AWS_S3_H_
