#ifndef REG2GRAPH_ENGINE_CORE_FORMAT_H_
#define REG2GRAPH_ENGINE_CORE_FORMAT_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/core/document.h"
#include "engine/core/document_visitor.h"
#include "engine/core/unit.h"
#include "engine/core/unit_memory.h"

namespace reg2graph {

struct SplitOptions {
  size_t max_unit_bytes = size_t{128} << 20;
  std::string_view limited_by = "--max-unit-bytes";  // the option that max_unit_bytes comes from
  size_t index_bytes = UnitMemory::kUnlimited;       // that is known of parts and sections meanwhile
};

// Splits one document into units. One object per document. REQUIRES: called on the reader's thread.
class Splitter {
 public:
  virtual ~Splitter() = default;
  // Reads `stream` to its end and passes each unit to `emit` as soon as it is complete, the spine last.
  // `emit` may block (backpressure); if it returns false, Split stops and returns Cancelled.
  // Memory is bounded by the largest unit, the spine and the index of parts and sections, of which a document
  // may have too many (ResourceExhausted). A malformed document is an InvalidArgument that
  // names the byte offset and what was expected; complete units have been emitted by then,
  // and no spine is. A unit over max_unit_bytes, or one whose error does not affect the rest, is reported
  // through `reject` and skipped.
  using Emit = std::function<bool(Unit)>;
  using Reject = std::function<void(std::string_view place, absl::Status why)>;
  virtual absl::Status Split(ByteStream& stream, const Emit& emit, const Reject& reject) = 0;
};

// Turns the bytes of a unit into events. One object per worker for its lifetime: it reuses its memory.
class UnitParser {
 public:
  virtual ~UnitParser() = default;
  // InvalidArgument names the offset in the document and what was expected; the events of the unit
  // emitted until then must be dropped. ResourceExhausted if `unit.memory` does not suffice. Depth is
  // bounded.
  virtual absl::Status Parse(Unit& unit, DocumentVisitor& visitor) = 0;
};

// One document format. Stateless; shared by all threads. A new format is a new folder in parsers/ and
// one line in engine/app/assembly.cc.
class Format {
 public:
  virtual ~Format() = default;
  virtual std::string_view name() const = 0;  // for --format and Artifact.format
  // True if a document with this beginning is, or is meant to be, of this format.
  virtual bool Recognize(std::string_view head) const = 0;
  // What the document is about. InvalidArgument names what is missing and the flag that gives it
  // (--title); it never needs more than `document.head`.
  virtual absl::StatusOr<DocumentFacts> Inspect(const SourceDocument& document) const = 0;
  virtual std::unique_ptr<Splitter> NewSplitter(const SplitOptions& options) const = 0;
  virtual std::unique_ptr<UnitParser> NewParser() const = 0;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_CORE_FORMAT_H_
