#include "engine/flow/unit_work.h"

#include "absl/container/flat_hash_map.h"
#include "engine/map/document_mapper.h"

namespace reg2graph {
namespace {

struct Worker {
  absl::flat_hash_map<const Format*, std::unique_ptr<UnitParser>> parsers;
  DocumentMapper mapper;
};

Worker& ThisWorker() {
  thread_local Worker worker;
  return worker;
}

}  // namespace

absl::StatusOr<std::vector<std::shared_ptr<UnitRows>>> RowsOfUnit(Unit& unit, const DocumentTask& task) {
  Worker& worker = ThisWorker();
  std::unique_ptr<UnitParser>& parser = worker.parsers[task.format];
  if (parser == nullptr) parser = task.format->NewParser();
  worker.mapper.Begin(unit, task.facts);
  if (absl::Status status = parser->Parse(unit, worker.mapper); !status.ok()) return status;
  if (!worker.mapper.status().ok()) return worker.mapper.status();
  return worker.mapper.Finish();
}

}  // namespace reg2graph
