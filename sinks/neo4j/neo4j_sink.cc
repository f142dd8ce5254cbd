#include "sinks/neo4j/neo4j_sink.h"

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <charconv>
#include <functional>
#include <limits>
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
#include "sinks/neo4j/batch_layout.h"
#include "sinks/neo4j/judge.h"
#include "sinks/neo4j/known_keys.h"
#include "sinks/neo4j/orphan_watch.h"
#include "sinks/neo4j/parameters.h"
#include "sinks/neo4j/planned_steps.h"
#include "sinks/neo4j/request_body.h"
#include "sinks/neo4j/schema.h"
#include "sinks/neo4j/schema_statements.h"
#include "sinks/neo4j/statements.h"
#include "sinks/neo4j/warm_up.h"

namespace reg2graph {
namespace {

using neo4j::Answer;
using neo4j::OldStubs;
using neo4j::RequestBody;
using neo4j::SchemaName;
using neo4j::SchemaPart;
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
      LookAtSchema(SchemaLook::kFirst, [this, done = std::move(done)](absl::Status ready) mutable {
        if (!ready.ok()) return done(std::move(ready));
        LookForNodes(std::move(done));
      });
    });
  }

  void FetchTitle(int title, std::function<void(absl::StatusOr<TitleState>)> done) override {
    if (graph_ == Graph::kEmpty) {
      Post(std::move(done), absl::StatusOr<TitleState>(TitleState()));
      return;
    }
    const string key = TitleKey(title);
    string parameters;
    ObjectWriter writer(parameters);
    writer.String(neo4j::param::kKey, key);
    writer.String(neo4j::param::kPrefix, key + "/");
    writer.Close();
    Run(
        neo4j::FetchTitleStatement(), parameters, options_.request_timeout,
        [this, done = std::move(done)](absl::Status status, string_view body) {
          if (!status.ok()) return done(std::move(status));
          absl::StatusOr<TitleState> title = neo4j::ParseTitle(body);
          if (title.ok()) NoteMappings(*title);
          done(std::move(title));
        },
        kMaxGraphAnswerBytes);
  }

  void FetchUnit(UnitQuery query, std::function<void(absl::StatusOr<StoredUnit>)> done) override {
    const string parameters = neo4j::FetchUnitParameters(query);
    Run(
        neo4j::FetchUnitStatement(options_.read_only), parameters, options_.request_timeout,
        [done = std::move(done), key = std::move(query.key)](absl::Status status, string_view body) {
          done(status.ok() ? neo4j::ParseUnit(body, key) : absl::StatusOr<StoredUnit>(status));
        },
        kMaxGraphAnswerBytes);
  }

  void Deliver(std::shared_ptr<const MutationBatch> batch,
               std::function<void(DeliveryOutcome)> done) override {
    graph_ = Graph::kUnknown;
    orphans_.OnBatch(*batch);
    auto layout =
        std::make_shared<const neo4j::BatchLayout>(neo4j::LayoutOf(*batch, known_, OldStubsFor(*batch)));
    std::vector<neo4j::Step> steps = layout->Steps();
    planned_.Await(std::move(steps),
                   [this, batch = std::move(batch), layout, done = std::move(done)]() mutable {
                     Send(std::move(batch), *layout, std::move(done));
                   });
  }

  int max_in_flight() const override { return options_.connections; }

  void Sweep(std::function<void(absl::StatusOr<SweepCounts>)> done) override {
    if (orphans_.MayBeThere()) return SweepRound(0, std::move(done));
    Post(std::move(done), absl::StatusOr<SweepCounts>(SweepCounts{}));
  }

  void CountCitations(std::function<void(absl::StatusOr<CitationCounts>)> done) override {
    RunForNumbers(neo4j::CountCitationsStatement(), "{}", [done = std::move(done)](StatusOrNumbers numbers) {
      if (!numbers.ok()) return done(numbers.status());
      if (numbers->size() != 3) return done(CitationCounts{});
      done(CitationCounts{(*numbers)[0], (*numbers)[1], (*numbers)[2]});
    });
  }

  // Each answer meant a commit. Full-text indexes are not filled row by row.
  void Close(std::function<void(absl::Status)> done) override {
    warm_up_client_.reset();
    if (!options_.full_text) return Post(std::move(done), absl::OkStatus());
    schema_part_ = SchemaPart::kFullText;
    LookAtSchema(SchemaLook::kFirst, std::move(done));
  }

 private:
  void Send(std::shared_ptr<const MutationBatch> batch, const neo4j::BatchLayout& layout,
            std::function<void(DeliveryOutcome)> done) {
    RequestBody body = neo4j::BatchBody(layout, batch, tx_);
    SendBody(
        std::move(body), options_.request_timeout,
        [this, batch, steps = layout.Steps(), old_stubs = layout.old_stubs,
         expected = neo4j::ExpectationOf(layout, *batch), done = std::move(done)](HttpResult result) mutable {
          DeliveryOutcome outcome = neo4j::Judge(result, expected);
          planned_.OnPlanned(steps, outcome.verdict == Verdict::kDone);
          Remember(*batch, old_stubs, outcome.verdict);
          if (outcome.verdict == Verdict::kStop) outcome.message = Named(outcome.message);
          string taken = neo4j::TakenId(outcome);
          if (taken.empty()) return done(std::move(outcome));
          LookAtOwner(std::move(taken), std::move(outcome), std::move(done));
        });
  }

  // What others delete meanwhile shows as a conflict. A batch that was laid out before an old title was seen
  // may have cited stubs without names.
  void Remember(const MutationBatch& batch, OldStubs old_stubs, Verdict verdict) {
    if (verdict == Verdict::kReplan) known_.Clear();
    if (verdict != Verdict::kDone || old_stubs != OldStubsFor(batch)) return;
    for (const UnitMutations& unit : batch.units) {
      for (const OutEdges& out : unit.out_edges) {
        for (const OutEdges::Edge& edge : out.edges) known_.Add(edge.target);
      }
    }
  }

  void NoteMappings(const TitleState& title) {
    const int64_t before = oldest_mapping_;
    for (const auto& [key, unit] : title.units) {
      for (const Layer layer : {Layer::kStructure, Layer::kText}) {
        const Stamp& stamp = StampOf(unit, layer);
        if (stamp.present()) oldest_mapping_ = std::min(oldest_mapping_, stamp.mapping);
      }
    }
    if (oldest_mapping_ < before) known_.Clear();
  }

  // Units of an earlier mapping cite stubs that have no names. They are written anew, and so are these.
  OldStubs OldStubsFor(const MutationBatch& batch) const {
    const bool possible =
        std::any_of(batch.units.begin(), batch.units.end(), [this](const UnitMutations& unit) {
          return unit.rows != nullptr && oldest_mapping_ < unit.rows->mapping;
        });
    return possible ? OldStubs::kPossible : OldStubs::kNone;
  }

  // Only where the schema had to be made: a first load into a new database is spared what looks for earlier
  // ones. The answer comes from the counts that the database keeps.
  void LookForNodes(std::function<void(absl::Status)> done) {
    if (!schema_made_) return Begin(std::move(done));
    RunForNumbers(neo4j::CountNodesStatement(), "{}",
                  [this, done = std::move(done)](StatusOrNumbers numbers) {
                    if (!numbers.ok()) return done(numbers.status());
                    if (*numbers == std::vector<int64_t>{0}) {
                      graph_ = Graph::kEmpty;
                      orphans_.OnNewGraph();
                    }
                    Begin(done);
                  });
  }

  // A change of the schema makes the server forget its plans, so nothing is planned before.
  void Begin(std::function<void(absl::Status)> done) {
    StartWarmUp();
    done(absl::OkStatus());
  }

  // On connections of its own: a run that ends first does not wait for their answers. Once: batches wait for
  // the answers of the first.
  void StartWarmUp() {
    if (warm_up_ != nullptr) return;
    warm_up_client_ = std::make_unique<HttpClient>(io_, ClientOptions(options_));
    warm_up_ = std::make_unique<neo4j::WarmUp>(
        planned_, tx_, [this](RequestBody body, std::function<void(bool)> done) {
          warm_up_client_->Send(
              NewPost(std::move(body), options_.request_timeout),
              [done = std::move(done)](const HttpResult& result) {
                done(neo4j::StatusOf(result, neo4j::ParseAnswer(result.response.body)).ok());
              });
        });
    warm_up_->Start(graph_ == Graph::kEmpty ? neo4j::WarmUp::For::kNewGraph : neo4j::WarmUp::For::kAnyGraph);
  }

  // The key of a conflict belongs to another writer of this graph, which is looked at again, or for good to
  // somebody else.
  void LookAtOwner(string id, DeliveryOutcome conflict, std::function<void(DeliveryOutcome)> done) {
    string parameters;
    ObjectWriter writer(parameters);
    writer.String(neo4j::param::kId, id);
    writer.Close();
    SendBody(neo4j::StatementBody(neo4j::IsOwnStatement(), parameters, tx_), options_.request_timeout,
             [id = std::move(id), conflict = std::move(conflict),
              done = std::move(done)](HttpResult result) mutable {
               const Answer answer = neo4j::ParseAnswer(result.response.body);
               const bool others = neo4j::StatusOf(result, answer).ok() && !answer.numbers.empty() &&
                                   answer.numbers.front() == 0;
               if (others) return done(neo4j::TakenByOthers(id, std::move(conflict)));
               done(std::move(conflict));
             });
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

  HttpRequest NewPost(RequestBody body, std::chrono::milliseconds timeout) const {
    const string database = options_.base_url + "/db/" + PercentEncode(options_.database);
    HttpRequest request = NewRequest("POST", database + (tx_ ? "/tx/commit" : "/query/v2"), timeout);
    request.headers.push_back("Content-Type: application/json");
    request.body = std::move(body.slices);
    request.owner = std::move(body.owner);
    return request;
  }

  void SendBody(RequestBody body, std::chrono::milliseconds timeout, std::function<void(HttpResult)> done,
                size_t max_answer_bytes = kMaxControlAnswerBytes) {
    HttpRequest request = NewPost(std::move(body), timeout);
    request.max_answer_bytes = max_answer_bytes;
    client_.Send(std::move(request), std::move(done));
  }

  // Sends one statement; `done` gets the body only with an Ok.
  void Run(string_view statement, string_view parameters, std::chrono::milliseconds timeout,
           std::function<void(absl::Status, string_view)> done,
           size_t max_answer_bytes = kMaxControlAnswerBytes) {
    SendBody(
        neo4j::StatementBody(statement, parameters, tx_), timeout,
        [this, done = std::move(done)](HttpResult result) {
          const absl::Status status = neo4j::StatusOf(result, neo4j::ParseAnswer(result.response.body));
          done(status.ok() ? status : Named(status), result.response.body);
        },
        max_answer_bytes);
  }

  using StatusOrNumbers = absl::StatusOr<std::vector<int64_t>>;
  // The same of a statement that returns one row of integers.
  void RunForNumbers(string_view statement, string_view parameters,
                     std::function<void(StatusOrNumbers)> done) {
    SendBody(
        neo4j::StatementBody(statement, parameters, tx_), options_.request_timeout,
        [this, done = std::move(done)](const HttpResult& result) {
          Answer answer = neo4j::ParseAnswer(result.response.body);
          const absl::Status status = neo4j::StatusOf(result, answer);
          done(status.ok() ? StatusOrNumbers(std::move(answer.numbers)) : StatusOrNumbers(Named(status)));
        });
  }

  // An answer that needs no request. A callback never runs before the call returns.
  template <typename Value>
  void Post(std::function<void(Value)> done, Value value) {
    boost::asio::post(
        io_, [done = std::move(done), value = std::move(value)]() mutable { done(std::move(value)); });
  }

  // Says which server and database a message is about.
  absl::Status Named(const absl::Status& status) const {
    return absl::Status(status.code(), Absl(Named(string(status.message()))));
  }
  string Named(const string& message) const {
    return "Neo4j at " + RedactUrl(options_.base_url) + ", database '" + options_.database + "': " + message;
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

  // kEmpty from the look that Open takes to the first batch.
  enum class Graph : uint8_t { kUnknown, kEmpty };
  enum class SchemaLook : uint8_t { kFirst, kAfterCreating, kAfterWaiting };

  // One request where all is there. What is missing is created, and whether it was is seen by looking again.
  void LookAtSchema(SchemaLook look, std::function<void(absl::Status)> done) {
    Run(neo4j::ShowSchemaStatement(), "{}", options_.request_timeout,
        [this, look, done = std::move(done)](absl::Status status, string_view body) mutable {
          if (!status.ok()) return done(std::move(status));
          const absl::StatusOr<neo4j::Schema> schema = neo4j::ParseSchema(body, schema_part_);
          if (!schema.ok()) return done(Named(schema.status()));
          if (!schema->missing.empty()) {
            schema_made_ = true;
            if (look == SchemaLook::kFirst) return CreateAll(schema->missing, std::move(done));
            return done(Named(absl::FailedPreconditionError(Absl(neo4j::DescribeMissing(*schema)))));
          }
          if (schema->pending.empty()) return done(absl::OkStatus());
          if (look != SchemaLook::kAfterWaiting) return AwaitIndexes(schema->pending, std::move(done));
          done(Named(absl::UnavailableError("its indexes are not complete yet")));
        });
  }

  // In one request; one by one where that fails, to see which it is.
  void CreateAll(std::vector<size_t> missing, std::function<void(absl::Status)> done) {
    if (!tx_) return Create(std::move(missing), SchemaName::kUsual, std::move(done));
    std::vector<string> statements;
    for (const size_t need : missing) statements.push_back(neo4j::CreateStatement(need, SchemaName::kUsual));
    SendBody(neo4j::StatementsBody(statements), kSchemaTimeout,
             [this, missing = std::move(missing), done = std::move(done)](const HttpResult& result) mutable {
               MayFailAt("schema statement answered");
               if (neo4j::StatusOf(result, neo4j::ParseAnswer(result.response.body)).ok())
                 return LookAtSchema(SchemaLook::kAfterCreating, std::move(done));
               Create(std::move(missing), SchemaName::kUsual, std::move(done));
             });
  }

  void Create(std::vector<size_t> missing, SchemaName name, std::function<void(absl::Status)> done) {
    if (missing.empty()) return LookAtSchema(SchemaLook::kAfterCreating, std::move(done));
    const string statement = neo4j::CreateStatement(missing.front(), name);
    SendBody(neo4j::StatementBody(statement, "{}", tx_), kSchemaTimeout,
             [this, missing = std::move(missing), name, done = std::move(done)](HttpResult result) mutable {
               MayFailAt("schema statement answered");
               const Answer answer = neo4j::ParseAnswer(result.response.body);
               const absl::Status status = neo4j::StatusOf(result, answer);
               if (neo4j::IsNameInUse(answer.code) && name == SchemaName::kUsual)
                 return Create(std::move(missing), SchemaName::kPrefixed, std::move(done));
               if (answer.code.find("ConstraintCreationFailed") != string::npos)
                 return NameDuplicates(std::move(done));
               if (!status.ok() && !neo4j::IsAlreadyThere(answer.code)) return done(Named(status));
               missing.erase(missing.begin());
               Create(std::move(missing), SchemaName::kUsual, std::move(done));
             });
  }

  void AwaitIndexes(const std::vector<string>& names, std::function<void(absl::Status)> done) {
    string list = "[";
    for (const string& name : names) {
      if (list.size() > 1) list.push_back(',');
      AppendString(list, name);
    }
    string parameters;
    ObjectWriter writer(parameters);
    writer.Raw(neo4j::param::kNames, list + "]");
    writer.Close();
    Run(neo4j::AwaitIndexesStatement(), parameters, kSchemaTimeout,
        [this, done = std::move(done)](absl::Status status, string_view) mutable {
          if (!status.ok()) return done(std::move(status));
          LookAtSchema(SchemaLook::kAfterWaiting, std::move(done));
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

  // Again and again until a round deletes nothing: a deleted stub may have been what held another.
  void SweepRound(int64_t deleted, std::function<void(absl::StatusOr<SweepCounts>)> done) {
    string parameters;
    ObjectWriter writer(parameters);
    writer.Integer(neo4j::param::kLimit, kSweepLimit);
    writer.Close();
    RunForNumbers(neo4j::SweepStatement(), parameters,
                  [this, deleted, done = std::move(done)](StatusOrNumbers numbers) mutable {
                    MayFailAt("round of sweeping done");
                    if (!numbers.ok()) return done(numbers.status());
                    if (numbers->size() != 2)
                      return done(Named(absl::InternalError("its answer to a sweep has other columns")));
                    const int64_t in_round = numbers->front();
                    if (in_round == 0) return done(SweepCounts{deleted, numbers->back()});
                    SweepRound(deleted + in_round, std::move(done));
                  });
  }

  boost::asio::io_context& io_;
  const Neo4jOptions options_;
  bool tx_ = true;  // settled by Open
  bool schema_made_ = false;
  Graph graph_ = Graph::kUnknown;
  SchemaPart schema_part_ = SchemaPart::kLoad;
  neo4j::OrphanWatch orphans_;
  neo4j::PlannedSteps planned_;
  neo4j::KnownKeys known_;                                        // cited, and there
  int64_t oldest_mapping_ = std::numeric_limits<int64_t>::max();  // of what this run found of its titles
  std::unique_ptr<neo4j::WarmUp> warm_up_;
  HttpClient client_;
  std::unique_ptr<HttpClient> warm_up_client_;
};

}  // namespace

std::unique_ptr<MutationSink> NewNeo4jSink(boost::asio::io_context& io, Neo4jOptions options) {
  return std::make_unique<Neo4jSink>(io, std::move(options));
}

}  // namespace reg2graph
