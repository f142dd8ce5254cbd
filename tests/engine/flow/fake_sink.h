#ifndef REG2GRAPH_TESTS_ENGINE_FLOW_FAKE_SINK_H_
#define REG2GRAPH_TESTS_ENGINE_FLOW_FAKE_SINK_H_

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/core/mutation_sink.h"
#include "engine/core/mutex.h"
#include "engine/observe/events.h"
#include "tests/engine/deliver/fake_graph.h"

namespace reg2graph {

inline DeliveryOutcome Answer(Verdict verdict, Cause cause = Cause::kNone) {
  return {verdict, cause, "Fake.Code", "as the test wants it", {}};
}

// A target that lives in a FakeGraph and answers what a test wants it to answer. Network thread only.
class FakeSink : public MutationSink {
 private:
  FakeGraph own_graph_;

 public:
  explicit FakeSink(boost::asio::io_context& io) : graph(own_graph_), io_(&io) {}
  // Beside another writer of the same graph; if both run, `turn` keeps them apart.
  FakeSink(boost::asio::io_context& io, FakeGraph& shared) : graph(shared), io_(&io) {}
  // Another run, with what it left.
  void Attach(boost::asio::io_context& io) {
    io_ = &io;
    held_.clear();
    in_flight = 0;
  }

  FakeGraph& graph;
  int slots = 4;
  bool settles = false;
  bool hold = false;                   // answers only when the test calls Release
  std::deque<DeliveryOutcome> script;  // the next answers; kDone: what the graph says
  // Called for each batch first; an outcome is given as it is, nothing is written.
  std::function<std::optional<DeliveryOutcome>(const MutationBatch&)> fault;
  // True: the batch is written, and the answer is lost on its way.
  std::function<bool(const MutationBatch&)> lose_answer;
  std::function<void(const MutationBatch&)> on_batch;
  // What it gives is held for one look or write.
  std::function<std::shared_ptr<void>()> turn;
  std::function<void()> after_title_fetched;  // the state has been read and is not answered yet

  std::set<std::string> bad_rows;     // ids that can never be created
  size_t max_rows = size_t{1} << 30;  // of a transaction; more is kTooBig
  absl::Status open_status;
  std::deque<absl::Status> fetch_errors;  // of the next look-ups
  std::deque<absl::Status> close_errors;  // of the next calls of Close

  std::vector<std::shared_ptr<const MutationBatch>> batches;  // all that were sent, also in vain
  std::vector<std::string> problems;                          // what the graph refused
  int units_fetched = 0, swept = 0, closed = 0, in_flight = 0, most_in_flight = 0;

  void Open(std::function<void(absl::Status)> done) override { Post(std::move(done), open_status); }
  void FetchTitle(int title, std::function<void(absl::StatusOr<TitleState>)> done) override {
    if (absl::Status error = NextFetchError(); !error.ok())
      Post(std::move(done), absl::StatusOr<TitleState>(error));
    else
      Post(std::move(done), absl::StatusOr<TitleState>(InTurn([&] { return graph.Title(title); })));
    if (after_title_fetched) after_title_fetched();
  }
  void FetchUnit(UnitQuery query, std::function<void(absl::StatusOr<StoredUnit>)> done) override {
    ++units_fetched;
    if (absl::Status error = NextFetchError(); !error.ok())
      Post(std::move(done), absl::StatusOr<StoredUnit>(error));
    else
      Post(std::move(done), absl::StatusOr<StoredUnit>(InTurn([&] { return graph.Unit(query); })));
  }
  void Deliver(std::shared_ptr<const MutationBatch> batch,
               std::function<void(DeliveryOutcome)> done) override {
    batches.push_back(batch);
    most_in_flight = std::max(most_in_flight, ++in_flight);
    auto answer = [this, batch, done = std::move(done)] {
      DeliveryOutcome outcome = Judge(*batch);
      --in_flight;
      done(std::move(outcome));
    };
    if (hold)
      held_.push_back(std::move(answer));
    else
      boost::asio::post(*io_, std::move(answer));
  }
  int max_in_flight() const override { return slots; }
  bool settles_stubs() const override { return settles; }
  void Sweep(std::function<void(absl::StatusOr<SweepCounts>)> done) override {
    ++swept;
    Post(std::move(done), absl::StatusOr<SweepCounts>(InTurn([&] { return SweepCounts{graph.Sweep(), 0}; })));
  }
  void CountCitations(std::function<void(absl::StatusOr<CitationCounts>)> done) override {
    Post(std::move(done), absl::StatusOr<CitationCounts>(absl::UnimplementedError("not counted")));
  }
  void Close(std::function<void(absl::Status)> done) override {
    ++closed;
    absl::Status status;
    if (!close_errors.empty()) {
      status = close_errors.front();
      close_errors.pop_front();
    }
    Post(std::move(done), std::move(status));
  }

  size_t held() const { return held_.size(); }
  // Answers what is held back, oldest first.
  void Release() {
    for (auto& answer : std::exchange(held_, {})) boost::asio::post(*io_, std::move(answer));
  }

 private:
  template <typename Access>
  std::invoke_result_t<Access> InTurn(Access access) {
    const std::shared_ptr<void> held = turn ? turn() : nullptr;
    return access();
  }

  template <typename Done, typename Value>
  void Post(Done done, Value value) {
    boost::asio::post(*io_, [done = std::move(done), value = std::move(value)] { done(value); });
  }

  absl::Status NextFetchError() {
    if (fetch_errors.empty()) return absl::OkStatus();
    absl::Status error = fetch_errors.front();
    fetch_errors.pop_front();
    return error;
  }

  DeliveryOutcome Judge(const MutationBatch& batch) {
    if (on_batch) on_batch(batch);
    if (!script.empty()) {
      const DeliveryOutcome next = script.front();
      script.pop_front();
      if (next.verdict != Verdict::kDone) return next;
    }
    if (fault) {
      if (std::optional<DeliveryOutcome> outcome = fault(batch)) return *outcome;
    }
    if (batch.Rows() > max_rows) return Answer(Verdict::kTooBig);
    for (const UnitMutations& unit : batch.units) {
      for (const NodeCreate& create : unit.creates) {
        if (bad_rows.contains(std::string(create.id()))) return Answer(Verdict::kRejected);
      }
    }
    DeliveryOutcome outcome = InTurn([&] { return graph.Commit(batch); });
    if (outcome.verdict != Verdict::kDone) problems.push_back(outcome.message);
    if (lose_answer && lose_answer(batch)) return Answer(Verdict::kReplan, Cause::kNoAnswer);
    return outcome;
  }

  boost::asio::io_context* io_;
  std::deque<std::function<void()>> held_;
};

// Keeps what it is told.
class NoteObserver : public Observer {
 public:
  void OnDocument(const DocumentReport& report) override {
    MutexLock lock(mutex_);
    documents_.push_back(report);
  }
  void OnNotice(Severity severity, std::string_view event, std::string_view message) override {
    MutexLock lock(mutex_);
    notices_.push_back({severity, std::string(event), std::string(message)});
  }
  struct Notice {
    Severity severity;
    std::string event, message;
  };
  std::vector<DocumentReport> documents() const {
    MutexLock lock(mutex_);
    return documents_;
  }
  std::vector<Notice> notices(std::string_view event) const {
    MutexLock lock(mutex_);
    std::vector<Notice> found;
    for (const Notice& notice : notices_) {
      if (notice.event == event) found.push_back(notice);
    }
    return found;
  }

 private:
  mutable Mutex mutex_;
  std::vector<DocumentReport> documents_ ABSL_GUARDED_BY(mutex_);
  std::vector<Notice> notices_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace reg2graph

#endif  // REG2GRAPH_TESTS_ENGINE_FLOW_FAKE_SINK_H_
