#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <string>

#include "engine/app/assembly.h"
#include "engine/app/environment.h"
#include "engine/app/exit_code.h"
#include "engine/app/run_command.h"
#include "engine/app/target.h"

namespace reg2graph {

int RunHealth(const Options& options) {
  absl::StatusOr<Target> target = ReadTarget(options.to, Environment::Load(".env"));
  if (!target.ok()) {
    std::fprintf(stderr, "reg2graph: %s\n", std::string(target.status().message()).c_str());
    return kExitUsage;
  }
  absl::Status health;
  {
    boost::asio::io_context io(1);
    const std::unique_ptr<MutationSink> sink = NewSink(io, *target, options, nullptr);
    sink->Open([&](absl::Status status) {
      health = std::move(status);
      io.stop();
    });
    io.run();
  }
  if (health.ok()) {
    std::printf("ok: %s answers\n", target->base_url.c_str());
    return kExitOk;
  }
  std::fprintf(stderr, "reg2graph: %s\n", std::string(health.message()).c_str());
  return kExitTarget;
}

}  // namespace reg2graph
