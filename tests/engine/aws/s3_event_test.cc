#include "engine/aws/s3_event.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/aws/sqs.h"

namespace reg2graph {
namespace {

std::string Record(const std::string& name, const std::string& key) {
  return "{\"eventSource\":\"aws:s3\",\"eventName\":\"" + name +
         "\",\"s3\":{\"bucket\":{\"name\":\"b\"},\"object\":{\"key\":\"" + key +
         "\",\"size\":1024,\"eTag\":\"e\",\"sequencer\":\"0055\"}}}";
}

TEST(S3EventTest, RecordsOfS3WithFormEncodedKeys) {
  const auto objects = ParseS3Event("{\"Records\":[" + Record("ObjectCreated:Put", "a+b%2Bc%C3%A9/x.xml") +
                                    "," + Record("ObjectRemoved:Delete", "gone.xml") + "," +
                                    Record("ObjectCreated:CompleteMultipartUpload", "y.json") + "]}");
  ASSERT_TRUE(objects.ok()) << objects.status();
  ASSERT_EQ(objects->size(), 2u);
  EXPECT_EQ(objects->at(0).bucket, "b");
  EXPECT_EQ(objects->at(0).key, "a b+cé/x.xml");
  EXPECT_EQ(objects->at(0).bytes, 1024u);
  EXPECT_EQ(objects->at(0).sequencer, "0055");
  EXPECT_EQ(objects->at(1).key, "y.json");
}

TEST(S3EventTest, EventBridgeWithKeysAsTheyAre) {
  const std::string detail =
      "\"detail\":{\"bucket\":{\"name\":\"b\"},\"object\":{\"key\":\"a+b%2B.xml\",\"size\":5,\"sequencer\":"
      "\"1\"}}}";
  const auto objects = ParseS3Event("{\"source\":\"aws.s3\",\"detail-type\":\"Object Created\"," + detail);
  ASSERT_TRUE(objects.ok()) << objects.status();
  EXPECT_EQ(objects->at(0).key, "a+b%2B.xml");
  EXPECT_TRUE(ParseS3Event("{\"source\":\"aws.s3\",\"detail-type\":\"Object Deleted\"," + detail)->empty());
}

TEST(S3EventTest, InTheEnvelopeOfATopic) {
  const auto objects = ParseS3Event(
      "{\"Type\":\"Notification\",\"Message\":\"{\\\"Records\\\":[{\\\"eventSource\\\":\\\"aws:s3\\\","
      "\\\"eventName\\\":"
      "\\\"ObjectCreated:Put\\\",\\\"s3\\\":{\\\"bucket\\\":{\\\"name\\\":\\\"b\\\"},\\\"object\\\":{"
      "\\\"key\\\":\\\"k\\\"}}}]}\"}");
  ASSERT_TRUE(objects.ok()) << objects.status();
  EXPECT_EQ(objects->at(0).key, "k");
}

std::string Escaped(const std::string& json) {
  std::string out;
  for (const char c : json) {
    if (c == '"' || c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  return out;
}
std::string InTopic(const std::string& message) {
  return "{\"Type\":\"Notification\",\"TopicArn\":\"arn:aws:sns:r:1:t\",\"Message\":\"" + Escaped(message) +
         "\"}";
}

TEST(S3EventTest, AnyEventInTheEnvelopeOfATopicButAnotherEnvelope) {
  const std::string records = "{\"Records\":[" + Record("ObjectCreated:Put", "k") + "]}";
  EXPECT_EQ(ParseS3Event(InTopic(records))->at(0).key, "k");
  EXPECT_EQ(
      ParseS3Event(InTopic("{\"source\":\"aws.s3\",\"detail-type\":\"Object Created\",\"detail\":{\"bucket\":"
                           "{\"name\":\"b\"},\"object\":{\"key\":\"k\"}}}"))
          ->at(0)
          .key,
      "k");
  EXPECT_TRUE(ParseS3Event(InTopic("{\"Event\":\"s3:TestEvent\"}"))->empty());
  std::string nested = InTopic(InTopic(records));
  EXPECT_TRUE(absl::IsInvalidArgument(ParseS3Event(nested).status()));
  for (int i = 0; i < 8; ++i) nested = InTopic(nested);
  EXPECT_TRUE(absl::IsInvalidArgument(ParseS3Event(nested).status()));
}

TEST(S3EventTest, ThousandsOfRecords) {
  std::string records = Record("ObjectCreated:Put", "0.xml");
  for (int i = 1; i < 10'000; ++i) records += "," + Record("ObjectCreated:Put", std::to_string(i) + ".xml");
  const auto objects = ParseS3Event("{\"Records\":[" + records + "]}");
  ASSERT_TRUE(objects.ok()) << objects.status();
  EXPECT_EQ(objects->size(), 10'000u);
  EXPECT_EQ(objects->back().key, "9999.xml");
}

TEST(S3EventTest, NestingWithoutAnEndIsNoEvent) {
  const std::string deep = "{\"Records\":" + std::string(1'000'000, '[') + std::string(1'000'000, ']') + "}";
  EXPECT_TRUE(absl::IsInvalidArgument(ParseS3Event(deep).status()));
}

TEST(S3EventTest, WhatNoBucketOrKeyIsCalled) {
  const auto status = [](const std::string& bucket, const std::string& key) {
    return ParseS3Event(
               "{\"Records\":[{\"eventSource\":\"aws:s3\",\"eventName\":\"ObjectCreated:Put\",\"s3\":"
               "{\"bucket\":{\"name\":\"" +
               bucket + "\"},\"object\":{\"key\":\"" + key + "\"}}}]}")
        .status();
  };
  EXPECT_TRUE(status("b", std::string(1024, 'k')).ok());
  EXPECT_FALSE(status("b", std::string(1025, 'k')).ok());
  for (const std::string& bucket :
       {std::string("."), std::string(".."), std::string(256, 'b'), std::string("a/b")})
    EXPECT_FALSE(status(bucket, "k").ok()) << bucket;
}

TEST(S3EventTest, ATestTellsOfNothing) {
  EXPECT_TRUE(
      ParseS3Event("{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\",\"Bucket\":\"b\"}")->empty());
}

TEST(S3EventTest, WhatIsNoEvent) {
  for (const char* text :
       {"", "x", "[]", "{}", "{\"Records\":[{}]}", "{\"Records\":[1]}", "{\"Records\":{}}",
        "{\"Type\":\"Notification\",\"Message\":\"hello\"}",
        "{\"source\":\"aws.s3\",\"detail-type\":\"Object Created\",\"detail\":{\"bucket\":{\"name\":\"a/b\"},"
        "\"object\":{\"key\":\"k\"}}}",
        "{\"source\":\"aws.s3\",\"detail-type\":\"Object Created\"}",
        "{\"Records\":[{\"eventSource\":\"aws:sns\",\"eventName\":\"ObjectCreated:Put\"}]}"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseS3Event(text).status())) << text;
  }
}

absl::Status Explain(int status, const std::string& type, bool* expired) {
  HttpResponse response;
  response.status = status;
  response.body = "{\"__type\":\"" + type + "\",\"message\":\"words\"}";
  return ExplainSqsError(response, "sqs:q", expired);
}

TEST(SqsErrorTest, WhatAnAnswerMeans) {
  bool expired = false;
  EXPECT_TRUE(absl::IsFailedPrecondition(Explain(400, "com.amazonaws.sqs#QueueDoesNotExist", &expired)));
  EXPECT_TRUE(absl::IsNotFound(Explain(400, "ReceiptHandleIsInvalid", &expired)));
  EXPECT_TRUE(
      absl::IsUnauthenticated(Explain(403, "com.amazon.coral.service#InvalidSignatureException", &expired)));
  EXPECT_TRUE(absl::IsUnauthenticated(Explain(403, "UnrecognizedClientException", &expired)));
  EXPECT_TRUE(absl::IsPermissionDenied(Explain(403, "AccessDeniedException", &expired)));
  EXPECT_TRUE(absl::IsUnavailable(Explain(400, "ThrottlingException", &expired)));
  EXPECT_TRUE(absl::IsUnavailable(Explain(500, "", &expired)));
  EXPECT_FALSE(expired);
  EXPECT_TRUE(absl::IsUnauthenticated(Explain(400, "ExpiredTokenException", &expired)));
  EXPECT_TRUE(expired);
}

TEST(SqsAnswers, AMessageHasAReceipt) {
  const auto message = ParseReceivedMessage(R"({"Messages":[{"Body":"b","ReceiptHandle":"r"}]})", "sqs:q");
  EXPECT_EQ((*message)->body, "b");
  EXPECT_FALSE(ParseReceivedMessage(R"({"Messages":[{"Body":"b"}]})", "sqs:q")->has_value());
  EXPECT_FALSE(ParseReceivedMessage("{}", "sqs:q")->has_value());
  EXPECT_TRUE(absl::IsUnavailable(ParseReceivedMessage("{", "sqs:q").status()));
}

TEST(SqsAnswers, TheVisibilityIsOneThatSqsHas) {
  const auto seconds = [](const std::string& value) {
    return ParseVisibilityTimeout(R"({"Attributes":{"VisibilityTimeout":")" + value + "\"}}").count();
  };
  EXPECT_EQ(seconds("60"), 60);
  EXPECT_EQ(seconds("9223372036854775807"), 43200);
  for (const char* none : {"", "0", "-1", "x"}) EXPECT_EQ(seconds(none), 30) << none;
}

}  // namespace
}  // namespace reg2graph
