#ifndef REG2GRAPH_ENGINE_FLOW_DOCUMENT_ROWS_H_
#define REG2GRAPH_ENGINE_FLOW_DOCUMENT_ROWS_H_

#include <functional>
#include <span>
#include <string_view>

#include "absl/status/status.h"
#include "engine/core/format.h"
#include "engine/core/unit_rows.h"
#include "engine/flow/document_task.h"
#include "engine/flow/run_options.h"
#include "engine/ingest/remote.h"
#include "engine/ingest/source_list.h"

namespace reg2graph {

// What is made of a document that is read for itself. Called on the thread that reads, in this order: begin
// once, then rows and reject as the units come, the spine last.
struct RowsReader {
  std::function<void(const DocumentTask&)> begin;
  std::function<absl::Status(const UnitRows&)> rows;                            // an error ends the reading
  std::function<void(std::string_view place, const absl::Status& why)> reject;  // a unit that cannot be read
};

// Reads a document unit by unit, without a graph: one unit is in memory at a time. For commands that write
// none. Of `options` it takes the format and the bounds of memory. Blocks. An error is that of the document,
// of its source, or of `reader`; what was read by then has been handed on.
absl::Status ReadRows(const SourceEntry& source, std::span<const Format* const> formats,
                      const RunOptions& options, Remote& remote, const RowsReader& reader);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_FLOW_DOCUMENT_ROWS_H_
