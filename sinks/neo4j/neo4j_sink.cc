#include "sinks/neo4j/neo4j_sink.h"

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <charconv>
#include <functional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/core/fail_point.h"
#include "engine/core/json_writer.h"
#include "engine/core/keys.h"
#include "engine/core/percent.h"
#include "engine/core/strings.h"
#include "engine/net/http_client.h"
#include "sinks/neo4j/answer.h"
#include "sinks/neo4j/judge.h"
#include "sinks/neo4j/request_body.h"
#include "sinks/neo4j/statements.h"

namespace reg2graph {
namespace {

using neo4j::Answer;
using neo4j::RequestBody;
using std::string;
using std::string_view;

// Of a look-up: a unit with all that is in it. The spine of the largest title is tens of MB; what is a
// hundred times that is not a graph of this program's.
constexpr size_t kMaxGraphAnswerBytes = size_t{1} << 30;
constexpr int64_t kSweepLimit = 10000;
// Indexes over a large graph that never had them take their time.
constexpr std::chrono::minutes kSchemaTimeout{15};

// Dynamic labels and CALL (x) { } are what the statements need of 5.26.
bool IsTooOld(string_view version) {
  int major = 0;
  int minor = 0;
  const char* const end = version.data() + version.size();
  const auto parsed = std::from_chars(version.data(), end, major);
  if (parsed.ec != std::errc() || parsed.ptr == end) return false;
  std::from_chars(parsed.ptr + 1, end, minor);
  return major < 5 || (major == 5 && minor < 26);
}

class Neo4jSink final : public MutationSink {
 public:
  Neo4jSink(boost::asio::io_context& io, Neo4jOptions options)
      : io_(io), options_(Normalised(std::move(options))), client_(io, ClientOptions(options_)) {}

  void Open(std::function<void(absl::Status)> done) override {
    HttpRequest request = NewRequest("GET", options_.base_url + "/", options_.request_timeout);
    request.user_password.clear();  // the discovery document is for all
    client_.Send(std::move(request), [this, done = std::move(done)](HttpResult result) mutable {
      const absl::Status status = Discover(result);
      if (!status.ok()) return done(status);
      if (options_.read_only) return Ping(std::move(done));
      MakeSchema(neo4j::SchemaStatements(), std::move(done));
    });
  }

  void FetchTitle(int title, std::function<void(absl::StatusOr<TitleState>)> done) override {
    const string key = TitleKey(title);
    string parameters;
    ObjectWriter writer(parameters);
    writer.String("key", key);
    writer.String("prefix", key + "/");
    writer.Close();
    Run(neo4j::FetchTitleStatement(), parameters, options_.request_timeout,
        [done = std::move(done)](absl::Status status, string_view body) {
          done(status.ok() ? neo4j::ParseTitle(body) : absl::StatusOr<TitleState>(status));
        });
  }

  void FetchUnit(UnitQuery query, std::function<void(absl::StatusOr<StoredUnit>)> done) override {
    const string parameters = neo4j::FetchUnitParameters(query);
    Run(neo4j::FetchUnitStatement(options_.read_only), parameters, options_.request_timeout,
        [done = std::move(done), key = std::move(query.key)](absl::Status status, string_view body) {
          done(status.ok() ? neo4j::ParseUnit(body, key) : absl::StatusOr<StoredUnit>(status));
        });
  }

  void Deliver(std::shared_ptr<const MutationBatch> batch,
               std::function<void(DeliveryOutcome)> done) override {
    Statement& statement = statements_[neo4j::PartsOf(*batch)];
    if (statement.being_planned) {
      statement.waiting.push_back([this, batch = std::move(batch), done = std::move(done)]() mutable {
        Send(std::move(batch), std::move(done));
      });
      return;
    }
    if (statement.planned) {
      Send(std::move(batch), std::move(done));
      return;
    }
    statement.being_planned = true;
    Send(std::move(batch), [&statement, done = std::move(done)](DeliveryOutcome outcome) {
      statement.being_planned = false;
      statement.planned = true;
      for (const auto& send : std::exchange(statement.waiting, {})) send();
      done(std::move(outcome));
    });
  }

  int max_in_flight() const override { return options_.connections; }

  void Sweep(std::function<void(absl::StatusOr<int64_t>)> done) override {
    SweepAll(neo4j::SweepStubsStatement(), 0,
             [this, done = std::move(done)](absl::StatusOr<int64_t> stubs) mutable {
               if (!stubs.ok()) return done(stubs);
               SweepAll(neo4j::SweepArtifactsStatement(), *stubs, std::move(done));
             });
  }

  void CountCitations(std::function<void(absl::StatusOr<CitationCounts>)> done) override {
    SendBody(neo4j::StatementBody(neo4j::CountCitationsStatement(), "{}", tx_), options_.request_timeout,
             [this, done = std::move(done)](HttpResult result) {
               const Answer answer = neo4j::ParseAnswer(result.response.body);
               const absl::Status status = neo4j::StatusOf(result, answer);
               if (!status.ok()) return done(Named(status));
               if (answer.numbers.size() != 3) return done(CitationCounts{});
               done(CitationCounts{answer.numbers[0], answer.numbers[1], answer.numbers[2]});
             });
  }

  // Each answer meant a commit; nothing is left to do.
  void Close(std::function<void(absl::Status)> done) override {
    boost::asio::post(io_, [done = std::move(done)] { done(absl::OkStatus()); });
  }

 private:
  // The server plans a text the first time it meets it, which takes longer than a batch: the first batch of
  // a text goes alone, so that it is planned once and not once for each connection.
  struct Statement {
    bool planned = false;
    bool being_planned = false;
    std::vector<std::function<void()>> waiting;
  };

  void Send(std::shared_ptr<const MutationBatch> batch, std::function<void(DeliveryOutcome)> done) {
    const neo4j::Expectation expected = neo4j::ExpectationOf(*batch);
    SendBody(neo4j::BatchBody(std::move(batch), tx_), options_.request_timeout,
             [expected, done = std::move(done)](HttpResult result) { done(neo4j::Judge(result, expected)); });
  }

  void Ping(std::function<void(absl::Status)> done) {
    Run("RETURN 1", "{}", options_.request_timeout,
        [done = std::move(done)](absl::Status status, string_view) { done(std::move(status)); });
  }

  static Neo4jOptions Normalised(Neo4jOptions options) {
    while (!options.base_url.empty() && options.base_url.back() == '/') options.base_url.pop_back();
    options.connections = std::max(options.connections, 1);
    return options;
  }

  // Look-ups do not wait behind the batches in flight.
  static HttpClientOptions ClientOptions(const Neo4jOptions& options) {
    HttpClientOptions client;
    client.max_connections = options.connections + 2;
    client.ca_file = options.ca_file;
    return client;
  }

  HttpRequest NewRequest(string method, string url, std::chrono::milliseconds timeout) const {
    HttpRequest request;
    request.method = std::move(method);
    request.url = std::move(url);
    request.headers = {"Accept: application/json"};
    if (!options_.user.empty()) request.user_password = options_.user + ":" + options_.password;
    request.timeout = timeout;
    return request;
  }

  void SendBody(RequestBody body, std::chrono::milliseconds timeout, std::function<void(HttpResult)> done,
                size_t max_answer_bytes = kMaxControlAnswerBytes) {
    const string database = options_.base_url + "/db/" + PercentEncode(options_.database);
    HttpRequest request = NewRequest("POST", database + (tx_ ? "/tx/commit" : "/query/v2"), timeout);
    request.headers.push_back("Content-Type: application/json");
    request.body = std::move(body.slices);
    request.owner = std::move(body.owner);
    request.max_answer_bytes = max_answer_bytes;
    client_.Send(std::move(request), std::move(done));
  }

  // Sends one statement; `done` gets the body only with an Ok.
  void Run(string_view statement, string_view parameters, std::chrono::milliseconds timeout,
           std::function<void(absl::Status, string_view)> done) {
    SendBody(
        neo4j::StatementBody(statement, parameters, tx_), timeout,
        [this, done = std::move(done)](HttpResult result) {
          const absl::Status status = neo4j::StatusOf(result, neo4j::ParseAnswer(result.response.body));
          done(status.ok() ? status : Named(status), result.response.body);
        },
        kMaxGraphAnswerBytes);
  }

  // Says which server and database a message is about.
  absl::Status Named(const absl::Status& status) const {
    return absl::Status(status.code(), Absl("Neo4j at " + RedactUrl(options_.base_url) + ", database '" +
                                            options_.database + "': " + string(status.message())));
  }

  absl::Status Discover(const HttpResult& result) {
    if (result.untrusted) return Named(absl::FailedPreconditionError(result.error));
    if (result.outcome == HttpOutcome::kTooLarge) return Named(absl::FailedPreconditionError(result.error));
    if (result.outcome != HttpOutcome::kAnswered) return Named(absl::UnavailableError(result.error));
    if (result.response.status >= 500) return Named(absl::UnavailableError("it answers with a server error"));
    const auto discovery = neo4j::ParseDiscovery(result.response.body);
    if (!discovery.ok()) {
      return Named(
          absl::FailedPreconditionError("what answers there is not Neo4j's HTTP interface (is it the Bolt "
                                        "port? HTTP is 7474 by default)"));
    }
    if (IsTooOld(discovery->version)) {
      return Named(absl::FailedPreconditionError("version " + discovery->version + " is older than 5.26"));
    }
    return ChooseApi(*discovery);
  }

  absl::Status ChooseApi(const neo4j::Discovery& discovery) {
    tx_ = options_.api == Neo4jApi::kTx || (options_.api == Neo4jApi::kAuto && discovery.tx);
    if (tx_ ? discovery.tx : discovery.query) return absl::OkStatus();
    return Named(absl::FailedPreconditionError(tx_ ? "it does not offer the transactional HTTP API"
                                                   : "it does not offer the Query API v2"));
  }

  void MakeSchema(std::span<const string_view> statements, std::function<void(absl::Status)> done) {
    if (statements.empty()) return done(absl::OkStatus());
    SendBody(neo4j::StatementBody(statements.front(), "{}", tx_), kSchemaTimeout,
             [this, statements, done = std::move(done)](HttpResult result) mutable {
               MayFailAt("schema statement answered");
               const Answer answer = neo4j::ParseAnswer(result.response.body);
               const absl::Status status = neo4j::StatusOf(result, answer);
               const bool there = answer.code == "Neo.ClientError.Schema.EquivalentSchemaRuleAlreadyExists";
               if (status.ok() || there) return MakeSchema(statements.subspan(1), std::move(done));
               if (answer.code.find("ConstraintCreationFailed") == string::npos) return done(Named(status));
               NameDuplicates(std::move(done));
             });
  }

  void NameDuplicates(std::function<void(absl::Status)> done) {
    Run(neo4j::DuplicatesStatement(), "{}", kSchemaTimeout,
        [this, done = std::move(done)](absl::Status status, string_view body) {
          const string found = status.ok() ? neo4j::DescribeDuplicates(body) : string(status.message());
          done(Named(absl::FailedPreconditionError(Absl(
              "several nodes share one id, so the uniqueness of Resource.id cannot be enforced: " + found))));
        });
  }

  // Again and again until a round deletes nothing: a stub that went may have been what held another.
  void SweepAll(string_view statement, int64_t gone, std::function<void(absl::StatusOr<int64_t>)> done) {
    string parameters;
    ObjectWriter writer(parameters);
    writer.Integer("limit", kSweepLimit);
    writer.Close();
    SendBody(neo4j::StatementBody(statement, parameters, tx_), options_.request_timeout,
             [this, statement, gone, done = std::move(done)](HttpResult result) mutable {
               MayFailAt("round of sweeping done");
               const Answer answer = neo4j::ParseAnswer(result.response.body);
               const absl::Status status = neo4j::StatusOf(result, answer);
               if (!status.ok()) return done(Named(status));
               const int64_t went = answer.numbers.empty() ? 0 : answer.numbers.front();
               if (went == 0) return done(gone);
               SweepAll(statement, gone + went, std::move(done));
             });
  }

  boost::asio::io_context& io_;
  const Neo4jOptions options_;
  bool tx_ = true;  // settled by Open
  std::array<Statement, neo4j::kPartsCount> statements_;
  HttpClient client_;
};

}  // namespace

std::unique_ptr<MutationSink> NewNeo4jSink(boost::asio::io_context& io, Neo4jOptions options) {
  return std::make_unique<Neo4jSink>(io, std::move(options));
}

}  // namespace reg2graph
