#include "engine/app/intake.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "engine/app/exit_code.h"
#include "engine/app/shard.h"

namespace reg2graph {
namespace {

constexpr std::string_view kQueue = "sqs:";

bool IsQueue(const std::string& source) { return source.starts_with(kQueue); }

absl::StatusOr<Intake> OpenList(const Options& options, const NameHints& flags, const Shard& shard,
                                Remote& remote) {
  absl::StatusOr<std::vector<SourceEntry>> sources = ListSources(options.sources, flags, &remote);
  if (!sources.ok()) return sources.status();
  return Intake{ShareOf(*std::move(sources), shard), nullptr};
}

absl::StatusOr<Intake> OpenQueue(const Options& options, const NameHints& flags, Remote& remote,
                                 Observer& observer) {
  if (options.full_text) {
    return absl::InvalidArgumentError(
        "--full-text makes its indexes when a run ends, and a queue has no end: ingest one document with it");
  }
  if (options.sources.size() > 1 || options.dry_run || options.run.compares()) {
    return absl::InvalidArgumentError(
        "a queue must be the only source, and only ingest reads it, without --dry-run: messages that are "
        "done are deleted");
  }
  if (absl::Status status = CheckFlags(flags); !status.ok()) return status;
  QueueFeedOptions queue{
      options.sources.front().substr(kQueue.size()), options.idle_exit, flags,
      [&observer](const std::string& message) { observer.OnNotice(Severity::kWarning, "queue", message); }};
  absl::StatusOr<std::unique_ptr<QueueFeed>> feed = QueueFeed::New(remote, std::move(queue));
  if (!feed.ok()) return feed.status();
  return Intake{{}, *std::move(feed)};
}

}  // namespace

int64_t Intake::Bytes() const {
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

absl::StatusOr<Intake> OpenIntake(const Options& options, const Environment& environment, Remote& remote,
                                  Observer& observer) {
  const absl::StatusOr<Shard> shard = ReadShard(options.shard, options.shards, environment);
  if (!shard.ok()) return shard.status();
  const NameHints flags{options.as_of, options.title, options.complete};
  if (std::any_of(options.sources.begin(), options.sources.end(), IsQueue))
    return OpenQueue(options, flags, remote, observer);
  return OpenList(options, flags, *shard, remote);
}

int ExitCodeOfIntake(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kInternal: return kExitSource;
    default: return kExitUsage;
  }
}

}  // namespace reg2graph
