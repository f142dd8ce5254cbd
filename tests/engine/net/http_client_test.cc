#include "engine/net/http_client.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace reg2graph {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using std::string;

constexpr char kOk[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Kind:  Test \r\n\r\nok";

// What the server does with a request.
struct Script {
  enum class Then { kAnswer, kReset, kClose, kHang };
  size_t read_bytes = SIZE_MAX;  // of the body, before it acts
  string answer = kOk;
  Then then = Then::kAnswer;  // after `answer`, which only kAnswer keeps the connection open for
};

// A server of a few lines on the loopback interface, on the test's own io_context.
class Server {
 public:
  explicit Server(asio::io_context& io) : acceptor_(io, {asio::ip::address_v4::loopback(), 0}) { Accept(); }

  string url(const string& path = "/") const { return "http://127.0.0.1:" + std::to_string(port()) + path; }
  uint16_t port() const { return acceptor_.local_endpoint().port(); }
  void Stop() { acceptor_.close(); }

  std::deque<Script> scripts;  // one a request; when they are used up: kOk
  std::function<void()> on_request;
  std::vector<string> heads, bodies;
  int connections = 0;

 private:
  struct Session {
    explicit Session(tcp::socket s) : socket(std::move(s)) {}
    tcp::socket socket;
    string buffer;
  };
  using SessionPtr = std::shared_ptr<Session>;

  void Accept() {
    acceptor_.async_accept([this](boost::system::error_code error, tcp::socket socket) {
      if (error) return;
      ++connections;
      ReadHead(std::make_shared<Session>(std::move(socket)));
      Accept();
    });
  }
  void ReadHead(const SessionPtr& session) {
    asio::async_read_until(session->socket, asio::dynamic_buffer(session->buffer), "\r\n\r\n",
                           [this, session](boost::system::error_code error, size_t size) {
                             if (error) return;
                             heads.push_back(session->buffer.substr(0, size));
                             session->buffer.erase(0, size);
                             Script script;
                             if (!scripts.empty()) {
                               script = scripts.front();
                               scripts.pop_front();
                             }
                             ReadBody(session, script, BodyBytes(heads.back()));
                           });
  }
  static size_t BodyBytes(const string& head) {
    const size_t at = head.find("Content-Length: ");
    return at == string::npos ? 0 : std::stoul(head.substr(at + 16));
  }
  void ReadBody(const SessionPtr& session, const Script& script, size_t bytes) {
    const size_t wanted = std::min(bytes, script.read_bytes);
    const size_t missing = wanted > session->buffer.size() ? wanted - session->buffer.size() : 0;
    asio::async_read(session->socket, asio::dynamic_buffer(session->buffer), asio::transfer_exactly(missing),
                     [this, session, script, wanted](boost::system::error_code error, size_t) {
                       if (error) return;
                       bodies.push_back(session->buffer.substr(0, wanted));
                       session->buffer.erase(0, wanted);
                       if (on_request) on_request();
                       Act(session, script);
                     });
  }
  void Act(const SessionPtr& session, const Script& script) {
    if (script.then == Script::Then::kReset) return Reset(session);
    if (script.then == Script::Then::kHang) return hanging_.push_back(session);
    auto answer = std::make_shared<string>(script.answer);
    asio::async_write(session->socket, asio::buffer(*answer),
                      [this, session, answer, script](boost::system::error_code error, size_t) {
                        if (!error && script.then == Script::Then::kAnswer) ReadHead(session);
                      });
  }
  static void Reset(const SessionPtr& session) {
    session->socket.set_option(asio::socket_base::linger(true, 0));
    session->socket.close();
  }

  tcp::acceptor acceptor_;
  std::vector<SessionPtr> hanging_;
};

class HttpClientTest : public testing::Test {
 protected:
  HttpResult Run(HttpRequest request) {
    std::optional<HttpResult> result;
    client->Send(std::move(request), [&result](HttpResult value) { result = std::move(value); });
    EXPECT_FALSE(result.has_value());
    RunUntil([&] { return result.has_value(); });
    return result ? *result : HttpResult();
  }
  void RunUntil(const std::function<bool()>& reached) {
    io.restart();
    while (!reached()) {
      if (io.run_one_for(std::chrono::seconds(20)) == 0) FAIL() << "nothing happens any more";
    }
  }
  HttpRequest Post(std::vector<std::string_view> body) const {
    HttpRequest request;
    request.method = "POST";
    request.url = server.url();
    request.body = std::move(body);
    return request;
  }

  asio::io_context io;
  Server server{io};
  std::unique_ptr<HttpClient> client = std::make_unique<HttpClient>(io, HttpClientOptions{});
};

TEST_F(HttpClientTest, GetsAnAnswer) {
  HttpRequest request;
  request.url = server.url("/a%20b?c=d");
  request.headers = {"X-Mine: 1"};
  request.user_password = "user:secret";
  const HttpResult result = Run(request);
  EXPECT_EQ(result.outcome, HttpOutcome::kAnswered) << result.error;
  EXPECT_EQ(result.response.status, 200);
  EXPECT_EQ(result.response.body, "ok");
  EXPECT_EQ(result.response.Header("x-kind"), "Test");
  EXPECT_EQ(result.response.Header("x-none"), "");
  EXPECT_EQ(server.heads[0].rfind("GET /a%20b?c=d HTTP/1.1\r\n", 0), 0u);
  EXPECT_NE(server.heads[0].find("X-Mine: 1\r\n"), string::npos);
  EXPECT_NE(server.heads[0].find("Authorization: Basic dXNlcjpzZWNyZXQ=\r\n"), string::npos);
}

TEST_F(HttpClientTest, GathersABodyFromManySlices) {
  std::vector<string> texts;
  string whole;
  for (int i = 0; i < 20000; ++i) {
    texts.push_back(string(static_cast<size_t>(i % 257), static_cast<char>('a' + i % 26)));
    whole += texts.back();
  }
  const HttpResult result = Run(Post(std::vector<std::string_view>(texts.begin(), texts.end())));
  EXPECT_EQ(result.outcome, HttpOutcome::kAnswered) << result.error;
  EXPECT_EQ(result.bytes_sent, whole.size());
  EXPECT_TRUE(server.bodies[0] == whole);
  EXPECT_EQ(server.heads[0].find("Expect:"), string::npos);
}

TEST_F(HttpClientTest, SendsOtherMethods) {
  HttpRequest put = Post({"x"});
  put.method = "PUT";
  EXPECT_EQ(Run(put).outcome, HttpOutcome::kAnswered);
  HttpRequest remove;
  remove.method = "DELETE";
  remove.url = server.url();
  EXPECT_EQ(Run(remove).outcome, HttpOutcome::kAnswered);
  EXPECT_EQ(Run(Post({})).outcome, HttpOutcome::kAnswered);
  EXPECT_EQ(server.heads[0].substr(0, 4), "PUT ");
  EXPECT_EQ(server.heads[1].substr(0, 7), "DELETE ");
  EXPECT_NE(server.heads[2].find("Content-Length: 0"), string::npos);
}

TEST_F(HttpClientTest, KeepsAConnection) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Run(Post({"x"})).outcome, HttpOutcome::kAnswered);
  EXPECT_EQ(server.connections, 1);
}

TEST_F(HttpClientTest, RefusedIsNotSent) {
  HttpRequest request = Post({"x"});
  server.Stop();
  const HttpResult result = Run(request);
  EXPECT_EQ(result.outcome, HttpOutcome::kNotSent);
  EXPECT_FALSE(result.error.empty());
}

TEST_F(HttpClientTest, OnlyHttpIsSpoken) {
  HttpRequest request;
  request.url = "file:///etc/hostname";
  EXPECT_EQ(Run(request).outcome, HttpOutcome::kNotSent);
  request.url = "https://127.0.0.1:" + std::to_string(server.port()) + "/";
  request.timeout = std::chrono::milliseconds(200);  // the server waits for a head that never ends
  EXPECT_EQ(Run(request).outcome, HttpOutcome::kNotSent);
}

TEST_F(HttpClientTest, ResetBeforeTheBodyIsOutIsNotSent) {
  server.scripts = {{1000, "", Script::Then::kReset}};
  const string body(64 << 20, 'x');
  const HttpResult result = Run(Post({body}));
  EXPECT_EQ(result.outcome, HttpOutcome::kNotSent) << result.error;
  EXPECT_LT(result.bytes_sent, body.size());
}

TEST_F(HttpClientTest, ResetAfterTheBodyIsUnknown) {
  server.scripts = {{SIZE_MAX, "", Script::Then::kReset}};
  EXPECT_EQ(Run(Post({"x"})).outcome, HttpOutcome::kUnknown);
  EXPECT_EQ(server.bodies.size(), 1u);
}

// libcurl would send the body again by itself, on a new connection.
TEST_F(HttpClientTest, AReusedConnectionThatDiesIsUnknownAndNotSentAgain) {
  EXPECT_EQ(Run(Post({"first"})).outcome, HttpOutcome::kAnswered);
  server.scripts = {{SIZE_MAX, "", Script::Then::kReset}};
  EXPECT_EQ(Run(Post({"second"})).outcome, HttpOutcome::kUnknown);
  EXPECT_EQ(server.bodies, (std::vector<string>{"first", "second"}));
  EXPECT_EQ(Run(Post({"third"})).outcome, HttpOutcome::kAnswered);
}

TEST_F(HttpClientTest, AnAnswerCutShortIsUnknown) {
  server.scripts = {{SIZE_MAX, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", Script::Then::kClose}};
  EXPECT_EQ(Run(Post({"x"})).outcome, HttpOutcome::kUnknown);
}

TEST_F(HttpClientTest, AHeadCutShortIsUnknown) {
  for (const char* part : {"HTTP/1.1 200 OK\r\n", "HTTP/1.1 404 Not Found\r\nDate: today\r\nContent-Ty"}) {
    server.scripts = {{SIZE_MAX, part, Script::Then::kClose}};
    EXPECT_EQ(Run(Post({"x"})).outcome, HttpOutcome::kUnknown) << part;
  }
}

TEST_F(HttpClientTest, AnAnswerThatComesBeforeTheBodyIsOutIsRead) {
  server.scripts = {
      {1000, "HTTP/1.1 500 No\r\nConnection: close\r\nContent-Length: 4\r\n\r\nfull", Script::Then::kClose}};
  const string body(64 << 20, 'x');
  const HttpResult result = Run(Post({body}));
  EXPECT_EQ(result.outcome, HttpOutcome::kAnswered) << result.error;
  EXPECT_EQ(result.response.status, 500);
  EXPECT_EQ(result.response.body, "full");
}

TEST_F(HttpClientTest, ATimeoutAfterTheBodyIsUnknown) {
  server.scripts = {{SIZE_MAX, "", Script::Then::kHang}};
  HttpRequest request = Post({"x"});
  request.timeout = std::chrono::milliseconds(50);
  EXPECT_EQ(Run(request).outcome, HttpOutcome::kUnknown);
}

TEST_F(HttpClientTest, AnAnswerThatIsTooLargeIsBrokenOff) {
  const string body(1000, 'x');
  for (const string& answer : {"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + body,
                               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n" + body + "\r\n",
                               "HTTP/1.1 500 No\r\n\r\n" + body}) {
    server.scripts = {{SIZE_MAX, answer, Script::Then::kAnswer}};
    HttpRequest request = Post({"x"});
    request.max_answer_bytes = 999;
    const HttpResult result = Run(request);
    EXPECT_EQ(result.outcome, HttpOutcome::kTooLarge) << answer;
    EXPECT_NE(result.error.find("more than 999 bytes"), string::npos) << result.error;
    EXPECT_EQ(result.response.body, "");
  }
  server.scripts = {
      {SIZE_MAX, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + body, Script::Then::kAnswer}};
  HttpRequest request = Post({"x"});
  request.max_answer_bytes = 1000;
  EXPECT_EQ(Run(request).response.body, body);
}

TEST_F(HttpClientTest, AHeadThatIsTooLargeIsBrokenOff) {
  string head = "HTTP/1.1 200 OK\r\n";
  while (head.size() <= kMaxHeadBytes) head += "X-Header: " + string(1000, 'x') + "\r\n";
  server.scripts = {{SIZE_MAX, head + "\r\n", Script::Then::kAnswer}};
  const HttpResult result = Run(Post({"x"}));
  EXPECT_EQ(result.outcome, HttpOutcome::kTooLarge);
  EXPECT_NE(result.error.find(std::to_string(kMaxHeadBytes)), string::npos) << result.error;
}

TEST_F(HttpClientTest, AnInterimAnswerIsNoAnswer) {
  server.scripts = {
      {SIZE_MAX, string("HTTP/1.1 100 Continue\r\nX-Old: 1\r\n\r\n") + kOk, Script::Then::kAnswer}};
  const HttpResult result = Run(Post({"x"}));
  EXPECT_EQ(result.response.status, 200);
  EXPECT_EQ(result.response.Header("x-old"), "");
}

TEST_F(HttpClientTest, RedirectsAreFollowedForGetOnly) {
  const Script moved{SIZE_MAX, "HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n",
                     Script::Then::kAnswer};
  server.scripts = {moved, moved};
  EXPECT_EQ(Run(Post({"x"})).response.status, 302);
  HttpRequest get;
  get.url = server.url();
  EXPECT_EQ(Run(get).response.status, 200);
  EXPECT_EQ(server.heads.back().substr(0, 10), "GET /there");
}

TEST_F(HttpClientTest, ManyRequestsShareFewConnections) {
  client = std::make_unique<HttpClient>(io, HttpClientOptions{.max_connections = 4, .ca_file = {}});
  int done = 0;
  const string body(100000, 'x');
  for (int i = 0; i < 100; ++i) {
    client->Send(Post({body, "y"}), [&done](HttpResult result) {
      EXPECT_EQ(result.outcome, HttpOutcome::kAnswered) << result.error;
      ++done;
    });
  }
  RunUntil([&] { return done == 100; });
  EXPECT_EQ(server.connections, 4);
  EXPECT_EQ(server.bodies.size(), 100u);
}

TEST_F(HttpClientTest, CancelEndsAll) {
  server.scripts.assign(3, {SIZE_MAX, "", Script::Then::kHang});
  int arrived = 0;
  server.on_request = [&arrived] { ++arrived; };
  std::vector<HttpOutcome> outcomes;
  for (int i = 0; i < 3; ++i) {
    client->Send(Post({"x"}), [&outcomes](HttpResult result) { outcomes.push_back(result.outcome); });
  }
  RunUntil([&] { return arrived == 3; });
  client->CancelAll();
  EXPECT_TRUE(outcomes.empty());
  RunUntil([&] { return outcomes.size() == 3; });
  EXPECT_EQ(outcomes, std::vector<HttpOutcome>(3, HttpOutcome::kUnknown));
  EXPECT_EQ(Run(Post({"x"})).outcome, HttpOutcome::kAnswered);
}

TEST_F(HttpClientTest, CancelBeforeTheStartIsNotSent) {
  std::optional<HttpOutcome> outcome;
  client->Send(Post({"x"}), [&outcome](HttpResult result) { outcome = result.outcome; });
  client->CancelAll();
  RunUntil([&] { return outcome.has_value(); });
  EXPECT_EQ(outcome, HttpOutcome::kNotSent);
}

TEST_F(HttpClientTest, MayBeDestroyedInMidTransfer) {
  server.scripts.assign(5, {SIZE_MAX, "", Script::Then::kHang});
  int arrived = 0;
  server.on_request = [&arrived] { ++arrived; };
  const string body(1000, 'x');
  for (int i = 0; i < 5; ++i) {
    HttpRequest request = Post({body});
    request.timeout = std::chrono::milliseconds(1);
    client->Send(std::move(request), [](HttpResult) {});
  }
  client->Send(Post({body}), [](HttpResult) { FAIL() << "called after the end"; });
  RunUntil([&] { return arrived >= 1; });
  client.reset();
  io.restart();
  io.poll();
}

TEST_F(HttpClientTest, MayBeDestroyedByItsCallback) {
  bool done = false;
  client->Send(Post({"x"}), [&](HttpResult) {
    client.reset();
    done = true;
  });
  RunUntil([&] { return done; });
  io.restart();
  io.poll();
}

TEST_F(HttpClientTest, ACallbackMaySendAgain) {
  int left = 10;
  std::function<void(HttpResult)> again = [&](HttpResult result) {
    EXPECT_EQ(result.outcome, HttpOutcome::kAnswered);
    if (--left > 0) client->Send(Post({"x"}), again);
  };
  client->Send(Post({"x"}), again);
  RunUntil([&] { return left == 0; });
  EXPECT_EQ(server.connections, 1);
}

TEST_F(HttpClientTest, TheBodysOwnerLivesUntilItIsSent) {
  auto text = std::make_shared<string>(5 << 20, 'x');
  HttpRequest request = Post({*text});
  request.owner = text;
  const std::weak_ptr<string> watch = text;
  text.reset();
  EXPECT_EQ(Run(std::move(request)).outcome, HttpOutcome::kAnswered);
  EXPECT_EQ(server.bodies[0].size(), size_t{5} << 20);
  EXPECT_TRUE(watch.expired());
}

TEST(RedactUrlTest, DropsCredentials) {
  EXPECT_EQ(RedactUrl("http://me:secret@host:7474/db?x=a@b"), "http://host:7474/db?x=a@b");
  EXPECT_EQ(RedactUrl("https://host/p@th"), "https://host/p@th");
  EXPECT_EQ(RedactUrl("me:secret@host"), "host");
}

}  // namespace
}  // namespace reg2graph
