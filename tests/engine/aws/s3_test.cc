#include "engine/aws/s3.h"

#include <gtest/gtest.h>

#include <string>

namespace reg2graph {
namespace {

TEST(S3UriTest, BucketAndKeyAsTheyStand) {
  const auto location = ParseS3Uri("s3://bucket/a b/%41+é?#.xml");
  ASSERT_TRUE(location.ok()) << location.status();
  EXPECT_EQ(location->bucket, "bucket");
  EXPECT_EQ(location->key, "a b/%41+é?#.xml");
  EXPECT_EQ(S3Uri(*location), "s3://bucket/a b/%41+é?#.xml");
  EXPECT_EQ(ParseS3Uri("s3://bucket")->key, "");
  EXPECT_EQ(ParseS3Uri("s3://bucket/")->key, "");
  EXPECT_EQ(ParseS3Uri("s3://bucket//key")->key, "/key");
  for (const char* bad : {"s3://", "s3:///key", "s3://./key", "s3://../key", "s3://user@bucket/key",
                          "https://bucket/key", ""}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseS3Uri(bad).status())) << bad;
  }
}

TEST(S3UriTest, AccessPointsInThePlaceOfABucket) {
  const std::string arn = "arn:aws:s3:eu-west-1:123456789012:accesspoint/law";
  const auto location = ParseS3Uri("s3://" + arn + "/ecfr/a.xml");
  ASSERT_TRUE(location.ok()) << location.status();
  EXPECT_EQ(location->bucket, arn);
  EXPECT_EQ(location->key, "ecfr/a.xml");
  EXPECT_EQ(S3Uri(*location), "s3://" + arn + "/ecfr/a.xml");
  EXPECT_EQ(ParseS3Uri("s3://" + arn)->key, "");
  const auto other = ParseS3Uri("s3://arn:aws:s3::123456789012:accesspoint/global.mrap/a.xml");
  EXPECT_TRUE(absl::IsInvalidArgument(other.status()));
  EXPECT_NE(
      std::string(other.status().message()).find("only those of access points in one region are supported"),
      std::string::npos);
}

TEST(S3ErrorTest, AccessDeniedInItsOwnWords) {
  HttpResponse response;
  response.status = 403;
  bool expired = false;
  const auto message = [&](const std::string& words) {
    response.body = "<Error><Code>AccessDenied</Code><Message>" + words + "</Message></Error>";
    const absl::Status status = ExplainS3Error(response, "s3://b/k", &expired);
    EXPECT_TRUE(absl::IsPermissionDenied(status)) << status;
    return std::string(status.message());
  };
  EXPECT_NE(
      message("User: arn:aws:iam::1:user/u is not authorized to perform: kms:Decrypt").find("kms:Decrypt"),
      std::string::npos);
  EXPECT_LT(message(std::string(5000, '.')).size(), 700u);
  // What S3 says to other accounts is no help.
  EXPECT_NE(message("Access Denied").find("without s3:ListBucket"), std::string::npos);
}

constexpr char kPage[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
    "<ListBucketResult "
    "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>b</Name><IsTruncated>true</IsTruncated>"
    "<NextContinuationToken>a+b/c==</NextContinuationToken>"
    "<Contents><Key>a&amp;b "
    "&lt;&#34;+%41&#13;</Key><ETag>&#34;x&#34;</ETag><Size>5000000000</Size></Contents>"
    "<Contents><Key> </Key><Size>0</Size></Contents></ListBucketResult>";

TEST(S3PageTest, KeysStandAsTheyAre) {
  const auto page = ParseS3Page(kPage);
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->objects.size(), 2u);
  EXPECT_EQ(page->objects[0].key, "a&b <\"+%41\r");
  EXPECT_EQ(page->objects[0].bytes, 5'000'000'000u);
  EXPECT_EQ(page->objects[1].key, " ");
  EXPECT_EQ(page->next_token, "a+b/c==");
}

TEST(S3PageTest, KeysAreDecodedOnlyWhereItSaysSo) {
  const auto page = ParseS3Page(
      "<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>"
      "<NextContinuationToken>t</NextContinuationToken><Contents><Key>a+b%2Bc</Key></Contents></"
      "ListBucketResult>");
  EXPECT_EQ(page->objects.at(0).key, "a b+c");
  EXPECT_EQ(page->next_token, "");
}

TEST(S3PageTest, OtherAnswersAreErrors) {
  EXPECT_FALSE(ParseS3Page("").ok());
  EXPECT_FALSE(ParseS3Page("<html></html>").ok());
  EXPECT_FALSE(ParseS3Page("<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>").ok());
}

TEST(S3PageTest, KeysAndTokensHaveALength) {
  const auto page = [](size_t key, size_t token) {
    return ParseS3Page("<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>" +
                       std::string(token, 't') + "</NextContinuationToken><Contents><Key>" +
                       std::string(key, 'k') + "</Key></Contents></ListBucketResult>");
  };
  EXPECT_TRUE(page(1024, 4096).ok());
  EXPECT_FALSE(page(1025, 1).ok());
  EXPECT_FALSE(page(0, 1).ok());
  EXPECT_FALSE(page(1, 4097).ok());
}

absl::Status Explain(int status, const std::string& code, bool* expired = nullptr) {
  HttpResponse response;
  response.status = status;
  if (!code.empty()) {
    response.body = "<?xml version=\"1.0\"?><Error><Code>" + code +
                    "</Code><Message>Words.</Message><Token>hidden</Token><Region>eu-west-1</Region></Error>";
  }
  bool ignored = false;
  absl::Status explained = ExplainS3Error(response, "s3://b/k", expired == nullptr ? &ignored : expired);
  EXPECT_TRUE(std::string(explained.message()).starts_with("s3://b/k: ")) << explained;
  EXPECT_EQ(std::string(explained.message()).find("hidden"), std::string::npos) << explained;
  return explained;
}

TEST(S3ErrorTest, WhatEndsTheRunAndWhatOnlyThisObject) {
  for (const char* code :
       {"InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "RequestTimeTooSkewed"}) {
    EXPECT_TRUE(absl::IsUnauthenticated(Explain(403, code))) << code;
  }
  EXPECT_TRUE(absl::IsNotFound(Explain(404, "NoSuchKey")));
  EXPECT_TRUE(absl::IsNotFound(Explain(404, "NoSuchBucket")));
  EXPECT_TRUE(absl::IsPermissionDenied(Explain(403, "AccessDenied")));
  EXPECT_TRUE(absl::IsFailedPrecondition(Explain(403 + 15, "Teapot")));
  EXPECT_TRUE(absl::IsFailedPrecondition(Explain(400, "InvalidBucketName")));
}

TEST(S3ErrorTest, WhatPassesIsTriedAgain) {
  for (const char* code : {"SlowDown", "InternalError", "ServiceUnavailable"})
    EXPECT_TRUE(absl::IsUnavailable(Explain(503, code))) << code;
  EXPECT_TRUE(absl::IsUnavailable(Explain(400, "RequestTimeout")));
  EXPECT_TRUE(absl::IsUnavailable(Explain(502, "")));
}

TEST(S3ErrorTest, AnotherRegionIsNamed) {
  const absl::Status status = Explain(400, "AuthorizationHeaderMalformed");
  EXPECT_TRUE(absl::IsUnauthenticated(status));
  EXPECT_NE(std::string(status.message()).find("AWS_REGION=eu-west-1"), std::string::npos) << status;
  HttpResponse redirect;
  redirect.status = 301;
  redirect.headers = {"x-amz-bucket-region: ap-south-1"};
  bool expired = false;
  const absl::Status moved = ExplainS3Error(redirect, "s3://b/k", &expired);
  EXPECT_NE(std::string(moved.message()).find("AWS_REGION=ap-south-1"), std::string::npos) << moved;
}

TEST(S3ErrorTest, AnExpiredToken) {
  bool expired = false;
  EXPECT_TRUE(absl::IsUnauthenticated(Explain(400, "ExpiredToken", &expired)));
  EXPECT_TRUE(expired);
  EXPECT_FALSE(Explain(403, "InvalidToken", &expired).ok());
  EXPECT_FALSE(expired);
}

}  // namespace
}  // namespace reg2graph
