#include "engine/app/session.h"

#include <unistd.h>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <string_view>
#include <utility>

#include "engine/app/assembly.h"
#include "engine/app/authorities.h"
#include "engine/app/exit_code.h"
#include "engine/app/remote_options.h"
#include "engine/app/stop_signals.h"
#include "engine/observe/peak_memory.h"
#include "engine/observe/utc_time.h"

namespace reg2graph {
namespace {

using Clock = std::chrono::steady_clock;

// Redraws the progress as long as it lives.
class Ticker {
 public:
  Ticker(boost::asio::io_context& io, Reporter& reporter) : timer_(io), reporter_(reporter) { Wait(); }

 private:
  void Wait() {
    timer_.expires_after(std::chrono::milliseconds(250));
    timer_.async_wait([this](boost::system::error_code error) {
      if (error) return;
      reporter_.Tick();
      Wait();
    });
  }
  boost::asio::steady_timer timer_;
  Reporter& reporter_;
};

LogStyle StyleOf(const Options& options) {
  if (options.log == "json") return LogStyle::kJson;
  if (options.log == "emf") return LogStyle::kEmf;
  if (options.log == "text") return LogStyle::kText;
  return isatty(STDERR_FILENO) != 0 || isatty(STDOUT_FILENO) != 0 ? LogStyle::kText : LogStyle::kJson;
}

EmfNames NamesOf(const Environment& environment) {
  EmfNames names;
  // The variables of CloudWatch's own libraries.
  if (const std::string value = environment.Get({"AWS_EMF_NAMESPACE"}); !value.empty())
    names.name_space = value;
  if (const std::string value = environment.Get({"AWS_EMF_SERVICE_NAME"}); !value.empty())
    names.service = value;
  return names;
}

std::optional<EmfRecorder> NewEmf(LogStyle style, const Environment& environment, const Metrics& metrics,
                                  const DeadLetters& dead_letters, Clock::time_point start) {
  if (style != LogStyle::kEmf) return std::nullopt;
  return std::optional<EmfRecorder>(
      std::in_place, NamesOf(environment), metrics, [&dead_letters] { return dead_letters.count(); }, start);
}

}  // namespace

Session::Session(const Options& options, Setup setup)
    : options_(options),
      setup_(std::move(setup)),
      start_(Clock::now()),
      style_(StyleOf(options)),
      dead_letters_(setup_.dead_letters),
      emf_(NewEmf(style_, setup_.environment, metrics_, dead_letters_, start_)),
      reporter_(stderr, style_, isatty(STDERR_FILENO) != 0, metrics_, emf_ ? &*emf_ : nullptr),
      outcomes_(reporter_),
      remote_(RemoteOptionsOf(
          options, setup_.environment,
          [this](const std::string& message) { outcomes_.OnNotice(Severity::kWarning, "retry", message); })),
      null_counts_(std::make_shared<NullCounts>()) {}

absl::Status Session::Open() {
  absl::StatusOr<Intake> intake = OpenIntake(options_, setup_.environment, remote_, outcomes_);
  if (!intake.ok()) return intake.status();
  intake_ = *std::move(intake);
  metrics_.bytes_total = intake_.Bytes();
  return absl::OkStatus();
}

RunResult Session::Run(Observer& observer) {
  if (!setup_.target.remark.empty()) outcomes_.OnNotice(Severity::kInfo, "target", setup_.target.remark);
  boost::asio::io_context io(1);
  const std::unique_ptr<MutationSink> sink = NewSink(io, setup_.target, options_, null_counts_);
  RunOptions run = options_.run;
  run.loaded_at = UtcNow();
  Pipeline pipeline({io, *sink, Formats(), dead_letters_, observer, metrics_, run, &remote_});
  const StopSignals signals(options_.stop_timeout, {[&] { AskToStop(io, pipeline); }, [this] { EndLate(); }});
  Ticker ticker(io, reporter_);
  if (intake_.queue == nullptr) return pipeline.Run(std::move(intake_.sources));
  RunResult result = pipeline.Run(*intake_.queue);
  // While the deadline of a stop still holds: the queue may be away.
  CloseQueue(result);
  return result;
}

void Session::AskToStop(boost::asio::io_context& io, Pipeline& pipeline) {
  outcomes_.OnNotice(Severity::kWarning, "stop",
                     "stopping: what is in flight is finished; a second signal ends at once");
  boost::asio::post(io, [&pipeline] { pipeline.Stop(); });
}

// Whoever reads the output may be the reason why the run does not come to its end, so what is said here has
// a deadline as well.
void Session::EndLate() {
  signal(SIGALRM, [](int) { _exit(kExitStopped); });
  alarm(2);
  outcomes_.OnNotice(
      Severity::kError, "stop",
      "what was in flight did not finish within --stop-timeout; what was acknowledged is kept");
  PrintSummary();
  std::fflush(nullptr);
  _exit(kExitStopped);
}

// A worker that is stopped while it waits has cut nothing short.
void Session::CloseQueue(RunResult& result) {
  QueueFeed& queue = *intake_.queue;
  queue.Close();
  result.documents_failed += queue.rejected();
  if (absl::IsCancelled(result.status) && queue.given_back() == 0 &&
      outcomes_.count(DocumentOutcome::kStopped) == 0) {
    result.status = absl::OkStatus();
  }
}

void Session::PrintEnd(const RunResult& result) {
  reporter_.ClearProgress();
  if (const absl::Status status = dead_letters_.status(); !status.ok())
    outcomes_.OnNotice(Severity::kError, "dead-letter", std::string(status.message()));
  if (!result.status.ok() && !absl::IsCancelled(result.status)) {
    outcomes_.OnNotice(Severity::kError, result.source_lost ? "source" : "target",
                       std::string(result.status.message()));
  }
  PrintSummary();
}

void Session::PrintSummary() {
  reporter_.ClearProgress();
  const SummaryInput summary{
      metrics_,          outcomes_,  rejected(), setup_.dead_letters, Clock::now() - start_,
      PeakMemoryBytes(), setup_.kind};
  if (style_ == LogStyle::kText) return Print(SummaryText(summary));
  const std::string json = "\"summary\":" + SummaryJson(summary);
  Print(emf_ ? emf_->Record("summary", json, Clock::now()) + "\n" : "{\"event\":\"summary\"," + json + "}\n");
}

void Session::Print(const std::string& lines) {
  // Standard output may be the target itself.
  std::fputs(lines.c_str(), setup_.target.path == "-" ? stderr : stdout);
}

absl::StatusOr<Session::Setup> ReadSetup(const Options& options, const std::string& to) {
  if (options.sources.empty()) {
    return absl::InvalidArgumentError(
        "no documents given: name files, folders, globs, or - for standard input (see --help)");
  }
  absl::StatusOr<Environment> environment = Environment::Load(".env");
  if (!environment.ok()) return environment.status();
  absl::StatusOr<Target> target = ReadTarget(to, *environment);
  if (!target.ok()) return target.status();
  for (const std::string& authorities :
       {options.ca_file, target->ca_bundle, environment->Get({"AWS_CA_BUNDLE"})}) {
    if (absl::Status status = CheckAuthorities(authorities); !status.ok()) return status;
  }
  return Session::Setup{RunKind::kLoad, *std::move(environment), *std::move(target), ""};
}

std::optional<int> ExitCodeOfFailure(const RunResult& result) {
  if (absl::IsCancelled(result.status)) return kExitStopped;
  if (result.source_lost) return kExitSource;
  if (!result.status.ok()) return kExitTarget;
  return std::nullopt;
}

}  // namespace reg2graph
