#ifndef REG2GRAPH_ENGINE_FLOW_RECOGNITION_H_
#define REG2GRAPH_ENGINE_FLOW_RECOGNITION_H_

#include <span>
#include <string>

#include "absl/status/status.h"
#include "engine/core/document.h"
#include "engine/core/format.h"
#include "engine/flow/document_task.h"
#include "engine/flow/run_options.h"

namespace reg2graph {

// Sets the format and the facts of a document that has been begun. `name`: of the format that it is to be, or
// empty. InvalidArgument: it is empty, no format knows it, or it does not say what it is about.
absl::Status Recognize(std::span<const Format* const> formats, const std::string& name,
                       const SourceDocument& begun, DocumentTask& task);

// Sets the identity and the origin of a document that was opened. REQUIRES: it is recognized.
void SetOrigin(const DocumentIdentity& identity, DocumentTask& task);

SplitOptions SplitOptionsOf(const RunOptions& options);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_FLOW_RECOGNITION_H_
