#ifndef REG2GRAPH_ENGINE_CORE_TEXT_BUFFER_H_
#define REG2GRAPH_ENGINE_CORE_TEXT_BUFFER_H_

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

namespace reg2graph {

// An append-only text, like a std::string, with two differences: it grows without being zero-filled, and
// callers may write into it directly. Movable, one owner, not thread-safe.
class TextBuffer {
 public:
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::string_view view() const { return {data_.get(), size_}; }

  void clear() { size_ = 0; }
  void reserve(size_t size) {
    if (size > capacity_) Grow(size);
  }
  // Room for `size` more bytes; Wrote counts those written there.
  char* Room(size_t size) {
    if (size_ + size > capacity_) Grow(size_ + size);
    return data_.get() + size_;
  }
  void Wrote(size_t size) { size_ += size; }

  void push_back(char c) {
    *Room(1) = c;
    ++size_;
  }
  void append(std::string_view text) { append(text.data(), text.size()); }
  void append(const char* text, size_t size) {
    char* const end = Room(size);
    if (size > 0) std::memcpy(end, text, size);
    size_ += size;
  }

 private:
  void Grow(size_t size) {
    constexpr size_t kFirst = 256;
    const size_t capacity = size < 2 * capacity_ ? 2 * capacity_ : size < kFirst ? kFirst : size;
    std::unique_ptr<char[]> grown(new char[capacity]);
    if (size_ > 0) std::memcpy(grown.get(), data_.get(), size_);
    data_ = std::move(grown);
    capacity_ = capacity;
  }

  std::unique_ptr<char[]> data_;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_CORE_TEXT_BUFFER_H_
