#ifndef REG2GRAPH_ENGINE_APP_OPTIONS_H_
#define REG2GRAPH_ENGINE_APP_OPTIONS_H_

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "engine/flow/run_options.h"

namespace reg2graph {

// How differences are shown.
struct DiffOptions {
  std::string format = "text";    // or "json", "html"
  std::vector<std::string> only;  // names of changes; empty: all
  bool words = false;             // changed words within one line
  bool notes = false;             // those of notes too
};

// The command line, read.
struct Options {
  enum class Command { kIngest, kVerify, kHealth, kCite, kDiff };
  Command command = Command::kIngest;
  std::vector<std::string> sources;  // of diff: the old and the new one
  std::string to;
  std::string api = "auto";
  std::string ca_file;
  std::optional<std::chrono::seconds> idle_exit;  // of a worker on a queue
  std::string shard;                              // INDEX/COUNT
  int shards = 0;
  std::string as_of;
  int title = 0;
  bool complete = false;  // the parts in the documents lack nothing
  bool explain = false;   // of cite
  bool full_text = false;
  bool dry_run = false;
  std::string log;  // "text", "json", "emf" or empty: as the output asks for
  std::chrono::seconds stop_timeout{100};
  std::chrono::milliseconds request_timeout{std::chrono::minutes(2)};  // of one exchange with the target
  std::chrono::milliseconds health_timeout{std::chrono::seconds(10)};  // of the whole command
  std::string dead_letters = "dead-letter.jsonl";
  RunOptions run;
  DiffOptions diff;
};

// What ReadCommandLine ends with when there is nothing more to do: the process's exit code.
struct CommandLine {
  Options options;
  bool done = false;
  int exit_code = 0;
};

// Prints help, version and usage errors itself.
CommandLine ReadCommandLine(int argc, char** argv);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_APP_OPTIONS_H_
