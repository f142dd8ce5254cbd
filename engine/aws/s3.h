#ifndef REG2GRAPH_ENGINE_AWS_S3_H_
#define REG2GRAPH_ENGINE_AWS_S3_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/aws/config.h"
#include "engine/aws/credential_chain.h"
#include "engine/aws/signature.h"
#include "engine/net/http_patience.h"
#include "engine/net/http_session.h"
#include "engine/net/http_stream.h"

namespace reg2graph {

struct S3Location {
  std::string bucket;  // or the ARN of an access point
  std::string key;
};
// Reads s3://BUCKET/KEY or s3://arn:aws:s3:REGION:ACCOUNT:accesspoint/NAME/KEY; the key is not encoded and
// may be empty. InvalidArgument: not of that form.
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

// A refusal of S3's, explained for people, where access is denied in AWS's own words, which name the missing
// permission or key: NotFound, PermissionDenied; Unauthenticated where every request of
// the run would be refused in the same way (a key, a secret, a token, a region); Unavailable: worth another
// try. Sets `*expired` if a token has expired.
absl::Status ExplainS3Error(const HttpResponse& response, const std::string& name, bool* expired);

// The two operations that loading needs. Blocks. REQUIRES: used on the session's thread.
class S3Client {
 public:
  S3Client(AwsConfig config, CredentialChain& credentials, HttpSession& session, HttpRetryOptions retry);

  // The objects whose keys begin with the location's, sorted by the bytes of their keys. Stops asking at
  // `limit`. FailedPrecondition: the list has no end (a continuation token is repeated) or is too long to be
  // kept.
  absl::StatusOr<std::vector<S3Object>> List(const S3Location& location, size_t limit = SIZE_MAX);
  // An object to be opened. Borrows this client, which must outlive it.
  HttpResource Object(const S3Location& location);

 private:
  absl::StatusOr<S3Page> ListPage(const S3Location& location, const std::string& token, size_t limit);
  HttpResource Resource(const S3Location& location, const std::string& name, NamedValues query);

  const AwsConfig config_;
  CredentialChain& credentials_;
  HttpSession& session_;
  const HttpRetryOptions retry_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_AWS_S3_H_
