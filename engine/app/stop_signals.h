#ifndef REG2GRAPH_ENGINE_APP_STOP_SIGNALS_H_
#define REG2GRAPH_ENGINE_APP_STOP_SIGNALS_H_

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <thread>

#include "engine/core/mutex.h"

namespace reg2graph {

// From now on SIGINT and SIGTERM end the process with kExitStopped, and a pipe that nobody reads is an
// error of the write. The first process of a container gets no default handlers: without this it would
// not even notice the signals that come before StopSignals is there.
void EndAtSignals();

// Calls `late` on a thread of its own if it still lives so long after Arm.
class StopDeadline {
 public:
  StopDeadline() = default;
  ~StopDeadline();
  StopDeadline(const StopDeadline&) = delete;
  StopDeadline& operator=(const StopDeadline&) = delete;

  void Arm(std::chrono::milliseconds timeout, std::function<void()> late);  // once

 private:
  Mutex mutex_;
  std::condition_variable_any changed_;
  bool disarmed_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

// The first SIGINT or SIGTERM calls `stop`, and `late` if this object is not gone by `timeout` after that;
// the second ends the process at once with kExitInterrupted. Both are called on threads of this class: a
// write to a pipe that nobody reads may hold the network thread for ever.
class StopSignals {
 public:
  struct Actions {
    std::function<void()> stop;
    std::function<void()> late;
  };
  StopSignals(std::chrono::milliseconds timeout, Actions actions);
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

 private:
  void Wait();
  boost::asio::io_context io_{1};
  boost::asio::signal_set set_;
  const std::chrono::milliseconds timeout_;
  const Actions actions_;
  bool seen_ = false;
  StopDeadline deadline_;
  std::thread thread_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_APP_STOP_SIGNALS_H_
