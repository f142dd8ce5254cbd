#ifndef REG2GRAPH_SINKS_CSV_CSV_SINK_H_
#define REG2GRAPH_SINKS_CSV_CSV_SINK_H_

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>

#include "engine/core/mutation_sink.h"
#include "engine/core/unit_memory.h"

namespace reg2graph {

// Writes the files that `neo4j-admin database import full` reads into `folder`, which is created if it does
// not exist: see sinks/csv/README.md. Open fails with FailedPrecondition if the folder holds an import
// already or another process writes to it. Callbacks run on `io`, which must outlive the sink. `import.args`
// is written last: without it the import is incomplete.
std::unique_ptr<MutationSink> NewCsvSink(boost::asio::io_context& io, std::string folder,
                                         size_t memory_bytes = UnitMemory::kUnlimited);

}  // namespace reg2graph

#endif  // REG2GRAPH_SINKS_CSV_CSV_SINK_H_
