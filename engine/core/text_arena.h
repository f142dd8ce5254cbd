#ifndef REG2GRAPH_ENGINE_CORE_TEXT_ARENA_H_
#define REG2GRAPH_ENGINE_CORE_TEXT_ARENA_H_

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace reg2graph {

// Many short texts in few blocks: what is added keeps its address until the arena, and every copy of
// it, is gone or cleared. Not thread-safe.
class TextArena {
 public:
  std::string_view Add(std::string_view text) {
    char* const start = Room(text.size());
    if (!text.empty()) std::memcpy(start, text.data(), text.size());
    return {start, text.size()};
  }
  // `a`, `b` and `c` as one text.
  std::string_view Join(std::string_view a, std::string_view b, std::string_view c = {}) {
    char* const start = Room(a.size() + b.size() + c.size());
    char* at = start;
    for (const std::string_view part : {a, b, c}) at += part.copy(at, part.size());
    return {start, static_cast<size_t>(at - start)};
  }
  // Takes back all texts and keeps the largest block.
  void Clear() {
    if (blocks_.size() > 1) blocks_.erase(blocks_.begin(), blocks_.end() - 1);
    used_ = 0;
    bytes_ = 0;
  }
  size_t bytes() const { return bytes_; }

 private:
  static constexpr size_t kFirstBlock = size_t{4} << 10, kLargestBlock = size_t{256} << 10;

  char* Room(size_t size) {
    if (blocks_.empty() || used_ + size > size_) AddBlock(size);
    char* const start = blocks_.back().get() + used_;
    used_ += size;
    bytes_ += size;
    return start;
  }
  void AddBlock(size_t at_least) {
    size_ = std::max(at_least, blocks_.empty() ? kFirstBlock : std::min(2 * size_, kLargestBlock));
    blocks_.push_back(std::shared_ptr<char[]>(new char[size_]));
    used_ = 0;
  }

  std::vector<std::shared_ptr<char[]>> blocks_;
  size_t size_ = 0;  // of the last block
  size_t used_ = 0;  // of the last block
  size_t bytes_ = 0;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_CORE_TEXT_ARENA_H_
