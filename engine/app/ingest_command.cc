#include <string>
#include <utility>

#include "absl/strings/str_format.h"
#include "engine/app/dead_letter_path.h"
#include "engine/app/exit_code.h"
#include "engine/app/run_command.h"
#include "engine/app/session.h"

namespace reg2graph {
namespace {

std::string CountsText(const NullCounts& counts) {
  std::string text = "A run into an empty graph writes:\n";
  for (const auto& [label, count] : counts.nodes) absl::StrAppendFormat(&text, "  %9d  %s\n", count, label);
  for (const auto& [type, count] : counts.relationships)
    absl::StrAppendFormat(&text, "  %9d  -[%s]->\n", count, type);
  return text;
}

absl::StatusOr<Session::Setup> SetUp(const Options& options) {
  if (options.dry_run) return ReadSetup(options, "null:");
  absl::StatusOr<Session::Setup> setup = ReadSetup(options, options.to);
  if (!setup.ok()) return setup.status();
  if (options.full_text && setup->target.kind != Target::Kind::kNeo4j) {
    return absl::InvalidArgumentError(
        "--full-text needs a Neo4j database: no other target holds indexes (after an import of csv: files, "
        "ingest one document with it)");
  }
  if (absl::Status status = CheckDeadLetterPath(options.dead_letters); !status.ok()) return status;
  setup->dead_letters = options.dead_letters;
  return setup;
}

}  // namespace

int RunIngest(const Options& options) {
  absl::StatusOr<Session::Setup> setup = SetUp(options);
  if (!setup.ok()) return EndWith(kExitUsage, setup.status());
  Session session(options, *std::move(setup));
  if (const absl::Status status = session.Open(); !status.ok())
    return EndWith(ExitCodeOfIntake(status), status);
  const RunResult result = session.Run(session.observer());
  session.PrintEnd(result);
  if (options.dry_run) session.Print(CountsText(session.null_counts()));
  if (const auto code = ExitCodeOfFailure(result)) return *code;
  return result.documents_failed > 0 || session.rejected() > 0 ? kExitRejected : kExitOk;
}

}  // namespace reg2graph
