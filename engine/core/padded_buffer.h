#ifndef REG2GRAPH_ENGINE_CORE_PADDED_BUFFER_H_
#define REG2GRAPH_ENGINE_CORE_PADDED_BUFFER_H_

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

namespace reg2graph {

// Bytes followed by kPadding readable bytes, as simdjson and SIMD scans require. Grows without
// zeroing, keeps its memory when cleared. Movable, one owner, not thread-safe.
class PaddedBuffer {
 public:
  static constexpr size_t kPadding = 64;

  PaddedBuffer() = default;
  explicit PaddedBuffer(std::string_view text) { Append(text); }

  char* data() { return data_.get(); }
  const char* data() const { return data_.get(); }
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  size_t capacity() const { return capacity_; }
  std::string_view view() const { return {data_.get(), size_}; }

  void clear() { size_ = 0; }
  void Append(std::string_view text) {
    if (text.empty()) return;
    std::memcpy(Extend(text.size()), text.data(), text.size());
  }
  // Makes room for `size` more bytes, counts them as written and returns where they start.
  char* Extend(size_t size) {
    Reserve(size_ + size);
    char* start = data_.get() + size_;
    size_ += size;
    return start;
  }
  // Drops everything after `size`.
  void Truncate(size_t size) { size_ = size; }
  void Reserve(size_t size) {
    if (size <= capacity_) return;
    const size_t capacity = size < 2 * capacity_ ? 2 * capacity_ : size;
    std::unique_ptr<char[]> grown(new char[capacity + kPadding]);
    if (size_ > 0) std::memcpy(grown.get(), data_.get(), size_);
    std::memset(grown.get() + capacity, 0, kPadding);
    data_ = std::move(grown);
    capacity_ = capacity;
  }

 private:
  std::unique_ptr<char[]> data_;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_CORE_PADDED_BUFFER_H_
