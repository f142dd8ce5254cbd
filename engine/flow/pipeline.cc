#include "engine/flow/pipeline.h"

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <optional>
#include <thread>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/core/fail_point.h"
#include "engine/flow/delivery_loop.h"
#include "engine/flow/document_flow.h"
#include "engine/flow/document_reader.h"

namespace reg2graph {
namespace {

constexpr std::chrono::milliseconds kPause{250};  // before a target that is away is asked again

bool IsJson(const std::string& name) { return name.ends_with(".json") || name.ends_with(".json.gz"); }

// Structures before texts and the newest first: any order ends in the same graph, this one with the
// least work, and sinks that cannot take back what they wrote depend on it.
void InBestOrder(std::vector<SourceEntry>& sources) {
  std::stable_sort(sources.begin(), sources.end(), [](const SourceEntry& a, const SourceEntry& b) {
    const auto rank = [](const SourceEntry& s) { return std::tuple(!IsJson(s.uri), s.hints.title); };
    if (rank(a) != rank(b)) return rank(a) < rank(b);
    return a.hints.as_of > b.hints.as_of;
  });
}

// Counts the failures that it passes on, and notifies the feed of each document's outcome.
class CountingObserver : public Observer {
 public:
  explicit CountingObserver(Observer& inner) : inner_(inner) {}
  void Notify(SourceFeed& feed) { feed_ = &feed; }  // before the first document
  void OnDocument(const DocumentReport& report) override {
    if (report.outcome == DocumentOutcome::kFailed || report.outcome == DocumentOutcome::kPartly) ++failed_;
    inner_.OnDocument(report);
    if (feed_ != nullptr) feed_->OnOutcome(report);
  }
  void OnNotice(Severity severity, std::string_view event, std::string_view message) override {
    inner_.OnNotice(severity, event, message);
  }
  int64_t failed() const { return failed_; }

 private:
  Observer& inner_;
  SourceFeed* feed_ = nullptr;
  Counter failed_{0};
};

}  // namespace

class Pipeline::Impl {
 public:
  explicit Impl(Parts parts)
      : parts_(std::move(parts)),
        observer_(parts_.observer),
        workers_(static_cast<size_t>(std::max(1, parts_.options.threads))),
        delivery_({parts_.io, parts_.sink, parts_.dead_letters, observer_, parts_.metrics, parts_.options,
                   [this](absl::Status status) { Fail(std::move(status)); }}),
        flow_({parts_.io, workers_, parts_.sink, delivery_, parts_.dead_letters, observer_, parts_.metrics,
               parts_.options, [this](absl::Status status) { Fail(std::move(status)); }}),
        reader_({parts_.io, flow_, parts_.formats, parts_.dead_letters, observer_, parts_.metrics,
                 parts_.options, parts_.remote,
                 [this](absl::Status status) { LoseSource(std::move(status)); },
                 [this] { SweepWhileIdle(); }}) {}

  RunResult Run(SourceFeed& feed) {
    feed_ = &feed;
    observer_.Notify(feed);
    guard_.emplace(parts_.io.get_executor());
    opened_at_ = std::chrono::steady_clock::now();
    Open();
    parts_.io.restart();
    parts_.io.run();
    if (reader_thread_.joinable()) reader_thread_.join();
    workers_.join();
    reader_.ReportUnfinished();
    return {result_, source_lost_, observer_.failed()};
  }

  void Expect(int64_t documents) { parts_.metrics.documents_total = documents; }
  void Stop() { End(absl::CancelledError("stopped")); }

 private:
  void Open() {
    parts_.sink.Open([this](absl::Status status) {
      if (status.ok() && !ending_) {
        reader_thread_ = std::thread([this] { Read(); });
        return;
      }
      const bool patient = std::chrono::steady_clock::now() - opened_at_ < parts_.options.wait_for_target;
      if (!absl::IsUnavailable(status) || !patient || ending_) {
        if (!std::exchange(ending_, true)) result_ = status;
        Quit();
        return;
      }
      After(kPause, [this] { Open(); });
    });
  }

  void Read() {
    reader_.ReadAll(*feed_);
    boost::asio::post(parts_.io, [this] { OnAllRead(); });
  }

  // All documents are done, or the run was stopped.
  void OnAllRead() {
    read_ = true;
    if (std::exchange(ending_, true)) {
      QuitWhenQuiet();
      return;
    }
    if (parts_.options.compares()) {
      BeginToClose();
      return;
    }
    swept_since_ = std::chrono::steady_clock::now();
    Sweep();
  }

  // Reader thread. A run without an end has its stubs swept when nothing else is to be done.
  void SweepWhileIdle() {
    boost::asio::post(parts_.io, [this] {
      if (ending_) return;
      parts_.sink.Sweep([this](absl::StatusOr<SweepCounts> swept) {
        if (swept.ok()) CountSwept(*swept);
      });
    });
  }

  void Sweep() {
    if (stop_asked_) {
      EndUnswept(absl::OkStatus());
      return;
    }
    MayFailAt("graph to be swept");
    parts_.sink.Sweep([this](absl::StatusOr<SweepCounts> swept) {
      if (swept.ok()) {
        CountSwept(*swept);
        CountCitations();
        return;
      }
      if (!MayRetry(swept.status(), swept_since_)) {
        EndUnswept(swept.status());
        return;
      }
      ++parts_.metrics.retries;
      After(kPause, [this] { Sweep(); });
    });
  }

  void CountSwept(const SweepCounts& swept) {
    parts_.metrics.stubs_swept += swept.deleted;
    parts_.metrics.orphans_kept = swept.kept;  // each sweep counts all of them
  }

  void EndUnswept(absl::Status why) {
    result_ = stop_asked_ ? absl::CancelledError("stopped") : std::move(why);
    BeginToClose();
  }

  void CountCitations() {
    parts_.sink.CountCitations([this](absl::StatusOr<CitationCounts> counts) {
      if (counts.ok()) {
        parts_.metrics.cites_resolved = counts->resolved;
        parts_.metrics.cites_stubs = counts->stubs;
        parts_.metrics.cites_dangling = counts->dangling;
      }
      BeginToClose();
    });
  }

  void BeginToClose() {
    closed_since_ = std::chrono::steady_clock::now();
    Close();
  }

  void Close() {
    MayFailAt("sink to be closed");
    parts_.sink.Close([this](absl::Status status) {
      MayFailAt("sink closed");
      if (result_.ok() && MayRetry(status, closed_since_)) {
        ++parts_.metrics.retries;
        After(kPause, [this] { Close(); });
        return;
      }
      if (result_.ok()) result_ = status;
      Quit();
    });
  }

  bool MayRetry(const absl::Status& status, std::chrono::steady_clock::time_point since) const {
    const bool patient = std::chrono::steady_clock::now() - since < parts_.options.retry_for;
    return absl::IsUnavailable(status) && patient && !stop_asked_;
  }

  void Fail(absl::Status status) { End(std::move(status)); }

  // Reader thread.
  void LoseSource(absl::Status status) {
    boost::asio::post(parts_.io, [this, status = std::move(status)] {
      source_lost_ = source_lost_ || !ending_;
      End(status);
    });
  }

  void After(std::chrono::milliseconds pause, std::function<void()> action) {
    auto timer = std::make_shared<boost::asio::steady_timer>(parts_.io, pause);
    timer->async_wait([timer, action = std::move(action)](boost::system::error_code) { action(); });
  }

  void End(absl::Status why) {
    stop_asked_ = true;
    if (std::exchange(ending_, true)) return;
    result_ = std::move(why);
    reader_.Stop();
    if (parts_.remote != nullptr) parts_.remote->Stop();
    flow_.Stop();
    read_ = read_ || !reader_thread_.joinable();
    delivery_.Stop([this] {
      drained_ = true;
      QuitWhenQuiet();
    });
  }

  // After a stop: nothing is in flight and the reader has come back.
  void QuitWhenQuiet() {
    if (drained_ && read_) Quit();
  }

  void Quit() {
    guard_.reset();
    parts_.io.stop();
  }

  Parts parts_;
  CountingObserver observer_;
  boost::asio::thread_pool workers_;
  DeliveryLoop delivery_;
  DocumentFlow flow_;
  DocumentReader reader_;
  SourceFeed* feed_ = nullptr;
  std::optional<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> guard_;
  std::thread reader_thread_;
  std::chrono::steady_clock::time_point opened_at_;
  std::chrono::steady_clock::time_point swept_since_, closed_since_;
  absl::Status result_;
  bool ending_ = false;
  bool source_lost_ = false;
  bool stop_asked_ = false;
  bool read_ = false;
  bool drained_ = false;
};

Pipeline::Pipeline(Parts parts) : impl_(std::make_unique<Impl>(std::move(parts))) {}
Pipeline::~Pipeline() = default;

RunResult Pipeline::Run(std::vector<SourceEntry> sources) {
  InBestOrder(sources);
  impl_->Expect(static_cast<int64_t>(sources.size()));
  ListFeed feed(std::move(sources));
  return impl_->Run(feed);
}
RunResult Pipeline::Run(SourceFeed& feed) { return impl_->Run(feed); }
void Pipeline::Stop() { impl_->Stop(); }

}  // namespace reg2graph
