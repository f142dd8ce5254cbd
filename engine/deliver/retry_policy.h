#ifndef REG2GRAPH_ENGINE_DELIVER_RETRY_POLICY_H_
#define REG2GRAPH_ENGINE_DELIVER_RETRY_POLICY_H_

#include <algorithm>
#include <chrono>
#include <random>

namespace reg2graph {

// Exponential back-off with full jitter: attempt n waits for anything up to base * 2^n, at most `cap`.
class RetryPolicy {
 public:
  using Milliseconds = std::chrono::milliseconds;
  RetryPolicy(Milliseconds base, Milliseconds cap)
      : base_(base), cap_(cap), random_(std::random_device{}()) {}

  Milliseconds Pause(int attempt) {
    const auto doubled = base_.count() << std::min(attempt, 20);
    std::uniform_int_distribution<Milliseconds::rep> spread(
        1, std::max<Milliseconds::rep>(1, std::min(doubled, cap_.count())));
    return Milliseconds(spread(random_));
  }

 private:
  Milliseconds base_, cap_;
  std::minstd_rand random_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_DELIVER_RETRY_POLICY_H_
