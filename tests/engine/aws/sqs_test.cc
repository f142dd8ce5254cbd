#include "engine/aws/sqs.h"

#include <gtest/gtest.h>

#include <string>

namespace reg2graph {
namespace {

constexpr char kQueue[] = "https://sqs.us-east-1.amazonaws.com/123456789012/documents";

TEST(SqsAddressTest, TheRegionIsTheOneOfTheQueue) {
  AwsConfig config;
  config.region = "eu-west-1";
  for (const auto& [url, region] :
       {std::pair(kQueue, "us-east-1"), std::pair("https://eu-north-1.queue.amazonaws.com/1/q", "eu-north-1"),
        std::pair("https://sqs.cn-north-1.amazonaws.com.cn/1/q", "cn-north-1"),
        std::pair("https://sqs.us-iso-east-1.c2s.ic.gov/1/q", "us-iso-east-1"),
        std::pair("https://sqs.ap-south-1.api.aws/1/q", "ap-south-1"),
        std::pair("https://sqs-fips.us-gov-west-1.amazonaws.com/1/q", "us-gov-west-1"),
        std::pair("http://127.0.0.1:4566/1/q", "eu-west-1"),
        std::pair("https://sqs.us-east-1.example.org/1/q", "eu-west-1")}) {
    EXPECT_EQ(AddressOfQueue(config, url)->region, region) << url;
  }
  EXPECT_TRUE(absl::IsInvalidArgument(AddressOfQueue(config, "documents").status()));
}

TEST(SqsAddressTest, FipsAndDualStack) {
  AwsConfig config;
  config.fips = true;
  EXPECT_EQ(AddressOfQueue(config, kQueue)->host, "sqs-fips.us-east-1.amazonaws.com");
  config.dual_stack = true;
  EXPECT_EQ(AddressOfQueue(config, kQueue)->origin, "https://sqs-fips.us-east-1.api.aws");
  // Not what is another host's, or was set.
  EXPECT_EQ(AddressOfQueue(config, "https://vpce-1.sqs.us-east-1.vpce.amazonaws.com/1/q")->host,
            "vpce-1.sqs.us-east-1.vpce.amazonaws.com");
  config.sqs_endpoint = "http://127.0.0.1:4566/prefix";
  const auto address = AddressOfQueue(config, kQueue);
  EXPECT_EQ(address->origin + address->path, "http://127.0.0.1:4566/prefix/");
}

TEST(SqsErrorTest, AccessDeniedInItsOwnWords) {
  HttpResponse response;
  response.status = 400;
  response.body =
      R"({"__type":"com.amazonaws.sqs#AccessDeniedException","message":"User: arn:aws:iam::1:user/u is not authorized to perform: sqs:receivemessage)" +
      std::string(5000, '.') + "\"}";
  bool expired = true;
  const absl::Status status = ExplainSqsError(response, "sqs:q", &expired);
  EXPECT_TRUE(absl::IsPermissionDenied(status)) << status;
  EXPECT_NE(std::string(status.message()).find("not authorized to perform: sqs:receivemessage"),
            std::string::npos);
  EXPECT_LT(status.message().size(), 700u);
  EXPECT_FALSE(expired);
  response.body =
      R"({"__type":"com.amazonaws.sqs#KmsAccessDenied","Message":"The key is not allowed: arn:aws:kms:k"})";
  EXPECT_NE(std::string(ExplainSqsError(response, "sqs:q", &expired).message()).find("arn:aws:kms:k"),
            std::string::npos);
}

}  // namespace
}  // namespace reg2graph
