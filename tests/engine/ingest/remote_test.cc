#include "engine/ingest/remote.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/core/hash.h"
#include "engine/ingest/document_opener.h"
#include "engine/ingest/ecfr_service.h"
#include "engine/ingest/hash_check_stream.h"
#include "engine/ingest/memory_stream.h"
#include "engine/ingest/source_list.h"
#include "tests/engine/ingest/read_all.h"
#include "tests/engine/ingest/temp_folder.h"
#include "tests/engine/net/scripted_server.h"

namespace reg2graph {
namespace {

using Answer = ScriptedServer::Answer;

Answer Plain(std::string_view body, const std::string& headers = "", const std::string& status = "200 OK") {
  Answer answer;
  answer.bytes = ScriptedServer::Ok(body, headers, status);
  return answer;
}

TEST(PublicUrlTest, NothingThatGivesAccess) {
  EXPECT_EQ(PublicUrl("https://user:word@host/a?b=c"), "https://host/a?b=c");
  EXPECT_EQ(
      PublicUrl("https://h/k?X-Amz-Credential=ID%2F2025&X-Amz-Signature=abc&X-Amz-Security-Token=t&x=1"),
      "https://h/k?X-Amz-Credential&X-Amz-Signature&X-Amz-Security-Token&x=1");
  EXPECT_EQ(PublicUrl("https://h/k?api_key=1&token=2&part=3"), "https://h/k?api_key&token&part=3");
  EXPECT_EQ(PublicUrl("https://h/k?X-Goog-Signature=a&X-Goog-Credential=b&key=c&X-Goog-Expires=60"),
            "https://h/k?X-Goog-Signature&X-Goog-Credential&key&X-Goog-Expires=60");
  EXPECT_EQ(PublicUrl("https://h/k"), "https://h/k");
}

TEST(HashCheckStreamTest, OtherBytesAreAnErrorAtTheEnd) {
  HashCheckStream<Sha256> same(std::make_unique<MemoryStream>("abc"), HexSha256("abc"), "it");
  EXPECT_EQ(*ReadAll(same), "abc");
  HashCheckStream<Sha256> other(std::make_unique<MemoryStream>("abd"), HexSha256("abc"), "it");
  EXPECT_TRUE(absl::IsAborted(ReadAll(other).status()));
}

class RemoteTest : public testing::Test {
 protected:
  absl::StatusOr<std::string> Open(const std::string& url, size_t max_buffered = 1 << 20) {
    const auto entries = ListSources({url}, {}, &remote());
    if (!entries.ok()) return entries.status();
    EXPECT_EQ(entries->size(), 1u);
    OpenOptions options;
    options.max_buffered = max_buffered;
    options.remote = &remote();
    absl::StatusOr<SourceDocument> document = OpenDocument(entries->at(0), options);
    if (!document.ok()) return document.status();
    identity = document->identity;
    return ReadAll(*document->stream);
  }
  Remote& remote() {
    if (remote_ == nullptr) {
      RemoteOptions options;
      options.variables = [this](const char* name) { return variables[name]; };
      options.retry.base = options.retry.cap = std::chrono::milliseconds(1);
      remote_ = std::make_unique<Remote>(options);
    }
    return *remote_;
  }

  std::map<std::string, std::string> variables;
  DocumentIdentity identity;

 private:
  std::unique_ptr<Remote> remote_;
};

TEST_F(RemoteTest, ASmallDocumentIsFetchedOnce) {
  const std::string content = Noise(300'000);
  ScriptedServer server(
      [&](const std::string&, const std::string&) { return Plain(content, "ETag: \"e1\"\r\n"); });
  const auto got = Open(server.url("/title-12/2024-02-21/x%20y.xml?part=3"));
  ASSERT_TRUE(got.ok()) << got.status();
  EXPECT_TRUE(*got == content);
  EXPECT_EQ(server.heads().size(), 1u);
  EXPECT_EQ(identity.sha256, HexSha256(content));
  EXPECT_EQ(identity.bytes, content.size());
  EXPECT_EQ(identity.etag, "e1");
  EXPECT_EQ(identity.as_of, "2024-02-21");
  EXPECT_EQ(identity.title, 12);
}

TEST_F(RemoteTest, ALargeOneIsFetchedTwice) {
  const std::string content = Noise(300'000);
  for (const std::string& body : {content, Gzip(content)}) {
    ScriptedServer server(
        [&](const std::string&, const std::string&) { return Plain(body, "ETag: \"e1\"\r\n"); });
    const auto got = Open(server.url(), 100'000);
    ASSERT_TRUE(got.ok()) << got.status();
    EXPECT_TRUE(*got == content);
    EXPECT_EQ(identity.sha256, HexSha256(content));
    ASSERT_EQ(server.heads().size(), 2u);
    EXPECT_EQ(ScriptedServer::Header(server.heads()[1], "If-Match"), "\"e1\"");
  }
}

TEST_F(RemoteTest, AnotherDocumentTheSecondTimeIsSeenWithoutAnyVersion) {
  const std::string content = Noise(300'000);
  std::string other = content;
  other.back() ^= 1;
  int asked = 0;
  ScriptedServer server(
      [&](const std::string&, const std::string&) { return Plain(++asked == 1 ? content : other); });
  const auto got = Open(server.url(), 100'000);
  EXPECT_TRUE(absl::IsAborted(got.status())) << got.status();
}

std::string Page(const std::string& keys, const std::string& token) {
  const std::string next = token.empty() ? ""
                                         : "<IsTruncated>true</IsTruncated><NextContinuationToken>" + token +
                                               "</NextContinuationToken>";
  return "<ListBucketResult>" + keys + next + "</ListBucketResult>";
}

class ListingTest : public RemoteTest {
 protected:
  // What S3 is asked for is answered by `page`, which is given the number of the request, from 0.
  absl::Status List(const std::function<std::string(int)>& page) {
    asked = 0;
    ScriptedServer server([&](const std::string&, const std::string&) { return Plain(page(asked++)); });
    variables["AWS_ENDPOINT_URL_S3"] = server.url();
    variables["AWS_ACCESS_KEY_ID"] = variables["AWS_SECRET_ACCESS_KEY"] = "x";
    RemoteOptions options;
    options.variables = [this](const char* name) { return variables[name]; };
    Remote fresh(options);
    return ListSources({"s3://bucket/prefix/"}, {}, &fresh).status();
  }
  std::atomic<int> asked = 0;
};

constexpr char kKey[] = "<Contents><Key>prefix/a.xml</Key><Size>1</Size></Contents>";

TEST_F(ListingTest, ATokenThatIsRepeatedIsRefused) {
  for (const int period : {1, 2, 3}) {
    const absl::Status status =
        List([period](int number) { return Page(kKey, "token-" + std::to_string(number % period)); });
    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
    EXPECT_NE(std::string(status.message()).find("s3://bucket/prefix/: the list of objects repeats"),
              std::string::npos)
        << status;
    EXPECT_EQ(asked, period + 1);
  }
}

TEST_F(ListingTest, PagesWithoutAnEndAreRefused) {
  const absl::Status status = List([](int number) { return Page("", std::to_string(number)); });
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_EQ(asked, 10'000);
}

TEST_F(ListingTest, KeysWithoutAnEndAreRefused) {
  std::string keys;
  for (int i = 0; i < 100'000; ++i) keys += kKey;
  const absl::Status status = List([&keys](int number) { return Page(keys, std::to_string(number)); });
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_EQ(asked, 11);
}

TEST_F(ListingTest, APageWithoutAnEndIsRefused) {
  const std::string keys(9 << 20, ' ');
  const absl::Status status = List([&keys](int) { return Page(keys, ""); });
  EXPECT_TRUE(absl::IsResourceExhausted(status)) << status;
}

TEST_F(RemoteTest, WithoutRemoteOnlyLocalSources) {
  EXPECT_TRUE(absl::IsInvalidArgument(ListSources({"https://u:secret@h/x"}, {}).status()));
  EXPECT_EQ(std::string(ListSources({"https://u:secret@h/x"}, {}).status().message()).find("secret"),
            std::string::npos);
}

TEST(EcfrArgumentTest, TitlesPartsAndDays) {
  const auto whole = ParseEcfrArgument("ecfr:title-12");
  EXPECT_EQ(whole->title, 12);
  EXPECT_EQ(whole->part + whole->as_of, "");
  const auto part = ParseEcfrArgument("ecfr:title-12/part-1002@2024-02-21");
  EXPECT_EQ(part->part, "1002");
  EXPECT_EQ(part->as_of, "2024-02-21");
  for (const char* bad :
       {"ecfr:", "ecfr:title-", "ecfr:title-0", "ecfr:title-100", "ecfr:title-12@", "ecfr:title-12@2024",
        "ecfr:title-12/", "ecfr:title-12/part-", "ecfr:title-12/part-1/2", "ecfr:title-12/section-1",
        "ecfr:title-12x", "ecfr:title-12/part-1?x"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseEcfrArgument(bad).status())) << bad;
  }
}

constexpr char kTitles[] =
    "{\"titles\":[{\"number\":1,\"name\":\"General\",\"latest_issue_date\":\"2022-12-29\",\"up_to_date_as_"
    "of\":\"2025-04-28\","
    "\"reserved\":false},{\"number\":35,\"name\":\"Panama "
    "Canal\",\"latest_issue_date\":null,\"up_to_date_as_of\":null,"
    "\"reserved\":true}],\"meta\":{\"date\":\"2025-04-30\"}}";

TEST(EcfrTitlesTest, TheNewestDay) {
  EXPECT_EQ(*NewestDate(kTitles, 1), "2025-04-28");
  EXPECT_TRUE(absl::IsNotFound(NewestDate(kTitles, 35).status()));
  EXPECT_TRUE(absl::IsNotFound(NewestDate(kTitles, 2).status()));
  EXPECT_FALSE(NewestDate("<html>", 1).ok());
  EXPECT_FALSE(NewestDate("{}", 1).ok());
}

TEST_F(RemoteTest, TheServiceIsAskedForBothLayersOfOneDay) {
  ScriptedServer server([&](const std::string&, const std::string&) { return Plain(kTitles); });
  variables["ECFR_BASE_URL"] = server.url();
  const auto entries =
      ListSources({"ecfr:title-1/part-2", "ecfr:title-1@2024-01-02", "ecfr:title-1"}, {}, &remote());
  ASSERT_TRUE(entries.ok()) << entries.status();
  std::vector<std::string> paths;
  for (const SourceEntry& entry : *entries) {
    EXPECT_EQ(entry.hints.title, 1);
    paths.push_back(entry.uri.substr(server.url().size() - 1) + " " + entry.hints.as_of);
  }
  const std::string api = "/api/versioner/v1/";
  EXPECT_EQ(paths, (std::vector<std::string>{api + "structure/2025-04-28/title-1.json 2025-04-28",
                                             api + "full/2025-04-28/title-1.xml?part=2 2025-04-28",
                                             api + "structure/2024-01-02/title-1.json 2024-01-02",
                                             api + "full/2024-01-02/title-1.xml 2024-01-02",
                                             api + "full/2025-04-28/title-1.xml 2025-04-28"}));
  EXPECT_EQ(server.heads().size(), 1u) << "the list of titles is fetched once";
}

}  // namespace
}  // namespace reg2graph
