#ifndef REG2GRAPH_ENGINE_FLOW_MUTATION_BATCHER_H_
#define REG2GRAPH_ENGINE_FLOW_MUTATION_BATCHER_H_

#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>

#include "engine/core/unit_mutations.h"

namespace reg2graph {

struct BatchLimits {
  size_t rows = 10'000;
  size_t bytes = size_t{8} << 20;
  std::chrono::milliseconds age{10};
};

// Joins shares of different units into transactions: a batch is closed when the next share would take
// it over its rows or bytes (the first always fits), or when its first share has waited for `age`. No
// clock of its own, not thread-safe: the delivery loop passes in the time.
class MutationBatcher {
 public:
  using Clock = std::chrono::steady_clock;

  explicit MutationBatcher(BatchLimits limits) : limits_(limits) {}
  // From the next share on; what is closed stays as it is.
  void set_rows(size_t rows) { limits_.rows = rows; }

  // `alone`: the share is sent in a batch of its own.
  void Add(UnitMutations share, bool alone, Clock::time_point now);
  // The oldest closed batch; with `flush` also the open one. Null if there is none.
  std::shared_ptr<const MutationBatch> Take(bool flush, Clock::time_point now);

  bool empty() const { return closed_.empty() && !open_; }
  // When the open batch is due; time_point::max() if there is none.
  Clock::time_point due() const { return open_ ? opened_ + limits_.age : Clock::time_point::max(); }

 private:
  void CloseOpen();

  BatchLimits limits_;
  std::deque<std::shared_ptr<MutationBatch>> closed_;
  std::shared_ptr<MutationBatch> open_;
  size_t rows_ = 0;
  size_t bytes_ = 0;
  Clock::time_point opened_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_FLOW_MUTATION_BATCHER_H_
