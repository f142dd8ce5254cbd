#ifndef REG2GRAPH_ENGINE_AWS_CONFIG_H_
#define REG2GRAPH_ENGINE_AWS_CONFIG_H_

#include <string>

#include "absl/status/statusor.h"
#include "engine/aws/credentials.h"

namespace reg2graph {

// Region and endpoints, under the names of the official SDKs.
struct AwsConfig {
  std::string region = "us-east-1";  // AWS_REGION, AWS_DEFAULT_REGION
  std::string s3_endpoint;   // AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL; without a final slash; empty: AWS's own
  std::string sqs_endpoint;  // AWS_ENDPOINT_URL_SQS, AWS_ENDPOINT_URL
};

// InvalidArgument: names the variable that is not an http or https address.
absl::StatusOr<AwsConfig> ReadAwsConfig(const Variables& variables);

// The address of an object, or of its bucket if `key` is empty: https://BUCKET.s3.REGION.amazonaws.com/KEY,
// or path style where an endpoint is set or the bucket's name cannot be a label of a host's name.
struct S3Address {
  std::string host;  // as the Host header has it
  std::string origin;
  std::string path;  // encoded
};
S3Address AddressOf(const AwsConfig& config, const std::string& bucket, const std::string& key);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_AWS_CONFIG_H_
