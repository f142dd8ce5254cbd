#ifndef REG2GRAPH_ENGINE_FILES_FILE_CLAIM_H_
#define REG2GRAPH_ENGINE_FILES_FILE_CLAIM_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace reg2graph {

// Opens `path` for writing, creating it if need be, and locks it, so that no other process writes it at the
// same time. The content is kept. The descriptor holds the lock: closing it, or any other descriptor of
// the same file in this process, releases it, and so does the end of the process, however it ends. Locks are
// of processes: a second claim by the same process succeeds.
// FailedPrecondition: another process has it, or it is no regular file; the message names both. Other errors
// are those of the system and name `path`. Messages call the file `name`. Does not block.
absl::StatusOr<int> ClaimFile(const std::string& path, const std::string& name);

// Locks an open pipe in the same way.
absl::Status ClaimDescriptor(int descriptor, const std::string& name);

// Whether `path` still names the file of the descriptor.
bool Names(const std::string& path, int descriptor);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_FILES_FILE_CLAIM_H_
