#ifndef REG2GRAPH_ENGINE_APP_EXIT_CODE_H_
#define REG2GRAPH_ENGINE_APP_EXIT_CODE_H_

#include <string>

#include "absl/status/status.h"

namespace reg2graph {

inline constexpr int kExitOk = 0;
inline constexpr int kExitRejected = 1;   // loaded, but not all of it; verify: differences; cite: bad lines
inline constexpr int kExitDifferent = 1;  // diff
inline constexpr int kExitUsage = 2;      // usage or configuration; diff: a document could not be read
inline constexpr int kExitTarget = 3;     // the target could not be reached or refused
inline constexpr int kExitStopped = 4;    // by a signal; what was acknowledged is kept
inline constexpr int kExitSource = 5;     // the service of a source could not be reached or refused
inline constexpr int kExitInterrupted = 130;  // by a second signal

// Prints a message to standard error, after the name of the program.
void Complain(const std::string& what);
// Prints why a command ends with this code, and returns it.
int EndWith(int code, const absl::Status& why);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_APP_EXIT_CODE_H_
