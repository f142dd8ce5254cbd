#ifndef REG2GRAPH_ENGINE_OBSERVE_REPORTER_H_
#define REG2GRAPH_ENGINE_OBSERVE_REPORTER_H_

#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "engine/core/mutex.h"
#include "engine/observe/emf.h"
#include "engine/observe/events.h"

namespace reg2graph {

enum class LogStyle : uint8_t {
  kText,  // lines for people; a progress line where the output is a terminal
  kJson,  // one JSON object a line
  kEmf,   // the same, with CloudWatch's metrics in place of the progress
};

// Writes events to a borrowed stream as they occur. Thread-safe.
class Reporter : public Observer {
 public:
  // `emf` writes the records of kEmf and outlives this; elsewhere null.
  Reporter(std::FILE* out, LogStyle style, bool terminal, const Metrics& metrics, EmfRecorder* emf = nullptr);

  void OnDocument(const DocumentReport& report) override;
  void OnNotice(Severity severity, std::string_view event, std::string_view message) override;
  // Redraws the progress line (terminal) or writes a progress record (else, at most every ten seconds).
  void Tick();
  // Clears the progress line before anything else is printed to the same terminal.
  void ClearProgress();

 private:
  void WriteLine(const std::string& line);
  std::string ProgressLine();
  std::string JsonHead(std::string_view event) const;

  std::FILE* const out_;
  const LogStyle style_;
  const bool terminal_;
  const Metrics& metrics_;
  EmfRecorder* const emf_;
  const std::chrono::steady_clock::time_point start_;
  Mutex mutex_;
  bool progress_shown_ ABSL_GUARDED_BY(mutex_) = false;
  std::chrono::steady_clock::time_point last_record_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_OBSERVE_REPORTER_H_
