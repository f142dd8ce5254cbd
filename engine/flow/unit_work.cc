#include "engine/flow/unit_work.h"

#include "absl/container/flat_hash_map.h"
#include "engine/map/document_mapper.h"

namespace reg2graph {
namespace {

struct Worker {
  absl::flat_hash_map<const Format*, std::unique_ptr<UnitParser>> parsers;
  DocumentMapper mapper;
};

constexpr size_t kKeptBytes = size_t{16} << 20;

Worker& ThisWorker() {
  thread_local Worker worker;
  return worker;
}

}  // namespace

absl::StatusOr<std::vector<std::shared_ptr<UnitRows>>> RowsOfUnit(Unit& unit, const DocumentTask& task,
                                                                  size_t memory) {
  Worker& worker = ThisWorker();
  std::unique_ptr<UnitParser>& parser = worker.parsers[task.format];
  if (parser == nullptr) parser = task.format->NewParser();
  unit.memory = UnitMemory(memory);
  unit.memory.Add(unit.bytes.size());
  worker.mapper.Begin(unit, task.facts);
  absl::Status status = parser->Parse(unit, worker.mapper);
  if (status.ok()) status = worker.mapper.status();
  if (unit.memory.exceeded()) status = unit.memory.status();
  absl::StatusOr<std::vector<std::shared_ptr<UnitRows>>> rows = worker.mapper.Finish();
  // What a large unit made them allocate is not kept for small ones.
  if (unit.memory.peak() > kKeptBytes) worker = Worker();
  if (!status.ok()) return status;
  return rows;
}

}  // namespace reg2graph
