#ifndef REG2GRAPH_ENGINE_OBSERVE_SUMMARY_H_
#define REG2GRAPH_ENGINE_OBSERVE_SUMMARY_H_

#include <array>
#include <chrono>
#include <cstdint>
#include <string>

#include "engine/observe/events.h"

namespace reg2graph {

// Counts documents by outcome, and what a comparison found, on their way to another observer. Thread-safe.
class OutcomeCounter : public Observer {
 public:
  explicit OutcomeCounter(Observer& next) : next_(next) {}
  void OnDocument(const DocumentReport& report) override {
    ++counts_[static_cast<size_t>(report.outcome)];
    kept_ += report.kept;
    next_.OnDocument(report);
  }
  void OnNotice(Severity severity, std::string_view event, std::string_view message) override {
    if (event == "difference") ++differences_;
    if (event == "note") ++notes_;
    next_.OnNotice(severity, event, message);
  }
  int64_t count(DocumentOutcome outcome) const { return counts_[static_cast<size_t>(outcome)]; }
  int64_t differences() const { return differences_; }
  int64_t notes() const { return notes_; }
  int64_t kept() const { return kept_; }

 private:
  Observer& next_;
  std::array<Counter, kDocumentOutcomeCount> counts_{};
  Counter differences_{0}, notes_{0}, kept_{0};
};

enum class RunKind : uint8_t { kLoad, kComparison };

struct SummaryInput {
  const Metrics& metrics;
  const OutcomeCounter& outcomes;
  int64_t rejected = 0;
  std::string dead_letter_path;  // empty: there is none
  std::chrono::duration<double> seconds{0};
  int64_t peak_memory_bytes = 0;  // 0: unknown
  RunKind kind = RunKind::kLoad;
};

// The end of a run, for people.
std::string SummaryText(const SummaryInput& input);
// The same as one flat JSON object.
std::string SummaryJson(const SummaryInput& input);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_OBSERVE_SUMMARY_H_
