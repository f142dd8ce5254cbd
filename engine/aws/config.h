#ifndef REG2GRAPH_ENGINE_AWS_CONFIG_H_
#define REG2GRAPH_ENGINE_AWS_CONFIG_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/aws/credentials.h"

namespace reg2graph {

// Region and endpoints, under the names of the official SDKs. What the environment does not say is read from
// the profile.
struct AwsConfig {
  std::string region = "us-east-1";  // AWS_REGION, AWS_DEFAULT_REGION; `region`
  // AWS_ENDPOINT_URL_S3 and so on, AWS_ENDPOINT_URL; `endpoint_url`. Without a final slash; empty: AWS's own.
  std::string s3_endpoint, sqs_endpoint, sts_endpoint, sso_endpoint;
  bool fips = false;            // AWS_USE_FIPS_ENDPOINT; `use_fips_endpoint`
  bool dual_stack = false;      // AWS_USE_DUALSTACK_ENDPOINT; `use_dualstack_endpoint`
  bool requester_pays = false;  // REG2GRAPH_REQUEST_PAYER=requester
};

// InvalidArgument: names the variable that is malformed. Unauthenticated: as AwsProfiles::Read.
absl::StatusOr<AwsConfig> ReadAwsConfig(const Variables& variables);

// The host of a service other than S3: sts.eu-west-1.amazonaws.com, sts-fips.us-east-1.api.aws.
std::string ServiceHost(const AwsConfig& config, std::string_view service, std::string_view region);

// arn:aws:s3:REGION:ACCOUNT:accesspoint/NAME in the place of a bucket's name.
struct S3AccessPoint {
  std::string region, account, name;
};
// nullopt: not of that form.
std::optional<S3AccessPoint> ParseAccessPoint(std::string_view arn);

// The address of an object, or of its bucket if `key` is empty: https://BUCKET.s3.REGION.amazonaws.com/KEY,
// or path style where an endpoint is set or the bucket's name cannot be a label of a host's name.
struct S3Address {
  std::string host;  // as the Host header has it
  std::string origin;
  std::string path;    // encoded
  std::string region;  // that the request is signed for
};
S3Address AddressOf(const AwsConfig& config, const std::string& bucket, const std::string& key);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_AWS_CONFIG_H_
