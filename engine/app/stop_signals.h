#ifndef REG2GRAPH_ENGINE_APP_STOP_SIGNALS_H_
#define REG2GRAPH_ENGINE_APP_STOP_SIGNALS_H_

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <chrono>
#include <functional>
#include <thread>

#include "engine/app/deadline.h"

namespace reg2graph {

// From now on SIGINT and SIGTERM end the process with kExitStopped, and a pipe that nobody reads and a file
// that may not grow (ulimit -f) are errors of the write. The first process of a container gets no default
// handlers: without this it would not even notice the signals that come before StopSignals is there.
void EndAtSignals();

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
  Deadline deadline_;
  std::thread thread_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_APP_STOP_SIGNALS_H_
