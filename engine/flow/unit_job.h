#ifndef REG2GRAPH_ENGINE_FLOW_UNIT_JOB_H_
#define REG2GRAPH_ENGINE_FLOW_UNIT_JOB_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/fail_point.h"
#include "engine/core/unit_mutations.h"
#include "engine/deliver/unit_planner.h"

namespace reg2graph {

// How a unit ends.
enum class JobEnd : uint8_t {
  kWritten,    // stamp and all; rows of it may have been rejected
  kRejected,   // the target can never hold it; its dead letter is written
  kOvertaken,  // the graph has it from a newer document, or nothing of it is left to write
  kCompared,   // nothing was to be written
  kAbandoned,  // the run was stopped first
};
inline bool IsSettled(JobEnd end) { return end != JobEnd::kAbandoned; }

// A planned unit on its way into the graph. Lives on the network thread.
struct UnitJob {
  std::shared_ptr<const UnitRows> rows;
  UnitOrigin origin;
  // The unit that is written: rows->key, or the part that a division which was loaded alone is in.
  std::string unit_key;
  std::string source;                // URI of the document, for dead letters
  std::function<void()> replan;      // looks at the graph again, plans anew and calls Submit
  std::function<void(JobEnd)> done;  // once

  std::vector<UnitMutations> steps;  // what is left, the next one first in line
  size_t next_step = 0;
  size_t first_link_step = 0;          // from here on relationships that leave the unit
  std::optional<UnitMutations> links;  // those that are in no step yet
  Guard guard;                         // of the next step
  std::vector<StampWrite> stamps;      // of the last step
  std::vector<StampWrite> takeovers;   // with the first step
  std::string interim;                 // what the others set on the unit's division, with the claim
  int claims = 0;                      // steps of this change that are committed
  // Of this process. A transaction of an earlier plan that is still waiting for a lock must find another
  // claim.
  int64_t plan = 0;
  bool alone = false;       // not to share a transaction
  bool checked = false;     // written alone, then looked up again
  bool reported = false;    // what was kept has been named
  int moves = 0;            // in a row, from one unit to another
  int replans = 0;          // in a row, without a step that was committed
  int failed_look_ups = 0;  // in a row, since `failing_since`
  std::chrono::steady_clock::time_point failing_since;
  int64_t rejected = 0;            // rows of this unit
  int64_t rejected_elsewhere = 0;  // of a spine: rows of its document that were rejected before

  bool AtLinks() const { return next_step >= first_link_step; }
  bool AtEnd() const { return next_step == steps.size() && !links; }
  // The first call counts.
  void Finish(JobEnd end) {
    if (IsSettled(end)) MayFailAt("unit acknowledged");
    if (done) std::exchange(done, nullptr)(end);
  }
};

using UnitJobs = std::vector<std::shared_ptr<UnitJob>>;

inline void Abandon(const UnitJobs& jobs) {
  for (const auto& job : jobs) job->Finish(JobEnd::kAbandoned);
}

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_FLOW_UNIT_JOB_H_
