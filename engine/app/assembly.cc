#include "engine/app/assembly.h"

#include "engine/flow/memory_shares.h"
#include "engine/flow/recalling_sink.h"
#include "parsers/annual/annual_format.h"
#include "parsers/govinfo/govinfo_format.h"
#include "parsers/json/structure_format.h"
#include "parsers/xml/ecfr_format.h"
#include "sinks/csv/csv_sink.h"
#include "sinks/jsonl/jsonl_sink.h"
#include "sinks/neo4j/neo4j_sink.h"

namespace reg2graph {
namespace {

// Where a run finds out by itself how many it needs.
constexpr int kMostConnections = 32;

Neo4jApi ApiOf(const std::string& name) {
  if (name == "tx") return Neo4jApi::kTx;
  if (name == "query") return Neo4jApi::kQuery;
  return Neo4jApi::kAuto;
}

}  // namespace

std::span<const Format* const> Formats() {
  static const Format* const kFormats[] = {&StructureJsonFormat(), &EcfrXmlFormat(), &GovInfoXmlFormat(),
                                           &AnnualXmlFormat()};
  return kFormats;
}

std::unique_ptr<MutationSink> NewSink(boost::asio::io_context& io, const Target& target,
                                      const Options& options, const std::shared_ptr<NullCounts>& counts) {
  switch (target.kind) {
    case Target::Kind::kJsonl: return NewJsonlSink(io, target.path, options.run.memory_bytes);
    case Target::Kind::kCsv: return NewCsvSink(io, target.path, options.run.memory_bytes);
    case Target::Kind::kNull: return NewNullSink(io, counts, options.run.memory_bytes);
    case Target::Kind::kNeo4j: break;
  }
  Neo4jOptions neo4j;
  neo4j.base_url = target.base_url;
  neo4j.database = target.database;
  neo4j.user = target.user;
  neo4j.password = target.password;
  neo4j.api = ApiOf(options.api);
  neo4j.connections = options.run.requests > 0 ? options.run.requests : kMostConnections;
  neo4j.request_timeout = options.request_timeout;
  neo4j.ca_file = options.ca_file.empty() ? target.ca_bundle : options.ca_file;
  neo4j.full_text = options.full_text;
  neo4j.read_only =
      options.command == Options::Command::kHealth || options.command == Options::Command::kVerify;
  const size_t recalled = MemoryShares(options.run.memory_bytes).recalled;
  return NewRecallingSink(io, NewNeo4jSink(io, neo4j), recalled / kBytesPerRecalledDivision);
}

}  // namespace reg2graph
