#ifndef REG2GRAPH_ENGINE_CORE_DOCUMENT_H_
#define REG2GRAPH_ENGINE_CORE_DOCUMENT_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "engine/core/graph_schema.h"
#include "engine/core/stamp.h"

namespace reg2graph {

// A sequence of bytes, read once. REQUIRES: used by one thread at a time. Read blocks.
class ByteStream {
 public:
  virtual ~ByteStream() = default;
  // Writes at most `size` bytes to `out` and returns how many; 0 only at the end. An error names the
  // source and is final.
  virtual absl::StatusOr<size_t> Read(char* out, size_t size) = 0;
};

// Where a document comes from, as far as its source knows; unknown fields are empty.
struct DocumentIdentity {
  std::string uri;         // as the user or the bucket names it
  std::string etag;        // S3 and HTTP
  std::string version_id;  // S3
  std::string sequencer;   // S3 event
  std::string sha256;  // of the bytes (after gunzip), lower-case hex; empty where they can be read only once
  uint64_t bytes = 0;  // 0 where unknown
  std::string as_of;   // YYYY-MM-DD: from --as-of, the name or the URL
  std::string
      modified;   // YYYY-MM-DD: HTTP, when the file was last written; of some formats the day of the text
  int title = 0;  // from --title, the name or the URL; 0 where unknown
  // The source or the user says that it holds all of the parts in it: it was asked for as a part and no less,
  // or --complete was given.
  bool complete = false;
};

// An opened document: its first bytes can be inspected before it is streamed.
// Owned by the reader's thread.
struct SourceDocument {
  DocumentIdentity identity;
  std::string head;  // the first bytes (at most 64 KiB); `stream` starts at the very beginning
  std::unique_ptr<ByteStream> stream;
};

// What a document is about, found by its format from the first bytes and the identity.
struct DocumentFacts {
  Layer layer = Layer::kText;
  int title = 0;  // the CFR title, 1 to 99
  Coverage coverage = Coverage::kTitle;
  std::string as_of;      // YYYY-MM-DD, where the document states its own day; a name or --as-of precedes it
  bool keeps_xml = true;  // the XML is stored beside the text; the run's wish, which no document states
  std::string encoding;   // "UTF-8", "UTF-16LE", ...: what the bytes were in before they were transcoded
  std::string remark;     // what is odd about the above, for people; empty if nothing is
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_CORE_DOCUMENT_H_
