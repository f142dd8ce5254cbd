#ifndef REG2GRAPH_SINKS_CSV_CSV_SINK_H_
#define REG2GRAPH_SINKS_CSV_CSV_SINK_H_

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>

#include "engine/core/mutation_sink.h"

namespace reg2graph {

// Writes the files that `neo4j-admin database import full` reads into `folder`, which is made if it is
// not there and must hold no import yet: see sinks/csv/README.md. Callbacks run on `io`, which outlives
// the sink. `import.args` comes last: without it the import is not complete.
std::unique_ptr<MutationSink> NewCsvSink(boost::asio::io_context& io, std::string folder);

}  // namespace reg2graph

#endif  // REG2GRAPH_SINKS_CSV_CSV_SINK_H_
