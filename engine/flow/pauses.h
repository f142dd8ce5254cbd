#ifndef REG2GRAPH_ENGINE_FLOW_PAUSES_H_
#define REG2GRAPH_ENGINE_FLOW_PAUSES_H_

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <utility>

namespace reg2graph {

// Actions that are to run later. Once this is destroyed none does. REQUIRES: called on the network thread.
class Pauses {
 public:
  // `after` runs after each action.
  Pauses(boost::asio::io_context& io, std::function<void()> after) : io_(io), after_(std::move(after)) {}
  ~Pauses() { *alive_ = false; }
  Pauses(const Pauses&) = delete;
  Pauses& operator=(const Pauses&) = delete;

  void Later(std::chrono::milliseconds pause, std::function<void()> action) {
    const auto timer = timers_.emplace(timers_.end(), io_, pause);
    timer->async_wait([this, timer, action = std::move(action), alive = alive_](boost::system::error_code) {
      if (!*alive) return;
      timers_.erase(timer);
      action();
      after_();
    });
  }
  // Each action runs as soon as it can.
  void End() {
    for (boost::asio::steady_timer& timer : timers_) timer.cancel();
  }
  bool empty() const { return timers_.empty(); }

 private:
  boost::asio::io_context& io_;
  const std::function<void()> after_;
  std::list<boost::asio::steady_timer> timers_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_FLOW_PAUSES_H_
