#include "engine/ingest/file_stream.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/core/strings.h"

namespace reg2graph {

absl::StatusOr<std::shared_ptr<const OpenFile>> OpenFile::Open(const std::string& path,
                                                               const StopSignal* stop) {
  // A named pipe would hold it until somebody opens the other end.
  struct stat info {};
  const int flags = stat(path.c_str(), &info) == 0 && S_ISFIFO(info.st_mode) ? O_NONBLOCK : 0;
  int descriptor;
  do {
    descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | flags);
  } while (descriptor < 0 && errno == EINTR);
  if (descriptor < 0) return absl::ErrnoToStatus(errno, Absl(path));
  const std::shared_ptr<OpenFile> file(new OpenFile(descriptor, true, path, stop));
  if (absl::Status status = file->Examine(); !status.ok()) return status;
  return std::shared_ptr<const OpenFile>(file);
}

absl::StatusOr<std::shared_ptr<const OpenFile>> OpenFile::Borrow(int descriptor, std::string name,
                                                                 const StopSignal* stop) {
  const std::shared_ptr<OpenFile> file(new OpenFile(descriptor, false, std::move(name), stop));
  if (absl::Status status = file->Examine(); !status.ok()) return status;
  return std::shared_ptr<const OpenFile>(file);
}

OpenFile::~OpenFile() {
  if (owned_) close(descriptor_);
}

absl::Status OpenFile::Examine() {
  if (fstat(descriptor_, &info_) != 0) return absl::ErrnoToStatus(errno, Absl(name_));
  if (S_ISDIR(info_.st_mode))
    return absl::InvalidArgumentError(absl::StrCat(name_, ": a folder, not a document"));
  if (!regular()) return absl::OkStatus();
  start_ = lseek(descriptor_, 0, SEEK_CUR);  // standard input may have been read in part
  if (start_ < 0) return absl::ErrnoToStatus(errno, Absl(name_));
  posix_fadvise(descriptor_, 0, 0, POSIX_FADV_SEQUENTIAL);
  return absl::OkStatus();
}

bool OpenFile::regular() const { return S_ISREG(info_.st_mode); }

absl::StatusOr<size_t> OpenFile::Read(char* out, size_t size, uint64_t offset) const {
  if (!regular()) return ReadPipe(out, size);
  ssize_t got;
  do {
    got = pread(descriptor_, out, size, start_ + static_cast<off_t>(offset));
  } while (got < 0 && errno == EINTR);
  if (got < 0) return absl::ErrnoToStatus(errno, Absl(name_));
  return static_cast<size_t>(got);
}

// Its writer may be silent for as long as it likes.
absl::StatusOr<size_t> OpenFile::ReadPipe(char* out, size_t size) const {
  for (;;) {
    pollfd entries[] = {{descriptor_, POLLIN, 0}, {stop_ == nullptr ? -1 : stop_->descriptor(), POLLIN, 0}};
    if (poll(entries, 2, -1) < 0 && errno != EINTR) return absl::ErrnoToStatus(errno, Absl(name_));
    if (stop_ != nullptr && stop_->stopped()) return absl::CancelledError(absl::StrCat(name_, ": stopped"));
    if (entries[0].revents == 0) continue;
    const ssize_t got = read(descriptor_, out, size);
    if (got >= 0) return static_cast<size_t>(got);
    if (errno != EINTR && errno != EAGAIN) return absl::ErrnoToStatus(errno, Absl(name_));
  }
}

bool OpenFile::IsPastEnd(uint64_t offset) const {
  return regular() && info_.st_size > 0 && offset > static_cast<uint64_t>(info_.st_size - start_);
}

absl::Status OpenFile::CheckUnchanged() const {
  if (!regular()) return absl::OkStatus();
  struct stat now {};
  if (fstat(descriptor_, &now) != 0) return absl::ErrnoToStatus(errno, Absl(name_));
  const bool same = now.st_size == info_.st_size && now.st_mtim.tv_sec == info_.st_mtim.tv_sec &&
                    now.st_mtim.tv_nsec == info_.st_mtim.tv_nsec;
  return same ? absl::OkStatus()
              : absl::AbortedError(absl::StrCat(name_, ": the file changed while it was read"));
}

absl::StatusOr<size_t> FileStream::Read(char* out, size_t size) {
  absl::StatusOr<size_t> got = file_->Read(out, size, offset_);
  if (!got.ok()) return got;
  offset_ += *got;
  // One that grows as fast as it is read would have no end.
  const bool grew = *got > 0 && file_->IsPastEnd(offset_);
  if (!grew && (*got > 0 || size == 0)) return got;
  if (absl::Status status = file_->CheckUnchanged(); !status.ok()) return status;
  return *got;
}

}  // namespace reg2graph
