#ifndef REG2GRAPH_SINKS_NEO4J_WARM_UP_H_
#define REG2GRAPH_SINKS_NEO4J_WARM_UP_H_

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "sinks/neo4j/planned_steps.h"
#include "sinks/neo4j/request_body.h"

namespace reg2graph::neo4j {

// Makes a server that has just started plan the statements that a load needs while the first document is
// being parsed: each is sent without rows, on connections that would be idle. The first answer shows whether
// that is needed at all. REQUIRES: called on the network thread.
class WarmUp {
 public:
  using Clock = std::chrono::steady_clock;
  // Posts a body; `done` learns whether the server accepted it.
  using Post = std::function<void(RequestBody body, std::function<void(bool taken)> done)>;
  // A statement that has been planned is answered at once.
  static constexpr std::chrono::milliseconds kWarmAnswer{60};

  WarmUp(PlannedSteps& planned, bool tx, Post post);
  // In a new graph no unit has to be looked up.
  enum class For : uint8_t { kAnyGraph, kNewGraph };
  void Start(For graph);
  // Nothing more is sent.
  void Stop() { lanes_.clear(); }

 private:
  // A step, or a look-up of this text.
  struct Item {
    std::optional<Step> step;
    std::string_view look_up;
  };
  using Lane = std::deque<Item>;

  void Next(size_t lane);
  void OnAnswer(size_t lane, const Item& item, Clock::time_point sent, bool taken);

  PlannedSteps& planned_;
  const bool tx_;
  const Post post_;
  std::vector<Lane> lanes_;
  bool looked_ = false;
};

}  // namespace reg2graph::neo4j

#endif  // REG2GRAPH_SINKS_NEO4J_WARM_UP_H_
