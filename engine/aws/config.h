#ifndef REG2GRAPH_ENGINE_AWS_CONFIG_H_
#define REG2GRAPH_ENGINE_AWS_CONFIG_H_

#include <string>

#include "absl/status/statusor.h"
#include "engine/aws/credentials.h"

namespace reg2graph {

// Region and endpoints, under the names of the official SDKs.
struct AwsConfig {
  std::string region = "us-east-1";  // AWS_REGION, AWS_DEFAULT_REGION
  std::string s3_endpoint;   // AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL; no slash at its end; empty: AWS's own
  std::string sqs_endpoint;  // AWS_ENDPOINT_URL_SQS, AWS_ENDPOINT_URL
};

// InvalidArgument names the variable that is no http or https address.
absl::StatusOr<AwsConfig> ReadAwsConfig(const Variables& variables);

// The addresses of a bucket and of an object in it: https://BUCKET.s3.REGION.amazonaws.com/KEY, or in
// path style where an endpoint is set or the bucket's name fits no certificate.
struct S3Address {
  std::string host;  // as the Host header has it
  std::string origin;
  std::string path;  // encoded
};
S3Address AddressOf(const AwsConfig& config, const std::string& bucket, const std::string& key);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_AWS_CONFIG_H_
