#ifndef REG2GRAPH_ENGINE_VERIFY_VERDICT_H_
#define REG2GRAPH_ENGINE_VERIFY_VERDICT_H_

#include <string_view>

#include "engine/observe/events.h"

namespace reg2graph {

// The outcome of a comparison, from what the flow reports of a document: equal, differs, could not be
// compared. A document that was stopped, or that newer ones have replaced altogether, keeps its outcome.
DocumentOutcome VerdictOf(const DocumentReport& report);

// Hands on to a borrowed observer, documents with their verdicts. As thread-safe as that one.
class VerdictObserver : public Observer {
 public:
  explicit VerdictObserver(Observer& next) : next_(next) {}
  void OnDocument(const DocumentReport& report) override;
  void OnNotice(Severity severity, std::string_view event, std::string_view message) override;

 private:
  Observer& next_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_VERIFY_VERDICT_H_
