#include <sys/prctl.h>

#include <iostream>

#include "engine/app/exit_code.h"
#include "engine/app/options.h"
#include "engine/app/run_command.h"
#include "engine/app/stop_signals.h"
#include "engine/core/fail_point.h"
#include "engine/map/cite_lines.h"

// Read by jemalloc when it starts: no more arenas than cores, and freed memory is returned to the system
// soon.
extern "C" const char* malloc_conf;
const char* malloc_conf = "percpu_arena:percpu,dirty_decay_ms:300,muzzy_decay_ms:0";

int main(int argc, char** argv) {
  // A core dump would hold the credentials.
  prctl(PR_SET_DUMPABLE, 0);
  reg2graph::ReadFailPoints();
  reg2graph::EndAtSignals();
  const reg2graph::CommandLine line = reg2graph::ReadCommandLine(argc, argv);
  if (line.done) return line.exit_code;
  switch (line.options.command) {
    case reg2graph::Options::Command::kIngest:
    case reg2graph::Options::Command::kVerify: return reg2graph::RunIngest(line.options);
    case reg2graph::Options::Command::kHealth: return reg2graph::RunHealth(line.options);
    case reg2graph::Options::Command::kCite: break;
  }
  std::ios::sync_with_stdio(false);
  std::cin.tie(nullptr);
  return reg2graph::CiteLines(std::cin, std::cout);
}
