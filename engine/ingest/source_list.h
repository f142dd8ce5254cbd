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
  std::string url = {};        // kHttp, kEcfr: as given, with its secrets; never part of a message
  uint64_t bytes = 0;          // from a listing or an event; 0: unknown
  std::string sequencer = {};  // S3 event
  uint64_t ticket = 0;         // of a feed that is notified of the outcome; 0: none
};

// The date and title in a document's name, overridden by the command line's.
NameHints HintsOf(std::string_view uri, const NameHints& flags);

// InvalidArgument: --as-of is not a date, or --title not a title. ListSources checks this itself.
absl::Status CheckFlags(const NameHints& flags);

// The documents that the SOURCE arguments name, in their order: files (whatever their names), folders (all
// documents below, sorted by path), patterns that the shell has left, "-"; objects and prefixes in S3, URLs,
// titles of the eCFR service. A document that is named twice is listed once. An error names the argument:
// nothing matches it, a folder holds no document, no permission; Unavailable, Unauthenticated and others come
// from `remote`. Without `remote`, remote sources are an error. Blocks.
absl::StatusOr<std::vector<SourceEntry>> ListSources(const std::vector<std::string>& arguments,
                                                     const NameHints& flags, Remote* remote = nullptr);

// Whether the argument names a source on the network.
bool IsRemoteSource(std::string_view argument);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_INGEST_SOURCE_LIST_H_
