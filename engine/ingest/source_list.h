#ifndef REG2GRAPH_ENGINE_INGEST_SOURCE_LIST_H_
#define REG2GRAPH_ENGINE_INGEST_SOURCE_LIST_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/ingest/name_hints.h"

namespace reg2graph {

// One document that is to be opened.
struct SourceEntry {
  enum class Kind : uint8_t { kFile, kStandardInput };
  Kind kind = Kind::kFile;
  std::string uri;  // the path as given or found; "-" for standard input
  NameHints hints;  // from the name, overridden by the command line
};

// What the SOURCE arguments name, in their order: files (whatever their names), folders (all documents
// below, sorted by path), patterns that the shell has left, "-". A document that is named twice comes
// once. An error names the argument: nothing matches it, a folder holds no document, no permission.
absl::StatusOr<std::vector<SourceEntry>> ListSources(const std::vector<std::string>& arguments,
                                                     const NameHints& flags);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_INGEST_SOURCE_LIST_H_
