#ifndef REG2GRAPH_BENCH_DOCUMENT_H_
#define REG2GRAPH_BENCH_DOCUMENT_H_

#include <memory>
#include <string>
#include <vector>

#include "engine/core/unit.h"
#include "engine/core/unit_mutations.h"
#include "engine/core/unit_rows.h"
#include "engine/flow/document_task.h"

namespace reg2graph::bench {

// A document as the stages find it: read, split, and mapped once.
struct Document {
  std::string name;  // "t17"; "s12" of a structure JSON
  std::string path;
  std::string bytes;
  DocumentTask task;
  std::vector<Unit> units;
  std::vector<std::shared_ptr<UnitRows>> rows;
};

// The titles of the corpus that the goals are measured on, or the sample if there is no corpus.
std::vector<std::unique_ptr<Document>> LoadDocuments();

// The divisions in the rows: what each parser must come to.
uint64_t DivisionsOf(const Document& document);

// The plan of a unit of which nothing is in the graph.
UnitMutations PlanNew(const Document& document, std::shared_ptr<const UnitRows> rows);

// Ends the program with this message.
[[noreturn]] void Die(const std::string& message);

}  // namespace reg2graph::bench

#endif  // REG2GRAPH_BENCH_DOCUMENT_H_
