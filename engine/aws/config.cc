#include "engine/aws/config.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/aws/profiles.h"
#include "engine/aws/uri.h"
#include "engine/core/ascii.h"
#include "engine/core/percent.h"

namespace reg2graph {
namespace {

// What the names of hosts end in, by the beginning of a region's name.
struct Partition {
  std::string_view regions;
  std::string_view domain;
  std::string_view dual_stack;  // of services other than S3
};
constexpr std::array<Partition, 7> kPartitions = {{
    {"cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn"},
    {"us-iso-", "c2s.ic.gov", "api.aws.ic.gov"},
    {"us-isob-", "sc2s.sgov.gov", "api.aws.scloud"},
    {"us-isof-", "csp.hci.ic.gov", "api.aws.hci.ic.gov"},
    {"eu-isoe-", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"},
    {"eusc-", "amazonaws.eu", "api.amazonwebservices.eu"},
    {"", "amazonaws.com", "api.aws"},
}};

const Partition& PartitionOf(std::string_view region) {
  return *std::find_if(kPartitions.begin(), kPartitions.end(),
                       [region](const Partition& one) { return region.starts_with(one.regions); });
}

absl::Status CheckEndpoint(std::string_view name, std::string& url) {
  while (url.ends_with('/')) url.pop_back();
  if (url.empty() || (IsHttpUrl(url) && url.find('?') == std::string::npos)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(Absl(name), ": not an address of the form http[s]://host[:port]"));
}

absl::Status ReadEndpoint(const Variables& variables, const AwsProfile& profile, const char* service,
                          std::string* endpoint) {
  const std::string own = absl::StrCat("AWS_ENDPOINT_URL_", service);
  for (const std::string& name : {own, std::string("AWS_ENDPOINT_URL")}) {
    *endpoint = variables(name.c_str());
    if (!endpoint->empty()) return CheckEndpoint(name, *endpoint);
  }
  if (absl::AsciiStrToLower(variables("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")) == "true")
    return absl::OkStatus();
  *endpoint = profile.Get("endpoint_url");
  return CheckEndpoint("endpoint_url of the profile", *endpoint);
}

absl::Status ReadSwitch(const Variables& variables, const AwsProfile& profile, const char* variable,
                        std::string_view setting, bool* on) {
  std::string text = variables(variable);
  if (text.empty()) text = profile.Get(setting);
  const std::string lower = absl::AsciiStrToLower(text);
  *on = lower == "true";
  if (*on || lower.empty() || lower == "false") return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(variable, ": neither true nor false"));
}

absl::Status ReadRegion(const Variables& variables, const AwsProfile& profile, std::string* region) {
  std::string from = "AWS_REGION", found = variables("AWS_REGION");
  if (found.empty()) from = "AWS_DEFAULT_REGION", found = variables("AWS_DEFAULT_REGION");
  if (found.empty()) from = "region of the profile", found = profile.Get("region");
  if (found.empty()) return absl::OkStatus();
  // It becomes part of a host's name.
  if (!IsPlainName(found)) return absl::InvalidArgumentError(absl::StrCat(from, ": not a region's name"));
  *region = std::move(found);
  return absl::OkStatus();
}

// One label of a host's name, which the wildcard of the certificate covers and the DNS has room for.
bool IsHostLabel(std::string_view bucket) {
  return !bucket.empty() && bucket.size() <= 63 && bucket.front() != '-' && bucket.back() != '-' &&
         bucket.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

// s3-fips.dualstack.us-east-1.amazonaws.com, or the same of another name of the service.
std::string S3Host(const AwsConfig& config, std::string_view service, std::string_view region) {
  return absl::StrCat(Absl(service), config.fips ? "-fips." : ".", config.dual_stack ? "dualstack." : "",
                      Absl(region), ".", Absl(PartitionOf(region).domain));
}

}  // namespace

absl::StatusOr<AwsConfig> ReadAwsConfig(const Variables& variables) {
  const absl::StatusOr<AwsProfiles> profiles = AwsProfiles::Read(variables);
  if (!profiles.ok()) return profiles.status();
  const AwsProfile profile = profiles->Find(ProfileName(variables));
  AwsConfig config;
  if (absl::Status status = ReadRegion(variables, profile, &config.region); !status.ok()) return status;
  for (const auto& [service, endpoint] :
       {std::pair("S3", &config.s3_endpoint), std::pair("SQS", &config.sqs_endpoint),
        std::pair("STS", &config.sts_endpoint), std::pair("SSO", &config.sso_endpoint)}) {
    if (absl::Status status = ReadEndpoint(variables, profile, service, endpoint); !status.ok())
      return status;
  }
  absl::Status status =
      ReadSwitch(variables, profile, "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint", &config.fips);
  if (!status.ok()) return status;
  status = ReadSwitch(variables, profile, "AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint",
                      &config.dual_stack);
  if (!status.ok()) return status;
  const std::string payer = variables("REG2GRAPH_REQUEST_PAYER");
  config.requester_pays = payer == "requester";
  if (!payer.empty() && !config.requester_pays)
    return absl::InvalidArgumentError("REG2GRAPH_REQUEST_PAYER: only \"requester\" is possible");
  return config;
}

std::string ServiceHost(const AwsConfig& config, std::string_view service, std::string_view region) {
  const Partition& partition = PartitionOf(region);
  return absl::StrCat(Absl(service), config.fips ? "-fips." : ".", Absl(region), ".",
                      Absl(config.dual_stack ? partition.dual_stack : partition.domain));
}

std::optional<S3AccessPoint> ParseAccessPoint(std::string_view arn) {
  std::array<std::string_view, 6> parts;  // arn, partition, s3, region, account, accesspoint/NAME
  for (std::string_view& part : parts) {
    const size_t end = &part == &parts.back() ? arn.size() : std::min(arn.find(':'), arn.size());
    part = arn.substr(0, end);
    arn.remove_prefix(std::min(end + 1, arn.size()));
  }
  constexpr std::string_view kKind = "accesspoint";
  std::string_view name = parts[5];
  const bool is_one = parts[0] == "arn" && parts[1].starts_with("aws") && parts[2] == "s3" &&
                      IsHostLabel(parts[3]) && parts[4].size() == 12 &&
                      std::all_of(parts[4].begin(), parts[4].end(), IsDigit) && name.starts_with(kKind) &&
                      name.size() > kKind.size() && (name[kKind.size()] == '/' || name[kKind.size()] == ':');
  if (!is_one) return std::nullopt;
  name.remove_prefix(kKind.size() + 1);
  if (!IsHostLabel(name) || name.size() > 50) return std::nullopt;
  return S3AccessPoint{std::string(parts[3]), std::string(parts[4]), std::string(name)};
}

S3Address AddressOf(const AwsConfig& config, const std::string& bucket, const std::string& key) {
  const std::string encoded = "/" + UriEncodePath(key);
  std::string endpoint = config.s3_endpoint;
  if (endpoint.empty()) {
    if (const std::optional<S3AccessPoint> point = ParseAccessPoint(bucket)) {
      const std::string host = absl::StrCat(point->name, "-", point->account, ".",
                                            S3Host(config, "s3-accesspoint", point->region));
      return {host, "https://" + host, encoded, point->region};
    }
    const std::string service = S3Host(config, "s3", config.region);
    if (IsHostLabel(bucket)) {
      const std::string host = absl::StrCat(bucket, ".", service);
      return {host, "https://" + host, encoded, config.region};
    }
    endpoint = "https://" + service;
  }
  const size_t begin = endpoint.find("://") + 3;
  const size_t slash = std::min(endpoint.find('/', begin), endpoint.size());
  return {endpoint.substr(begin, slash - begin), endpoint.substr(0, slash),
          absl::StrCat(endpoint.substr(slash), "/", PercentEncode(bucket), encoded), config.region};
}

}  // namespace reg2graph
