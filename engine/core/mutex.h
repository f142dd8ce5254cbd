#ifndef REG2GRAPH_ENGINE_CORE_MUTEX_H_
#define REG2GRAPH_ENGINE_CORE_MUTEX_H_

#include <mutex>

#include "absl/base/thread_annotations.h"

namespace reg2graph {

// std::mutex with thread-safety annotations. Not absl::Mutex: distributions build Abseil without
// TSan, which then reports false races.
class ABSL_LOCKABLE Mutex {
 public:
  void lock() ABSL_EXCLUSIVE_LOCK_FUNCTION() { mutex_.lock(); }
  void unlock() ABSL_UNLOCK_FUNCTION() { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

// Holds a Mutex for a scope. It is also a BasicLockable, so std::condition_variable_any can wait on it.
class ABSL_SCOPED_LOCKABLE MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) ABSL_EXCLUSIVE_LOCK_FUNCTION(mutex) : mutex_(mutex) { mutex_.lock(); }
  ~MutexLock() ABSL_UNLOCK_FUNCTION() { mutex_.unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

  void lock() ABSL_NO_THREAD_SAFETY_ANALYSIS { mutex_.lock(); }
  void unlock() ABSL_NO_THREAD_SAFETY_ANALYSIS { mutex_.unlock(); }

 private:
  Mutex& mutex_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_CORE_MUTEX_H_
