#include "engine/verify/verdict.h"

namespace reg2graph {

DocumentOutcome VerdictOf(const DocumentReport& report) {
  if (report.outcome == DocumentOutcome::kStopped) return report.outcome;
  if (report.differences > 0) return DocumentOutcome::kDiffers;
  if (report.rejected > 0) return DocumentOutcome::kNotCompared;
  switch (report.outcome) {
    case DocumentOutcome::kFailed:
    case DocumentOutcome::kPartly: return DocumentOutcome::kNotCompared;
    case DocumentOutcome::kLoaded:
    case DocumentOutcome::kUnchanged: return DocumentOutcome::kEqual;
    default: return report.outcome;
  }
}

void VerdictObserver::OnDocument(const DocumentReport& report) {
  DocumentReport compared = report;
  compared.outcome = VerdictOf(report);
  next_.OnDocument(compared);
}

void VerdictObserver::OnNotice(Severity severity, std::string_view event, std::string_view message) {
  next_.OnNotice(severity, event, message);
}

}  // namespace reg2graph
