#include <sys/prctl.h>

#include <exception>
#include <iostream>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/app/cite_lines.h"
#include "engine/app/exit_code.h"
#include "engine/app/options.h"
#include "engine/app/run_command.h"
#include "engine/app/stop_signals.h"
#include "engine/core/fail_point.h"

// Read by jemalloc when it starts: no more arenas than cores, and freed memory is returned to the system
// soon.
extern "C" const char* malloc_conf;
const char* malloc_conf = "percpu_arena:percpu,dirty_decay_ms:300,muzzy_decay_ms:0";

namespace reg2graph {
namespace {

int RunCite(CiteDetail detail) {
  std::ios::sync_with_stdio(false);
  std::cin.tie(nullptr);
  const int code = CiteLines(std::cin, std::cout, detail);
  if (!std::cout) return EndWith(kExitUsage, absl::UnavailableError("standard output cannot be written"));
  if (std::cin.bad()) return EndWith(kExitUsage, absl::UnavailableError("standard input cannot be read"));
  return code;
}

int RunCommand(const Options& options) {
  switch (options.command) {
    case Options::Command::kIngest: return RunIngest(options);
    case Options::Command::kVerify: return RunVerify(options);
    case Options::Command::kHealth: return RunHealth(options);
    case Options::Command::kDiff: return RunDiff(options);
    case Options::Command::kCite: break;
  }
  return RunCite(options.explain ? CiteDetail::kExplain : CiteDetail::kTargets);
}

// Asio and std::thread throw where the system refuses them a descriptor or a thread.
int RunWithinLimits(const Options& options) {
  try {
    return RunCommand(options);
  } catch (const std::exception& error) {
    return EndWith(kExitUsage, absl::ResourceExhaustedError(
                                   absl::StrCat(error.what(), " (ulimit -a shows the limits of a process)")));
  }
}

}  // namespace
}  // namespace reg2graph

int main(int argc, char** argv) {
  // A core dump would hold the credentials.
  prctl(PR_SET_DUMPABLE, 0);
  reg2graph::ReadFailPoints();
  reg2graph::EndAtSignals();
  const reg2graph::CommandLine line = reg2graph::ReadCommandLine(argc, argv);
  return line.done ? line.exit_code : reg2graph::RunWithinLimits(line.options);
}
