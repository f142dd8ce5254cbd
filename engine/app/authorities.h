#ifndef REG2GRAPH_ENGINE_APP_AUTHORITIES_H_
#define REG2GRAPH_ENGINE_APP_AUTHORITIES_H_

#include <string>

#include "absl/status/status.h"

namespace reg2graph {

// InvalidArgument if `authorities` (the path of a file of certificates, or the certificates themselves) names
// a pipe or a socket: libcurl would wait for its writer, on the network thread and for each connection. A
// file that is not there is libcurl's to report.
absl::Status CheckAuthorities(const std::string& authorities);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_APP_AUTHORITIES_H_
