#include "engine/ingest/source_list.h"

#include <glob.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/core/strings.h"
#include "engine/ingest/folder_walk.h"

namespace reg2graph {
namespace {

bool IsPattern(std::string_view argument) { return argument.find_first_of("*?[") != std::string_view::npos; }

bool IsRemote(std::string_view argument) {
  for (const std::string_view scheme : {"s3://", "https://", "http://", "sqs:"}) {
    if (argument.starts_with(scheme)) return true;
  }
  return false;
}

// The paths that match a pattern, sorted. Empty if there is none.
absl::StatusOr<std::vector<std::string>> Matches(const std::string& pattern) {
  glob_t found{};
  const int result = glob(pattern.c_str(), GLOB_ERR, nullptr, &found);
  const int error = errno;
  std::vector<std::string> paths;
  if (result == 0) paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  globfree(&found);
  if (result == GLOB_ABORTED) return absl::ErrnoToStatus(error, Absl(pattern));
  if (result == GLOB_NOSPACE)
    return absl::ResourceExhaustedError(absl::StrCat(pattern, ": too many matches"));
  return paths;
}

class Lister {
 public:
  explicit Lister(const NameHints& flags) : flags_(flags) {}

  absl::Status Add(const std::string& argument) {
    if (argument.empty()) return absl::InvalidArgumentError("a source is an empty string");
    if (argument == "-") return AddEntry(SourceEntry::Kind::kStandardInput, argument);
    if (IsRemote(argument)) {
      return absl::UnimplementedError(
          absl::StrCat(argument, ": such sources are not supported by this build"));
    }
    struct stat info {};
    if (stat(argument.c_str(), &info) == 0) return AddPath(argument, S_ISDIR(info.st_mode));
    const int error = errno;
    if (IsPattern(argument)) return AddMatches(argument);
    return absl::ErrnoToStatus(error, Absl(argument));
  }

  std::vector<SourceEntry> TakeEntries() { return std::move(entries_); }

 private:
  absl::Status AddPath(const std::string& path, bool folder) {
    return folder ? AddFolder(path) : AddEntry(SourceEntry::Kind::kFile, path);
  }

  absl::Status AddFolder(const std::string& folder) {
    absl::StatusOr<std::vector<std::string>> paths = FindDocuments(folder);
    if (!paths.ok()) return paths.status();
    if (paths->empty()) {
      return absl::NotFoundError(
          absl::StrCat(folder, ": no documents in this folder (.json, .xml, .json.gz, .xml.gz)"));
    }
    for (const std::string& path : *paths) {
      if (absl::Status status = AddEntry(SourceEntry::Kind::kFile, path); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status AddMatches(const std::string& pattern) {
    absl::StatusOr<std::vector<std::string>> paths = Matches(pattern);
    if (!paths.ok()) return paths.status();
    if (paths->empty()) return absl::NotFoundError(absl::StrCat(pattern, ": nothing matches"));
    for (const std::string& path : *paths) {
      struct stat info {};
      const bool folder = stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
      if (absl::Status status = AddPath(path, folder); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status AddEntry(SourceEntry::Kind kind, const std::string& uri) {
    if (!seen_.insert(std::filesystem::path(uri).lexically_normal().string()).second) return absl::OkStatus();
    NameHints hints = HintsFromName(uri);
    if (!flags_.as_of.empty()) hints.as_of = flags_.as_of;
    if (flags_.title != 0) hints.title = flags_.title;
    entries_.push_back({kind, uri, std::move(hints)});
    return absl::OkStatus();
  }

  const NameHints& flags_;
  StringSet seen_;
  std::vector<SourceEntry> entries_;
};

}  // namespace

absl::StatusOr<std::vector<SourceEntry>> ListSources(const std::vector<std::string>& arguments,
                                                     const NameHints& flags) {
  if (!flags.as_of.empty() && !IsDate(flags.as_of)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--as-of ", flags.as_of, ": not a date of the form YYYY-MM-DD"));
  }
  if (flags.title < 0 || flags.title > 99) {
    return absl::InvalidArgumentError(absl::StrCat("--title ", flags.title, ": not a title of the CFR"));
  }
  Lister lister(flags);
  for (const std::string& argument : arguments) {
    if (absl::Status status = lister.Add(argument); !status.ok()) return status;
  }
  return lister.TakeEntries();
}

}  // namespace reg2graph
