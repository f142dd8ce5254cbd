#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/app/assembly.h"
#include "engine/app/environment.h"
#include "engine/app/exit_code.h"
#include "engine/app/run_command.h"
#include "engine/app/shard.h"
#include "engine/app/stop_signals.h"
#include "engine/app/target.h"
#include "engine/flow/pipeline.h"
#include "engine/ingest/queue_feed.h"
#include "engine/ingest/source_list.h"
#include "engine/observe/emf.h"
#include "engine/observe/peak_memory.h"
#include "engine/observe/reporter.h"
#include "engine/observe/summary.h"
#include "engine/observe/utc_time.h"

namespace reg2graph {
namespace {

using Clock = std::chrono::steady_clock;

int UsageError(const absl::Status& status) {
  std::fprintf(stderr, "reg2graph: %s\n", std::string(status.message()).c_str());
  return kExitUsage;
}

int64_t BytesOf(const std::vector<SourceEntry>& sources) {
  int64_t bytes = 0;
  for (const SourceEntry& source : sources) {
    bytes += static_cast<int64_t>(source.bytes);
    if (source.kind != SourceEntry::Kind::kFile) continue;
    std::error_code ignored;
    const auto size = std::filesystem::file_size(source.uri, ignored);
    if (!ignored) bytes += static_cast<int64_t>(size);
  }
  return bytes;
}

// Redraws the progress until it goes.
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

int ExitCodeOfListing(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kInternal: return kExitSource;
    default: return kExitUsage;
  }
}

RemoteOptions RemoteOptionsOf(const Options& options, const Environment& environment, Observer& observer) {
  RemoteOptions remote;
  remote.variables = [&environment](const char* name) { return environment.Get({name}); };
  remote.ca_file = environment.Get({"AWS_CA_BUNDLE"});
  remote.retry.first_contact = options.run.wait_for_target;
  remote.retry.retry_for = options.run.retry_for;
  remote.retry.on_retry = [&observer](const std::string& message) {
    observer.OnNotice(Severity::kWarning, "retry", message);
  };
  return remote;
}

// What a run takes in: a list, or what a queue tells of.
struct Intake {
  std::vector<SourceEntry> sources;
  std::unique_ptr<QueueFeed> queue;
};

absl::StatusOr<Intake> OpenIntake(const Options& options, const Shard& shard, Remote& remote,
                                  Observer& observer) {
  static constexpr std::string_view kQueue = "sqs:";
  const auto is_queue = [](const std::string& source) { return source.starts_with(kQueue); };
  const NameHints flags{options.as_of, options.title};
  Intake intake;
  if (std::none_of(options.sources.begin(), options.sources.end(), is_queue)) {
    absl::StatusOr<std::vector<SourceEntry>> sources = ListSources(options.sources, flags, &remote);
    if (!sources.ok()) return sources.status();
    intake.sources = ShareOf(*std::move(sources), shard);
    return intake;
  }
  if (options.sources.size() > 1 || options.dry_run || options.run.verify) {
    return absl::InvalidArgumentError(
        "a queue is a source alone, and only to load from: what is read from it is deleted there");
  }
  if (absl::Status status = CheckFlags(flags); !status.ok()) return status;
  QueueFeedOptions queue{
      options.sources.front().substr(kQueue.size()), options.idle_exit, flags,
      [&observer](const std::string& message) { observer.OnNotice(Severity::kWarning, "queue", message); }};
  absl::StatusOr<std::unique_ptr<QueueFeed>> feed = QueueFeed::New(remote, std::move(queue));
  if (!feed.ok()) return feed.status();
  intake.queue = *std::move(feed);
  return intake;
}

// A worker that is stopped while it waits has cut nothing short.
void CloseQueue(QueueFeed& queue, const OutcomeCounter& outcomes, RunResult& result) {
  queue.Close();
  result.documents_failed += queue.rejected();
  if (absl::IsCancelled(result.status) && queue.given_back() == 0 &&
      outcomes.count(DocumentOutcome::kStopped) == 0) {
    result.status = absl::OkStatus();
  }
}

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

// A run that was stopped and does not come to its end. Whoever reads the output may be the reason, so
// what is said here has a deadline as well.
[[noreturn]] void EndLate(Observer& observer, const std::function<void()>& print_summary) {
  signal(SIGALRM, [](int) { _exit(kExitStopped); });
  alarm(2);
  observer.OnNotice(Severity::kError, "stop",
                    "what was in flight did not finish within --stop-timeout; what was acknowledged is kept");
  print_summary();
  std::fflush(nullptr);
  _exit(kExitStopped);
}

std::string CountsText(const NullCounts& counts) {
  std::string text = "A run into an empty graph writes:\n";
  for (const auto& [label, count] : counts.nodes) absl::StrAppendFormat(&text, "  %9d  %s\n", count, label);
  for (const auto& [type, count] : counts.relationships)
    absl::StrAppendFormat(&text, "  %9d  -[%s]->\n", count, type);
  return text;
}

int ExitCodeOf(const Options& options, const RunResult& result, const OutcomeCounter& outcomes,
               int64_t rejected) {
  if (absl::IsCancelled(result.status)) return kExitStopped;
  if (result.source_lost) return kExitSource;
  if (!result.status.ok()) return kExitTarget;
  if (options.run.verify) return outcomes.differences() + rejected > 0 ? kExitRejected : kExitOk;
  return result.documents_failed > 0 || rejected > 0 ? kExitRejected : kExitOk;
}

}  // namespace

int RunIngest(const Options& options) {
  const Environment environment = Environment::Load(".env");
  if (options.sources.empty()) {
    return UsageError(absl::InvalidArgumentError(
        "no documents given: name files, folders, globs, or - for standard input (see --help)"));
  }
  absl::StatusOr<Target> target = ReadTarget(options.dry_run ? "null:" : options.to, environment);
  if (!target.ok()) return UsageError(target.status());
  if (options.run.verify && target->kind != Target::Kind::kNeo4j) {
    return UsageError(absl::InvalidArgumentError("verify needs a graph to compare with: a Neo4j"));
  }

  const auto start = Clock::now();
  Metrics metrics;
  DeadLetters dead_letters(options.dry_run || options.run.verify ? "" : options.dead_letters);
  const LogStyle style = StyleOf(options);
  std::optional<EmfRecorder> emf;
  if (style == LogStyle::kEmf)
    emf.emplace(
        NamesOf(environment), metrics, [&dead_letters] { return dead_letters.count(); }, start);
  Reporter reporter(stderr, style, isatty(STDERR_FILENO) != 0, metrics, emf ? &*emf : nullptr);
  OutcomeCounter outcomes(reporter);
  Remote remote(RemoteOptionsOf(options, environment, outcomes));
  const absl::StatusOr<Shard> shard = ReadShard(options.shard, options.shards, environment);
  if (!shard.ok()) return UsageError(shard.status());
  absl::StatusOr<Intake> intake = OpenIntake(options, *shard, remote, outcomes);
  if (!intake.ok()) {
    UsageError(intake.status());
    return ExitCodeOfListing(intake.status());
  }
  metrics.bytes_total = BytesOf(intake->sources);
  if (!target->remark.empty()) outcomes.OnNotice(Severity::kInfo, "target", target->remark);
  std::FILE* const out = target->path == "-" ? stderr : stdout;
  const auto print_summary = [&] {
    reporter.ClearProgress();
    const SummaryInput summary{
        metrics,          outcomes, dead_letters.count(), options.dead_letters, Clock::now() - start,
        PeakMemoryBytes()};
    const std::string json = "\"summary\":" + SummaryJson(summary);
    if (style == LogStyle::kEmf) {
      std::fprintf(out, "%s\n", emf->Record("summary", json, Clock::now()).c_str());
    } else if (style == LogStyle::kJson) {
      std::fprintf(out, "{\"event\":\"summary\",%s}\n", json.c_str());
    } else {
      std::fputs(SummaryText(summary).c_str(), out);
    }
  };

  RunResult result;
  auto counts = std::make_shared<NullCounts>();
  {
    boost::asio::io_context io(1);
    const std::unique_ptr<MutationSink> sink = NewSink(io, *target, options, counts);
    RunOptions run = options.run;
    run.loaded_at = UtcNow();
    Pipeline pipeline({io, *sink, Formats(), dead_letters, outcomes, metrics, run, &remote});
    const StopSignals signals(options.stop_timeout,
                              {[&] {
                                 outcomes.OnNotice(
                                     Severity::kWarning, "stop",
                                     "stopping: what is in flight is finished; a second signal ends at once");
                                 boost::asio::post(io, [&pipeline] { pipeline.Stop(); });
                               },
                               [&] { EndLate(outcomes, print_summary); }});
    Ticker ticker(io, reporter);
    result =
        intake->queue != nullptr ? pipeline.Run(*intake->queue) : pipeline.Run(std::move(intake->sources));
    // While the deadline of a stop still holds: the queue may be away.
    if (intake->queue != nullptr) CloseQueue(*intake->queue, outcomes, result);
  }
  reporter.ClearProgress();
  if (!dead_letters.status().ok()) {
    outcomes.OnNotice(Severity::kError, "dead-letter", std::string(dead_letters.status().message()));
  }
  if (!result.status.ok() && !absl::IsCancelled(result.status)) {
    outcomes.OnNotice(Severity::kError, result.source_lost ? "source" : "target",
                      std::string(result.status.message()));
  }
  print_summary();
  if (style == LogStyle::kText && options.run.verify && result.status.ok()) {
    const bool equal =
        outcomes.differences() == 0 && result.documents_failed == 0 && dead_letters.count() == 0;
    std::fprintf(out, "%s\n",
                 equal ? "The graph is what these documents say."
                       : "The graph differs, or could not be compared with all of them.");
  }
  if (options.dry_run) std::fputs(CountsText(*counts).c_str(), out);
  return ExitCodeOf(options, result, outcomes, dead_letters.count());
}

}  // namespace reg2graph
