#ifndef REG2GRAPH_ENGINE_OBSERVE_EVENTS_H_
#define REG2GRAPH_ENGINE_OBSERVE_EVENTS_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/core/graph_schema.h"

namespace reg2graph {

using Counter = std::atomic<int64_t>;

// What a run has done so far. Written with relaxed order by all threads, once per unit or batch, and
// read by whoever shows it. Times in microseconds, summed over threads.
struct Metrics {
  Counter documents_total{0}, documents_done{0};
  Counter bytes_total{0}, bytes_read{0};
  Counter units_unchanged{0}, units_dated{0}, units_older{0}, units_new{0}, units_changed{0}, units_pruned{0};
  Counter requests{0}, retries{0}, replans{0}, in_flight{0};
  Counter requests_at_once{0}, batch_rows{0};  // final values of the run, or as configured
  Counter nodes_updated{0}, nodes_deleted{0}, edges_deleted{0}, stubs_created{0}, stubs_made_real{0},
      stubs_swept{0};
  Counter orphans_kept{0};  // stubs and artifacts that only relationships of others still hold, at the end
  Counter cites_resolved{0}, cites_stubs{0}, cites_dangling{0};  // of the whole graph, at the end
  std::array<Counter, kShapeCount> nodes_created{};
  std::array<Counter, kEdgeTypeCount> edges_created{};
  std::array<Counter, kDivisionTypeCount> divisions_read{};
  Counter reading_us{0}, parsing_us{0}, planning_us{0}, waiting_us{0}, blocked_us{0};

  int64_t NodesCreated() const {
    int64_t sum = 0;
    for (const Counter& count : nodes_created) sum += count;
    return sum;
  }
  int64_t EdgesCreated() const {
    int64_t sum = 0;
    for (const Counter& count : edges_created) sum += count;
    return sum;
  }
};

enum class DocumentOutcome : uint8_t {
  kLoaded,     // something was written
  kUnchanged,  // the graph already matched it
  kOlder,      // the graph holds a newer one
  kPartly,     // loaded, but some of it was rejected
  kFailed,     // nothing or not all of it could be read; what could be is loaded
  kStopped,    // the run ended before it was complete
  // Of a comparison:
  kEqual,        // the graph matches it, except for what a newer document replaced
  kDiffers,      // the graph does not match it
  kNotCompared,  // nothing or not all of it could be read; no difference was found in what could
};
inline constexpr size_t kDocumentOutcomeCount = 9;

struct DocumentReport {
  std::string uri;
  DocumentOutcome outcome = DocumentOutcome::kLoaded;
  Layer layer = Layer::kText;
  int title = 0;
  std::string as_of;
  uint64_t bytes = 0;
  int64_t units = 0, units_written = 0, units_unchanged = 0, rejected = 0;
  int64_t differences = 0;  // of a comparison; what could not be read is `rejected`
  int64_t kept = 0;         // divisions that the document does not contain, or that are newer, and were kept
  std::string message;      // why it failed; or a remark
  uint64_t ticket = 0;      // of the source that waits for it; 0: none does
};

enum class Severity : uint8_t { kInfo, kWarning, kError };

// Receives what is reported to the user or the log. Thread-safe; the only output of anything below
// engine/app.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void OnDocument(const DocumentReport& report) = 0;
  // `event` is a stable word for logs: "retry", "reject", "remark", "kept", "stop"; "difference" and "note"
  // of a comparison, a note being what a newer document replaced.
  virtual void OnNotice(Severity severity, std::string_view event, std::string_view message) = 0;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_OBSERVE_EVENTS_H_
