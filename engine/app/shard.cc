#include "engine/app/shard.h"

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/core/hash.h"
#include "engine/core/strings.h"

namespace reg2graph {
namespace {

std::optional<int> Number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

absl::StatusOr<Shard> Checked(std::string_view index, std::string_view count, const std::string& where) {
  const std::optional<int> i = Number(index), n = Number(count);
  if (!i || !n || *i >= *n) {
    return absl::InvalidArgumentError(absl::StrCat(where, ": ", Absl(index), " of ", Absl(count),
                                                   " is no share; the first of three is 0/3, the last 2/3"));
  }
  return Shard{*i, *n};
}

int64_t Bucket(const SourceEntry& source) {
  if (source.hints.title > 0) return source.hints.title;
  StableHash hash;
  hash.Update(source.uri);
  const std::string hex = hash.Finish();
  int64_t bucket = 0;
  std::from_chars(hex.data(), hex.data() + 15, bucket, 16);
  return bucket;
}

}  // namespace

absl::StatusOr<Shard> ReadShard(const std::string& shard, int shards, const Environment& environment) {
  if (!shard.empty()) {
    const size_t slash = shard.find('/');
    if (slash == std::string::npos) return Checked(shard, "", "--shard");
    return Checked(std::string_view(shard).substr(0, slash), std::string_view(shard).substr(slash + 1),
                   "--shard");
  }
  const std::string given = shards > 0 ? absl::StrCat(shards) : "";
  if (const std::string index = environment.Get({"AWS_BATCH_JOB_ARRAY_INDEX"}); !index.empty()) {
    const std::string size = given.empty() ? environment.Get({"AWS_BATCH_JOB_ARRAY_SIZE"}) : given;
    return Checked(index, size, "AWS_BATCH_JOB_ARRAY_INDEX and AWS_BATCH_JOB_ARRAY_SIZE");
  }
  if (const std::string index = environment.Get({"JOB_COMPLETION_INDEX"}); !index.empty()) {
    if (given.empty()) {
      return absl::InvalidArgumentError(
          "JOB_COMPLETION_INDEX is set, but not how many there are: give --shards with the job's completions "
          "(--shard 0/1 loads all)");
    }
    return Checked(index, given, "JOB_COMPLETION_INDEX and --shards");
  }
  if (shards > 1) {
    return absl::InvalidArgumentError(
        "--shards says how many there are, but neither --shard, AWS_BATCH_JOB_ARRAY_INDEX nor "
        "JOB_COMPLETION_INDEX which of them this is");
  }
  return Shard{};
}

std::vector<SourceEntry> ShareOf(std::vector<SourceEntry> sources, const Shard& shard) {
  std::erase_if(sources,
                [&](const SourceEntry& source) { return Bucket(source) % shard.count != shard.index; });
  return sources;
}

}  // namespace reg2graph
