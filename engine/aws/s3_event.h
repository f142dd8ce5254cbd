#ifndef REG2GRAPH_ENGINE_AWS_S3_EVENT_H_
#define REG2GRAPH_ENGINE_AWS_S3_EVENT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace reg2graph {

// An object that an event reports as created.
struct S3EventObject {
  std::string bucket;
  std::string key;
  std::string sequencer;
  uint64_t bytes = 0;
};

// The objects that a message of a queue says were created: from S3 itself, through an SNS topic, or from
// EventBridge. None where it is a test, or reports another kind of change.
// InvalidArgument: it is no event of S3.
absl::StatusOr<std::vector<S3EventObject>> ParseS3Event(const std::string& json);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_AWS_S3_EVENT_H_
