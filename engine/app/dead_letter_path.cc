#include "engine/app/dead_letter_path.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "absl/strings/str_cat.h"

namespace reg2graph {
namespace {

absl::Status Refused(const std::string& path, const char* why) {
  return absl::InvalidArgumentError(absl::StrCat("cannot write the dead-letter file ", path, ": ", why,
                                                 " (--dead-letter or REG2GRAPH_DEAD_LETTER names another)"));
}

absl::Status CheckFolder(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  const std::string name = folder.empty() ? "." : folder.string();
  // By the rights that the process has, as open does.
  if (faccessat(AT_FDCWD, name.c_str(), W_OK | X_OK, AT_EACCESS) == 0) return absl::OkStatus();
  return Refused(path, std::strerror(errno));
}

}  // namespace

absl::Status CheckDeadLetterPath(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0)
    return errno == ENOENT ? CheckFolder(path) : Refused(path, std::strerror(errno));
  if (S_ISDIR(info.st_mode)) return Refused(path, std::strerror(EISDIR));
  if (!S_ISREG(info.st_mode) && !S_ISCHR(info.st_mode)) return Refused(path, "it is not a regular file");
  const int descriptor = open(path.c_str(), O_WRONLY | O_APPEND | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (descriptor < 0) return Refused(path, std::strerror(errno));
  close(descriptor);
  return absl::OkStatus();
}

}  // namespace reg2graph
