#include "engine/app/authorities.h"

#include <sys/stat.h>

#include "absl/strings/str_cat.h"

namespace reg2graph {

absl::Status CheckAuthorities(const std::string& authorities) {
  struct stat info {};
  if (stat(authorities.c_str(), &info) != 0) return absl::OkStatus();
  if (!S_ISFIFO(info.st_mode) && !S_ISSOCK(info.st_mode)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("the file of certificates ", authorities, " is not a regular file"));
}

}  // namespace reg2graph
