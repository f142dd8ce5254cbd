#include "engine/flow/recalling_sink.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "engine/core/keys.h"
#include "engine/core/memory_graph.h"
#include "engine/core/strings.h"

namespace reg2graph {
namespace {

bool IsSame(const UnitState& a, const UnitState& b) { return a.state == b.state && a.linked == b.linked; }

bool HasText(const StoredNode& node) {
  return std::any_of(node.properties.begin(), node.properties.end(),
                     [](const auto& property) { return property.first.starts_with("text_"); });
}

// What a title's documents have written so far in this run.
class Recollection {
 public:
  // REQUIRES: `state` is of a title of which nothing but stubs is there.
  explicit Recollection(const TitleState& state) { KeepStubs(state); }

  void Apply(const UnitMutations& unit) {
    graph_.Apply(unit);
    const std::string title = TitleKey(unit.title);
    for (const OutEdges& out : unit.out_edges) {
      for (const OutEdges::Edge& edge : out.edges) {
        if (IsAtOrBelow(edge.target, title)) KeepStubsOf(edge.target);
      }
    }
  }
  void KeepStubs(const TitleState& state) { stubs_ = {state.stubs.begin(), state.stubs.end()}; }
  size_t size() const { return graph_.divisions() + stubs_.size(); }

  // True if the target holds the stamps that this run has written and no others.
  bool Agrees(int title, const TitleState& stored) const {
    const TitleState own = graph_.Title(title);
    return own.units.size() == stored.units.size() &&
           std::all_of(own.units.begin(), own.units.end(), [&](const auto& unit) {
             const auto found = stored.units.find(unit.first);
             return found != stored.units.end() && IsSame(found->second, unit.second);
           });
  }

  // False if the unit must be looked up: it is not known, has text, which is not remembered, or has been
  // recalled in this state before.
  bool Recall(const UnitQuery& query, StoredUnit& unit) {
    unit = graph_.Unit(query);
    const bool has_structure = StampOf(unit.unit, Layer::kStructure).present() || IsTitleKey(query.key);
    if (!has_structure || StampOf(unit.unit, Layer::kText).present()) return false;
    if (std::any_of(unit.nodes.begin(), unit.nodes.end(), HasText)) return false;
    const auto [answered, is_first] = answered_.try_emplace(query.key, unit.unit.state);
    if (!is_first && std::exchange(answered->second, unit.unit.state) == unit.unit.state) return false;
    AddStubs(query.key, unit);
    for (const std::string& name : query.names) AddStubs(name, unit);
    for (const StoredNode& node : unit.nodes) recalled_.insert(StringHash{}(node.id));
    return true;
  }

 private:
  // Links that could not wait for their targets have made stubs of them, and of what is between those and
  // the next division that is there. Of a division that was recalled, everything has been planned since.
  void KeepStubsOf(std::string_view target) {
    std::vector<std::string> made;
    std::string key(target);
    while (!key.empty() && !graph_.DivisionShape(key)) {
      std::string above = ParentOfKey(key);
      made.push_back(std::exchange(key, std::move(above)));
    }
    if (key.empty() || recalled_.contains(StringHash{}(key))) return;
    stubs_.insert(std::make_move_iterator(made.begin()), std::make_move_iterator(made.end()));
  }

  void AddStubs(std::string_view key, StoredUnit& unit) const {
    for (auto stub = stubs_.lower_bound(key); stub != stubs_.end() && stub->starts_with(key); ++stub) {
      if (IsAtOrBelow(*stub, key)) unit.stubs.insert(*stub);
    }
  }

  MemoryGraph graph_;
  std::set<std::string, std::less<>> stubs_;
  StringMap<std::string> answered_;       // by unit: the state that it was last recalled in
  absl::flat_hash_set<size_t> recalled_;  // hashes of the ids of divisions
};

class RecallingSink final : public MutationSink {
 public:
  RecallingSink(boost::asio::io_context& io, std::shared_ptr<MutationSink> inner, size_t max_divisions)
      : io_(io), inner_(std::move(inner)), max_divisions_(max_divisions) {}

  void Open(std::function<void(absl::Status)> done) override { inner_->Open(std::move(done)); }

  void FetchTitle(int title, std::function<void(absl::StatusOr<TitleState>)> done) override {
    inner_->FetchTitle(title, [this, title, done = std::move(done)](absl::StatusOr<TitleState> state) {
      if (state.ok()) Compare(title, *state);
      done(std::move(state));
    });
  }

  void FetchUnit(UnitQuery query, std::function<void(absl::StatusOr<StoredUnit>)> done) override {
    const auto known = titles_.find(TitleAtOrAbove(query.key));
    StoredUnit unit;
    if (known == titles_.end() || !known->second.Recall(query, unit)) {
      inner_->FetchUnit(std::move(query), std::move(done));
      return;
    }
    // The spine of the text is the last that is asked for.
    if (IsTitleKey(query.key) && !unit.unit.key.empty()) titles_.erase(known);
    boost::asio::post(io_,
                      [done = std::move(done), unit = std::move(unit)]() mutable { done(std::move(unit)); });
  }

  void Deliver(std::shared_ptr<const MutationBatch> batch,
               std::function<void(DeliveryOutcome)> done) override {
    inner_->Deliver(batch, [this, batch, done = std::move(done)](DeliveryOutcome outcome) {
      if (outcome.verdict == Verdict::kDone) Remember(*batch);
      done(std::move(outcome));
    });
  }

  int max_in_flight() const override { return inner_->max_in_flight(); }
  bool settles_stubs() const override { return inner_->settles_stubs(); }
  void Sweep(std::function<void(absl::StatusOr<SweepCounts>)> done) override {
    inner_->Sweep(std::move(done));
  }
  void CountCitations(std::function<void(absl::StatusOr<CitationCounts>)> done) override {
    inner_->CountCitations(std::move(done));
  }
  void Close(std::function<void(absl::Status)> done) override {
    titles_.clear();
    inner_->Close(std::move(done));
  }

 private:
  void Compare(int title, const TitleState& state) {
    const auto known = titles_.find(TitleKey(title));
    if (known == titles_.end()) {
      if (state.units.empty()) titles_.emplace(TitleKey(title), state);
    } else if (known->second.Agrees(title, state)) {
      known->second.KeepStubs(state);
    } else {
      titles_.erase(known);
    }
  }

  void Remember(const MutationBatch& batch) {
    for (const UnitMutations& unit : batch.units) {
      const auto known = titles_.find(TitleKey(unit.title));
      if (known == titles_.end()) continue;
      known->second.Apply(unit);
      if (Size() > max_divisions_) titles_.erase(known);
    }
  }

  size_t Size() const {
    size_t size = 0;
    for (const auto& [title, recollection] : titles_) size += recollection.size();
    return size;
  }

  boost::asio::io_context& io_;
  const std::shared_ptr<MutationSink> inner_;
  const size_t max_divisions_;
  std::map<std::string, Recollection, std::less<>> titles_;  // by key
};

}  // namespace

std::unique_ptr<MutationSink> NewRecallingSink(boost::asio::io_context& io,
                                               std::shared_ptr<MutationSink> inner, size_t max_divisions) {
  return std::make_unique<RecallingSink>(io, std::move(inner), max_divisions);
}

}  // namespace reg2graph
