#include "engine/ingest/file_stream.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/core/strings.h"

namespace reg2graph {

absl::StatusOr<std::shared_ptr<const OpenFile>> OpenFile::Open(const std::string& path) {
  int descriptor;
  do {
    descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  } while (descriptor < 0 && errno == EINTR);
  if (descriptor < 0) return absl::ErrnoToStatus(errno, Absl(path));
  const std::shared_ptr<OpenFile> file(new OpenFile(descriptor, true, path));
  if (absl::Status status = file->Examine(); !status.ok()) return status;
  return std::shared_ptr<const OpenFile>(file);
}

absl::StatusOr<std::shared_ptr<const OpenFile>> OpenFile::Borrow(int descriptor, std::string name) {
  const std::shared_ptr<OpenFile> file(new OpenFile(descriptor, false, std::move(name)));
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
  ssize_t got;
  do {
    got = regular() ? pread(descriptor_, out, size, start_ + static_cast<off_t>(offset))
                    : read(descriptor_, out, size);
  } while (got < 0 && errno == EINTR);
  if (got < 0) return absl::ErrnoToStatus(errno, Absl(name_));
  return static_cast<size_t>(got);
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
  if (*got > 0 || size == 0) return got;
  if (absl::Status status = file_->CheckUnchanged(); !status.ok()) return status;
  return 0;
}

}  // namespace reg2graph
