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
  if (exists && S_ISREG(info.st_mode)) {
    // What a link leads to is replaced, not the link.
    std::error_code error;
    const std::filesystem::path target = std::filesystem::canonical(path_, error);
    if (!error) path_ = target.string();
  }
  written_path_ = exists && !S_ISREG(info.st_mode) ? path_ : path_ + ".partial";
  descriptor_ = open(written_path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  return descriptor_ < 0 ? absl::ErrnoToStatus(errno, Absl(written_path_)) : absl::OkStatus();
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
  if (status_.ok() && !written_path_.empty()) status_ = Publish();
  return status_;
}

absl::Status LineFile::Publish() {
  const bool partial = written_path_ != path_;
  MayFailAt("file complete, not on disk");
  if (partial && fsync(descriptor_) != 0) return absl::ErrnoToStatus(errno, Absl(path_));
  const int closed = close(descriptor_);
  descriptor_ = -1;
  if (closed != 0) return absl::ErrnoToStatus(errno, Absl(path_));
  MayFailAt("file on disk, not renamed");
  if (partial && std::rename(written_path_.c_str(), path_.c_str()) != 0) {
    return absl::ErrnoToStatus(errno, Absl(path_));
  }
  MayFailAt("file renamed");
  return absl::OkStatus();
}

}  // namespace reg2graph
