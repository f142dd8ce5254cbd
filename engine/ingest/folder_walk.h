#ifndef REG2GRAPH_ENGINE_INGEST_FOLDER_WALK_H_
#define REG2GRAPH_ENGINE_INGEST_FOLDER_WALK_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace reg2graph {

// Whether a name ends in .json, .xml, .json.gz or .xml.gz.
bool IsDocumentName(std::string_view name);
// The same for a path, and no element of it is hidden.
bool IsVisibleDocument(std::string_view path);

// The documents at any depth below `folder`, sorted by path: regular files whose names end in .json, .xml,
// .json.gz or .xml.gz. Hidden files and folders are left out; links are followed, and each folder is entered
// once. Errors name the folder.
absl::StatusOr<std::vector<std::string>> FindDocuments(const std::string& folder);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_INGEST_FOLDER_WALK_H_
