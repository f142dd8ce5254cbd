#include "engine/files/line_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/core/fail_point.h"
#include "engine/core/strings.h"
#include "engine/files/file_claim.h"
#include "engine/files/write_all.h"

namespace reg2graph {
namespace {

constexpr size_t kBufferBytes = size_t{1} << 20;

}  // namespace

LineFile::LineFile(std::string path) : path_(std::move(path)) {}

LineFile::~LineFile() {
  if (descriptor_ > STDERR_FILENO) close(descriptor_);
}

absl::Status LineFile::Open() {
  buffer_.reserve(kBufferBytes + kBufferBytes / 4);
  if (path_ == "-") {
    descriptor_ = STDOUT_FILENO;
    return absl::OkStatus();
  }
  struct stat info {};
  const bool exists = stat(path_.c_str(), &info) == 0;
  if (exists && S_ISDIR(info.st_mode)) return absl::ErrnoToStatus(EISDIR, Absl(path_));
  if (exists && !S_ISREG(info.st_mode)) return OpenDirectly(S_ISFIFO(info.st_mode));
  if (exists) {
    // What a link leads to is replaced, not the link.
    std::error_code error;
    const std::filesystem::path target = std::filesystem::canonical(path_, error);
    if (!error) path_ = target.string();
  }
  return OpenPartial();
}

absl::Status LineFile::OpenDirectly(bool is_pipe) {
  descriptor_ = open(path_.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor_ < 0) return absl::ErrnoToStatus(errno, Absl(path_));
  // A device such as /dev/null takes any number of writers.
  return is_pipe ? ClaimDescriptor(descriptor_, path_) : absl::OkStatus();
}

absl::Status LineFile::OpenPartial() {
  const std::string partial = path_ + ".partial";
  const absl::StatusOr<int> claimed = ClaimFile(partial, path_);
  if (!claimed.ok()) return claimed.status();
  descriptor_ = *claimed;
  partial_ = partial;
  // What a run that was killed left.
  return ftruncate(descriptor_, 0) == 0 ? absl::OkStatus() : absl::ErrnoToStatus(errno, Absl(partial_));
}

void LineFile::EndLine() {
  buffer_.push_back('\n');
  if (buffer_.size() >= kBufferBytes) Flush();
}

void LineFile::Flush() {
  if (status_.ok() && !WriteAll(descriptor_, buffer_)) status_ = absl::ErrnoToStatus(errno, Absl(path_));
  buffer_.clear();
}

absl::Status LineFile::Close() {
  Flush();
  if (status_.ok() && !partial_.empty()) status_ = Publish();
  if (descriptor_ <= STDERR_FILENO) return status_;
  const int closed = close(std::exchange(descriptor_, -1));
  if (status_.ok() && closed != 0) status_ = absl::ErrnoToStatus(errno, Absl(path_));
  return status_;
}

void LineFile::Discard() {
  if (!partial_.empty() && Names(partial_, descriptor_)) unlink(partial_.c_str());
  if (descriptor_ > STDERR_FILENO) close(std::exchange(descriptor_, -1));
}

// The lock is held until the file has its name: whoever gets it next finds a file that is not the one it
// opened.
absl::Status LineFile::Publish() {
  MayFailAt("file complete, not on disk");
  if (fsync(descriptor_) != 0) return absl::ErrnoToStatus(errno, Absl(path_));
  MayFailAt("file on disk, not renamed");
  if (!Names(partial_, descriptor_)) {
    return absl::AbortedError(absl::StrCat(partial_, ": it was removed or replaced while it was written"));
  }
  if (std::rename(partial_.c_str(), path_.c_str()) != 0) return absl::ErrnoToStatus(errno, Absl(path_));
  MayFailAt("file renamed");
  return absl::OkStatus();
}

}  // namespace reg2graph
