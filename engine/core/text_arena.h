#ifndef REG2GRAPH_ENGINE_CORE_TEXT_ARENA_H_
#define REG2GRAPH_ENGINE_CORE_TEXT_ARENA_H_

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace reg2graph {

// Many short texts in few blocks: an added text keeps its address until the arena and all its copies
// are destroyed. Copies share their blocks: at most one of them may be added to. Not thread-safe.
class TextArena {
 public:
  std::string_view Add(std::string_view text) {
    char* const start = Room(text.size());
    if (!text.empty()) std::memcpy(start, text.data(), text.size());
    return {start, text.size()};
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
