#ifndef REG2GRAPH_ENGINE_APP_SHARD_H_
#define REG2GRAPH_ENGINE_APP_SHARD_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/app/environment.h"
#include "engine/ingest/source_list.h"

namespace reg2graph {

// Which share of the documents this process loads: number `index` of `count`, counted from 0.
struct Shard {
  int index = 0;
  int count = 1;
};

// `shard` is --shard (INDEX/COUNT), `shards` --shards (COUNT); empty and 0 where they are not given. The
// index then comes from AWS Batch (AWS_BATCH_JOB_ARRAY_INDEX, with AWS_BATCH_JOB_ARRAY_SIZE) or from a
// Kubernetes Indexed Job (JOB_COMPLETION_INDEX, which has no variable for the count). InvalidArgument.
absl::StatusOr<Shard> ReadShard(const std::string& shard, int shards, const Environment& environment);

// The documents of this share. Those of one title are assigned to one process, if their names give it: there
// they follow each other, and do not meet in transactions. The others go by a hash of their URI.
std::vector<SourceEntry> ShareOf(std::vector<SourceEntry> sources, const Shard& shard);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_APP_SHARD_H_
