#ifndef REG2GRAPH_SINKS_NEO4J_NEO4J_SINK_H_
#define REG2GRAPH_SINKS_NEO4J_NEO4J_SINK_H_

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "engine/core/mutation_sink.h"

namespace reg2graph {

// Which of Neo4j's two HTTP interfaces is spoken.
enum class Neo4jApi : uint8_t {
  kAuto,   // the transactional one where the server offers it: it is the faster
  kTx,     // /db/{db}/tx/commit
  kQuery,  // /db/{db}/query/v2
};

struct Neo4jOptions {
  std::string base_url = "http://localhost:7474";  // without user and password
  std::string database = "neo4j";
  std::string user;      // empty: no authentication
  std::string password;  // never logged
  Neo4jApi api = Neo4jApi::kAuto;
  int connections = 3;
  std::chrono::milliseconds request_timeout{120000};
  std::string ca_file;     // or the certificates themselves, PEM; empty: the system's
  bool read_only = false;  // Open makes no constraint and no index
  bool full_text = false;  // Close makes the full-text indexes and waits for them
};

// A property graph in Neo4j 5.26 or later. See MutationSink for the contract; all on `io`'s thread.
std::unique_ptr<MutationSink> NewNeo4jSink(boost::asio::io_context& io, Neo4jOptions options);

}  // namespace reg2graph

#endif  // REG2GRAPH_SINKS_NEO4J_NEO4J_SINK_H_
