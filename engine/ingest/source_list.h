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
  std::string url = {};        // kHttp: as given, with its secrets; never reported
  uint64_t bytes = 0;          // where a listing says so
  std::string sequencer = {};  // S3 event
  uint64_t ticket = 0;         // of a feed that needs its outcome
};

// The date and title given by a document's name, overridden by the command line's.
NameHints HintsOf(std::string_view uri, const NameHints& flags);

// Checks that --as-of is a date and --title a title; ListSources does so itself.
absl::Status CheckFlags(const NameHints& flags);

// The documents that the SOURCE arguments name, in their order: files (of any name), folders (all documents
// below, sorted by path), patterns not expanded by the shell, "-"; objects and prefixes in S3, URLs, titles
// of the eCFR service. A document that is named twice is listed once. An error names the argument: nothing
// matches it, a folder holds no document, no permission; those of `remote` are Unavailable,
// Unauthenticated, ... Without `remote`, a remote source is an error.
absl::StatusOr<std::vector<SourceEntry>> ListSources(const std::vector<std::string>& arguments,
                                                     const NameHints& flags, Remote* remote = nullptr);

// Whether listing it needs the network.
bool IsRemoteSource(std::string_view argument);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_INGEST_SOURCE_LIST_H_
