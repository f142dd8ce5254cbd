#include "bench/pugi_arena.h"

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <pugixml.hpp>
#include <vector>

namespace reg2graph {
namespace {

constexpr size_t kChunkBytes = size_t{1} << 20;
// A single huge unit must not keep its memory for the thread's life.
constexpr size_t kKeptBytes = size_t{64} << 20;

// Memory that is handed out in order and taken back all at once.
class Arena {
 public:
  void* Allocate(size_t size) {
    while (current_ < chunks_.size() && used_ + size > chunks_[current_].size) {
      ++current_;
      used_ = 0;
    }
    if (current_ == chunks_.size() && !AddChunk(size)) return nullptr;
    void* memory = chunks_[current_].memory.get() + used_;
    used_ += size;
    return memory;
  }

  void Reset() {
    current_ = 0;
    used_ = 0;
    while (bytes_ > kKeptBytes) {
      bytes_ -= chunks_.back().size;
      chunks_.pop_back();
    }
  }

 private:
  struct Free {
    void operator()(char* memory) const { std::free(memory); }
  };
  struct Chunk {
    std::unique_ptr<char, Free> memory;
    size_t size;
  };

  bool AddChunk(size_t at_least) {
    const size_t size = at_least > kChunkBytes ? at_least : kChunkBytes;
    std::unique_ptr<char, Free> memory(static_cast<char*>(std::malloc(size)));
    if (memory == nullptr) return false;
    chunks_.push_back({std::move(memory), size});
    bytes_ += size;
    return true;
  }

  std::vector<Chunk> chunks_;
  size_t current_ = 0;
  size_t used_ = 0;
  size_t bytes_ = 0;
};

// Before each block: who owns it. Without an owner it came from malloc.
struct alignas(16) Header {
  Arena* owner;
};

thread_local Arena thread_arena;
thread_local int scopes = 0;

void* Allocate(size_t size) {
  const size_t whole = (size + sizeof(Header) + 15) & ~size_t{15};
  Arena* owner = scopes > 0 ? &thread_arena : nullptr;
  auto* header = static_cast<Header*>(owner != nullptr ? owner->Allocate(whole) : std::malloc(whole));
  if (header == nullptr) return nullptr;
  header->owner = owner;
  return header + 1;
}

// An arena's block is freed by the reset, on whatever thread this is called.
void Deallocate(void* memory) {
  Header* header = static_cast<Header*>(memory) - 1;
  if (header->owner == nullptr) std::free(header);
}

// pugixml has one pair of memory functions for the whole process: set before any thread can have a tree.
[[maybe_unused]] const bool installed = [] {
  pugi::set_memory_management_functions(Allocate, Deallocate);
  return true;
}();

}  // namespace

PugiArenaScope::PugiArenaScope() { ++scopes; }

PugiArenaScope::~PugiArenaScope() {
  if (--scopes == 0) thread_arena.Reset();
}

}  // namespace reg2graph
