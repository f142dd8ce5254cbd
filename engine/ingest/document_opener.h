#ifndef REG2GRAPH_ENGINE_INGEST_DOCUMENT_OPENER_H_
#define REG2GRAPH_ENGINE_INGEST_DOCUMENT_OPENER_H_

#include <cstddef>

#include "absl/status/statusor.h"
#include "engine/core/document.h"
#include "engine/ingest/source_list.h"
#include "engine/net/stop_signal.h"

namespace reg2graph {

struct OpenOptions {
  size_t head_bytes = size_t{64} << 10;
  // A source that can be read only once (standard input, a pipe) is hashed if it fits into this many bytes.
  size_t max_buffered = size_t{64} << 20;
  int standard_input = 0;    // descriptor
  Remote* remote = nullptr;  // borrowed, also by the streams
  // Ends the wait for a pipe, with Cancelled. Borrowed, also by the streams.
  const StopSignal* stop = nullptr;
};

// Opens a document, decompressed if its first bytes are gzip's, and determines what can be known of it
// before it is parsed: `bytes` and `sha256` are those of the decompressed content, so a file and its
// compressed copy are one document. A regular file is read once to the end for this, and so is a remote
// document larger than `max_buffered`: it is fetched a second time, and must not have changed. Blocks.
// Errors name the source: NotFound, PermissionDenied and others concern the document; Unavailable and
// Unauthenticated concern a service, and other sources would fail in the same way.
absl::StatusOr<SourceDocument> OpenDocument(const SourceEntry& entry, const OpenOptions& options);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_INGEST_DOCUMENT_OPENER_H_
