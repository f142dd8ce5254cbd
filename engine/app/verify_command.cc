#include <utility>

#include "engine/app/exit_code.h"
#include "engine/app/run_command.h"
#include "engine/app/session.h"
#include "engine/verify/verdict.h"

namespace reg2graph {
namespace {

absl::StatusOr<Session::Setup> SetUp(const Options& options) {
  absl::StatusOr<Session::Setup> setup = ReadSetup(options, options.to);
  if (!setup.ok()) return setup.status();
  if (setup->target.kind != Target::Kind::kNeo4j)
    return absl::InvalidArgumentError("verify needs a graph to compare with: a Neo4j");
  setup->kind = RunKind::kComparison;
  return setup;
}

const char* Conclusion(bool equal, int64_t notes) {
  if (!equal) return "The graph differs from these documents, or some of them could not be compared.\n";
  if (notes > 0) return "The graph matches these documents, except for what newer ones replaced.\n";
  return "The graph matches these documents.\n";
}

}  // namespace

int RunVerify(const Options& options) {
  absl::StatusOr<Session::Setup> setup = SetUp(options);
  if (!setup.ok()) return EndWith(kExitUsage, setup.status());
  Session session(options, *std::move(setup));
  if (const absl::Status status = session.Open(); !status.ok())
    return EndWith(ExitCodeOfIntake(status), status);
  VerdictObserver verdicts(session.observer());
  const RunResult result = session.Run(verdicts);
  session.PrintEnd(result);
  if (const auto code = ExitCodeOfFailure(result)) return *code;
  const OutcomeCounter& outcomes = session.outcomes();
  const bool equal = outcomes.differences() == 0 && result.documents_failed == 0 && session.rejected() == 0;
  if (session.style() == LogStyle::kText) session.Print(Conclusion(equal, outcomes.notes()));
  return equal ? kExitOk : kExitRejected;
}

}  // namespace reg2graph
