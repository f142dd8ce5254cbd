#include "engine/files/file_claim.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "engine/core/strings.h"

namespace reg2graph {
namespace {

struct flock WholeFile() {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}

// A process of another container or machine has no number here.
std::string Owner(pid_t process) {
  return process > 0 ? absl::StrCat("process ", process) : "a process of another container or machine";
}

absl::Status Close(int descriptor, absl::Status why) {
  close(descriptor);
  return why;
}

}  // namespace

absl::Status ClaimDescriptor(int descriptor, const std::string& name) {
  for (;;) {
    struct flock lock = WholeFile();
    if (fcntl(descriptor, F_SETLK, &lock) == 0) return absl::OkStatus();
    if (errno == EINTR) continue;
    if (errno != EACCES && errno != EAGAIN) {
      return absl::ErrnoToStatus(errno, Absl(name + ": cannot be locked"));
    }
    struct flock other = WholeFile();
    if (fcntl(descriptor, F_GETLK, &other) != 0 || other.l_type == F_UNLCK) continue;  // it has just ended
    return absl::FailedPreconditionError(absl::StrCat(
        name, ": ", Owner(other.l_pid), " is writing it; wait until it has ended, or name another path"));
  }
}

bool Names(const std::string& path, int descriptor) {
  struct stat named {};
  struct stat open {};
  return lstat(path.c_str(), &named) == 0 && fstat(descriptor, &open) == 0 && named.st_ino == open.st_ino &&
         named.st_dev == open.st_dev;
}

absl::StatusOr<int> ClaimFile(const std::string& path, const std::string& name) {
  for (;;) {
    // Not through a link, whose target is not ours to empty, and without waiting for the reader of a pipe.
    const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
    if (descriptor < 0) return absl::ErrnoToStatus(errno, Absl(path));
    struct stat info {};
    if (fstat(descriptor, &info) != 0) return Close(descriptor, absl::ErrnoToStatus(errno, Absl(path)));
    if (!S_ISREG(info.st_mode)) {
      return Close(descriptor, absl::FailedPreconditionError(absl::StrCat(path, ": not a regular file")));
    }
    if (absl::Status status = ClaimDescriptor(descriptor, name); !status.ok())
      return Close(descriptor, status);
    // Its last writer may have renamed it between the opening and the lock.
    if (Names(path, descriptor)) return descriptor;
    close(descriptor);
  }
}

}  // namespace reg2graph
