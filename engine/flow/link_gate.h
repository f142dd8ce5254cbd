#ifndef REG2GRAPH_ENGINE_FLOW_LINK_GATE_H_
#define REG2GRAPH_ENGINE_FLOW_LINK_GATE_H_

#include <cstddef>
#include <memory>
#include <optional>

#include "engine/core/unit_mutations.h"
#include "engine/deliver/ready_links.h"
#include "engine/flow/unit_job.h"

namespace reg2graph {

// Keeps the relationships that leave a new unit until the nodes that they lead to have been written, as far
// as memory allows: a target that comes anyway need not be made a stub first (decisions/0004). REQUIRES:
// called on the network thread.
class LinkGate {
 public:
  explicit LinkGate(size_t memory_bytes);

  // While a hold is on, documents are being read or looked up that may still bring targets.
  void Hold() { ++holds_; }
  void Release();
  bool held() const { return holds_ > 0; }

  // The links of a new plan, where they are better sent apart: a new unit's nodes lock nothing that exists,
  // its citations do.
  static std::optional<UnitMutations> Separate(UnitMutations& plan);
  void OnWritten(const UnitMutations& written);
  // What of the job's links need not wait. If nothing of them is left, the job has no more links.
  UnitMutations TakeReady(UnitJob& job) const;
  // Keeps a job whose links must wait. Returns false if those that wait weigh more than the memory allows.
  bool Keep(std::shared_ptr<UnitJob> job);
  bool empty() const { return waiting_.empty(); }
  UnitJobs TakeAll();

 private:
  const size_t memory_bytes_;
  WrittenNodes written_;  // written while a hold was on
  UnitJobs waiting_;
  size_t waiting_bytes_ = 0;
  int holds_ = 0;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_FLOW_LINK_GATE_H_
