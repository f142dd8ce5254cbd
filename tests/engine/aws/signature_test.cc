#include "engine/aws/signature.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/core/hash.h"

namespace reg2graph {
namespace {

absl::Time Time(const std::string& text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, &error)) << error;
  return time;
}

std::string Signature(const SignedRequest& request, const SigningScope& scope,
                      const AwsCredentials& credentials) {
  const std::vector<std::string> headers = SignatureHeaders(request, scope, credentials);
  const std::string& authorization = headers.back();
  EXPECT_TRUE(authorization.starts_with("Authorization: AWS4-HMAC-SHA256 Credential=")) << authorization;
  return authorization.substr(authorization.rfind('=') + 1);
}

// AWS's "Signature Version 4 test suite".
std::string OfSuite(SignedRequest request, const std::string& token = "") {
  request.headers.insert(request.headers.begin(), {"Host", "example.amazonaws.com"});
  request.payload_hash = HexSha256(request.payload_hash);  // the tests give the body itself
  return Signature(request, {"us-east-1", "service", Time("2015-08-30T12:36:00Z")},
                   {"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", token});
}

constexpr char kUnreserved[] = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

TEST(SignatureTest, TheSuitesRequestsWithoutBody) {
  EXPECT_EQ(OfSuite({}), "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
  EXPECT_EQ(OfSuite({.method = "POST"}), "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
  EXPECT_EQ(OfSuite({.path = std::string("/") + kUnreserved}),
            "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f");
}

TEST(SignatureTest, TheSuitesQueries) {
  EXPECT_EQ(OfSuite({.query = {{"Param2", "value2"}, {"Param1", "value1"}}}),
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
  EXPECT_EQ(OfSuite({.query = {{"Param1", "value2"}, {"Param1", "value1"}}}),
            "5772eed61e12b33fae39ee5e7012498b51d56abc0abb7c60486157bd471c4694");
  EXPECT_EQ(OfSuite({.query = {{"Param1", "value1"}}}),
            "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb");
  EXPECT_EQ(OfSuite({.query = {{kUnreserved, kUnreserved}}}),
            "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197");
}

TEST(SignatureTest, TheSuitesHeadersAndBodies) {
  EXPECT_EQ(OfSuite({.method = "POST", .headers = {{"My-Header1", "VALUE1"}}}),
            "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d");
  EXPECT_EQ(OfSuite({.headers = {{"My-Header1", " value1"}, {"My-Header2", " \"a   b   c\""}}}),
            "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736");
  EXPECT_EQ(OfSuite({.method = "POST",
                     .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                     .payload_hash = "Param1=value1"}),
            "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a");
}

TEST(SignatureTest, TheSuitesSessionToken) {
  const std::string token =
      "AQoDYXdzEPT//////////"
      "wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflf"
      "KD8YUuwthAx7mSEI/qkPpKPi/"
      "kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd"
      "8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+"
      "scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3i"
      "SIlTJabIQwj2ICCR/oLxBA==";
  EXPECT_EQ(OfSuite({.method = "POST"}, token),
            "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead");
}

// The examples of "Authenticating Requests: Using the Authorization Header" in the S3 API Reference.
std::string OfS3(SignedRequest request, const std::string& body = "") {
  request.payload_hash = HexSha256(body);
  request.headers.emplace_back("Host", "examplebucket.s3.amazonaws.com");
  request.headers.emplace_back("x-amz-content-sha256", request.payload_hash);
  return Signature(request, {"us-east-1", "s3", Time("2013-05-24T00:00:00Z")},
                   {"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", ""});
}

TEST(SignatureTest, TheExamplesOfS3) {
  EXPECT_EQ(OfS3({.path = "/test.txt", .headers = {{"Range", "bytes=0-9"}}}),
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
  EXPECT_EQ(OfS3({.method = "PUT",
                  .path = "/test%24file.text",
                  .headers = {{"Date", "Fri, 24 May 2013 00:00:00 GMT"},
                              {"x-amz-storage-class", "REDUCED_REDUNDANCY"}}},
                 "Welcome to Amazon S3."),
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
  EXPECT_EQ(OfS3({.query = {{"lifecycle", ""}}}),
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
  EXPECT_EQ(OfS3({.query = {{"prefix", "J"}, {"max-keys", "2"}}}),
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
}

TEST(SignatureTest, OnlyS3SignsThePathAsItIsSent) {
  SignedRequest request;
  request.path = "/a%20b";
  EXPECT_TRUE(CanonicalRequest(request, "s3").starts_with("GET\n/a%20b\n"));
  EXPECT_TRUE(CanonicalRequest(request, "sqs").starts_with("GET\n/a%2520b\n"));
}

TEST(SignatureTest, WhatIsSentBesideTheRequest) {
  SignedRequest request;
  request.headers = {{"Host", "example.amazonaws.com"}};
  request.payload_hash = HexSha256("");
  const std::vector<std::string> headers =
      SignatureHeaders(request, {"eu-west-1", "s3", Time("2025-01-02T03:04:05Z")}, {"ID", "secret", "token"});
  ASSERT_EQ(headers.size(), 3u);
  EXPECT_EQ(headers[0], "X-Amz-Date: 20250102T030405Z");
  EXPECT_EQ(headers[1], "X-Amz-Security-Token: token");
  EXPECT_TRUE(headers[2].starts_with(
      "Authorization: AWS4-HMAC-SHA256 Credential=ID/20250102/eu-west-1/s3/aws4_request, "
      "SignedHeaders=host;x-amz-date;x-amz-security-token, Signature="))
      << headers[2];
  for (const std::string& header : headers) EXPECT_EQ(header.find("secret"), std::string::npos);
}

}  // namespace
}  // namespace reg2graph
