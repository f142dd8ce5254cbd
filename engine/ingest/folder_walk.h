#ifndef REG2GRAPH_ENGINE_INGEST_FOLDER_WALK_H_
#define REG2GRAPH_ENGINE_INGEST_FOLDER_WALK_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace reg2graph {

// The documents at any depth below `folder`, sorted by path: regular files that end in .json, .xml,
// .json.gz or .xml.gz. Hidden files and folders are left out; links are followed, each folder once.
absl::StatusOr<std::vector<std::string>> FindDocuments(const std::string& folder);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_INGEST_FOLDER_WALK_H_
