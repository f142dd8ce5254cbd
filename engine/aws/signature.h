#ifndef REG2GRAPH_ENGINE_AWS_SIGNATURE_H_
#define REG2GRAPH_ENGINE_AWS_SIGNATURE_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "engine/aws/credentials.h"

// AWS Signature Version 4 in an Authorization header, as "Create a signed AWS API request" of the IAM
// User Guide has it. Pure functions.
namespace reg2graph {

using NamedValues = std::vector<std::pair<std::string, std::string>>;

struct SignedRequest {
  std::string method = "GET";
  std::string path = "/";         // as it is sent, encoded
  NamedValues query = {};         // not encoded; in any order
  NamedValues headers = {};       // all of them are signed; Host is one
  std::string payload_hash = {};  // SHA-256, hex
};

struct SigningScope {
  std::string region;
  std::string service;
  absl::Time time;
};

// The query as it is signed and has to be sent: encoded, sorted, `name=` where there is no value.
std::string CanonicalQuery(const NamedValues& query);

// `path` as it is signed: S3 signs what is sent, every other service encodes it once more.
std::string CanonicalRequest(const SignedRequest& request, std::string_view service);

// The headers to send beside the request's own, "Name: value": X-Amz-Date, the session's token and
// Authorization. For S3 the request has x-amz-content-sha256 among its headers.
std::vector<std::string> SignatureHeaders(const SignedRequest& request, const SigningScope& scope,
                                          const AwsCredentials& credentials);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_AWS_SIGNATURE_H_
