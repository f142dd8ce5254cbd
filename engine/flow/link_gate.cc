#include "engine/flow/link_gate.h"

#include <cassert>
#include <utility>

namespace reg2graph {
namespace {

constexpr size_t kBytesPerWrittenNode = 128;  // of the memory budget, of which they take an eighth at most

}  // namespace

LinkGate::LinkGate(size_t memory_bytes)
    : memory_bytes_(memory_bytes), written_(memory_bytes / kBytesPerWrittenNode) {}

void LinkGate::Release() {
  assert(holds_ > 0);
  --holds_;
}

std::optional<UnitMutations> LinkGate::Separate(UnitMutations& plan) {
  if (plan.creates.empty() || plan.out_edges.empty()) return std::nullopt;
  UnitMutations links;
  links.rows = plan.rows;
  links.texts = plan.texts;
  links.title = plan.title;
  links.unit_key = plan.unit_key;
  links.out_edges = std::exchange(plan.out_edges, {});
  links.artifact = std::exchange(plan.artifact, std::nullopt);
  return links;
}

void LinkGate::OnWritten(const UnitMutations& written) {
  if (held()) written_.Add(written);
}

UnitMutations LinkGate::TakeReady(UnitJob& job) const {
  UnitMutations ready = TakeReadyLinks(*job.links, written_);
  if (job.links->out_edges.empty()) {
    ready.artifact = std::move(job.links->artifact);
    job.links.reset();
  }
  return ready;
}

bool LinkGate::Keep(std::shared_ptr<UnitJob> job) {
  waiting_bytes_ += job->rows->Bytes();
  waiting_.push_back(std::move(job));
  return waiting_bytes_ <= memory_bytes_;
}

UnitJobs LinkGate::TakeAll() {
  waiting_bytes_ = 0;
  return std::exchange(waiting_, {});
}

}  // namespace reg2graph
