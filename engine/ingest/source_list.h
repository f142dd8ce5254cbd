#ifndef REG2GRAPH_ENGINE_INGEST_SOURCE_LIST_H_
#define REG2GRAPH_ENGINE_INGEST_SOURCE_LIST_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/ingest/name_hints.h"
#include "engine/ingest/remote.h"

namespace reg2graph {

// One document that is to be opened.
struct SourceEntry {
  enum class Kind : uint8_t { kFile, kStandardInput, kS3, kHttp, kEcfr };
  Kind kind = Kind::kFile;
  std::string uri;             // the path as given or found; "-" for standard input; s3://BUCKET/KEY; a URL
  NameHints hints = {};        // from the name, overridden by the command line
  std::string url = {};        // kHttp: as given, with its secrets; never told
  uint64_t bytes = 0;          // where a listing says so
  std::string sequencer = {};  // S3 event
  uint64_t ticket = 0;         // of a feed that wants to know what became of it
};

// The date and title that a document's name tells, overridden by the command line's.
NameHints HintsOf(std::string_view uri, const NameHints& flags);

// What --as-of and --title say must be a date and a title; ListSources checks it itself.
absl::Status CheckFlags(const NameHints& flags);

// What the SOURCE arguments name, in their order: files (whatever their names), folders (all documents
// below, sorted by path), patterns that the shell has left, "-"; objects and prefixes in S3, URLs, titles
// of the eCFR service. A document that is named twice comes once. An error names the argument: nothing
// matches it, a folder holds no document, no permission; those of `remote` are Unavailable,
// Unauthenticated, ... Without `remote` what is remote is an error.
absl::StatusOr<std::vector<SourceEntry>> ListSources(const std::vector<std::string>& arguments,
                                                     const NameHints& flags, Remote* remote = nullptr);

// Whether asking for them takes a network.
bool IsRemoteSource(std::string_view argument);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_INGEST_SOURCE_LIST_H_
