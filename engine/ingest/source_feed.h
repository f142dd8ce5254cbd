#ifndef REG2GRAPH_ENGINE_INGEST_SOURCE_FEED_H_
#define REG2GRAPH_ENGINE_INGEST_SOURCE_FEED_H_

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/ingest/source_list.h"
#include "engine/observe/events.h"

namespace reg2graph {

// Supplies a run's documents, one after the other.
class SourceFeed {
 public:
  struct Step {
    enum class Kind : uint8_t {
      kDocument,
      kIdle,  // nothing for now; the earlier documents are done
      kEnd,
    };
    Kind kind = Kind::kEnd;
    SourceEntry entry = {};
  };

  virtual ~SourceFeed() = default;
  // Blocks. An error ends the run; Cancelled is a stop. REQUIRES: called on the reader's thread.
  virtual absl::StatusOr<Step> Next() = 0;
  // The outcome of a document; its report carries the entry's ticket. Any thread; must not block.
  virtual void OnOutcome(const DocumentReport& report) = 0;
};

// A list that is known in advance.
class ListFeed : public SourceFeed {
 public:
  explicit ListFeed(std::vector<SourceEntry> entries) : entries_(std::move(entries)) {}
  absl::StatusOr<Step> Next() override {
    if (next_ == entries_.size()) return Step{};
    return Step{Step::Kind::kDocument, entries_[next_++]};
  }
  void OnOutcome(const DocumentReport&) override {}

 private:
  const std::vector<SourceEntry> entries_;
  size_t next_ = 0;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_INGEST_SOURCE_FEED_H_
