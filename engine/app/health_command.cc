#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/app/assembly.h"
#include "engine/app/authorities.h"
#include "engine/app/deadline.h"
#include "engine/app/environment.h"
#include "engine/app/exit_code.h"
#include "engine/app/run_command.h"
#include "engine/app/target.h"

namespace reg2graph {
namespace {

absl::Status Ask(const Target& target, const Options& options) {
  absl::Status health;
  boost::asio::io_context io(1);
  const std::unique_ptr<MutationSink> sink = NewSink(io, target, options, nullptr);
  sink->Open([&](absl::Status status) {
    health = std::move(status);
    io.stop();
  });
  io.run();
  return health;
}

// What holds the command may be anything: a server, the look-up of its name, or a pipe that nobody reads. So
// the process ends, and in time also where this message cannot be written.
[[noreturn]] void EndLate(const Target& target, std::chrono::duration<double> timeout) {
  signal(SIGALRM, [](int) { _exit(kExitTarget); });
  alarm(1);
  EndWith(kExitTarget, absl::DeadlineExceededError(absl::StrCat(target.base_url, " did not answer within ",
                                                                timeout.count(), " s (--timeout)")));
  _exit(kExitTarget);
}

}  // namespace

int RunHealth(const Options& options) {
  const absl::StatusOr<Environment> environment = Environment::Load(".env");
  if (!environment.ok()) return EndWith(kExitUsage, environment.status());
  const absl::StatusOr<Target> target = ReadTarget(options.to, *environment);
  if (!target.ok()) return EndWith(kExitUsage, target.status());
  for (const std::string& authorities : {options.ca_file, target->ca_bundle}) {
    if (const absl::Status status = CheckAuthorities(authorities); !status.ok())
      return EndWith(kExitUsage, status);
  }
  Deadline deadline;
  deadline.Arm(options.health_timeout, [&] { EndLate(*target, options.health_timeout); });
  const absl::Status health = Ask(*target, options);
  if (!health.ok()) return EndWith(kExitTarget, health);
  std::printf("ok: %s answers\n", target->base_url.c_str());
  std::fflush(stdout);
  return kExitOk;
}

}  // namespace reg2graph
