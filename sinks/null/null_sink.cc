#include "sinks/null/null_sink.h"

#include <array>
#include <boost/asio/post.hpp>
#include <string_view>
#include <utility>

#include "engine/core/memory_graph.h"
#include "engine/core/stub_set.h"

namespace reg2graph {
namespace {

using std::string_view;

class NullSink : public MutationSink {
 public:
  NullSink(boost::asio::io_context& io, std::shared_ptr<NullCounts> counts)
      : io_(io), counts_(std::move(counts)) {}

  void Open(std::function<void(absl::Status)> done) override { Answer(std::move(done), absl::OkStatus()); }
  void FetchTitle(int title, std::function<void(absl::StatusOr<TitleState>)> done) override {
    Answer(std::move(done), absl::StatusOr<TitleState>(graph_.Title(title)));
  }
  void FetchUnit(std::string unit_key, std::function<void(absl::StatusOr<StoredUnit>)> done) override {
    Answer(std::move(done), absl::StatusOr<StoredUnit>(graph_.Unit(unit_key)));
  }
  void Deliver(std::shared_ptr<const MutationBatch> batch,
               std::function<void(DeliveryOutcome)> done) override {
    Answer(std::move(done), Count(*batch));
  }
  int max_in_flight() const override { return 1; }
  bool settles_stubs() const override { return true; }
  void CountCitations(std::function<void(absl::StatusOr<CitationCounts>)> done) override {
    boost::asio::post(io_,
                      [done = std::move(done)] { done(absl::UnimplementedError("lines cannot be asked")); });
  }

  void Sweep(std::function<void(absl::StatusOr<SweepCounts>)> done) override {
    Answer(std::move(done), absl::StatusOr<SweepCounts>(SweepCounts{}));
  }
  void Close(std::function<void(absl::Status)> done) override {
    if (counts_ != nullptr) Sum(*counts_);
    Answer(std::move(done), absl::OkStatus());
  }

 private:
  template <typename Value>
  void Answer(std::function<void(Value)> done, Value value) {
    boost::asio::post(
        io_, [done = std::move(done), value = std::move(value)]() mutable { done(std::move(value)); });
  }

  DeliveryOutcome Count(const MutationBatch& batch) {
    DeliveryOutcome outcome;
    for (const UnitMutations& unit : batch.units) {
      if (graph_.Holds(unit.unit_key, unit.guard)) continue;
      outcome.verdict = Verdict::kReplan;
      outcome.message = unit.unit_key + ": changed since it was planned";
      return outcome;
    }
    for (const UnitMutations& unit : batch.units) CountUnit(unit, outcome);
    return outcome;
  }

  void CountUnit(const UnitMutations& unit, DeliveryOutcome& outcome) {
    DeliveryCounters& counters = outcome.counters;
    CountDeletes(unit);
    const MemoryGraph::Applied applied = graph_.Apply(unit);
    counters.nodes_deleted += applied.nodes_deleted;
    counters.edges_created += applied.edges_created;
    counters.edges_deleted += applied.edges_deleted;
    for (const NodeUpdate& update : unit.updates) {
      if (update.label) CountNode(update.id, *update.label, counters);
    }
    for (size_t i = 0; i < unit.creates.size(); ++i) CountNode(unit.ends[i], unit.creates[i].shape, counters);
    for (const EdgeCreate& edge : unit.edges) {
      if (!graph_.Keeps(unit, edge)) CountEdges(edge.type, 1, counters);
    }
    for (const OutEdges& out : unit.out_edges) {
      for (const OutEdges::Edge& edge : out.edges) stubs_.AddTarget(edge.target);
      CountEdges(out.type, static_cast<int64_t>(out.edges.size()), counters);
    }
    if (unit.artifact && !unit.artifact->id.empty()) {
      counters.nodes_created += applied.new_artifact;
      ++counters.edges_created;
    }
    if (applied.missing == 0) return;
    outcome.verdict = Verdict::kReplan;
    outcome.message = unit.unit_key + ": an end of HAS_CHILD does not stand in the graph";
  }

  void CountDeletes(const UnitMutations& unit) {
    for (const std::string& id : unit.node_deletes) {
      const std::optional<Shape> shape = graph_.DivisionShape(id);
      if (!shape) continue;
      --nodes_[static_cast<size_t>(*shape)];
      stubs_.RemoveReal(id);
    }
  }

  void CountNode(string_view id, Shape shape, DeliveryCounters& counters) {
    if (!stubs_.AddReal(id)) return;
    ++nodes_[static_cast<size_t>(shape)];
    ++counters.nodes_created;
  }

  void CountEdges(EdgeType type, int64_t count, DeliveryCounters& counters) {
    edges_[static_cast<size_t>(type)] += count;
    counters.edges_created += count;
  }

  void Sum(NullCounts& counts) const {
    std::array<int64_t, kEdgeTypeCount> edges = edges_;
    const auto count_edge = [&edges](EdgeType type) { ++edges[static_cast<size_t>(type)]; };
    stubs_.ForEachStub([&](string_view key, string_view parent) {
      ++counts.nodes[std::string(StubLabel(key))];
      if (!parent.empty()) count_edge(EdgeType::kWithin);
    });
    graph_.ForEachEdge([&](EdgeType type, string_view, string_view, string_view) { count_edge(type); });
    StringSet artifacts;
    graph_.ForEachArtifact([&](string_view, const ArtifactLink& artifact) {
      count_edge(EdgeType::kFromArtifact);
      if (artifacts.insert(artifact.id).second)
        ++counts.nodes[std::string(LabelsOf(Shape::kArtifact).back())];
    });
    for (int i = 0; i < kShapeCount; ++i) {
      const int64_t count = nodes_[static_cast<size_t>(i)];
      if (count != 0) counts.nodes[std::string(LabelsOf(static_cast<Shape>(i)).back())] += count;
    }
    for (int i = 0; i < kEdgeTypeCount; ++i) {
      const int64_t count = edges[static_cast<size_t>(i)];
      if (count != 0) counts.relationships[std::string(NameOf(static_cast<EdgeType>(i)))] += count;
    }
  }

  boost::asio::io_context& io_;
  std::shared_ptr<NullCounts> counts_;
  MemoryGraph graph_;
  StubSet stubs_;
  std::array<int64_t, kShapeCount> nodes_{};
  std::array<int64_t, kEdgeTypeCount> edges_{};
};

}  // namespace

std::unique_ptr<MutationSink> NewNullSink(boost::asio::io_context& io, std::shared_ptr<NullCounts> counts) {
  return std::make_unique<NullSink>(io, std::move(counts));
}

}  // namespace reg2graph
