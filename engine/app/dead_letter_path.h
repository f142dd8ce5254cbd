#ifndef REG2GRAPH_ENGINE_APP_DEAD_LETTER_PATH_H_
#define REG2GRAPH_ENGINE_APP_DEAD_LETTER_PATH_H_

#include <string>

#include "absl/status/status.h"

namespace reg2graph {

// OK if a file at `path` can be appended to, or made as far as the rights on its folder say. It is not made:
// the runs of several shards may share it. A device such as /dev/null can be written to; a pipe is refused,
// since opening it may never end. InvalidArgument.
absl::Status CheckDeadLetterPath(const std::string& path);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_APP_DEAD_LETTER_PATH_H_
