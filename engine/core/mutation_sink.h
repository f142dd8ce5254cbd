#ifndef REG2GRAPH_ENGINE_CORE_MUTATION_SINK_H_
#define REG2GRAPH_ENGINE_CORE_MUTATION_SINK_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/core/stored_graph.h"
#include "engine/core/unit_mutations.h"

namespace reg2graph {

// What became of a batch.
enum class Verdict : uint8_t {
  kDone,          // committed, and the counters are those that were expected
  kRetry,         // nothing was written; the same batch may be sent again after a pause
  kReplan,        // nothing was written, or it is unknown: look at the graph again and plan anew
  kTooBig,        // nothing was written; a smaller batch may do
  kRejected,      // nothing was written; some row of this batch can never be
  kUnitRejected,  // nothing was written; some unit of this batch can never be, whatever part of it is sent
  kStop,          // nothing was written and no other batch can be: configuration, rights, a wrong database
};

// Why it did not become kDone, as far as that changes what is done next.
enum class Cause : uint8_t {
  kNone,         // it did, or the verdict alone decides
  kConflict,     // the graph is not as it was when this was planned
  kDeadlock,     // with another transaction, of this writer or another
  kOverload,     // the target has no memory, time or place for it now
  kTooLarge,     // more than the target takes of anybody
  kServerFault,  // what the target calls its own fault
  kNoAnswer,     // nothing of the target's own came back
  kRefused,      // rows, rights or configuration: it would be refused again
};

struct DeliveryCounters {
  int64_t nodes_created = 0, nodes_deleted = 0, edges_created = 0, edges_deleted = 0, properties_set = 0;
  int64_t within_created = 0;  // of edges_created
};

struct DeliveryOutcome {
  Verdict verdict = Verdict::kDone;
  Cause cause = Cause::kNone;
  std::string code;     // of the target or the transport, for people
  std::string message;  // for people; holds no secret
  DeliveryCounters counters;
};

// What a sweep did with the orphans: stubs and artifacts that nothing of this graph refers to.
struct SweepCounts {
  int64_t deleted = 0;
  int64_t kept = 0;  // because relationships of others begin or end there
};

// Where the graph's CITES lead.
struct CitationCounts {
  int64_t resolved = 0;  // to what is loaded
  int64_t stubs = 0;     // to what is not loaded
  int64_t dangling = 0;  // to what does not exist, in a title that is loaded
};

// Where mutations go. All members are called on the network thread, which also runs every callback
// (never before the call returns), so a sink needs no locks. A sink outlives its callbacks.
class MutationSink {
 public:
  virtual ~MutationSink() = default;

  // Reaches the target and makes constraints and indexes, if they are not there. Errors:
  // Unavailable (may be tried again), Unauthenticated, PermissionDenied, NotFound (no such database),
  // FailedPrecondition (the graph holds duplicates, ...).
  virtual void Open(std::function<void(absl::Status)> done) = 0;

  // The stamps of a title's units, and its stubs.
  virtual void FetchTitle(int title, std::function<void(absl::StatusOr<TitleState>)> done) = 0;
  // A unit's nodes and state, from one transaction.
  virtual void FetchUnit(UnitQuery query, std::function<void(absl::StatusOr<StoredUnit>)> done) = 0;

  // Writes one batch as one transaction. The caller keeps at most max_in_flight() open.
  virtual void Deliver(std::shared_ptr<const MutationBatch> batch,
                       std::function<void(DeliveryOutcome)> done) = 0;
  virtual int max_in_flight() const = 0;
  // True if a relationship may well come before the node it leads to: what is a stub shows at Close.
  virtual bool settles_stubs() const { return false; }

  // Deletes stubs that nothing enters, leaves first, and artifacts that nothing leads to. What is not this
  // program's is neither deleted nor changed. Called when all else is done.
  virtual void Sweep(std::function<void(absl::StatusOr<SweepCounts>)> done) = 0;
  // Unimplemented where the target cannot be asked.
  virtual void CountCitations(std::function<void(absl::StatusOr<CitationCounts>)> done) = 0;
  // All that was delivered is safe when `done` is called. No call may follow.
  virtual void Close(std::function<void(absl::Status)> done) = 0;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_CORE_MUTATION_SINK_H_
