#ifndef REG2GRAPH_ENGINE_FLOW_MEMORY_BUDGET_H_
#define REG2GRAPH_ENGINE_FLOW_MEMORY_BUDGET_H_

#include <cassert>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <utility>

#include "engine/core/mutex.h"

namespace reg2graph {

// Bytes of documents between reader and acknowledgement. The reader waits in Acquire when they are
// used up: that is the backpressure of a slow target. The first always fits, so one unit larger than
// the budget passes alone. Nothing deadlocks as long as whoever holds bytes never waits for the reader
// (decisions/0010).
class MemoryBudget {
 public:
  explicit MemoryBudget(size_t bytes) : limit_(bytes) {}

  // Takes the bytes if there is room for them now.
  bool TryAcquire(size_t bytes) {
    MutexLock lock(mutex_);
    if (stopped_ || !HasRoom(bytes)) return false;
    used_ += bytes;
    return true;
  }
  // Blocks until there is room; false if the run was stopped.
  bool Acquire(size_t bytes) {
    MutexLock lock(mutex_);
    while (!stopped_ && !HasRoom(bytes)) room_.wait(lock);
    if (stopped_) return false;
    used_ += bytes;
    return true;
  }
  void Release(size_t bytes) {
    MutexLock lock(mutex_);
    assert(used_ >= bytes);
    used_ -= bytes;
    room_.notify_all();
  }
  void Stop() {
    MutexLock lock(mutex_);
    stopped_ = true;
    room_.notify_all();
  }

 private:
  bool HasRoom(size_t bytes) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return used_ == 0 || used_ + bytes <= limit_;
  }

  const size_t limit_;
  Mutex mutex_;
  std::condition_variable_any room_;
  size_t used_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

// A share of the budget; gives it back when it goes. Movable.
class BudgetShare {
 public:
  BudgetShare() = default;
  BudgetShare(std::shared_ptr<MemoryBudget> budget, size_t bytes)
      : budget_(std::move(budget)), bytes_(bytes) {}
  BudgetShare(BudgetShare&& other) noexcept = default;
  BudgetShare& operator=(BudgetShare&& other) noexcept {
    if (this != &other) {
      Release();
      budget_ = std::move(other.budget_);
      bytes_ = other.bytes_;
    }
    return *this;
  }
  ~BudgetShare() { Release(); }

 private:
  void Release() {
    if (budget_ != nullptr) budget_->Release(bytes_);
    budget_ = nullptr;
  }
  std::shared_ptr<MemoryBudget> budget_;  // may outlive the reader, in a handler that never ran
  size_t bytes_ = 0;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_FLOW_MEMORY_BUDGET_H_
