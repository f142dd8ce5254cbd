#ifndef REG2GRAPH_ENGINE_NET_STOP_SIGNAL_H_
#define REG2GRAPH_ENGINE_NET_STOP_SIGNAL_H_

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>

namespace reg2graph {

// Ends what blocks on other threads. Cannot be reset. Thread-safe.
class StopSignal {
 public:
  StopSignal() : descriptor_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
  ~StopSignal() { close(descriptor_); }
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  void Stop() {
    stopped_ = true;
    const uint64_t one = 1;
    static_cast<void>(!write(descriptor_, &one, sizeof(one)));
  }
  bool stopped() const { return stopped_; }
  int descriptor() const { return descriptor_; }  // readable from Stop on
  // Sleeps; returns false if it was stopped before the time had passed.
  bool SleepFor(std::chrono::milliseconds time) const {
    const auto end = std::chrono::steady_clock::now() + time;
    while (!stopped_) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
      if (left.count() <= 0) return true;
      pollfd entry{descriptor_, POLLIN, 0};
      poll(&entry, 1, static_cast<int>(std::min<int64_t>(left.count(), 60'000)));
    }
    return false;
  }

 private:
  const int descriptor_;
  std::atomic<bool> stopped_{false};
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_NET_STOP_SIGNAL_H_
