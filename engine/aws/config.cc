#include "engine/aws/config.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/aws/uri.h"

namespace reg2graph {
namespace {

absl::StatusOr<std::string> Endpoint(const Variables& variables, const char* own) {
  for (const char* name : {own, "AWS_ENDPOINT_URL"}) {
    std::string url = variables(name);
    if (url.empty()) continue;
    while (url.ends_with('/')) url.pop_back();
    if (!IsHttpUrl(url) || url.find('?') != std::string::npos) {
      return absl::InvalidArgumentError(
          absl::StrCat(name, ": not an address of the form http[s]://host[:port]"));
    }
    return url;
  }
  return "";
}

// As a label of a host name, which the wildcard of the certificate matches.
bool IsHostLabel(std::string_view bucket) {
  return !bucket.empty() &&
         bucket.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

std::string_view Domain(std::string_view region) {
  return region.starts_with("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
}

}  // namespace

absl::StatusOr<AwsConfig> ReadAwsConfig(const Variables& variables) {
  AwsConfig config;
  for (const char* name : {"AWS_DEFAULT_REGION", "AWS_REGION"}) {
    const std::string region = variables(name);
    if (region.empty()) continue;
    // It becomes part of a host's name.
    if (!IsPlainName(region)) return absl::InvalidArgumentError(absl::StrCat(name, ": not a region's name"));
    config.region = region;
  }
  absl::StatusOr<std::string> s3 = Endpoint(variables, "AWS_ENDPOINT_URL_S3");
  if (!s3.ok()) return s3.status();
  config.s3_endpoint = *std::move(s3);
  absl::StatusOr<std::string> sqs = Endpoint(variables, "AWS_ENDPOINT_URL_SQS");
  if (!sqs.ok()) return sqs.status();
  config.sqs_endpoint = *std::move(sqs);
  return config;
}

S3Address AddressOf(const AwsConfig& config, const std::string& bucket, const std::string& key) {
  const std::string encoded = "/" + UriEncodePath(key);
  std::string endpoint = config.s3_endpoint;
  if (endpoint.empty()) {
    const std::string service = absl::StrCat("s3.", config.region, ".", std::string(Domain(config.region)));
    if (IsHostLabel(bucket)) {
      const std::string host = absl::StrCat(bucket, ".", service);
      return {host, "https://" + host, encoded};
    }
    endpoint = "https://" + service;
  }
  const size_t begin = endpoint.find("://") + 3;
  const size_t slash = std::min(endpoint.find('/', begin), endpoint.size());
  return {endpoint.substr(begin, slash - begin), endpoint.substr(0, slash),
          absl::StrCat(endpoint.substr(slash), "/", UriEncode(bucket), encoded)};
}

}  // namespace reg2graph
