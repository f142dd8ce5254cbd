#include "bench/stages.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "bench/counting_visitor.h"
#include "bench/texts.h"
#include "engine/deliver/unit_planner.h"
#include "engine/flow/unit_work.h"
#include "engine/ingest/file_stream.h"
#include "engine/ingest/memory_stream.h"
#include "engine/map/citation.h"
#include "sinks/neo4j/request_body.h"

namespace reg2graph::bench {
namespace {

class DocumentStage : public Stage {
 public:
  DocumentStage(std::string name, Document& document) : document_(document), name_(std::move(name)) {}
  std::string name() const override { return name_; }

 protected:
  void Expect(uint64_t found, uint64_t expected) const {
    if (found != expected) {
      Die(name_ + " of " + document_.name + ": " + std::to_string(found) + ", expected " +
          std::to_string(expected));
    }
  }
  Document& document_;

 private:
  const std::string name_;
};

class ReadStage : public DocumentStage {
 public:
  explicit ReadStage(Document& document) : DocumentStage("read", document), buffer_(size_t{1} << 20, ' ') {}
  void Check() override { Expect(Run(), document_.bytes.size()); }
  uint64_t Run() override {
    auto file = OpenFile::Open(document_.path);
    if (!file.ok()) Die(std::string(file.status().message()));
    FileStream stream(*std::move(file));
    uint64_t bytes = 0;
    for (;;) {
      const absl::StatusOr<size_t> got = stream.Read(buffer_.data(), buffer_.size());
      if (!got.ok() || *got == 0) return bytes;
      bytes += *got;
    }
  }

 private:
  std::string buffer_;
};

// A string that is read without a copy of its own.
class ViewStream : public ByteStream {
 public:
  explicit ViewStream(std::string_view bytes) : bytes_(bytes) {}
  absl::StatusOr<size_t> Read(char* out, size_t size) override {
    const size_t count = bytes_.copy(out, size);
    bytes_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view bytes_;
};

class SplitStage : public DocumentStage {
 public:
  explicit SplitStage(Document& document) : DocumentStage("split", document) {}
  void Check() override {
    uint64_t bytes = 0;
    for (const Unit& unit : document_.units) bytes += unit.bytes.size();
    Expect(Run(), bytes);
    if (bytes < document_.bytes.size() * 99 / 100) Die("split: bytes are lost");
  }
  uint64_t Run() override {
    uint64_t bytes = 0;
    const auto emit = [&bytes](const Unit& unit) {
      bytes += unit.bytes.size();
      return true;
    };
    ViewStream stream(document_.bytes);
    const auto reject = [](std::string_view, const absl::Status&) {};
    if (!document_.task.format->NewSplitter({})->Split(stream, emit, reject).ok())
      Die("split: a broken document");
    return bytes;
  }
};

class ParseStage : public DocumentStage {
 public:
  explicit ParseStage(Document& document)
      : DocumentStage("parse", document), parser_(document.task.format->NewParser()) {}
  void Check() override { Expect(Run(), DivisionsOf(document_)); }
  uint64_t Run() override {
    CountingVisitor visitor;
    for (Unit& unit : document_.units) {
      if (!parser_->Parse(unit, visitor).ok()) Die("parse: a broken unit");
    }
    return visitor.divisions;
  }

 private:
  std::unique_ptr<UnitParser> parser_;
};

uint64_t HashOf(const UnitRows& rows) {
  const auto add = [](const std::string& hex) {
    return hex.empty() ? 0 : std::stoull(hex.substr(0, 16), nullptr, 16);
  };
  return add(rows.hash) ^ add(rows.xml_hash);
}

// Parse as well: events become rows, with citations and hashes.
class MapStage : public DocumentStage {
 public:
  MapStage(Document& document, std::string yardstick)
      : DocumentStage("parse+map", document), yardstick_(std::move(yardstick)) {}
  std::string yardstick() const override { return yardstick_; }
  void Check() override {
    uint64_t hash = 0;
    for (const auto& rows : document_.rows) hash ^= HashOf(*rows);
    Expect(Run(), hash);
  }
  uint64_t Run() override {
    uint64_t hash = 0;
    for (Unit& unit : document_.units) {
      const auto rows = RowsOfUnit(unit, document_.task);
      for (const auto& unit_rows : *rows) hash ^= HashOf(*unit_rows);
    }
    return hash;
  }

 private:
  const std::string yardstick_;
};

class CiteStage : public DocumentStage {
 public:
  explicit CiteStage(Document& document) : DocumentStage("cite", document), texts_(TextsOf(document)) {
    for (const auto& rows : document.rows) {
      targets_ += static_cast<uint64_t>(
          std::count_if(rows->out_edges.begin(), rows->out_edges.end(),
                        [](const auto& edge) { return edge.type == EdgeType::kCites; }));
    }
  }
  // The ancestors of a part are not known here, so a few chapters are not found.
  void Check() override {
    const uint64_t found = Run();
    if (found > targets_ || found < targets_ * 9 / 10) Expect(found, targets_);
  }
  uint64_t Run() override {
    uint64_t targets = 0;
    for (const auto& [id, text] : texts_) {
      for (const Citation& citation : finder_.Find(text, id)) targets += citation.targets.size();
    }
    return targets;
  }

 private:
  const std::vector<std::pair<std::string, std::string>> texts_;
  CitationFinder finder_;
  uint64_t targets_ = 0;
};

bool IsPart(const std::shared_ptr<UnitRows>& rows) { return !rows->spine(); }

class PlanStage : public DocumentStage {
 public:
  explicit PlanStage(Document& document) : DocumentStage("plan", document) {}
  void Check() override {
    uint64_t nodes = 0;
    for (const auto& rows : document_.rows) nodes += IsPart(rows) ? rows->nodes.size() : 0;
    Expect(Run(), nodes);
  }
  uint64_t Run() override {
    uint64_t nodes = 0;
    for (const auto& rows : document_.rows) {
      if (IsPart(rows)) nodes += PlanNew(document_, rows).creates.size();
    }
    return nodes;
  }
};

// The body of the request that creates a unit.
class EncodeStage : public DocumentStage {
 public:
  explicit EncodeStage(Document& document) : DocumentStage("encode", document) {
    for (const auto& rows : document.rows) {
      if (!IsPart(rows)) continue;
      auto batch = std::make_shared<MutationBatch>();
      batch->units.push_back(PlanNew(document, rows));
      batches_.push_back(std::move(batch));
    }
  }
  void Check() override {
    size_t rows = 0;
    for (const auto& batch : batches_) rows += batch->Bytes();
    if (Run() < rows * 9 / 10) Expect(Run(), rows);
  }
  uint64_t Run() override {
    uint64_t bytes = 0;
    const neo4j::KnownKeys known;
    for (const auto& batch : batches_) {
      const neo4j::RequestBody body = neo4j::BatchBody(neo4j::LayoutOf(*batch, known), batch, true);
      for (const std::string_view slice : body.slices) bytes += slice.size();
    }
    return bytes;
  }

 private:
  std::vector<std::shared_ptr<const MutationBatch>> batches_;
};

}  // namespace

std::unique_ptr<Stage> NewMap(Document& document, std::string yardstick) {
  return std::make_unique<MapStage>(document, std::move(yardstick));
}

std::vector<std::unique_ptr<Stage>> NewStages(Document& document) {
  std::vector<std::unique_ptr<Stage>> stages;
  stages.push_back(NewBase(document));
  stages.push_back(std::make_unique<ReadStage>(document));
  stages.push_back(std::make_unique<SplitStage>(document));
  stages.push_back(std::make_unique<ParseStage>(document));
  stages.push_back(std::make_unique<CiteStage>(document));
  stages.push_back(NewMap(document, "BASE"));
  stages.push_back(std::make_unique<PlanStage>(document));
  stages.push_back(std::make_unique<EncodeStage>(document));
  stages.push_back(NewWorker(document));
  stages.push_back(NewProgram(document));
  stages.push_back(NewWorkers(document, 1));
  stages.push_back(NewWorkers(document, 2));
  stages.push_back(NewAnchors(document));
  stages.push_back(NewCite(document));
  return stages;
}

}  // namespace reg2graph::bench
