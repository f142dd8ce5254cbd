#include "engine/aws/config.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "engine/aws/uri.h"
#include "tests/engine/ingest/temp_folder.h"

namespace reg2graph {
namespace {

Variables Set(std::map<std::string, std::string> values) {
  return [values = std::move(values)](const char* name) {
    const auto found = values.find(name);
    return found == values.end() ? std::string() : found->second;
  };
}

TEST(UriTest, OfAPathTheSlashesStay) {
  EXPECT_EQ(UriEncodePath("a/b c+d%41é'\"(1)*!~_-.x"), "a/b%20c%2Bd%2541%C3%A9%27%22%281%29%2A%21~_-.x");
}

TEST(UriTest, APlusInAFormIsABlank) { EXPECT_EQ(FormDecode("a+b%2Bc%C3%A9"), "a b+cé"); }

TEST(UriTest, AddressesThatAreWhatTheySeem) {
  for (const char* url : {"http://h", "https://h:1/a?b=c", "http://[::1]:80/"})
    EXPECT_TRUE(IsHttpUrl(url)) << url;
  for (const char* url : {"", "h", "ftp://h", "http://", "http:///a", "http://:80", "http://127.0.0.1@h",
                          "http://h#", "http://h\\@", "http://h /", "http://h\r\nX: y"})
    EXPECT_FALSE(IsHttpUrl(url)) << url;
}

TEST(AwsConfigTest, WhatWouldBreakARequestIsRefused) {
  EXPECT_TRUE(absl::IsInvalidArgument(ReadAwsConfig(Set({{"AWS_REGION", "eu\r\nX: y"}})).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(ReadAwsConfig(Set({{"AWS_REGION", "h/?"}})).status()));
  EXPECT_TRUE(
      absl::IsInvalidArgument(ReadAwsConfig(Set({{"AWS_ENDPOINT_URL", "http://h\r\nX: y"}})).status()));
}

TEST(AwsConfigTest, RegionsInTheOrderOfTheSdks) {
  EXPECT_EQ(ReadAwsConfig(Set({}))->region, "us-east-1");
  EXPECT_EQ(ReadAwsConfig(Set({{"AWS_DEFAULT_REGION", "eu-west-1"}}))->region, "eu-west-1");
  EXPECT_EQ(ReadAwsConfig(Set({{"AWS_DEFAULT_REGION", "eu-west-1"}, {"AWS_REGION", "us-west-2"}}))->region,
            "us-west-2");
}

TEST(AwsConfigTest, EndpointsOfOneServiceBeforeThoseOfAll) {
  const auto config = ReadAwsConfig(
      Set({{"AWS_ENDPOINT_URL", "http://127.0.0.1:1"}, {"AWS_ENDPOINT_URL_S3", "https://store:9000/"}}));
  EXPECT_EQ(config->s3_endpoint, "https://store:9000");
  EXPECT_EQ(config->sqs_endpoint, "http://127.0.0.1:1");
  const auto bad = ReadAwsConfig(Set({{"AWS_ENDPOINT_URL_SQS", "http://user:word@host"}}));
  EXPECT_TRUE(absl::IsInvalidArgument(bad.status()));
  EXPECT_EQ(std::string(bad.status().message()).find("word"), std::string::npos);
}

TEST(AwsConfigTest, AddressesOfAws) {
  AwsConfig config;
  config.region = "eu-west-1";
  S3Address address = AddressOf(config, "bucket", "a/b c.xml");
  EXPECT_EQ(address.host, "bucket.s3.eu-west-1.amazonaws.com");
  EXPECT_EQ(address.origin + address.path, "https://bucket.s3.eu-west-1.amazonaws.com/a/b%20c.xml");
  address = AddressOf(config, "my.bucket", "");
  EXPECT_EQ(address.origin + address.path, "https://s3.eu-west-1.amazonaws.com/my.bucket/");
  // What the DNS has no name for would be waited for as a service that is away.
  for (const std::string& bucket : {std::string(64, 'b'), std::string("-b"), std::string("B")}) {
    EXPECT_EQ(AddressOf(config, bucket, "k").host, "s3.eu-west-1.amazonaws.com") << bucket;
  }
  config.region = "cn-north-1";
  EXPECT_EQ(AddressOf(config, "b-1", "k").host, "b-1.s3.cn-north-1.amazonaws.com.cn");
}

TEST(AwsConfigTest, WhatTheProfileSays) {
  const TempFolder folder;
  folder.Write(
      ".aws/config",
      "[profile p]\nregion = eu-west-1\nuse_fips_endpoint = true\nendpoint_url = http://127.0.0.1:1/\n");
  std::map<std::string, std::string> values = {{"HOME", folder.path()}, {"AWS_PROFILE", "p"}};
  auto config = ReadAwsConfig(Set(values));
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->region + config->s3_endpoint + config->sts_endpoint,
            "eu-west-1http://127.0.0.1:1http://127.0.0.1:1");
  EXPECT_TRUE(config->fips);
  values.insert({{"AWS_REGION", "us-east-2"},
                 {"AWS_USE_FIPS_ENDPOINT", "FALSE"},
                 {"AWS_ENDPOINT_URL_S3", "http://127.0.0.1:2"},
                 {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"}});
  config = ReadAwsConfig(Set(values));
  EXPECT_EQ(config->region + config->s3_endpoint + config->sts_endpoint, "us-east-2http://127.0.0.1:2");
  EXPECT_FALSE(config->fips);
  values["AWS_USE_DUALSTACK_ENDPOINT"] = "perhaps";
  EXPECT_TRUE(absl::IsInvalidArgument(ReadAwsConfig(Set(values)).status()));
}

TEST(AwsConfigTest, RequesterPaysIsAskedFor) {
  EXPECT_FALSE(ReadAwsConfig(Set({}))->requester_pays);
  EXPECT_TRUE(ReadAwsConfig(Set({{"REG2GRAPH_REQUEST_PAYER", "requester"}}))->requester_pays);
  EXPECT_TRUE(absl::IsInvalidArgument(ReadAwsConfig(Set({{"REG2GRAPH_REQUEST_PAYER", "me"}})).status()));
}

TEST(AwsConfigTest, FipsDualStackAndPartitions) {
  AwsConfig config;
  EXPECT_EQ(ServiceHost(config, "sts", "eu-west-1"), "sts.eu-west-1.amazonaws.com");
  EXPECT_EQ(ServiceHost(config, "sts", "cn-north-1"), "sts.cn-north-1.amazonaws.com.cn");
  EXPECT_EQ(ServiceHost(config, "sts", "us-isob-east-1"), "sts.us-isob-east-1.sc2s.sgov.gov");
  config.fips = true;
  EXPECT_EQ(AddressOf(config, "b", "k").host, "b.s3-fips.us-east-1.amazonaws.com");
  config.dual_stack = true;
  EXPECT_EQ(AddressOf(config, "b", "k").host, "b.s3-fips.dualstack.us-east-1.amazonaws.com");
  EXPECT_EQ(AddressOf(config, "a.b", "k").host, "s3-fips.dualstack.us-east-1.amazonaws.com");
  EXPECT_EQ(ServiceHost(config, "sts", "us-east-1"), "sts-fips.us-east-1.api.aws");
  config.fips = false;
  config.region = "us-gov-west-1";
  EXPECT_EQ(AddressOf(config, "b", "k").host, "b.s3.dualstack.us-gov-west-1.amazonaws.com");
  EXPECT_EQ(ServiceHost(config, "sqs", "cn-north-1"), "sqs.cn-north-1.api.amazonwebservices.com.cn");
}

TEST(AwsConfigTest, AccessPoints) {
  AwsConfig config;
  config.region = "us-east-1";
  const std::string arn = "arn:aws:s3:eu-west-1:123456789012:accesspoint/law";
  S3Address address = AddressOf(config, arn, "a b.xml");
  EXPECT_EQ(address.origin + address.path,
            "https://law-123456789012.s3-accesspoint.eu-west-1.amazonaws.com/a%20b.xml");
  EXPECT_EQ(address.region, "eu-west-1");
  config.dual_stack = config.fips = true;
  EXPECT_EQ(AddressOf(config, arn, "k").host,
            "law-123456789012.s3-accesspoint-fips.dualstack.eu-west-1.amazonaws.com");
  EXPECT_EQ(AddressOf({}, "arn:aws-cn:s3:cn-north-1:123456789012:accesspoint:law", "k").host,
            "law-123456789012.s3-accesspoint.cn-north-1.amazonaws.com.cn");
  for (const char* other :
       {"arn:aws:s3::123456789012:accesspoint/global.mrap", "arn:aws:s3:::bucket",
        "arn:aws:s3-object-lambda:eu-west-1:123456789012:accesspoint/law",
        "arn:aws:s3:eu-west-1:1:accesspoint/law", "arn:aws:s3:eu-west-1:123456789012:accesspoint/a@b",
        "arn:aws:s3:eu.example.org/:123456789012:accesspoint/law",
        "arn:aws:s3:eu-west-1:123456789012:accesspoint/", "arn:aws:s3:eu-west-1:123456789012:bucket/law",
        "arn"}) {
    EXPECT_FALSE(ParseAccessPoint(other)) << other;
  }
}

TEST(AwsConfigTest, PathStyleWhereAnEndpointIsSet) {
  AwsConfig config;
  config.s3_endpoint = "http://127.0.0.1:9000/store";
  const S3Address address = AddressOf(config, "bucket", "/k+1");
  EXPECT_EQ(address.host, "127.0.0.1:9000");
  EXPECT_EQ(address.origin + address.path, "http://127.0.0.1:9000/store/bucket//k%2B1");
}

}  // namespace
}  // namespace reg2graph
