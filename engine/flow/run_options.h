#ifndef REG2GRAPH_ENGINE_FLOW_RUN_OPTIONS_H_
#define REG2GRAPH_ENGINE_FLOW_RUN_OPTIONS_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/flow/memory_shares.h"

namespace reg2graph {

// What a run is for. It decides which units are looked up although their stamps are those of the document.
enum class Purpose : uint8_t {
  kLoad,           // none
  kRetryRejected,  // those with rows that an earlier run rejected
  kCompare,        // all, and it writes nothing
};

struct RunOptions {
  Purpose purpose = Purpose::kLoad;
  int threads = 2;
  int requests = 0;       // in flight; 0: found from the target's answers
  size_t batch_rows = 0;  // 0: found as well
  size_t batch_bytes = size_t{8} << 20;
  std::chrono::milliseconds batch_age{10};
  size_t max_unit_bytes = size_t{128} << 20;
  size_t memory_bytes = size_t{512} << 20;  // a third of what the process may take (MemoryShares)
  size_t in_flight_bytes = MemoryShares(size_t{512} << 20).in_flight;
  std::chrono::milliseconds retry_for{std::chrono::minutes(5)};  // without any success
  int fault_retries = 10;  // of what the target calls its own fault, before it is looked for in the rows
  std::chrono::milliseconds wait_for_target{std::chrono::seconds(5)};
  bool no_xml = false;    // the text without XMLData; a comparison does as the graph does
  std::string loaded_at;  // ISO time for the Artifacts: the flow has no clock of its own
  std::string format;     // name of a format that is not to be guessed

  bool compares() const { return purpose == Purpose::kCompare; }
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_FLOW_RUN_OPTIONS_H_
