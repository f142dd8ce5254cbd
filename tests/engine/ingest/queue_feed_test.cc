#include "engine/ingest/queue_feed.h"

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "tests/engine/net/scripted_server.h"

namespace reg2graph {
namespace {

using Step = SourceFeed::Step;

std::string Record(const std::string& bucket, const std::string& key, const std::string& sequencer) {
  return R"({\"eventSource\":\"aws:s3\",\"eventName\":\"ObjectCreated:Put\",\"s3\":{\"bucket\":{\"name\":\")" +
         bucket + R"(\"},\"object\":{\"key\":\")" + key + R"(\",\"sequencer\":\")" + sequencer + R"(\"}}})";
}

// A queue with what no real one can be made to hold.
class QueueFeedTest : public testing::Test {
 protected:
  // `records` are those of its only message.
  void Open(const std::string& records) {
    server = std::make_unique<ScriptedServer>([this, records](const std::string& head, const std::string&) {
      return Answer(ScriptedServer::Header(head, "X-Amz-Target"), records);
    });
    std::map<std::string, std::string> variables = {
        {"AWS_ENDPOINT_URL", server->url()}, {"AWS_ACCESS_KEY_ID", "x"}, {"AWS_SECRET_ACCESS_KEY", "x"}};
    RemoteOptions options;
    options.variables = [variables](const char* name) {
      const auto found = variables.find(name);
      return found == variables.end() ? std::string() : found->second;
    };
    remote = std::make_unique<Remote>(options);
    QueueFeedOptions queue{server->url("/1/queue"), std::chrono::seconds(1)};
    auto opened = QueueFeed::New(*remote, queue);
    ASSERT_TRUE(opened.ok()) << opened.status();
    feed = *std::move(opened);
  }
  ScriptedServer::Answer Answer(const std::string& action, const std::string& records) {
    const std::lock_guard lock(mutex);
    ++asked[action];
    ScriptedServer::Answer answer;
    std::string body = "{}";
    if (action == "AmazonSQS.GetQueueAttributes") body = R"({"Attributes":{"VisibilityTimeout":"30"}})";
    if (action == "AmazonSQS.ReceiveMessage" && asked[action] == 1) {
      body = R"({"Messages":[{"MessageId":"m","ReceiptHandle":"r","Body":"{\"Records\":[)" + records +
             R"(]}"}]})";
    }
    answer.bytes = ScriptedServer::Ok(body);
    return answer;
  }
  // All documents, each of which is done when the next is asked for, until the queue is idle.
  std::vector<SourceEntry> ReadAll(DocumentOutcome outcome) {
    std::vector<SourceEntry> entries;
    for (;;) {
      const absl::StatusOr<Step> step = feed->Next();
      EXPECT_TRUE(step.ok()) << step.status();
      if (!step.ok() || step->kind != Step::Kind::kDocument) return entries;
      entries.push_back(step->entry);
      DocumentReport report;
      report.ticket = step->entry.ticket;
      report.outcome = outcome;
      feed->OnOutcome(report);
    }
  }
  int Asked(const std::string& action) {
    const std::lock_guard lock(mutex);
    return asked["AmazonSQS." + action];
  }

  std::mutex mutex;
  std::map<std::string, int> asked;
  std::unique_ptr<ScriptedServer> server;
  std::unique_ptr<Remote> remote;
  std::unique_ptr<QueueFeed> feed;
};

TEST_F(QueueFeedTest, AMessageOfThousandsOfDocumentsIsDeletedOnceAllAreDone) {
  std::string records = Record("b", "0.xml", "1");
  for (int i = 1; i < 10'000; ++i) records += "," + Record("b", std::to_string(i) + ".xml", "1");
  Open(records);
  const std::vector<SourceEntry> entries = ReadAll(DocumentOutcome::kLoaded);
  ASSERT_EQ(entries.size(), 10'000u);
  EXPECT_EQ(entries.back().uri, "s3://b/9999.xml");
  feed->Close();
  EXPECT_EQ(Asked("DeleteMessage"), 1);
}

TEST_F(QueueFeedTest, AnObjectThatAMessageNamesOftenIsReadOnce) {
  std::string records = Record("b", "a.xml", "0");
  for (int i = 1; i < 1000; ++i) records += "," + Record(i % 2 ? "b" : "c", "a.xml", std::to_string(i));
  Open(records);
  const std::vector<SourceEntry> entries = ReadAll(DocumentOutcome::kLoaded);
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0].uri + " " + entries[0].sequencer, "s3://b/a.xml 999");
  EXPECT_EQ(entries[1].uri + " " + entries[1].sequencer, "s3://c/a.xml 998");
  feed->Close();
  EXPECT_EQ(Asked("DeleteMessage"), 1);
}

TEST_F(QueueFeedTest, ADocumentThatFailsLeavesItsMessage) {
  Open(Record("b", "a.xml", "1") + "," + Record("elsewhere", "a.xml", "1"));
  EXPECT_EQ(ReadAll(DocumentOutcome::kFailed).size(), 2u);
  feed->Close();
  EXPECT_EQ(Asked("DeleteMessage"), 0);
  EXPECT_EQ(Asked("ChangeMessageVisibility"), 0);
}

}  // namespace
}  // namespace reg2graph
