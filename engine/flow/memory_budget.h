#ifndef REG2GRAPH_ENGINE_FLOW_MEMORY_BUDGET_H_
#define REG2GRAPH_ENGINE_FLOW_MEMORY_BUDGET_H_

#include <cassert>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <utility>

#include "engine/core/mutex.h"

namespace reg2graph {

// Bytes of units between reader and acknowledgement. The reader waits in Acquire when they are used up: that
// is the backpressure of a slow target. The first always fits, so one unit larger than the budget passes
// alone, and a unit that needs more than its share is begun again when no other is under way. Nothing
// deadlocks as long as whoever holds bytes never waits for the reader (decisions/0010). Thread-safe.
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
    std::function<void()> start;
    {
      MutexLock lock(mutex_);
      assert(used_ >= bytes);
      used_ -= bytes;
      start = TakeNextAlone();
      room_.notify_all();
    }
    if (start) start();
  }
  // Calls `start` once, on any thread, when all bytes in use belong to units that wait here: `bytes`, which
  // the caller has acquired and keeps holding, are those of this one. Until they are released nobody else
  // gets any. Not called after a stop.
  void WhenAlone(size_t bytes, std::function<void()> start) {
    std::function<void()> now;
    {
      MutexLock lock(mutex_);
      if (stopped_) return;
      alone_.push_back({bytes, std::move(start)});
      waiting_ += bytes;
      now = TakeNextAlone();
    }
    if (now) now();
  }
  void Stop() {
    std::deque<Alone> dropped;  // with the shares in them, which are released without the lock
    MutexLock lock(mutex_);
    stopped_ = true;
    dropped.swap(alone_);
    room_.notify_all();
  }

 private:
  struct Alone {
    size_t bytes;
    std::function<void()> start;
  };

  bool HasRoom(size_t bytes) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return used_ == 0 || (alone_.empty() && !is_alone_ && used_ + bytes <= limit_);
  }
  std::function<void()> TakeNextAlone() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (used_ != waiting_) return nullptr;
    is_alone_ = !alone_.empty();
    if (!is_alone_) return nullptr;
    waiting_ -= alone_.front().bytes;
    std::function<void()> start = std::move(alone_.front().start);
    alone_.pop_front();
    return start;
  }

  const size_t limit_;
  Mutex mutex_;
  std::condition_variable_any room_;
  size_t used_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t waiting_ ABSL_GUARDED_BY(mutex_) = 0;  // of these: held by units in `alone_`
  std::deque<Alone> alone_ ABSL_GUARDED_BY(mutex_);
  bool is_alone_ ABSL_GUARDED_BY(mutex_) = false;  // one of those is under way
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

// A share of the budget; gives it back when it is destroyed. Movable.
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

  size_t bytes() const { return bytes_; }
  // As MemoryBudget::WhenAlone; `start` may hold this share.
  void WhenAlone(std::function<void()> start) const { budget_->WhenAlone(bytes_, std::move(start)); }

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
