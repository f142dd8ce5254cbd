#ifndef REG2GRAPH_ENGINE_AWS_CREDENTIAL_PROCESS_H_
#define REG2GRAPH_ENGINE_AWS_CREDENTIAL_PROCESS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/aws/credentials.h"
#include "engine/net/stop_signal.h"

namespace reg2graph {

// Words as a POSIX shell reads them: quotes and backslashes, and nothing else of a shell. InvalidArgument: a
// quote is not closed. Pure.
absl::StatusOr<std::vector<std::string>> SplitCommand(std::string_view command);

// Runs the `credential_process` of a profile, without a shell, and reads what it prints. It and its children
// are killed after `limit`, on a stop (`stop` may be null), or when it prints more than 64 KiB. Blocks.
absl::StatusOr<AwsCredentials> FromProcess(const std::string& command, absl::string_view profile,
                                           absl::Duration limit, const StopSignal* stop);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_AWS_CREDENTIAL_PROCESS_H_
