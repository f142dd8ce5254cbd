#ifndef REG2GRAPH_ENGINE_APP_SESSION_H_
#define REG2GRAPH_ENGINE_APP_SESSION_H_

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "engine/app/environment.h"
#include "engine/app/intake.h"
#include "engine/app/options.h"
#include "engine/app/target.h"
#include "engine/deliver/dead_letters.h"
#include "engine/flow/pipeline.h"
#include "engine/ingest/remote.h"
#include "engine/observe/emf.h"
#include "engine/observe/events.h"
#include "engine/observe/reporter.h"
#include "engine/observe/summary.h"
#include "sinks/null/null_sink.h"

namespace reg2graph {

// What ingest and verify share: one run of the pipeline, with where its documents come from, its target, and
// what is reported of it. Owned by the command; its methods are called on one thread, in their order.
class Session {
 public:
  struct Setup {
    RunKind kind = RunKind::kLoad;
    Environment environment;
    Target target;
    std::string dead_letters;  // path; empty: none are written
  };
  // Borrows `options`.
  Session(const Options& options, Setup setup);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // As OpenIntake. Call it once, before Run.
  absl::Status Open();
  // Takes in and delivers all documents; `observer` hears of them and hands on to observer(). Blocks until
  // the end, or until a signal has stopped it; ends the process if what a signal stopped does not end in
  // time.
  RunResult Run(Observer& observer);
  // Prints what Run ended with, and the summary.
  void PrintEnd(const RunResult& result);
  // Prints lines below the summary.
  void Print(const std::string& lines);

  Observer& observer() { return outcomes_; }
  const OutcomeCounter& outcomes() const { return outcomes_; }
  int64_t rejected() const { return dead_letters_.count(); }
  LogStyle style() const { return style_; }
  const NullCounts& null_counts() const { return *null_counts_; }

 private:
  void AskToStop(boost::asio::io_context& io, Pipeline& pipeline);
  [[noreturn]] void EndLate();
  void CloseQueue(RunResult& result);
  void PrintSummary();

  const Options& options_;
  const Setup setup_;
  const std::chrono::steady_clock::time_point start_;
  const LogStyle style_;
  Metrics metrics_;
  DeadLetters dead_letters_;
  std::optional<EmfRecorder> emf_;
  Reporter reporter_;
  OutcomeCounter outcomes_;
  Remote remote_;
  Intake intake_;
  const std::shared_ptr<NullCounts> null_counts_;  // what a target null: has counted
};

// What the environment and the command line say, but for the rest of Setup. `to` as --to. InvalidArgument.
absl::StatusOr<Session::Setup> ReadSetup(const Options& options, const std::string& to);

// The exit code of a run that did not come to its end; nullopt if it did.
std::optional<int> ExitCodeOfFailure(const RunResult& result);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_APP_SESSION_H_
