#ifndef REG2GRAPH_SINKS_JSONL_LINE_WRITER_H_
#define REG2GRAPH_SINKS_JSONL_LINE_WRITER_H_

#include <span>
#include <string>
#include <string_view>

#include "engine/core/graph_schema.h"

namespace reg2graph {

// Lines in the form of APOC's JSON export. Ids contain nothing that JSON escapes; `properties` is a canonical
// JSON object, or empty for {}.
void AppendNodeLine(std::string& out, std::string_view id, std::span<const std::string_view> labels,
                    std::string_view properties);
void AppendRelationshipLine(std::string& out, EdgeType type, std::string_view from, std::string_view to,
                            std::string_view properties);
// A node that is cited and not loaded.
void AppendStubLine(std::string& out, std::string_view key);

}  // namespace reg2graph

#endif  // REG2GRAPH_SINKS_JSONL_LINE_WRITER_H_
