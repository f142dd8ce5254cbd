#include "engine/app/remote_options.h"

#include <string_view>
#include <utility>

namespace reg2graph {
namespace {

// What decides which programs are run and who is asked for credentials is taken from the process's
// environment only, not from a .env file of the folder that the program happens to run in.
bool MayComeFromFolder(std::string_view name) {
  for (const std::string_view own :
       {"HOME", "AWS_CONFIG_FILE", "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL_SSO",
        "AWS_EC2_METADATA_SERVICE_ENDPOINT", "AWS_WEB_IDENTITY_TOKEN_FILE"}) {
    if (name == own) return false;
  }
  return true;
}

}  // namespace

RemoteOptions RemoteOptionsOf(const Options& options, const Environment& environment,
                              std::function<void(const std::string&)> on_retry) {
  RemoteOptions remote;
  remote.variables = [&environment](const char* name) {
    return MayComeFromFolder(name) ? environment.Get({name}) : environment.GetFrom(Place::kProcess, {name});
  };
  remote.ca_file = environment.Get({"AWS_CA_BUNDLE"});
  remote.retry.first_contact = options.run.wait_for_target;
  remote.retry.retry_for = options.run.retry_for;
  remote.retry.on_retry = std::move(on_retry);
  return remote;
}

}  // namespace reg2graph
