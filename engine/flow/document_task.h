#ifndef REG2GRAPH_ENGINE_FLOW_DOCUMENT_TASK_H_
#define REG2GRAPH_ENGINE_FLOW_DOCUMENT_TASK_H_

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "engine/core/document.h"
#include "engine/core/format.h"
#include "engine/core/stored_graph.h"
#include "engine/core/strings.h"
#include "engine/core/unit_rows.h"
#include "engine/deliver/unit_planner.h"
#include "engine/observe/events.h"

namespace reg2graph {

// One document on its way. Shared by reader, workers and network thread: what stands first is set
// before the first unit is handed on; the network thread replaces `title_state` between two phases, when no
// worker has the task. The rest belongs to the network thread.
struct DocumentTask {
  DocumentIdentity identity;
  DocumentFacts facts;
  const Format* format = nullptr;
  UnitOrigin origin;
  int mapping = 0;  // version of the mapping that this program writes
  // As it was before the document was read, then before its spine, then after all was written.
  std::shared_ptr<const TitleState> title_state;

  // Units (and the reading itself) that are not done; whoever takes it to zero ends the phase.
  std::atomic<int64_t> pending{1};

  // Units (and the reading itself) that are not planned or looked up yet: while there are any, more
  // nodes of this document come.
  std::atomic<int64_t> undecided{1};

  absl::Status read_status;               // of the splitter
  std::shared_ptr<const UnitRows> spine;  // waits for all other units
  StringSet parts;                        // that the spine names
  bool knows_parts = false;               // a whole title whose spine could be read
  bool pruned = false;                    // parts that the newest title lacks have been looked for: the end
  std::string prolog, epilog;
  DocumentReport report;
  std::function<void()> finished;  // once
};

// The Artifact row of a document.
std::string ArtifactRow(const DocumentTask& task, std::string_view prolog, std::string_view epilog,
                        std::string_view loaded_at, int64_t rejected);
inline std::string ArtifactId(const DocumentIdentity& identity) { return "artifact:" + identity.sha256; }

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_FLOW_DOCUMENT_TASK_H_
