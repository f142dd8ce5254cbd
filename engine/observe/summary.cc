#include "engine/observe/summary.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/core/json_writer.h"
#include "engine/core/strings.h"

namespace reg2graph {
namespace {

double Megabytes(int64_t bytes) { return static_cast<double>(bytes) / 1e6; }
double Seconds(const Counter& microseconds) { return static_cast<double>(microseconds.load()) / 1e6; }

template <typename Array, typename NameOfIndex>
std::string List(const Array& counts, NameOfIndex name) {
  std::string list;
  for (size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    absl::StrAppend(&list, list.empty() ? "" : ", ", Absl(name(i)), " ", counts[i].load());
  }
  return list;
}

std::string DocumentCounts(const OutcomeCounter& outcomes) {
  struct Entry {
    DocumentOutcome outcome;
    const char* words;
  };
  static constexpr Entry kEntries[] = {{DocumentOutcome::kLoaded, "loaded"},
                                       {DocumentOutcome::kUnchanged, "unchanged"},
                                       {DocumentOutcome::kOlder, "older than the graph"},
                                       {DocumentOutcome::kPartly, "loaded in part"},
                                       {DocumentOutcome::kFailed, "failed"},
                                       {DocumentOutcome::kStopped, "stopped"},
                                       {DocumentOutcome::kEqual, "equal"},
                                       {DocumentOutcome::kDiffers, "different"},
                                       {DocumentOutcome::kNotCompared, "could not be compared"}};
  std::string text;
  for (const Entry& entry : kEntries) {
    if (outcomes.count(entry.outcome) == 0) continue;
    absl::StrAppend(&text, text.empty() ? "" : ", ", outcomes.count(entry.outcome), " ", entry.words);
  }
  return text.empty() ? "none" : text;
}

std::string_view LabelOf(size_t shape) { return LabelsOf(static_cast<Shape>(shape)).back(); }
std::string_view DivisionLabel(size_t type) { return LabelsOf(static_cast<Shape>(type)).back(); }
std::string_view EdgeName(size_t type) { return NameOf(static_cast<EdgeType>(type)); }

void Line(std::string& text, const char* name, const std::string& value) {
  if (!value.empty()) absl::StrAppendFormat(&text, "  %-14s %s\n", name, value);
}

std::string Rejected(const SummaryInput& input) {
  if (input.rejected == 0) return "none";
  if (input.dead_letter_path.empty()) return absl::StrCat(input.rejected);
  return absl::StrCat(input.rejected, " (see ", input.dead_letter_path, ")");
}

int64_t NewNodes(const Metrics& m) { return m.NodesCreated() + m.stubs_created - m.stubs_made_real; }

void AddGraph(std::string& text, const Metrics& m) {
  Line(text, "units",
       absl::StrFormat("%d new, %d changed, %d unchanged, %d with a newer date only, %d older, %d pruned",
                       m.units_new.load(), m.units_changed.load(), m.units_unchanged.load(),
                       m.units_dated.load(), m.units_older.load(), m.units_pruned.load()));
  Line(text, "nodes",
       absl::StrFormat("%d created, %d updated, %d deleted", NewNodes(m), m.nodes_updated.load(),
                       m.nodes_deleted.load() + m.stubs_swept.load()));
  Line(text, "", List(m.nodes_created, LabelOf));
  const int64_t stubs = m.stubs_created - m.stubs_made_real;
  if (stubs > 0) Line(text, "", absl::StrCat("Stub ", stubs));
  if (stubs < 0) Line(text, "", absl::StrCat("Stub ", stubs, " (now loaded)"));
  if (m.orphans_kept > 0) {
    Line(text, "",
         absl::StrCat(
             "Kept although nothing of this graph refers to them, because relationships of others do: ",
             m.orphans_kept.load()));
  }
  Line(text, "relationships",
       absl::StrFormat("%d created, %d deleted", m.EdgesCreated(), m.edges_deleted.load()));
  Line(text, "", List(m.edges_created, EdgeName));
  if (m.cites_resolved + m.cites_stubs + m.cites_dangling == 0) return;
  Line(text, "citations",
       absl::StrFormat("in the graph: %d resolved, %d to targets not loaded, %d to targets that do not exist",
                       m.cites_resolved.load(), m.cites_stubs.load(), m.cites_dangling.load()));
}

void AddComparison(std::string& text, const SummaryInput& input) {
  const Metrics& m = input.metrics;
  Line(text, "units",
       absl::StrFormat("%d compared, %d older than the graph", m.units_new + m.units_changed,
                       m.units_older.load()));
  const int64_t differences = input.outcomes.differences();
  Line(text, "differences", differences == 0 ? "none" : absl::StrCat(differences));
  if (input.outcomes.notes() > 0) Line(text, "notes", absl::StrCat(input.outcomes.notes()));
}

void AddCosts(std::string& text, const SummaryInput& input) {
  const Metrics& m = input.metrics;
  const double seconds = std::max(input.seconds.count(), 1e-6);
  Line(text, "requests",
       absl::StrFormat("%d, %d retried, %d re-planned; finally up to %d in flight with %d rows each",
                       m.requests.load(), m.retries.load(), m.replans.load(), m.requests_at_once.load(),
                       m.batch_rows.load()));
  std::string time = absl::StrFormat("%.2f s: %.1f MB at %.1f MB/s", seconds, Megabytes(m.bytes_read),
                                     Megabytes(m.bytes_read) / seconds);
  if (input.kind == RunKind::kLoad) {
    absl::StrAppendFormat(&time, ", %.0f nodes and relationships/s",
                          static_cast<double>(NewNodes(m) + m.EdgesCreated()) / seconds);
  }
  Line(text, "time", time);
  Line(text, "",
       absl::StrFormat("reading %.2f s, parsing %.2f s, planning %.2f s, waiting for the target %.2f s "
                       "(summed over threads and "
                       "requests); the reader waited %.2f s for memory",
                       Seconds(m.reading_us), Seconds(m.parsing_us), Seconds(m.planning_us),
                       Seconds(m.waiting_us), Seconds(m.blocked_us)));
  if (input.peak_memory_bytes > 0)
    Line(text, "memory", absl::StrFormat("peak %.0f MB", Megabytes(input.peak_memory_bytes)));
}

bool NothingHadToBeWritten(const SummaryInput& input) {
  const Metrics& m = input.metrics;
  const OutcomeCounter& outcomes = input.outcomes;
  const bool wrote = NewNodes(m) + m.EdgesCreated() + m.nodes_updated + m.nodes_deleted + m.stubs_swept +
                         m.edges_deleted + m.units_dated >
                     0;
  const bool complete =
      outcomes.count(DocumentOutcome::kUnchanged) + outcomes.count(DocumentOutcome::kLoaded) > 0 &&
      outcomes.count(DocumentOutcome::kStopped) + outcomes.count(DocumentOutcome::kFailed) == 0;
  return !wrote && complete && input.rejected == 0;
}

}  // namespace

std::string SummaryText(const SummaryInput& input) {
  std::string text;
  Line(text, "documents", DocumentCounts(input.outcomes));
  Line(text, "divisions", List(input.metrics.divisions_read, DivisionLabel));
  if (input.kind == RunKind::kComparison)
    AddComparison(text, input);
  else
    AddGraph(text, input.metrics);
  if (input.outcomes.kept() > 0) Line(text, "kept", absl::StrCat(input.outcomes.kept(), " divisions"));
  Line(text, "rejected", Rejected(input));
  AddCosts(text, input);
  if (NothingHadToBeWritten(input))
    absl::StrAppend(&text, "Nothing had to be written: the graph is up to date.\n");
  return text;
}

std::string SummaryJson(const SummaryInput& input) {
  const Metrics& m = input.metrics;
  std::string text;
  ObjectWriter object(text);
  object.Integer("documents_loaded", input.outcomes.count(DocumentOutcome::kLoaded));
  object.Integer("documents_unchanged", input.outcomes.count(DocumentOutcome::kUnchanged));
  object.Integer("documents_older", input.outcomes.count(DocumentOutcome::kOlder));
  object.Integer("documents_partly", input.outcomes.count(DocumentOutcome::kPartly));
  object.Integer("documents_failed", input.outcomes.count(DocumentOutcome::kFailed));
  object.Integer("documents_stopped", input.outcomes.count(DocumentOutcome::kStopped));
  object.Integer("documents_equal", input.outcomes.count(DocumentOutcome::kEqual));
  object.Integer("documents_different", input.outcomes.count(DocumentOutcome::kDiffers));
  object.Integer("documents_not_compared", input.outcomes.count(DocumentOutcome::kNotCompared));
  object.Integer("differences", input.outcomes.differences());
  object.Integer("notes", input.outcomes.notes());
  object.Integer("kept", input.outcomes.kept());
  object.Integer("units_new", m.units_new);
  object.Integer("units_changed", m.units_changed);
  object.Integer("units_unchanged", m.units_unchanged);
  object.Integer("units_dated", m.units_dated);
  object.Integer("units_older", m.units_older);
  object.Integer("units_pruned", m.units_pruned);
  object.Integer("nodes_created", NewNodes(m));
  object.Integer("nodes_updated", m.nodes_updated);
  object.Integer("nodes_deleted", m.nodes_deleted + m.stubs_swept);
  object.Integer("orphans_kept", m.orphans_kept);
  object.Integer("relationships_created", m.EdgesCreated());
  object.Integer("relationships_deleted", m.edges_deleted);
  object.Integer("citations_resolved", m.cites_resolved);
  object.Integer("citations_stubs", m.cites_stubs);
  object.Integer("citations_dangling", m.cites_dangling);
  object.Integer("rejected", input.rejected);
  object.Integer("requests", m.requests);
  object.Integer("retries", m.retries);
  object.Integer("replans", m.replans);
  object.Integer("requests_at_once", m.requests_at_once);
  object.Integer("batch_rows", m.batch_rows);
  object.Integer("bytes_read", m.bytes_read);
  object.Integer("reading_ms", m.reading_us / 1000);
  object.Integer("parsing_ms", m.parsing_us / 1000);
  object.Integer("planning_ms", m.planning_us / 1000);
  object.Integer("waiting_for_target_ms", m.waiting_us / 1000);
  for (size_t type = 0; type < m.divisions_read.size(); ++type) {
    if (m.divisions_read[type] > 0)
      object.Integer("divisions_" + std::string(DivisionLabel(type)), m.divisions_read[type]);
  }
  object.Integer("peak_memory_bytes", input.peak_memory_bytes);
  object.Integer("milliseconds", static_cast<int64_t>(input.seconds.count() * 1000));
  object.Close();
  return text;
}

}  // namespace reg2graph
