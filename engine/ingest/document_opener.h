#ifndef REG2GRAPH_ENGINE_INGEST_DOCUMENT_OPENER_H_
#define REG2GRAPH_ENGINE_INGEST_DOCUMENT_OPENER_H_

#include <cstddef>
#include <cstdint>
#include <functional>

#include "absl/status/statusor.h"
#include "engine/core/document.h"
#include "engine/ingest/source_list.h"
#include "engine/net/stop_signal.h"

namespace reg2graph {

struct OpenOptions {
  size_t head_bytes = size_t{64} << 10;
  // A source that can be read only once (standard input, a pipe) is hashed if it fits into this many bytes.
  size_t max_buffered = size_t{64} << 20;
  // Of one document, before and after gunzip: ten times the whole CFR. What is longer has no end.
  uint64_t max_bytes = uint64_t{16} << 30;
  int standard_input = 0;    // descriptor
  Remote* remote = nullptr;  // borrowed, also by the streams
  // Ends the wait for a pipe, with Cancelled. Borrowed, also by the streams.
  const StopSignal* stop = nullptr;
  // Called with the identity and the head as soon as they are known, `stream` and hash excepted: a document
  // that it refuses is not read any further. May be empty.
  std::function<absl::Status(const SourceDocument&)> accept = {};
};

// Opens a document, gunzipped where its first bytes say so, and finds out what can be known of it before it
// is parsed: `bytes` and `sha256` are those of the content after gunzip, so a file and its compressed copy
// are one document. A regular file is read once to its end for that, and so is a remote document larger than
// `max_buffered`: it is fetched a second time and must not have changed. Blocks. NotFound, PermissionDenied
// and other errors of one document name the source; Unavailable and Unauthenticated concern a service that
// other sources would meet too.
absl::StatusOr<SourceDocument> OpenDocument(const SourceEntry& entry, const OpenOptions& options);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_INGEST_DOCUMENT_OPENER_H_
