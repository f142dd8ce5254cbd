#ifndef REG2GRAPH_TESTS_SINKS_NEO4J_SINK_CLIENT_H_
#define REG2GRAPH_TESTS_SINKS_NEO4J_SINK_CLIENT_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/mutation_sink.h"
#include "engine/net/http_client.h"
#include "sinks/neo4j/neo4j_sink.h"
#include "tests/engine/core/unit_builder.h"
#include "tests/sinks/neo4j/test_server.h"

namespace reg2graph {

inline Neo4jOptions ServerOptions(Neo4jApi api = Neo4jApi::kAuto) {
  Neo4jOptions options;
  options.base_url = TestServer::Get().url();
  options.user = TestServer::Get().user();
  options.password = TestServer::Get().password();
  options.api = api;
  options.connections = 4;
  return options;
}

// A sink whose calls wait for their callbacks.
class Client {
 public:
  explicit Client(Neo4jOptions options = ServerOptions())
      : options_(options), http_(io_, {}), sink_(NewNeo4jSink(io_, options)) {}

  absl::Status Open() {
    return Await<absl::Status>([this](auto done) { sink_->Open(done); });
  }
  DeliveryOutcome Deliver(std::vector<UnitMutations> units) {
    return Await<DeliveryOutcome>(
        [&](auto done) { sink_->Deliver(UnitBuilder::Batch(std::move(units)), done); });
  }
  DeliveryOutcome Deliver(UnitBuilder& unit) { return Deliver(std::vector<UnitMutations>{unit.Build()}); }
  StoredUnit FetchUnit(const std::string& key, std::vector<std::string> names = {}) {
    const auto unit = Await<absl::StatusOr<StoredUnit>>([&](auto done) {
      sink_->FetchUnit({key, names}, done);
    });
    EXPECT_TRUE(unit.ok()) << unit.status();
    return unit.ok() ? *unit : StoredUnit();
  }
  TitleState FetchTitle(int title) {
    const auto state = Await<absl::StatusOr<TitleState>>([&](auto done) { sink_->FetchTitle(title, done); });
    EXPECT_TRUE(state.ok()) << state.status();
    return state.ok() ? *state : TitleState();
  }
  SweepCounts SweepAndCount() {
    const auto swept = Await<absl::StatusOr<SweepCounts>>([&](auto done) { sink_->Sweep(done); });
    EXPECT_TRUE(swept.ok()) << swept.status();
    return swept.ok() ? *swept : SweepCounts{-1, -1};
  }
  int64_t Sweep() { return SweepAndCount().deleted; }
  CitationCounts CountCitations() {
    const auto counts =
        Await<absl::StatusOr<CitationCounts>>([&](auto done) { sink_->CountCitations(done); });
    EXPECT_TRUE(counts.ok()) << counts.status();
    return counts.ok() ? *counts : CitationCounts{-1, -1, -1};
  }

  // The rows of a query as JSON text, each with a line of its own: `["a",1]`.
  std::string Query(const std::string& cypher) {
    const auto result = Post("/query/v2", "{\"statement\":\"" + cypher + "\"}");
    const size_t begin = result.find("\"values\":[");
    EXPECT_NE(begin, std::string::npos) << result;
    if (begin == std::string::npos) return result;
    // What follows the table differs between versions.
    size_t end = std::string::npos;
    for (const char* next :
         {"]},\"bookmarks\"", "]},\"notifications\"", "]},\"queryType\"", "]},\"counters\""}) {
      end = std::min(end, result.find(next));
    }
    std::string rows = result.substr(begin + 10, end - begin - 10);
    for (size_t at = rows.find("],["); at != std::string::npos; at = rows.find("],[", at))
      rows.replace(at, 3, "]\n[");
    return rows;
  }
  // `path` below the database; empty commands open and end an explicit transaction.
  std::string Post(const std::string& path, const std::string& body, const std::string& method = "POST") {
    HttpRequest request;
    request.method = method;
    request.url = options_.base_url + "/db/neo4j" + path;
    request.headers = {"Content-Type: application/json", "Accept: application/json"};
    if (!options_.user.empty()) request.user_password = options_.user + ":" + options_.password;
    request.body = {body};
    return Await<HttpResult>([&](auto done) { http_.Send(request, done); }).response.body;
  }

  boost::asio::io_context& io() { return io_; }
  MutationSink& sink() { return *sink_; }

 private:
  template <typename Result, typename Start>
  Result Await(Start start) {
    std::optional<Result> result;
    start([&result](Result value) { result = std::move(value); });
    EXPECT_FALSE(result.has_value()) << "a callback came before the call returned";
    io_.restart();
    while (!result && io_.run_one() > 0) {
    }
    return *result;
  }

  boost::asio::io_context io_;
  const Neo4jOptions options_;
  HttpClient http_;
  std::unique_ptr<MutationSink> sink_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_TESTS_SINKS_NEO4J_SINK_CLIENT_H_
