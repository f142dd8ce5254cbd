#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "engine/net/http_client.h"
#include "sinks/neo4j/neo4j_sink.h"
#include "tests/conformance/graph_conformance.h"
#include "tests/engine/flow/runs.h"
#include "tests/sinks/neo4j/test_server.h"

// A real Neo4j does what the in-memory graph does: the conformance suite, and whole runs side by side.
namespace reg2graph {
namespace {

Neo4jOptions Options() {
  Neo4jOptions options;
  options.base_url = TestServer::Get().url();
  options.user = TestServer::Get().user();
  options.password = TestServer::Get().password();
  return options;
}

// An empty database, by a sink whose calls wait for their callbacks.
class RealNeo4j {
 public:
  RealNeo4j() : sink_(NewNeo4jSink(io_, Options())) {
    Empty();
    EXPECT_TRUE(Await<absl::Status>([this](auto done) { sink_->Open(done); }).ok());
  }
  DeliveryOutcome Commit(std::vector<UnitMutations> units) {
    auto batch = std::make_shared<MutationBatch>();
    batch->units = std::move(units);
    return Await<DeliveryOutcome>([&](auto done) { sink_->Deliver(batch, done); });
  }
  StoredUnit Unit(const UnitQuery& query) {
    return Await<absl::StatusOr<StoredUnit>>([&](auto done) { sink_->FetchUnit(query, done); }).value();
  }
  TitleState Title(int title) {
    return Await<absl::StatusOr<TitleState>>([&](auto done) { sink_->FetchTitle(title, done); }).value();
  }
  int64_t Sweep() {
    return Await<absl::StatusOr<SweepCounts>>([&](auto done) { sink_->Sweep(done); }).value().deleted;
  }

 private:
  void Empty() {
    HttpClient http(io_, {});
    HttpRequest request;
    request.method = "POST";
    request.url = Options().base_url + "/db/neo4j/query/v2";
    request.headers = {"Content-Type: application/json", "Accept: application/json"};
    if (!Options().user.empty()) request.user_password = Options().user + ":" + Options().password;
    request.body = {R"({"statement":"MATCH (n) DETACH DELETE n"})"};
    const auto answer = Await<HttpResult>([&](auto done) { http.Send(request, done); });
    EXPECT_EQ(answer.response.status / 100, 2) << answer.response.body;
  }

  template <typename Result, typename Start>
  Result Await(Start start) {
    std::optional<Result> result;
    start([&result](Result value) { result = std::move(value); });
    io_.restart();
    while (!result && io_.run_one() > 0) {
    }
    return *std::move(result);
  }

  boost::asio::io_context io_;
  std::unique_ptr<MutationSink> sink_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Neo4j, GraphConformanceTest, RealNeo4j);

std::string StampsOf(const UnitState& unit) {
  std::string text = unit.key + " " + unit.home();
  for (int i = 0; i < kLayerCount; ++i) {
    const auto layer = static_cast<Layer>(i);
    text += " " + StampPatch(layer, StampOf(unit, layer)) + unit.linked[static_cast<size_t>(i)];
  }
  return text;
}

// Title 99 by its look-ups.
template <typename Graph>
Lines TitleOf(Graph& graph) {
  Lines lines;
  const TitleState title = graph.Title(99);
  for (const std::string& stub : title.stubs) lines.push_back("stub " + stub);
  for (const auto& [key, unit] : title.units) {
    lines.push_back(StampsOf(unit));
    if (!IsTitleKey(key) && !IsPartKey(key)) continue;
    const StoredUnit stored = graph.Unit({key, {}});
    for (const StoredNode& node : stored.nodes) {
      std::string line = key + ": " + node.id;
      for (const auto& [name, value] : node.properties) line += " " + name + "=" + value;
      lines.push_back(line);
    }
    for (const StoredEdge& edge : stored.edges)
      lines.push_back(edge.from + " " + std::string(NameOf(edge.type)) + " " + edge.to + " " + edge.props);
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

class SixOrdersTest : public testing::TestWithParam<unsigned> {};

// A title, its structure, a title of a later day, and wrapped sections, in an order by seed, one run a
// document.
TEST_P(SixOrdersTest, EndInTheGraphOfTheInMemoryTarget) {
  TempFolder folder;
  const std::string xml = ReadAll(kXml);
  const size_t part = xml.find("<DIV5 N=\"12\"");
  const std::string wrapper = xml.substr(part, xml.find("<DIV6", part) - part);
  const size_t section = xml.find("<DIV8", part);
  const std::string inner = xml.substr(section, xml.find("</DIV8>", section) + 7 - section);
  std::string moved = wrapper;
  moved.replace(moved.find("\"12\""), 4, "\"14\"");
  Lines documents = {kXml, kJson, WriteLess(folder),
                     folder.Write("title-99-1-2025-04-01.xml", wrapper + inner + "</DIV5>"),
                     folder.Write("title-99-2-2025-04-02.xml", moved + inner + "</DIV5>")};
  Runs memory;
  for (const std::string& document : documents) ASSERT_TRUE(memory.Run({document}).status.ok());
  std::mt19937 random(GetParam());
  std::shuffle(documents.begin(), documents.end(), random);
  RealNeo4j real;
  for (const std::string& document : documents) {
    Runs runs;
    runs.options.batch_rows = 1 + random() % 200;
    const std::unique_ptr<MutationSink> sink = NewNeo4jSink(*runs.io, Options());
    ASSERT_TRUE(runs.RunInto(*sink, {document}).status.ok());
  }
  EXPECT_EQ(DifferenceOf(TitleOf(real), TitleOf(memory.sink.graph)), Lines());
}

INSTANTIATE_TEST_SUITE_P(Seeds, SixOrdersTest, testing::Range(0u, 6u));

}  // namespace
}  // namespace reg2graph
