#include "parsers/xml/input_window.h"

#include <cstring>

#include "absl/status/statusor.h"

namespace reg2graph {

absl::Status InputWindow::Read(ByteStream& stream) {
  const size_t kept = bytes_.size();
  char* block = bytes_.Extend(block_bytes_);
  size_t filled = 0;
  absl::Status status;
  while (filled < block_bytes_ && !at_end_ && status.ok()) {
    const absl::StatusOr<size_t> got = stream.Read(block + filled, block_bytes_ - filled);
    status = got.status();
    at_end_ = got.ok() && *got == 0;
    filled += got.value_or(0);
  }
  bytes_.Truncate(kept + filled);
  return status;
}

void InputWindow::DropFront(size_t bytes) {
  const size_t rest = bytes_.size() - bytes;
  std::memmove(bytes_.data(), bytes_.data() + bytes, rest);
  bytes_.Truncate(rest);
  offset_ += bytes;
}

}  // namespace reg2graph
