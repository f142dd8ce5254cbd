#include "engine/app/deadline.h"

#include <utility>

namespace reg2graph {

Deadline::~Deadline() {
  {
    MutexLock lock(mutex_);
    disarmed_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Deadline::Arm(std::chrono::milliseconds timeout, std::function<void()> late) {
  thread_ = std::thread([this, timeout, late = std::move(late)]() ABSL_NO_THREAD_SAFETY_ANALYSIS {
    MutexLock lock(mutex_);
    if (!changed_.wait_for(lock, timeout, [this]() ABSL_NO_THREAD_SAFETY_ANALYSIS { return disarmed_; }))
      late();
  });
}

}  // namespace reg2graph
