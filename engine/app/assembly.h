#ifndef REG2GRAPH_ENGINE_APP_ASSEMBLY_H_
#define REG2GRAPH_ENGINE_APP_ASSEMBLY_H_

#include <boost/asio/io_context.hpp>
#include <memory>
#include <span>

#include "engine/app/options.h"
#include "engine/app/target.h"
#include "engine/core/format.h"
#include "engine/core/mutation_sink.h"
#include "sinks/null/null_sink.h"

// The only place that knows parsers/ and sinks/ by name: a new one is one line here.
namespace reg2graph {

std::span<const Format* const> Formats();

std::unique_ptr<MutationSink> NewSink(boost::asio::io_context& io, const Target& target,
                                      const Options& options, const std::shared_ptr<NullCounts>& counts);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_APP_ASSEMBLY_H_
