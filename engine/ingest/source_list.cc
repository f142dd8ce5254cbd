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
#include "engine/ingest/ecfr_service.h"
#include "engine/ingest/folder_walk.h"
#include "engine/ingest/govinfo_source.h"

namespace reg2graph {
namespace {

bool IsPattern(std::string_view argument) { return argument.find_first_of("*?[") != std::string_view::npos; }

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
  Lister(const NameHints& flags, Remote* remote) : flags_(flags), remote_(remote) {}

  absl::Status Add(const std::string& argument) {
    if (argument.empty()) return absl::InvalidArgumentError("a source is an empty string");
    if (argument == "-") return AddEntry(SourceEntry::Kind::kStandardInput, argument);
    if (IsRemoteSource(argument)) return AddRemote(argument);
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
    entries_.push_back({kind, uri, HintsOf(uri, flags_)});
    return absl::OkStatus();
  }

  absl::Status AddRemote(const std::string& argument) {
    if (remote_ == nullptr) {
      return absl::InvalidArgumentError(
          absl::StrCat(PublicUrl(argument), ": only local sources are read here"));
    }
    if (argument.starts_with("s3://")) return AddS3(argument);
    if (argument.starts_with("ecfr:")) return AddEcfr(argument);
    if (argument.starts_with("govinfo:")) return AddGovInfo(argument);
    SourceEntry entry{SourceEntry::Kind::kHttp, PublicUrl(argument)};
    entry.url = argument;
    return AddEntry(std::move(entry));
  }

  absl::Status AddEntry(SourceEntry entry) {
    if (!seen_.insert(entry.url.empty() ? entry.uri : entry.url).second) return absl::OkStatus();
    entry.hints = HintsOf(entry.uri, flags_);
    entry.hints.complete |= AsksForWholePart(entry.url);
    entries_.push_back(std::move(entry));
    return absl::OkStatus();
  }

  // A name that ends like a document's is a key; one that ends in a slash, or a bucket alone, a prefix; of
  // others S3 is asked which they are.
  absl::Status AddS3(const std::string& argument) {
    const absl::StatusOr<S3Location> location = ParseS3Uri(argument);
    if (!location.ok()) return location.status();
    const absl::StatusOr<S3Client*> s3 = remote_->S3();
    if (!s3.ok()) return s3.status();
    const std::string& key = location->key;
    if (key.empty() || key.ends_with('/')) return AddS3Prefix(**s3, *location);
    if (IsDocumentName(key)) return AddEntry({SourceEntry::Kind::kS3, argument});
    const absl::StatusOr<std::vector<S3Object>> first = (*s3)->List(*location, 1);
    // Who may read an object need not be allowed to list the bucket.
    if (absl::IsPermissionDenied(first.status())) return AddEntry({SourceEntry::Kind::kS3, argument});
    if (!first.ok()) return first.status();
    const bool is_key = !first->empty() && first->front().key == key;
    return is_key ? AddEntry({SourceEntry::Kind::kS3, argument})
                  : AddS3Prefix(**s3, {location->bucket, key + "/"});
  }

  absl::Status AddS3Prefix(S3Client& s3, const S3Location& prefix) {
    const absl::StatusOr<std::vector<S3Object>> objects = s3.List(prefix);
    if (!objects.ok()) return objects.status();
    bool found = false;
    for (const S3Object& object : *objects) {
      if (!IsVisibleDocument(std::string_view(object.key).substr(prefix.key.size()))) continue;
      found = true;
      SourceEntry entry{SourceEntry::Kind::kS3, S3Uri({prefix.bucket, object.key})};
      entry.bytes = object.bytes;
      if (absl::Status status = AddEntry(std::move(entry)); !status.ok()) return status;
    }
    if (found) return absl::OkStatus();
    return absl::NotFoundError(
        absl::StrCat(S3Uri(prefix), ": no documents there (.json, .xml, .json.gz, .xml.gz)"));
  }

  absl::Status AddEcfr(const std::string& argument) {
    const absl::StatusOr<EcfrArgument> parsed = ParseEcfrArgument(argument);
    if (!parsed.ok()) return parsed.status();
    const auto documents = remote_->Ecfr().Documents(*parsed);
    if (!documents.ok()) return documents.status();
    for (const EcfrService::Document& document : *documents) {
      SourceEntry entry{SourceEntry::Kind::kEcfr, PublicUrl(document.url)};
      entry.url = document.url;
      if (absl::Status status = AddEntry(std::move(entry)); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status AddGovInfo(const std::string& argument) {
    const absl::StatusOr<std::string> url = GovInfoUrl(argument, remote_->options().variables);
    if (!url.ok()) return url.status();
    SourceEntry entry{SourceEntry::Kind::kHttp, PublicUrl(*url)};
    entry.url = *url;
    return AddEntry(std::move(entry));
  }

  const NameHints& flags_;
  Remote* const remote_;
  StringSet seen_;
  std::vector<SourceEntry> entries_;
};

}  // namespace

bool IsRemoteSource(std::string_view argument) {
  for (const std::string_view scheme : {"s3://", "https://", "http://", "ecfr:", "govinfo:"}) {
    if (argument.starts_with(scheme)) return true;
  }
  return false;
}

NameHints HintsOf(std::string_view uri, const NameHints& flags) {
  NameHints hints = HintsFromName(uri);
  if (!flags.as_of.empty()) hints.as_of = flags.as_of;
  if (flags.title != 0) hints.title = flags.title;
  hints.complete = flags.complete;
  return hints;
}

absl::Status CheckFlags(const NameHints& flags) {
  if (!flags.as_of.empty() && !IsDate(flags.as_of)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--as-of ", flags.as_of, ": not a date of the form YYYY-MM-DD"));
  }
  if (flags.title < 0 || flags.title > 99) {
    return absl::InvalidArgumentError(absl::StrCat("--title ", flags.title, ": not a title of the CFR"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<SourceEntry>> ListSources(const std::vector<std::string>& arguments,
                                                     const NameHints& flags, Remote* remote) {
  if (absl::Status status = CheckFlags(flags); !status.ok()) return status;
  Lister lister(flags, remote);
  for (const std::string& argument : arguments) {
    if (absl::Status status = lister.Add(argument); !status.ok()) return status;
  }
  return lister.TakeEntries();
}

}  // namespace reg2graph
