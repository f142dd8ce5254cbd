#ifndef REG2GRAPH_PARSERS_XML_INPUT_WINDOW_H_
#define REG2GRAPH_PARSERS_XML_INPUT_WINDOW_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "engine/core/document.h"
#include "engine/core/padded_buffer.h"

namespace reg2graph {

// The bytes of a document that a splitter looks at: it reads blocks at the end and drops what it is done with
// at the front, so a document of any length passes through. Not thread-safe.
class InputWindow {
 public:
  explicit InputWindow(size_t block_bytes) : block_bytes_(block_bytes) {}

  // Appends a block, or as much of it as there was before the end or a fault of the stream.
  absl::Status Read(ByteStream& stream);
  // REQUIRES: bytes <= size(). Invalidates views.
  void DropFront(size_t bytes);

  std::string_view view() const { return bytes_.view(); }
  size_t size() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }
  // Whether the stream has ended.
  bool at_end() const { return at_end_; }
  // In the document, of the byte at `position`.
  uint64_t Offset(size_t position) const { return offset_ + position; }

 private:
  const size_t block_bytes_;
  PaddedBuffer bytes_;
  uint64_t offset_ = 0;  // of the first byte
  bool at_end_ = false;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_XML_INPUT_WINDOW_H_
