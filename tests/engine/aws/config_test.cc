#include "engine/aws/config.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "engine/aws/uri.h"

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

TEST(AwsConfigTest, PathStyleWhereAnEndpointIsSet) {
  AwsConfig config;
  config.s3_endpoint = "http://127.0.0.1:9000/store";
  const S3Address address = AddressOf(config, "bucket", "/k+1");
  EXPECT_EQ(address.host, "127.0.0.1:9000");
  EXPECT_EQ(address.origin + address.path, "http://127.0.0.1:9000/store/bucket//k%2B1");
}

}  // namespace
}  // namespace reg2graph
