#ifndef REG2GRAPH_ENGINE_APP_TARGET_H_
#define REG2GRAPH_ENGINE_APP_TARGET_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/app/environment.h"

namespace reg2graph {

// Where --to or the environment points.
struct Target {
  enum class Kind { kNeo4j, kJsonl, kCsv, kNull };
  Kind kind = Kind::kNeo4j;
  std::string path;      // jsonl:PATH, csv:FOLDER
  std::string base_url;  // http[s]://host:port, no user, no path
  std::string database;
  std::string user, password;
  std::string ca_bundle;  // NEO4J_CA_BUNDLE: a file, or certificates as PEM
  std::string remark;     // how an address was interpreted, if not literally
};

// Reads `text` (of --to; empty: NEO4J_URI) and the credentials of the environment. InvalidArgument says
// what was expected; with no target at all it says how to get one. Address, user and password are of one
// place, the process's environment or the .env file (with --to: user and password): or else whoever wrote the
// one would get the password of the other.
absl::StatusOr<Target> ReadTarget(std::string_view text, const Environment& environment);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_APP_TARGET_H_
