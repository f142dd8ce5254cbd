#ifndef REG2GRAPH_ENGINE_INGEST_FOLDER_WALK_H_
#define REG2GRAPH_ENGINE_INGEST_FOLDER_WALK_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace reg2graph {

// Whether a name ends in .json, .xml, .json.gz or .xml.gz.
bool IsDocumentName(std::string_view name);
// The same of a path, no piece of which is hidden.
bool IsVisibleDocument(std::string_view path);

// The documents at any depth below `folder`, sorted by path: regular files that end in .json, .xml,
// .json.gz or .xml.gz. Hidden files and folders are left out; links are followed, each folder once.
absl::StatusOr<std::vector<std::string>> FindDocuments(const std::string& folder);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_INGEST_FOLDER_WALK_H_
