#ifndef REG2GRAPH_ENGINE_INGEST_MEMORY_STREAM_H_
#define REG2GRAPH_ENGINE_INGEST_MEMORY_STREAM_H_

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "engine/core/document.h"

namespace reg2graph {

// Bytes that were read already, then the rest of the stream they came from, if there is one. Owns both.
class MemoryStream : public ByteStream {
 public:
  explicit MemoryStream(std::string bytes, std::unique_ptr<ByteStream> rest = nullptr)
      : bytes_(std::move(bytes)), rest_(std::move(rest)) {}

  absl::StatusOr<size_t> Read(char* out, size_t size) override {
    if (offset_ == bytes_.size()) {
      if (rest_ == nullptr) return 0;
      std::string().swap(bytes_);
      offset_ = 0;
      return rest_->Read(out, size);
    }
    const size_t count = std::min(size, bytes_.size() - offset_);
    std::memcpy(out, bytes_.data() + offset_, count);
    offset_ += count;
    return count;
  }

 private:
  std::string bytes_;
  size_t offset_ = 0;
  std::unique_ptr<ByteStream> rest_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_INGEST_MEMORY_STREAM_H_
