#include "engine/files/one_way_sink.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/core/memory_graph.h"
#include "engine/core/stub_set.h"

namespace reg2graph {
namespace {

using std::string_view;

class OneWaySink : public MutationSink {
 public:
  OneWaySink(PostCallback post, std::unique_ptr<GraphWriter> writer, size_t memory_bytes)
      : post_(std::move(post)), writer_(std::move(writer)), memory_bytes_(memory_bytes) {}

  void Open(std::function<void(absl::Status)> done) override { Answer(std::move(done), writer_->Open()); }
  void FetchTitle(int title, std::function<void(absl::StatusOr<TitleState>)> done) override {
    Answer(std::move(done), absl::StatusOr<TitleState>(graph_.Title(title)));
  }
  void FetchUnit(UnitQuery query, std::function<void(absl::StatusOr<StoredUnit>)> done) override {
    Answer(std::move(done), absl::StatusOr<StoredUnit>(graph_.Unit(query)));
  }
  void Deliver(std::shared_ptr<const MutationBatch> batch,
               std::function<void(DeliveryOutcome)> done) override {
    Answer(std::move(done), Write(*batch));
  }
  // Rows are in the order of the calls.
  int max_in_flight() const override { return 1; }
  bool settles_stubs() const override { return true; }
  void CountCitations(std::function<void(absl::StatusOr<CitationCounts>)> done) override {
    Answer(std::move(done),
           absl::StatusOr<CitationCounts>(absl::UnimplementedError("a file cannot be queried")));
  }
  void Sweep(std::function<void(absl::StatusOr<SweepCounts>)> done) override {
    Answer(std::move(done), absl::StatusOr<SweepCounts>(SweepCounts{}));
  }
  void Close(std::function<void(absl::Status)> done) override {
    if (writer_->status().ok()) WriteWhatWasHeldBack();
    Answer(std::move(done), writer_->Close());
  }

 private:
  template <typename Value>
  void Answer(std::function<void(Value)> done, Value value) {
    post_([done = std::move(done), value = std::move(value)]() mutable { done(std::move(value)); });
  }

  DeliveryOutcome Write(const MutationBatch& batch) {
    DeliveryOutcome outcome;
    for (const UnitMutations& unit : batch.units) {
      if (Holds(unit)) continue;
      outcome.verdict = Verdict::kReplan;
      outcome.message = unit.unit_key + ": changed since it was planned";
      return outcome;
    }
    for (const UnitMutations& unit : batch.units) WriteUnit(unit, outcome);
    if (!writer_->status().ok()) {
      outcome.verdict = Verdict::kStop;
      outcome.message = std::string(writer_->status().message());
    } else if (graph_.bytes() + stubs_.bytes() > memory_bytes_) {
      outcome.verdict = Verdict::kStop;
      outcome.code = "memory";
      outcome.message =
          absl::StrCat("what a run into a file keeps of its divisions and citations needs more than ",
                       memory_bytes_, " bytes; expected fewer documents in one run or a larger --memory");
    }
    return outcome;
  }

  bool Holds(const UnitMutations& unit) const {
    return graph_.Holds(unit.unit_key, unit.guard) &&
           std::all_of(unit.guards.begin(), unit.guards.end(), [this](const DivisionGuard& other) {
             return graph_.Holds(other.id, {Guard::Kind::kState, other.state});
           });
  }

  void WriteUnit(const UnitMutations& unit, DeliveryOutcome& outcome) {
    for (const std::string& id : unit.node_deletes) Remove(id);
    const MemoryGraph::Applied applied = graph_.Apply(unit);
    DeliveryCounters& counters = outcome.counters;
    counters.nodes_deleted += applied.nodes_deleted;
    counters.edges_created += applied.edges_created;
    counters.edges_deleted += applied.edges_deleted;
    for (const NodeUpdate& update : unit.updates) WriteUpdate(update, counters);
    for (const NodeCreate& create : unit.creates) {
      Add(create.id(), create.shape, counters);
      writer_->Node(create.id(), create.shape, create.row);
    }
    WriteEdges(unit, counters);
    for (const OutEdges& out : unit.out_edges) WriteOutEdges(out, counters);
    counters.nodes_created += applied.new_artifacts;
    counters.edges_created += applied.artifact_links;
    for (const StampWrite& stamp : unit.stamps)
      writer_->Change(stamp.key, graph_.DivisionShape(stamp.key), stamp.patch);
    if (applied.missing == 0) return;
    outcome.verdict = Verdict::kReplan;
    outcome.message = unit.unit_key + ": an end of HAS_CHILD is not in the graph";
  }

  void Add(string_view id, Shape shape, DeliveryCounters& counters) {
    if (!stubs_.AddReal(id)) return;
    ++counters.nodes_created;
    writer_->NewNode(shape);
  }

  void Remove(string_view id) {
    const std::optional<Shape> shape = graph_.DivisionShape(id);
    if (!shape) return;
    stubs_.RemoveReal(id);
    writer_->Remove(id, *shape);
  }

  void WriteUpdate(const NodeUpdate& update, DeliveryCounters& counters) {
    const std::optional<Shape> shape = update.label ? update.label : graph_.DivisionShape(update.id);
    if (update.label) Add(update.id, *update.label, counters);
    writer_->Change(update.id, shape, update.patch);
  }

  void WriteEdges(const UnitMutations& unit, DeliveryCounters& counters) {
    for (const EdgeCreate& edge : unit.edges) {
      if (graph_.Keeps(unit, edge)) continue;
      writer_->Edge(edge.type, unit.ends[edge.from], unit.ends[edge.to], edge.props);
      ++counters.edges_created;
    }
  }

  void WriteOutEdges(const OutEdges& out, DeliveryCounters& counters) {
    for (const OutEdges::Edge& edge : out.edges) {
      stubs_.AddTarget(edge.target);
      writer_->Edge(out.type, out.from, edge.target, edge.props);
    }
    counters.edges_created += static_cast<int64_t>(out.edges.size());
  }

  void WriteWhatWasHeldBack() {
    graph_.ForEachArtifact([this](string_view id, string_view row) {
      writer_->NewNode(Shape::kArtifact);
      writer_->Node(id, Shape::kArtifact, row);
    });
    stubs_.ForEachStub([this](string_view key, string_view) { writer_->Stub(key); });
    stubs_.ForEachStub([this](string_view key, string_view parent) {
      if (!parent.empty()) writer_->Edge(EdgeType::kWithin, key, parent, "");
    });
    graph_.ForEachEdge([this](EdgeType type, string_view from, string_view to, string_view properties) {
      writer_->Edge(type, from, to, properties);
    });
    graph_.ForEachProvenance([this](string_view division, Layer layer, string_view artifact) {
      writer_->Edge(EdgeType::kFromArtifact, division, artifact, LayerProps(layer));
    });
  }

  const PostCallback post_;
  std::unique_ptr<GraphWriter> writer_;
  const size_t memory_bytes_;
  MemoryGraph graph_;
  StubSet stubs_;
};

}  // namespace

std::unique_ptr<MutationSink> NewOneWaySink(PostCallback post, std::unique_ptr<GraphWriter> writer,
                                            size_t memory_bytes) {
  return std::make_unique<OneWaySink>(std::move(post), std::move(writer), memory_bytes);
}

}  // namespace reg2graph
