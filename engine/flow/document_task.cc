#include "engine/flow/document_task.h"

#include "engine/core/json_writer.h"
#include "engine/core/key_text.h"

namespace reg2graph {

std::optional<ArtifactRow> ArtifactOf(const DocumentTask& task, std::string_view prolog,
                                      std::string_view epilog, std::string_view loaded_at) {
  const DocumentIdentity& identity = task.identity;
  if (identity.sha256.empty()) return std::nullopt;
  ArtifactRow artifact{ArtifactId(identity.sha256), ""};
  ObjectWriter object(artifact.row);
  const auto known = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) object.String(name, value);
  };
  const KeyText text = TextOfKey(artifact.id);
  object.String("id", artifact.id);
  object.String("citation", text.citation);
  object.String("name", text.name);
  known("uri", identity.uri);
  object.Integer("bytes", static_cast<int64_t>(identity.bytes));
  object.String("format", task.format->name());
  known("encoding", task.facts.encoding);
  known("prolog", prolog);
  known("epilog", epilog);
  known("etag", identity.etag);
  known("version_id", identity.version_id);
  known("sequencer", identity.sequencer);
  known("as_of", task.origin.as_of);
  known("loaded_at", loaded_at);
  object.Integer("rejected", task.report.rejected);
  known("engine_version", REG2GRAPH_VERSION);
  object.Close();
  return artifact;
}

}  // namespace reg2graph
