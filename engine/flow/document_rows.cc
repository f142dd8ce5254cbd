#include "engine/flow/document_rows.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "engine/flow/memory_shares.h"
#include "engine/flow/recognition.h"
#include "engine/flow/unit_work.h"
#include "engine/ingest/document_opener.h"

namespace reg2graph {

absl::Status ReadRows(const SourceEntry& source, std::span<const Format* const> formats,
                      const RunOptions& options, Remote& remote, const RowsReader& reader) {
  DocumentTask task;
  OpenOptions open;
  open.remote = &remote;
  open.accept = [&](const SourceDocument& begun) { return Recognize(formats, options.format, begun, task); };
  absl::StatusOr<SourceDocument> document = OpenDocument(source, open);
  if (!document.ok()) return document.status();
  SetOrigin(document->identity, task);
  reader.begin(task);

  const size_t memory = MemoryShares(options.memory_bytes).unit;
  absl::Status status;
  const auto emit = [&](Unit unit) {
    const absl::StatusOr<std::vector<std::shared_ptr<UnitRows>>> rows = RowsOfUnit(unit, task, memory);
    if (!rows.ok()) {
      reader.reject(absl::StrCat(unit.name, " at byte ", unit.offset), rows.status());
      return true;
    }
    for (const std::shared_ptr<UnitRows>& unit_rows : *rows) {
      if (status.ok()) status = reader.rows(*unit_rows);
    }
    return status.ok();
  };
  const auto reject = [&](std::string_view place, const absl::Status& why) { reader.reject(place, why); };
  const std::unique_ptr<Splitter> splitter = task.format->NewSplitter(SplitOptionsOf(options));
  const absl::Status read = splitter->Split(*document->stream, emit, reject);
  return status.ok() ? read : status;
}

}  // namespace reg2graph
