#ifndef REG2GRAPH_ENGINE_APP_DEADLINE_H_
#define REG2GRAPH_ENGINE_APP_DEADLINE_H_

#include <chrono>
#include <condition_variable>
#include <functional>
#include <thread>

#include "engine/core/mutex.h"

namespace reg2graph {

// Calls `late` on a thread of its own if it still lives so long after Arm.
class Deadline {
 public:
  Deadline() = default;
  ~Deadline();
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  void Arm(std::chrono::milliseconds timeout, std::function<void()> late);  // once

 private:
  Mutex mutex_;
  std::condition_variable_any changed_;
  bool disarmed_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_APP_DEADLINE_H_
