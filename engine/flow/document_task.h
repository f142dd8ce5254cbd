#ifndef REG2GRAPH_ENGINE_FLOW_DOCUMENT_TASK_H_
#define REG2GRAPH_ENGINE_FLOW_DOCUMENT_TASK_H_

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "engine/core/document.h"
#include "engine/core/format.h"
#include "engine/core/stored_graph.h"
#include "engine/core/strings.h"
#include "engine/core/unit_mutations.h"
#include "engine/core/unit_rows.h"
#include "engine/observe/events.h"

namespace reg2graph {

// What a document is waiting for. A phase ends when `pending` comes to zero.
enum class DocumentPhase : uint8_t {
  kUnits,   // its parts are parsed, planned and written as the reader cuts them out
  kSpine,   // what is above and outside the parts is written, and gives them their places
  kChores,  // what follows for other units, one after the other
};

// A unit that is written because of others: an orphan that is removed (no rows), a part whose relationships
// are made anew (UnitRole::kNone), or another part that holds some of the sections that `rows` decide.
struct Chore {
  std::shared_ptr<const UnitRows> rows;
  std::string unit_key;
  UnitOrigin origin;
};

// One document on its way. Shared by reader, workers and network thread: identity, facts, format and origin
// are set before the first unit is handed on; the network thread replaces `title_state` between two phases,
// when no worker has the task. The rest belongs to the network thread.
struct DocumentTask {
  static constexpr int64_t kMaxRemarks = 1000;

  DocumentIdentity identity;
  DocumentFacts facts;
  const Format* format = nullptr;
  UnitOrigin origin;
  int mapping = 0;  // version of the mapping that this program writes
  // As it was before the document was read, then before its spine is written, then after all was written.
  std::shared_ptr<const TitleState> title_state;

  DocumentPhase phase = DocumentPhase::kUnits;
  // Units (and the reading itself) that are not done; whoever takes it to zero ends the phase.
  std::atomic<int64_t> pending{1};
  // Units (and the reading itself) that are not planned or looked up yet: while there are any, more nodes of
  // this document come.
  std::atomic<int64_t> undecided{1};

  absl::Status read_status;         // of the splitter
  std::shared_ptr<UnitRows> spine;  // waits for all other units
  std::string prolog, epilog;       // with the spine
  int64_t unreadable = 0;           // units that could not be parsed or are too large
  int64_t remarks = 0;              // of its units; no more than kMaxRemarks are reported one by one
  std::deque<Chore> chores;         // that are still to be done
  int chore_rounds = 0;             // one may show another
  DocumentReport report;
  std::function<void()> finished;  // once

  // Set by the reader: the next document of the title is open and waits for this one.
  std::atomic<bool> awaited{false};
  // The state that this document leaves, if it was read after that and nothing has been written since: what
  // the next one would read. Set before `finished` is called.
  std::shared_ptr<const TitleState> left_state;
};

// The Artifact of a document, with the bytes around what the unit at hand comes from; nothing for a document
// that could be read only once and has no hash.
std::optional<ArtifactRow> ArtifactOf(const DocumentTask& task, std::string_view prolog,
                                      std::string_view epilog, std::string_view loaded_at);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_FLOW_DOCUMENT_TASK_H_
