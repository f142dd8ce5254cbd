#ifndef REG2GRAPH_ENGINE_OBSERVE_EMF_H_
#define REG2GRAPH_ENGINE_OBSERVE_EMF_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "engine/core/mutex.h"
#include "engine/observe/events.h"

namespace reg2graph {

// Under which names CloudWatch keeps the metrics; each pair is a set of metrics of its own.
struct EmfNames {
  std::string name_space = "reg2graph";
  std::string service = "reg2graph";  // the only dimension: each value of another would be billed
};

// Metrics as lines of CloudWatch's Embedded Metric Format, which the log service turns into metrics.
// Each line holds the work since the last one, so that sums over any period and any number of
// processes are right. Thread-safe.
class EmfRecorder {
 public:
  using Clock = std::chrono::steady_clock;
  // `rejected` returns how many documents and rows have been rejected so far.
  EmfRecorder(EmfNames names, const Metrics& metrics, std::function<int64_t()> rejected,
              Clock::time_point start);

  // One line without its break. `event` as in the other lines of the log; `members`: further members
  // of the object, encoded, or "".
  std::string Record(std::string_view event, std::string_view members, Clock::time_point now);

 private:
  struct Totals {
    int64_t documents = 0, bytes = 0, nodes = 0, relationships = 0, requests = 0, retries = 0, rejected = 0;
  };
  Totals Now() const;

  const EmfNames names_;
  const Metrics& metrics_;
  const std::function<int64_t()> rejected_;
  Mutex mutex_;
  Totals last_ ABSL_GUARDED_BY(mutex_);
  Clock::time_point last_time_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_OBSERVE_EMF_H_
