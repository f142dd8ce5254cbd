#include "sinks/jsonl/jsonl_sink.h"

#include <boost/asio/post.hpp>
#include <string_view>
#include <utility>

#include "engine/core/json_writer.h"
#include "engine/core/memory_graph.h"
#include "engine/core/stub_set.h"
#include "sinks/jsonl/line_file.h"
#include "sinks/jsonl/line_writer.h"

namespace reg2graph {
namespace {

using std::string_view;

constexpr string_view kAnyNode[] = {"Resource"};

// The members of a patch that a line can say: a line cannot take a property away.
std::string Stated(string_view id, string_view patch) {
  std::string stated;
  ObjectWriter object(stated);
  object.String("id", id);
  for (const auto& [name, value] : SplitObject(patch)) {
    if (value != "null" && name != "id" && name != "claim") object.Raw(name, value);
  }
  object.Close();
  return stated;
}

class JsonlSink : public MutationSink {
 public:
  JsonlSink(boost::asio::io_context& io, std::string path) : io_(io), file_(std::move(path)) {}

  void Open(std::function<void(absl::Status)> done) override { Answer(std::move(done), file_.Open()); }
  void FetchTitle(int title, std::function<void(absl::StatusOr<TitleState>)> done) override {
    Answer(std::move(done), absl::StatusOr<TitleState>(graph_.Title(title)));
  }
  void FetchUnit(std::string unit_key, std::function<void(absl::StatusOr<StoredUnit>)> done) override {
    Answer(std::move(done), absl::StatusOr<StoredUnit>(graph_.Unit(unit_key)));
  }
  void Deliver(std::shared_ptr<const MutationBatch> batch,
               std::function<void(DeliveryOutcome)> done) override {
    Answer(std::move(done), Write(*batch));
  }
  // Lines stand in the order of the calls.
  int max_in_flight() const override { return 1; }
  void CountCitations(std::function<void(absl::StatusOr<CitationCounts>)> done) override {
    boost::asio::post(io_,
                      [done = std::move(done)] { done(absl::UnimplementedError("lines cannot be asked")); });
  }

  void Sweep(std::function<void(absl::StatusOr<int64_t>)> done) override {
    Answer(std::move(done), absl::StatusOr<int64_t>(0));
  }
  void Close(std::function<void(absl::Status)> done) override {
    WriteWhatWasHeldBack();
    Answer(std::move(done), file_.Close());
  }

 private:
  template <typename Value>
  void Answer(std::function<void(Value)> done, Value value) {
    boost::asio::post(
        io_, [done = std::move(done), value = std::move(value)]() mutable { done(std::move(value)); });
  }

  DeliveryOutcome Write(const MutationBatch& batch) {
    DeliveryOutcome outcome;
    for (const UnitMutations& unit : batch.units) {
      if (graph_.Holds(unit.unit_key, unit.guard)) continue;
      outcome.verdict = Verdict::kReplan;
      outcome.message = unit.unit_key + ": changed since it was planned";
      return outcome;
    }
    for (const UnitMutations& unit : batch.units) WriteUnit(unit, outcome);
    if (!file_.status().ok()) {
      outcome.verdict = Verdict::kStop;
      outcome.message = std::string(file_.status().message());
    }
    return outcome;
  }

  void WriteUnit(const UnitMutations& unit, DeliveryOutcome& outcome) {
    const MemoryGraph::Applied applied = graph_.Apply(unit);
    DeliveryCounters& counters = outcome.counters;
    counters.nodes_deleted += applied.nodes_deleted;
    counters.edges_created += applied.edges_created;
    counters.edges_deleted += applied.edges_deleted;
    for (const NodeUpdate& update : unit.updates) WriteUpdate(update, counters);
    for (const NodeCreate& create : unit.creates) WriteNode(create, counters);
    WriteEdges(unit, counters);
    for (const OutEdges& out : unit.out_edges) WriteOutEdges(out, counters);
    if (unit.artifact && !unit.artifact->id.empty()) {
      counters.nodes_created += applied.new_artifact;
      ++counters.edges_created;
    }
    WriteStamp(unit);
    if (applied.missing == 0) return;
    outcome.verdict = Verdict::kReplan;
    outcome.message = unit.unit_key + ": an end of HAS_CHILD does not stand in the graph";
  }

  void WriteUpdate(const NodeUpdate& update, DeliveryCounters& counters) {
    const std::optional<Shape> shape = update.label ? update.label : graph_.DivisionShape(update.id);
    if (update.label) counters.nodes_created += stubs_.AddReal(update.id);
    WriteNodeLine(update.id, shape, Stated(update.id, update.patch));
  }

  void WriteNode(const NodeCreate& create, DeliveryCounters& counters) {
    counters.nodes_created += stubs_.AddReal(create.id());
    WriteNodeLine(create.id(), create.shape, create.row);
  }

  void WriteNodeLine(string_view id, std::optional<Shape> shape, string_view properties) {
    AppendNodeLine(file_.buffer(), id, shape ? LabelsOf(*shape) : std::span<const string_view>(kAnyNode),
                   properties);
    file_.EndLine();
  }

  void WriteEdge(EdgeType type, string_view from, string_view to, string_view properties) {
    AppendRelationshipLine(file_.buffer(), type, from, to, properties);
    file_.EndLine();
  }

  void WriteEdges(const UnitMutations& unit, DeliveryCounters& counters) {
    for (const EdgeCreate& edge : unit.edges) {
      if (graph_.Keeps(unit, edge)) continue;
      WriteEdge(edge.type, unit.ends[edge.from], unit.ends[edge.to], edge.props);
      ++counters.edges_created;
    }
  }

  void WriteOutEdges(const OutEdges& out, DeliveryCounters& counters) {
    for (const OutEdges::Edge& edge : out.edges) {
      stubs_.AddTarget(edge.target);
      WriteEdge(out.type, out.from, edge.target, edge.props);
    }
    counters.edges_created += static_cast<int64_t>(out.edges.size());
  }

  void WriteStamp(const UnitMutations& unit) {
    if (unit.stamp.empty()) return;
    const std::string stated = Stated(unit.unit_key, unit.stamp);
    const bool nothing = stated.find(',') == std::string::npos;
    if (!nothing) WriteNodeLine(unit.unit_key, graph_.DivisionShape(unit.unit_key), stated);
  }

  // What a later document of the run could still have changed.
  void WriteWhatWasHeldBack() {
    if (!file_.status().ok()) return;
    StringSet written;
    graph_.ForEachArtifact([&](string_view, const ArtifactLink& artifact) {
      if (written.insert(artifact.id).second) WriteNodeLine(artifact.id, Shape::kArtifact, artifact.row);
    });
    stubs_.ForEachStub([this](string_view key, string_view) {
      AppendStubLine(file_.buffer(), key);
      file_.EndLine();
    });
    stubs_.ForEachStub([this](string_view key, string_view parent) {
      if (!parent.empty()) WriteEdge(EdgeType::kWithin, key, parent, "");
    });
    graph_.ForEachEdge([this](EdgeType type, string_view from, string_view to, string_view properties) {
      WriteEdge(type, from, to, properties);
    });
    graph_.ForEachArtifact([this](string_view unit_key, const ArtifactLink& artifact) {
      std::string properties;
      ObjectWriter object(properties);
      object.String("layer", LayerName(artifact.layer));
      object.Close();
      WriteEdge(EdgeType::kFromArtifact, unit_key, artifact.id, properties);
    });
  }

  boost::asio::io_context& io_;
  LineFile file_;
  MemoryGraph graph_;
  StubSet stubs_;
};

}  // namespace

std::unique_ptr<MutationSink> NewJsonlSink(boost::asio::io_context& io, std::string path) {
  return std::make_unique<JsonlSink>(io, std::move(path));
}

}  // namespace reg2graph
