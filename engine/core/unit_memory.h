#ifndef REG2GRAPH_ENGINE_CORE_UNIT_MEMORY_H_
#define REG2GRAPH_ENGINE_CORE_UNIT_MEMORY_H_

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>

#include "absl/status/status.h"

namespace reg2graph {

// The memory that one unit takes on its way, as an estimate that is kept by whoever makes something of it:
// parser, mapper, rows. Small elements make much of few bytes, so its size alone says little. Once the limit
// is exceeded it stays so, and nothing more is to be made of the unit. Not thread-safe: a unit has one owner.
class UnitMemory {
 public:
  static constexpr size_t kUnlimited = std::numeric_limits<size_t>::max();

  UnitMemory() = default;
  explicit UnitMemory(size_t limit) : limit_(limit) {}

  void Add(size_t bytes) {
    used_ = bytes > kUnlimited - used_ ? kUnlimited : used_ + bytes;
    peak_ = std::max(peak_, used_);
  }
  void Drop(size_t bytes) { used_ -= std::min(bytes, used_); }
  bool exceeded() const { return peak_ > limit_; }
  size_t used() const { return used_; }
  size_t peak() const { return peak_; }
  size_t limit() const { return limit_; }
  // How much may still be added.
  size_t left() const { return exceeded() ? 0 : limit_ - used_; }
  absl::Status status() const {
    if (!exceeded()) return absl::OkStatus();
    return absl::ResourceExhaustedError("its elements and citations need more than " +
                                        std::to_string(limit_) +
                                        " bytes of memory; expected a smaller unit or a larger --memory");
  }

 private:
  size_t limit_ = kUnlimited;
  size_t used_ = 0;
  size_t peak_ = 0;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_CORE_UNIT_MEMORY_H_
