#ifndef REG2GRAPH_ENGINE_APP_REMOTE_OPTIONS_H_
#define REG2GRAPH_ENGINE_APP_REMOTE_OPTIONS_H_

#include <functional>
#include <string>

#include "engine/app/environment.h"
#include "engine/app/options.h"
#include "engine/ingest/remote.h"

namespace reg2graph {

// How a command reaches sources that are not on this machine. Borrows `environment`; `on_retry` gets a
// message each time that a service is tried again.
RemoteOptions RemoteOptionsOf(const Options& options, const Environment& environment,
                              std::function<void(const std::string&)> on_retry);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_APP_REMOTE_OPTIONS_H_
