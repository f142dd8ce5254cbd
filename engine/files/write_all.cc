#include "engine/files/write_all.h"

#include <unistd.h>

#include <cerrno>

#include "engine/core/fail_point.h"

namespace reg2graph {

bool WriteAll(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const std::string_view piece = text.substr(0, kPieceBytes);
    MayFailAt("piece of a file to be written");
    const ssize_t written = write(descriptor, piece.data(), piece.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) text.remove_prefix(static_cast<size_t>(written));
    MayFailAt("piece of a file written");
  }
  return true;
}

}  // namespace reg2graph
