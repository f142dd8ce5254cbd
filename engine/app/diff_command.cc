#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/app/assembly.h"
#include "engine/app/environment.h"
#include "engine/app/exit_code.h"
#include "engine/app/intake.h"
#include "engine/app/remote_options.h"
#include "engine/app/run_command.h"
#include "engine/core/strings.h"
#include "engine/diff/comparison.h"
#include "engine/diff/diff_writer.h"
#include "engine/diff/division_change.h"
#include "engine/diff/edition.h"
#include "engine/files/spool_file.h"
#include "engine/flow/document_rows.h"

namespace reg2graph {
namespace {

std::string VariableOr(const char* name, const char* otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr || *value == '\0' ? otherwise : value;
}

// One side, as far as it could be read.
class Side {
 public:
  Side(const Options& options, Remote& remote, TextStore& store)
      : options_(options), remote_(remote), edition_(store) {}

  // An error ends the command: the source names nothing, or its service or the store is away. A document
  // that cannot be read is reported, and counted in failed().
  absl::Status Read(const std::string& argument) {
    const NameHints flags{"", options_.title, options_.complete};
    absl::StatusOr<std::vector<SourceEntry>> sources = ListSources({argument}, flags, &remote_);
    if (!sources.ok()) return sources.status();
    for (const SourceEntry& source : *sources) {
      if (absl::Status status = ReadOne(source); !status.ok()) return status;
    }
    edition_.Finish();
    return absl::OkStatus();
  }

  const Edition& edition() const { return edition_; }
  int failed() const { return failed_; }

 private:
  void Fail(const std::string& uri, const std::string& reason) {
    Complain(absl::StrCat(uri, ": ", reason));
    ++failed_;
  }

  absl::Status ReadOne(const SourceEntry& source) {
    DocumentFacts facts;
    bool begun = false;
    const int failed_before = failed_;
    absl::Status kept;
    RowsReader reader;
    reader.begin = [&](const DocumentTask& task) {
      begun = true;
      facts = task.facts;
      edition_.BeginDocument(task.origin);
    };
    reader.rows = [&](const UnitRows& rows) { return kept = edition_.Add(rows); };
    reader.reject = [&](std::string_view place, const absl::Status& why) {
      Fail(source.uri, absl::StrCat(Absl(place), ": ", why.message()));
    };
    const absl::Status read = ReadRows(source, Formats(), options_.run, remote_, reader);
    if (!kept.ok()) return kept;
    if (absl::IsUnavailable(read) || absl::IsUnauthenticated(read)) return read;
    if (!read.ok()) Fail(source.uri, std::string(read.message()));
    if (begun) edition_.EndDocument(facts.title, facts.layer, read.ok() && failed_ == failed_before);
    return absl::OkStatus();
  }

  const Options& options_;
  Remote& remote_;
  Edition edition_;
  int failed_ = 0;
};

bool IsTerminal() {
  return isatty(STDOUT_FILENO) != 0 && VariableOr("NO_COLOR", "").empty() && VariableOr("TERM", "") != "dumb";
}

std::unique_ptr<DiffWriter> NewWriter(const Options& options) {
  const DiffOptions& diff = options.diff;
  const NoteDetail notes = diff.notes ? NoteDetail::kShown : NoteDetail::kHidden;
  if (diff.format == "json") return NewJsonWriter(notes);
  if (diff.format == "html")
    return NewHtmlWriter(absl::StrCat(options.sources[0], " \u2192 ", options.sources[1]), notes);
  return NewTextWriter(IsTerminal() ? TextColors::kTerminal : TextColors::kNone,
                       diff.words ? WordMarks::kInline : WordMarks::kLines, notes);
}

bool IsShown(const DiffOptions& diff, Change change) {
  if (change == Change::kNotes) return diff.notes;
  return diff.only.empty() ||
         std::find(diff.only.begin(), diff.only.end(), std::string(NameOf(change))) != diff.only.end();
}

absl::Status Write(std::string& text) {
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  text.clear();
  if (written) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("standard output: ", std::strerror(errno)));
}

absl::Status WriteAll(const Options& options, const Edition& was, const Edition& is,
                      const Comparison& comparison, const std::vector<Finding>& shown) {
  std::vector<ContentsEntry> contents;
  for (const Finding& finding : shown) {
    const DivisionRecord& record = finding.is != nullptr ? *finding.is : *finding.was;
    contents.push_back({finding.change, record.type, record.key});
  }
  const std::unique_ptr<DiffWriter> writer = NewWriter(options);
  std::string out;
  writer->Begin(comparison, contents, out);
  for (const Finding& finding : shown) {
    const absl::StatusOr<DivisionChange> change = ReadChange(was, is, finding);
    if (!change.ok()) return change.status();
    writer->Division(*change, out);
    if (absl::Status status = Write(out); !status.ok()) return status;
  }
  writer->End(comparison, out);
  if (absl::Status status = Write(out); !status.ok()) return status;
  if (std::fflush(stdout) == 0) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("standard output: ", std::strerror(errno)));
}

}  // namespace

int RunDiff(const Options& options) {
  absl::StatusOr<Environment> environment = Environment::Load(".env");
  if (!environment.ok()) return EndWith(kExitUsage, environment.status());
  Remote remote(RemoteOptionsOf(options, *environment, Complain));
  absl::StatusOr<std::unique_ptr<SpoolFile>> store = SpoolFile::New(VariableOr("TMPDIR", "/tmp"));
  if (!store.ok()) return EndWith(kExitUsage, store.status());
  Side was(options, remote, **store);
  Side is(options, remote, **store);
  for (const auto& [side, source] :
       {std::pair(&was, &options.sources[0]), std::pair(&is, &options.sources[1])}) {
    if (const absl::Status status = side->Read(*source); !status.ok())
      return EndWith(ExitCodeOfIntake(status), status);
  }
  const Comparison comparison = Compare(was.edition(), is.edition());
  std::vector<Finding> shown;
  std::copy_if(comparison.findings.begin(), comparison.findings.end(), std::back_inserter(shown),
               [&](const Finding& finding) { return IsShown(options.diff, finding.change); });
  if (const absl::Status status = WriteAll(options, was.edition(), is.edition(), comparison, shown);
      !status.ok())
    return EndWith(kExitUsage, status);
  if (was.failed() + is.failed() > 0) return kExitUsage;
  return shown.empty() ? kExitOk : kExitDifferent;
}

}  // namespace reg2graph
