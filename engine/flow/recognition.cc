#include "engine/flow/recognition.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "engine/core/strings.h"
#include "engine/flow/memory_shares.h"
#include "engine/map/row_writer.h"

namespace reg2graph {
namespace {

const Format* FormatOf(std::span<const Format* const> formats, const std::string& name,
                       std::string_view head) {
  for (const Format* format : formats) {
    if (name.empty() ? format->Recognize(head) : format->name() == name) return format;
  }
  return nullptr;
}

std::string FormatNames(std::span<const Format* const> formats) {
  std::string names;
  for (const Format* format : formats)
    absl::StrAppend(&names, names.empty() ? "" : ", ", Absl(format->name()));
  return names;
}

bool OnlyBlanks(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

}  // namespace

absl::Status Recognize(std::span<const Format* const> formats, const std::string& name,
                       const SourceDocument& begun, DocumentTask& task) {
  if (begun.head.empty() || OnlyBlanks(begun.head))
    return absl::InvalidArgumentError("the document is empty");
  task.format = FormatOf(formats, name, begun.head);
  if (task.format == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("not a document that is known here; expected one of ", FormatNames(formats)));
  }
  absl::StatusOr<DocumentFacts> facts = task.format->Inspect(begun);
  if (!facts.ok()) return facts.status();
  task.facts = *std::move(facts);
  return absl::OkStatus();
}

void SetOrigin(const DocumentIdentity& identity, DocumentTask& task) {
  task.identity = identity;
  const std::string& as_of = identity.as_of.empty() ? task.facts.as_of : identity.as_of;
  task.origin = {as_of, task.facts.coverage, identity.sha256};
  task.mapping = kMappingVersion;
}

SplitOptions SplitOptionsOf(const RunOptions& options) {
  SplitOptions split;
  const MemoryShares shares(options.memory_bytes);
  split.index_bytes = shares.index;
  split.max_unit_bytes = std::min(options.max_unit_bytes, shares.collected);
  if (split.max_unit_bytes < options.max_unit_bytes) split.limited_by = "a third of --memory";
  return split;
}

}  // namespace reg2graph
