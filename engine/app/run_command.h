#ifndef REG2GRAPH_ENGINE_APP_RUN_COMMAND_H_
#define REG2GRAPH_ENGINE_APP_RUN_COMMAND_H_

#include "engine/app/options.h"

namespace reg2graph {

// Each returns the process's exit code (exit_code.h).
int RunIngest(const Options& options);
int RunVerify(const Options& options);
int RunHealth(const Options& options);
int RunDiff(const Options& options);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_APP_RUN_COMMAND_H_
