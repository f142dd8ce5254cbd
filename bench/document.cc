#include "bench/document.h"

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <utility>

#include "engine/deliver/unit_planner.h"
#include "engine/flow/unit_work.h"
#include "engine/ingest/document_opener.h"
#include "engine/ingest/memory_stream.h"
#include "engine/map/row_writer.h"
#include "parsers/json/structure_format.h"
#include "parsers/xml/ecfr_format.h"

namespace reg2graph::bench {
namespace {

std::string ReadAll(ByteStream& stream) {
  std::string bytes;
  constexpr size_t kChunk = size_t{1} << 20;
  for (;;) {
    const size_t before = bytes.size();
    bytes.resize(before + kChunk);
    const absl::StatusOr<size_t> got = stream.Read(bytes.data() + before, kChunk);
    if (!got.ok()) Die(std::string(got.status().message()));
    bytes.resize(before + *got);
    if (*got == 0) return bytes;
  }
}

void SplitAndMap(Document& document) {
  MemoryStream stream(document.bytes);
  const auto emit = [&document](Unit unit) {
    document.units.push_back(std::move(unit));
    return true;
  };
  const auto reject = [](std::string_view place, const absl::Status&) {
    Die("rejected: " + std::string(place));
  };
  const absl::Status status = document.task.format->NewSplitter({})->Split(stream, emit, reject);
  if (!status.ok()) Die(std::string(status.message()));
  for (Unit& unit : document.units) {
    auto rows = RowsOfUnit(unit, document.task);
    if (!rows.ok()) Die(std::string(rows.status().message()));
    for (auto& unit_rows : *rows) document.rows.push_back(std::move(unit_rows));
  }
}

std::unique_ptr<Document> Load(const std::string& name, const std::string& path,
                               const Format& format = EcfrXmlFormat()) {
  auto document = std::make_unique<Document>();
  document->name = name;
  document->path = path;
  SourceEntry entry;
  entry.uri = path;
  absl::StatusOr<SourceDocument> opened = OpenDocument(entry, OpenOptions{});
  if (!opened.ok()) Die(std::string(opened.status().message()));
  DocumentTask& task = document->task;
  task.format = &format;
  task.identity = opened->identity;
  task.origin = {"2025-01-01", Coverage::kTitle, task.identity.sha256};
  task.mapping = kMappingVersion;
  absl::StatusOr<DocumentFacts> facts = task.format->Inspect(*opened);
  if (!facts.ok()) Die(std::string(facts.status().message()));
  task.facts = *std::move(facts);
  document->bytes = ReadAll(*opened->stream);
  SplitAndMap(*document);
  return document;
}

}  // namespace

UnitMutations PlanNew(const Document& document, std::shared_ptr<const UnitRows> rows) {
  const std::string key = rows->key;
  return PlanUnit({std::move(rows), document.task.origin, key, nullptr, nullptr});
}

void Die(const std::string& message) {
  std::cerr << message << "\n";
  std::exit(1);
}

std::vector<std::unique_ptr<Document>> LoadDocuments() {
  const std::string corpus = REG2GRAPH_CORPUS "/ecfr/full/";
  const std::string structures = REG2GRAPH_CORPUS "/ecfr/structure/";
  std::vector<std::unique_ptr<Document>> documents;
  if (std::filesystem::exists(corpus)) {
    documents.push_back(Load("t17", corpus + "full-title-17-2025-08-02.xml"));
    documents.push_back(Load("t31", corpus + "full-title-31-2025-01-29.xml"));
    documents.push_back(
        Load("s12", structures + "structure-title-12-current-2025-04-28.json", StructureJsonFormat()));
  } else {
    documents.push_back(Load("sample", REG2GRAPH_SAMPLES "/full-title-99-2025-01-15.xml"));
  }
  return documents;
}

uint64_t DivisionsOf(const Document& document) {
  uint64_t divisions = 0;
  for (const auto& rows : document.rows) {
    for (const NodeRow& node : rows->nodes) divisions += IsDivision(node.shape) && !node.skeleton;
  }
  return divisions;
}

}  // namespace reg2graph::bench
