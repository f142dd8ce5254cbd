#ifndef REG2GRAPH_ENGINE_AWS_S3_EVENT_H_
#define REG2GRAPH_ENGINE_AWS_S3_EVENT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace reg2graph {

// An object that was created, as an event describes it. `sequencer` orders the events of one key.
struct S3EventObject {
  std::string bucket;
  std::string key;
  std::string sequencer;
  uint64_t bytes = 0;
};

// The objects that a message of a queue names as created: from S3 itself, through one SNS topic, or from
// EventBridge. Empty for a test event, and for events of another kind, such as a deletion. InvalidArgument:
// it is not an event of S3's, or names what cannot be a bucket or a key. Pure.
absl::StatusOr<std::vector<S3EventObject>> ParseS3Event(const std::string& json);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_AWS_S3_EVENT_H_
