#include "engine/net/http_stream.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/engine/net/scripted_server.h"

namespace reg2graph {
namespace {

using Answer = ScriptedServer::Answer;
using Milliseconds = std::chrono::milliseconds;

constexpr char kTag[] = "ETag: \"v1\"\r\n";

std::string Content(size_t size) {
  std::string content(size, '\0');
  for (size_t i = 0; i < size; ++i) content[i] = static_cast<char>('a' + (i * 7 + i / 251) % 26);
  return content;
}

// Serves ranges of `content`, and breaks off after `cut_after` bytes of each answer.
class RangeServer {
 public:
  explicit RangeServer(std::string content, size_t cut_after = SIZE_MAX)
      : content(std::move(content)), cut_after(cut_after) {}

  Answer operator()(const std::string& head, const std::string&) {
    const std::string match = ScriptedServer::Header(head, "If-Match");
    if (!match.empty() && match != etag) return Refusal("412 Precondition Failed");
    const std::string range = ScriptedServer::Header(head, "Range");
    const size_t from = range.empty() || !ranges ? 0 : std::stoul(range.substr(6));
    std::string headers = etag.empty() ? "" : "ETag: " + etag + "\r\n";
    if (from > 0) {
      headers += "Content-Range: bytes " + std::to_string(from) + "-" + std::to_string(content.size() - 1) +
                 "/" + std::to_string(content.size()) + "\r\n";
    }
    Answer answer;
    answer.bytes =
        ScriptedServer::Ok(content.substr(from), headers, from > 0 ? "206 Partial Content" : "200 OK");
    const size_t body = answer.bytes.find("\r\n\r\n") + 4;
    if (answer.bytes.size() - body > cut_after) {
      answer.bytes.resize(body + cut_after);
      answer.cut = true;
      if (after_cut) after_cut();
    }
    return answer;
  }
  static Answer Refusal(const std::string& status, const std::string& headers = "") {
    Answer answer;
    answer.bytes = ScriptedServer::Ok("why", headers, status);
    return answer;
  }

  std::string content;
  size_t cut_after;
  std::string etag = "\"v1\"";
  bool ranges = true;
  std::function<void()> after_cut;
};

class HttpStreamTest : public testing::Test {
 protected:
  HttpStreamTest() {
    retry.base = Milliseconds(1);
    retry.cap = Milliseconds(2);
    retry.on_retry = [this](const std::string& message) { retries.push_back(message); };
    options.stop = &stop;
  }
  HttpSession& session() {
    if (session_ == nullptr) session_ = std::make_unique<HttpSession>(options);
    return *session_;
  }
  absl::StatusOr<std::string> ReadAll(const std::string& url, const HttpVersion* expected = nullptr) {
    HttpResource resource;
    resource.name = "it";
    resource.url = url;
    auto stream = HttpStream::Open(session(), resource, retry, expected);
    if (!stream.ok()) return stream.status();
    version = (*stream)->version();
    std::string all(size_t{4} << 20, '\0');
    size_t size = 0;
    for (;;) {
      const absl::StatusOr<size_t> got =
          (*stream)->Read(all.data() + size, std::min<size_t>(50'000, all.size() - size));
      if (!got.ok()) return got.status();
      if (*got == 0) return all.substr(0, size);
      size += *got;
    }
  }

  HttpSessionOptions options;
  HttpRetryOptions retry;
  StopSignal stop;
  HttpVersion version;
  std::vector<std::string> retries;

 private:
  std::unique_ptr<HttpSession> session_;
};

TEST_F(HttpStreamTest, AWholeBodyAndItsVersion) {
  RangeServer content(Content(3'000'000));
  ScriptedServer server(std::ref(content));
  const auto got = ReadAll(server.url());
  ASSERT_TRUE(got.ok()) << got.status();
  EXPECT_TRUE(*got == content.content);
  EXPECT_EQ(version.etag, "\"v1\"");
  EXPECT_EQ(version.size, content.content.size());
  EXPECT_EQ(server.heads().size(), 1u);
  EXPECT_NE(server.heads()[0].find("User-Agent: reg2graph/"), std::string::npos);
}

TEST_F(HttpStreamTest, AnEmptyBody) {
  RangeServer content("");
  ScriptedServer server(std::ref(content));
  EXPECT_EQ(*ReadAll(server.url()), "");
}

TEST_F(HttpStreamTest, GoesOnWhereItBroke) {
  RangeServer content(Content(1'000'000), 300'000);
  ScriptedServer server(std::ref(content));
  const auto got = ReadAll(server.url());
  ASSERT_TRUE(got.ok()) << got.status();
  EXPECT_TRUE(*got == content.content);
  const auto heads = server.heads();
  ASSERT_EQ(heads.size(), 4u);
  EXPECT_EQ(ScriptedServer::Header(heads[0], "Range"), "");
  EXPECT_EQ(ScriptedServer::Header(heads[1], "Range"), "bytes=300000-");
  EXPECT_EQ(ScriptedServer::Header(heads[3], "Range"), "bytes=900000-");
  EXPECT_EQ(ScriptedServer::Header(heads[3], "If-Match"), "\"v1\"");
  EXPECT_EQ(retries.size(), 3u);
}

TEST_F(HttpStreamTest, AHeadThatIsCutOffIsAskedForAgain) {
  for (const size_t cut : {20, 30}) {
    int asked = 0;
    ScriptedServer server([&](const std::string&, const std::string&) {
      Answer answer;
      answer.bytes = ScriptedServer::Ok("all of it");
      answer.cut = asked++ == 0;
      if (answer.cut) answer.bytes.resize(cut);
      return answer;
    });
    const auto got = ReadAll(server.url());
    ASSERT_TRUE(got.ok()) << got.status();
    EXPECT_EQ(*got, "all of it");
    EXPECT_EQ(asked, 2);
  }
}

TEST_F(HttpStreamTest, AServerWithoutRangesBeginsAgain) {
  RangeServer content(Content(500'000), 200'000);
  content.ranges = false;
  content.after_cut = [&content] { content.cut_after = SIZE_MAX; };
  ScriptedServer server(std::ref(content));
  const auto got = ReadAll(server.url());
  ASSERT_TRUE(got.ok()) << got.status();
  EXPECT_TRUE(*got == content.content);
}

TEST_F(HttpStreamTest, AnotherVersionIsAnError) {
  for (const bool conditional : {true, false}) {
    RangeServer content(Content(500'000), 200'000);
    if (!conditional) content.etag = "W/\"v1\"";  // which If-Match cannot ask for
    content.after_cut = [&] { content.etag = conditional ? "\"v2\"" : "W/\"v2\""; };
    ScriptedServer server(std::ref(content));
    const auto got = ReadAll(server.url());
    EXPECT_TRUE(absl::IsAborted(got.status())) << got.status();
    EXPECT_EQ(std::string(got.status().message()), "it: it changed while it was read");
  }
}

TEST_F(HttpStreamTest, AnotherSizeIsAnError) {
  RangeServer content(Content(500'000), 200'000);
  content.etag = "";
  content.after_cut = [&] { content.content = Content(500'001); };
  ScriptedServer server(std::ref(content));
  EXPECT_TRUE(absl::IsAborted(ReadAll(server.url()).status()));
}

// Servers that say little or nothing of the version: the same length, other bytes.
TEST_F(HttpStreamTest, TwoVersionsAreNotSpliced) {
  const std::string old = Content(500'000);
  std::string other = old;
  for (char& c : other) c = static_cast<char>(c ^ 1);
  std::string other_end = old;
  other_end.back() ^= 1;
  for (const bool ranges : {true, false}) {
    for (const std::string etag : {"", "W/\"v1\""}) {
      for (const std::string& next : {old, other, other_end}) {
        RangeServer content(old, 200'000);
        content.ranges = ranges;
        content.etag = etag;
        content.after_cut = [&] {
          content.content = next;
          content.cut_after = SIZE_MAX;
        };
        ScriptedServer server(std::ref(content));
        const auto got = ReadAll(server.url());
        if (next == other) {
          EXPECT_TRUE(absl::IsAborted(got.status())) << got.status();
        } else {
          ASSERT_TRUE(got.ok()) << got.status();
          EXPECT_TRUE(*got == next);  // that of one version
        }
        EXPECT_EQ(ScriptedServer::Header(server.heads()[1], "Range"), "");
      }
    }
  }
}

// A strong ETag at first, and a rest of which nothing is said.
TEST_F(HttpStreamTest, ARestOfNoVersionIsNotTaken) {
  const std::string old = Content(500'000);
  for (const bool same : {true, false}) {
    RangeServer content(old, 200'000);
    content.after_cut = [&] {
      content.etag = "";
      if (!same) content.content = std::string(old.size(), 'x');
      content.cut_after = SIZE_MAX;
    };
    ScriptedServer server([&](const std::string& head, const std::string& body) {
      std::string unconditional = head;
      const size_t match = unconditional.find("If-Match");
      if (match != std::string::npos) unconditional.replace(match, 8, "X-Match");
      return content(unconditional, body);
    });
    const auto got = ReadAll(server.url());
    if (same) {
      ASSERT_TRUE(got.ok()) << got.status();
      EXPECT_TRUE(*got == old);
    } else {
      EXPECT_TRUE(absl::IsAborted(got.status())) << got.status();
    }
    ASSERT_EQ(server.heads().size(), 3u);
    EXPECT_EQ(ScriptedServer::Header(server.heads()[1], "Range"), "bytes=200000-");
    EXPECT_EQ(ScriptedServer::Header(server.heads()[2], "Range"), "");
  }
}

TEST_F(HttpStreamTest, AVersionThatIsExpected) {
  RangeServer content(Content(1000));
  ScriptedServer server(std::ref(content));
  HttpVersion expected{"\"v1\"", "", 1000};
  EXPECT_TRUE(ReadAll(server.url(), &expected).ok());
  expected.etag = "\"v0\"";
  EXPECT_TRUE(absl::IsAborted(ReadAll(server.url(), &expected).status()));
}

TEST_F(HttpStreamTest, AnotherRangeThanAskedForIsAnError) {
  ScriptedServer server([](const std::string& head, const std::string&) {
    Answer answer;
    if (ScriptedServer::Header(head, "Range").empty()) {
      answer.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n" + std::string(kTag) + "\r\n01234";
      answer.cut = true;
    } else {
      answer.bytes = ScriptedServer::Ok("34567", std::string(kTag) + "Content-Range: bytes 3-7/10\r\n",
                                        "206 Partial Content");
    }
    return answer;
  });
  EXPECT_TRUE(absl::IsFailedPrecondition(ReadAll(server.url()).status()));
}

TEST_F(HttpStreamTest, AnErrorThatPassesIsTriedAgain) {
  RangeServer content(Content(1000));
  std::atomic<int> asked = 0;
  ScriptedServer server([&](const std::string& head, const std::string& body) {
    if (++asked <= 2)
      return RangeServer::Refusal(asked == 1 ? "503 Busy" : "429 Slow Down", "Retry-After: 0\r\n");
    return content(head, body);
  });
  EXPECT_EQ(*ReadAll(server.url()), content.content);
  EXPECT_EQ(retries.size(), 2u);
}

TEST_F(HttpStreamTest, RetryAfterInBothForms) {
  HttpResponse response;
  EXPECT_EQ(RetryAfter(response), Milliseconds(0));
  response.headers = {"retry-after: 7"};
  EXPECT_EQ(RetryAfter(response), std::chrono::seconds(7));
  response.headers = {"retry-after: Fri, 31 Dec 1999 23:59:59 GMT"};
  EXPECT_EQ(RetryAfter(response), Milliseconds(0));
  response.headers = {"date: Fri, 31 Dec 1999 23:59:50 GMT", "retry-after: Fri, 31 Dec 1999 23:59:59 GMT"};
  EXPECT_EQ(RetryAfter(response), std::chrono::seconds(9)) << "whatever the clock here shows";
  response.headers = {"retry-after: Fri, 31 Dec 2099 23:59:59 GMT"};
  EXPECT_EQ(RetryAfter(response), std::chrono::hours(24));
}

TEST_F(HttpStreamTest, MorePatienceThanThereIsIsNotWaitedFor) {
  ScriptedServer server([](const std::string&, const std::string&) {
    return RangeServer::Refusal("503 Busy", "Retry-After: 3600\r\n");
  });
  const auto got = ReadAll(server.url());
  EXPECT_TRUE(absl::IsUnavailable(got.status())) << got.status();
  EXPECT_EQ(server.heads().size(), 1u);
}

TEST_F(HttpStreamTest, PatienceEndsWithoutProgress) {
  retry.retry_for = Milliseconds(20);
  RangeServer content(Content(1000), 100);
  std::atomic<bool> away = false;
  content.after_cut = [&] { away = true; };
  ScriptedServer server([&](const std::string& head, const std::string& body) {
    return away ? RangeServer::Refusal("503 Busy") : content(head, body);
  });
  const auto got = ReadAll(server.url());
  EXPECT_TRUE(absl::IsUnavailable(got.status())) << got.status();
  EXPECT_GT(server.heads().size(), 1u);
}

TEST_F(HttpStreamTest, WhatDoesNotPassIsNotTriedAgain) {
  for (const auto& [status, code] : std::vector<std::pair<std::string, absl::StatusCode>>{
           {"404 Not Found", absl::StatusCode::kNotFound},
           {"410 Gone", absl::StatusCode::kNotFound},
           {"403 Forbidden", absl::StatusCode::kPermissionDenied},
           {"400 Bad Request", absl::StatusCode::kFailedPrecondition},
           {"501 Not Implemented", absl::StatusCode::kFailedPrecondition}}) {
    ScriptedServer server(
        [status = status](const std::string&, const std::string&) { return RangeServer::Refusal(status); });
    const auto got = ReadAll(server.url());
    EXPECT_EQ(got.status().code(), code) << got.status();
    EXPECT_NE(std::string(got.status().message()).find(status.substr(0, 3)), std::string::npos);
    EXPECT_EQ(server.heads().size(), 1u);
  }
}

TEST_F(HttpStreamTest, NobodyThereIsWaitedForAMoment) {
  retry.first_contact = Milliseconds(20);
  std::string url;
  {
    ScriptedServer server([](const std::string&, const std::string&) { return Answer(); });
    url = server.url();
  }
  EXPECT_TRUE(absl::IsUnavailable(ReadAll(url).status()));
  EXPECT_FALSE(retries.empty());
}

TEST_F(HttpStreamTest, RedirectsAreFollowedButNotForEver) {
  RangeServer content(Content(1000));
  ScriptedServer server([&](const std::string& head, const std::string& body) {
    if (head.starts_with("GET /there ")) return content(head, body);
    const std::string to = head.starts_with("GET /loop ") ? "/loop" : "/there";
    return RangeServer::Refusal("302 Found", "Location: " + to + "\r\n");
  });
  EXPECT_EQ(*ReadAll(server.url("/here")), content.content);
  EXPECT_TRUE(absl::IsFailedPrecondition(ReadAll(server.url("/loop")).status()));
}

TEST_F(HttpStreamTest, AServerThatFallsSilentIsLeft) {
  options.stall_timeout = Milliseconds(50);
  RangeServer content(Content(1000));
  std::atomic<int> asked = 0;
  std::mutex mutex;
  std::condition_variable changed;
  bool over = false;
  ScriptedServer server([&](const std::string& head, const std::string& body) {
    if (++asked > 1) return content(head, body);
    Answer answer;
    answer.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n" + std::string(kTag) + "\r\n" +
                   content.content.substr(0, 10);
    answer.cut = true;
    answer.before_cut = [&] {
      std::unique_lock lock(mutex);
      changed.wait(lock, [&] { return over; });
    };
    return answer;
  });
  const auto got = ReadAll(server.url());
  {
    const std::lock_guard lock(mutex);
    over = true;
    changed.notify_all();
  }
  ASSERT_TRUE(got.ok()) << got.status();
  EXPECT_TRUE(*got == content.content);
  EXPECT_EQ(ScriptedServer::Header(server.heads()[1], "Range"), "bytes=10-");
}

// An answer that has no end, with `piece` again and again behind `bytes`.
Answer Endless(std::string bytes, std::string piece) {
  Answer answer;
  answer.bytes = std::move(bytes);
  answer.more = [piece = std::move(piece)] { return piece; };
  return answer;
}
constexpr char kChunked[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

TEST_F(HttpStreamTest, AHeadWithoutAnEndIsBrokenOff) {
  ScriptedServer server([](const std::string&, const std::string&) {
    return Endless("HTTP/1.1 200 OK\r\n", "X-Header: " + std::string(1000, 'x') + "\r\n");
  });
  const absl::Status status = ReadAll(server.url()).status();
  EXPECT_TRUE(absl::IsResourceExhausted(status)) << status;
  EXPECT_NE(status.message().find(std::to_string(kMaxHeadBytes)), absl::string_view::npos) << status;
  EXPECT_TRUE(retries.empty());
}

TEST_F(HttpStreamTest, InterimAnswersWithoutAnEndAreBrokenOff) {
  ScriptedServer server([](const std::string&, const std::string&) {
    return Endless("", "HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n");
  });
  EXPECT_TRUE(absl::IsResourceExhausted(ReadAll(server.url()).status()));
}

TEST_F(HttpStreamTest, AnAnswerWithoutAnEndIsBrokenOff) {
  ScriptedServer server([](const std::string&, const std::string&) {
    return Endless(kChunked, "400\r\n" + std::string(0x400, 'x') + "\r\n");
  });
  HttpResource resource;
  resource.name = "it";
  resource.url = server.url();
  for (const absl::Status& status : {session().Fetch({.url = server.url()}).status(),
                                     FetchAll(session(), resource, retry, kMaxControlAnswerBytes).status()}) {
    EXPECT_TRUE(absl::IsResourceExhausted(status)) << status;
    EXPECT_NE(status.message().find(std::to_string(kMaxControlAnswerBytes)), absl::string_view::npos)
        << status;
  }
}

TEST_F(HttpStreamTest, AnAnswerThatTakesTooLongIsBrokenOff) {
  options.whole_timeout = Milliseconds(0);
  ScriptedServer server(
      [](const std::string&, const std::string&) { return Endless(kChunked, "1\r\nx\r\n"); });
  HttpResource resource;
  resource.name = "it";
  resource.url = server.url();
  EXPECT_TRUE(absl::IsUnavailable(session().Fetch({.url = server.url()}).status()));
  EXPECT_TRUE(absl::IsUnavailable(FetchAll(session(), resource, retry, 1 << 20).status()));
}

TEST_F(HttpStreamTest, AServerThatDripsHasStalled) {
  options.stall_timeout = Milliseconds(50);
  options.stall_bytes = size_t{1} << 40;  // whatever arrives is too little
  retry.retry_for = Milliseconds(1);
  ScriptedServer server(
      [](const std::string&, const std::string&) { return Endless(kChunked, "1\r\nx\r\n"); });
  const auto exchange = session().Begin({.url = server.url()});
  ASSERT_TRUE(exchange.ok()) << exchange.status();
  char byte;
  absl::StatusOr<size_t> got = 1;
  while (got.ok()) got = (*exchange)->Read(&byte, 1);
  EXPECT_TRUE(absl::IsUnavailable(got.status())) << got.status();
}

TEST_F(HttpStreamTest, AHeadThatTakesTooLongIsNotWaitedFor) {
  options.head_timeout = Milliseconds(50);
  std::promise<void> over;
  ScriptedServer server([&](const std::string&, const std::string&) {
    Answer answer;
    answer.bytes = "HTTP/1.1 200 OK\r\n";
    answer.cut = true;
    answer.before_cut = [&] { over.get_future().wait(); };
    return answer;
  });
  const absl::Status status = session().Begin({.url = server.url()}).status();
  over.set_value();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_NE(status.message().find("head"), absl::string_view::npos) << status;
}

TEST_F(HttpStreamTest, AStopEndsAReadAndAPause) {
  std::thread stopper;
  ScriptedServer server([&](const std::string&, const std::string&) {
    Answer answer;
    answer.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nsome";
    answer.cut = true;
    answer.before_cut = [&] {
      stopper = std::thread([this] { stop.Stop(); });
      stopper.join();
    };
    return answer;
  });
  retry.base = retry.cap = std::chrono::minutes(4);  // so that only a stop can end the pause
  EXPECT_TRUE(absl::IsCancelled(ReadAll(server.url()).status()));
  EXPECT_TRUE(absl::IsCancelled(ReadAll(server.url()).status()));
}

TEST_F(HttpStreamTest, ASlowReaderMakesTheServerWait) {
  options.buffer_bytes = 100'000;
  const std::string content = Content(32'000'000);  // more than the sockets' buffers hold
  std::atomic<bool> all_sent = false;
  ScriptedServer server([&](const std::string&, const std::string&) {
    Answer answer;
    answer.bytes = ScriptedServer::Ok(content);
    answer.before_cut = [&] { all_sent = true; };
    return answer;
  });
  HttpResource resource;
  resource.name = "it";
  resource.url = server.url();
  auto stream = HttpStream::Open(session(), resource, retry);
  ASSERT_TRUE(stream.ok());
  std::string all(content.size(), '\0');
  size_t size = 0;
  while (size < content.size()) {
    if (size < 1'000'000) {
      EXPECT_FALSE(all_sent) << "after " << size;
    }
    const absl::StatusOr<size_t> got = (*stream)->Read(all.data() + size, 64'000);
    ASSERT_TRUE(got.ok()) << got.status();
    ASSERT_GT(*got, 0u);
    size += *got;
  }
  EXPECT_TRUE(all == content);
}

TEST_F(HttpStreamTest, ConnectionsAreUsedAgain) {
  RangeServer content(Content(1000));
  std::mutex mutex;
  std::vector<std::thread::id> threads;  // one a connection
  ScriptedServer server([&](const std::string& head, const std::string& body) {
    const std::lock_guard lock(mutex);
    threads.push_back(std::this_thread::get_id());
    return content(head, body);
  });
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(ReadAll(server.url()).ok());
  EXPECT_EQ(std::count(threads.begin(), threads.end(), threads[0]), 3);
}

TEST_F(HttpStreamTest, CredentialsOfAUrlAreSentButNotTold) {
  retry.first_contact = Milliseconds(1);
  ScriptedServer server([](const std::string& head, const std::string&) {
    return ScriptedServer::Header(head, "Authorization") == "Basic dXNlcjp3b3Jk"
               ? RangeServer("ok")(head, "")
               : RangeServer::Refusal("401 No");
  });
  std::string url = server.url();
  url.insert(url.find("//") + 2, "user:word@");
  EXPECT_EQ(*ReadAll(url), "ok");
  const auto refused = session().Begin({.url = "http://user:word@127.0.0.1:1/"});
  EXPECT_EQ(std::string(refused.status().message()).find("word"), std::string::npos) << refused.status();
}

TEST_F(HttpStreamTest, WhatIsSentWithAPost) {
  std::string seen;
  ScriptedServer server([&](const std::string& head, const std::string& body) {
    seen = head.substr(0, head.find(' ')) + " " + ScriptedServer::Header(head, "X-Amz-Target") + " " + body;
    return RangeServer("answer")(head, body);
  });
  const auto got =
      session().Fetch({.url = server.url(), .method = "POST", .headers = {"X-Amz-Target: T"}, .body = "{}"});
  ASSERT_TRUE(got.ok()) << got.status();
  EXPECT_EQ(got->body, "answer");
  EXPECT_EQ(seen, "POST T {}");
  EXPECT_TRUE(absl::IsResourceExhausted(session().Fetch({.url = server.url()}, 3).status()));
}

}  // namespace
}  // namespace reg2graph
