#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <functional>
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

// Stops its run with the answer to a batch, when so many have been written before.
class StoppingSink final : public MutationSink {
 public:
  StoppingSink(std::unique_ptr<MutationSink> inner, int batches, std::function<void()> stop)
      : inner_(std::move(inner)), left_(batches), stop_(std::move(stop)) {}

  void Open(std::function<void(absl::Status)> done) override { inner_->Open(std::move(done)); }
  void FetchTitle(int title, std::function<void(absl::StatusOr<TitleState>)> done) override {
    inner_->FetchTitle(title, std::move(done));
  }
  void FetchUnit(UnitQuery query, std::function<void(absl::StatusOr<StoredUnit>)> done) override {
    inner_->FetchUnit(std::move(query), std::move(done));
  }
  void Deliver(std::shared_ptr<const MutationBatch> batch,
               std::function<void(DeliveryOutcome)> done) override {
    inner_->Deliver(std::move(batch), [this, done = std::move(done)](DeliveryOutcome outcome) {
      if (left_-- == 0) stop_();
      done(std::move(outcome));
    });
  }
  int max_in_flight() const override { return inner_->max_in_flight(); }
  void Sweep(std::function<void(absl::StatusOr<SweepCounts>)> done) override {
    inner_->Sweep(std::move(done));
  }
  void CountCitations(std::function<void(absl::StatusOr<CitationCounts>)> done) override {
    inner_->CountCitations(std::move(done));
  }
  void Close(std::function<void(absl::Status)> done) override { inner_->Close(std::move(done)); }

 private:
  const std::unique_ptr<MutationSink> inner_;
  int left_;
  const std::function<void()> stop_;
};

constexpr int kNever = -1;

// A title, its structure, a title of a later day, and wrapped sections, one run a document.
class SixOrdersTest : public testing::TestWithParam<unsigned> {
 protected:
  Lines Documents() const {
    const std::string xml = ReadAll(kXml);
    const size_t part = xml.find("<DIV5 N=\"12\"");
    const std::string wrapper = xml.substr(part, xml.find("<DIV6", part) - part);
    const size_t section = xml.find("<DIV8", part);
    const std::string inner = xml.substr(section, xml.find("</DIV8>", section) + 7 - section);
    std::string moved = wrapper;
    moved.replace(moved.find("\"12\""), 4, "\"14\"");
    return {kXml, kJson, WriteLess(folder_),
            folder_.Write("title-99-1-2025-04-01.xml", wrapper + inner + "</DIV5>"),
            folder_.Write("title-99-2-2025-04-02.xml", moved + inner + "</DIV5>")};
  }

  // A run that is stopped when so many batches, and one more, have been written.
  absl::Status Load(const std::string& document, int batches) {
    Runs runs;
    runs.options.batch_rows = 10 + random_() % 100;
    StoppingSink sink(NewNeo4jSink(*runs.io, Options()), batches, [&runs] { runs.pipeline->Stop(); });
    return runs.RunInto(sink, {document}).status;
  }

  TempFolder folder_;
  std::mt19937 random_{GetParam()};
};

// The documents come in an order by seed. The first run of each is stopped in its middle; some are loaded to
// their end before the next one begins, the others when all have begun.
TEST_P(SixOrdersTest, EndInTheGraphOfTheInMemoryTarget) {
  Lines documents = Documents();
  Runs memory;
  for (const std::string& document : documents) ASSERT_TRUE(memory.Run({document}).status.ok());
  std::shuffle(documents.begin(), documents.end(), random_);
  RealNeo4j();  // a sink that makes the schema takes the graph for empty until it writes itself
  RealNeo4j real;
  Lines waiting;
  int stopped = 0;
  for (const std::string& document : documents) {
    stopped += absl::IsCancelled(Load(document, static_cast<int>(random_() % 3)));
    if (random_() % 2 == 0)
      waiting.push_back(document);
    else
      ASSERT_TRUE(Load(document, kNever).ok());
  }
  EXPECT_GT(stopped, 0);
  std::shuffle(waiting.begin(), waiting.end(), random_);
  for (const std::string& document : waiting) ASSERT_TRUE(Load(document, kNever).ok());
  EXPECT_EQ(DifferenceOf(TitleOf(real), TitleOf(memory.sink.graph)), Lines());
}

INSTANTIATE_TEST_SUITE_P(Seeds, SixOrdersTest, testing::Range(0u, 6u));

}  // namespace
}  // namespace reg2graph
