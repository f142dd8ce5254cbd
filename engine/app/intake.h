#ifndef REG2GRAPH_ENGINE_APP_INTAKE_H_
#define REG2GRAPH_ENGINE_APP_INTAKE_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/app/environment.h"
#include "engine/app/options.h"
#include "engine/ingest/queue_feed.h"
#include "engine/ingest/remote.h"
#include "engine/ingest/source_list.h"
#include "engine/observe/events.h"

namespace reg2graph {

// What a run takes in: a list of documents, or a queue whose messages name them.
struct Intake {
  std::vector<SourceEntry> sources;
  std::unique_ptr<QueueFeed> queue;  // null: the list

  // Of the list, as far as they are known before they are read.
  int64_t Bytes() const;
};

// This process's share of the sources of the command line. InvalidArgument and NotFound: the command line;
// Unavailable, Unauthenticated, FailedPrecondition, Internal: the service of a source. The queue borrows
// `remote` and `observer`.
absl::StatusOr<Intake> OpenIntake(const Options& options, const Environment& environment, Remote& remote,
                                  Observer& observer);

// The process's exit code for a status of OpenIntake that is not OK.
int ExitCodeOfIntake(const absl::Status& status);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_APP_INTAKE_H_
