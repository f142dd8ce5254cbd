#ifndef REG2GRAPH_SINKS_NEO4J_PLANNED_STEPS_H_
#define REG2GRAPH_SINKS_NEO4J_PLANNED_STEPS_H_

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "sinks/neo4j/write_statements.h"

namespace reg2graph::neo4j {

// Which statements the server has planned. It plans a text the first time that it meets it, and once for each
// connection that brings it meanwhile: so what needs a text that is being planned waits.
// REQUIRES: called on the network thread.
class PlannedSteps {
 public:
  // Runs `action` when none of these steps is being planned. Those that have not been planned are, from then
  // on, until OnPlanned.
  void Await(std::vector<Step> steps, std::function<void()> action) {
    for (const Step step : steps) {
      if (At(step) != State::kBeingPlanned) continue;
      waiting_.emplace_back(std::move(steps), std::move(action));
      return;
    }
    Begin(steps);
    action();
  }
  void Begin(std::span<const Step> steps) {
    for (const Step step : steps) {
      if (At(step) == State::kUnknown) At(step) = State::kBeingPlanned;
    }
  }
  // `planned` false: the server did not get so far.
  void OnPlanned(std::span<const Step> steps, bool planned) {
    bool changed = false;
    for (const Step step : steps) {
      if (At(step) != State::kBeingPlanned) continue;
      At(step) = planned ? State::kPlanned : State::kUnknown;
      changed = true;
    }
    if (changed) RunWaiting();
  }
  // A server that has been at work with these statements before.
  void AllPlanned() {
    states_.fill(State::kPlanned);
    RunWaiting();
  }
  bool IsUnknown(Step step) const { return states_[static_cast<size_t>(step)] == State::kUnknown; }

 private:
  enum class State : uint8_t { kUnknown, kBeingPlanned, kPlanned };
  State& At(Step step) { return states_[static_cast<size_t>(step)]; }
  void RunWaiting() {
    for (auto& [needed, action] : std::exchange(waiting_, {})) Await(std::move(needed), std::move(action));
  }

  std::array<State, kStepCount> states_{};
  std::vector<std::pair<std::vector<Step>, std::function<void()>>> waiting_;
};

}  // namespace reg2graph::neo4j

#endif  // REG2GRAPH_SINKS_NEO4J_PLANNED_STEPS_H_
