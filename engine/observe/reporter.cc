#include "engine/observe/reporter.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/core/json_writer.h"
#include "engine/core/strings.h"
#include "engine/observe/utc_time.h"

namespace reg2graph {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds kRecordEvery{10};

std::string_view Name(DocumentOutcome outcome) {
  switch (outcome) {
    case DocumentOutcome::kLoaded: return "loaded";
    case DocumentOutcome::kUnchanged: return "unchanged";
    case DocumentOutcome::kOlder: return "older";
    case DocumentOutcome::kPartly: return "partly";
    case DocumentOutcome::kFailed: return "failed";
    case DocumentOutcome::kStopped: return "stopped";
    case DocumentOutcome::kEqual: return "equal";
    case DocumentOutcome::kDiffers: return "differs";
    case DocumentOutcome::kNotCompared: return "could not be compared";
  }
  return "";
}

std::string_view Name(Severity severity) {
  switch (severity) {
    case Severity::kInfo: return "info";
    case Severity::kWarning: return "warning";
    case Severity::kError: return "error";
  }
  return "";
}

// A key or a file name may hold whatever it likes: it writes no line of its own and moves no cursor.
std::string OneLine(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f)
      absl::StrAppendFormat(&line, "\\x%02x", byte);
    else
      line.push_back(c);
  }
  return line;
}

double Megabytes(int64_t bytes) { return static_cast<double>(bytes) / 1e6; }

}  // namespace

Reporter::Reporter(std::FILE* out, LogStyle style, bool terminal, const Metrics& metrics, EmfRecorder* emf)
    : out_(out),
      style_(style),
      terminal_(terminal),
      metrics_(metrics),
      emf_(emf),
      start_(Clock::now()),
      last_record_(start_) {}

std::string Reporter::JsonHead(std::string_view event) const {
  std::string line = "{\"time\":\"" + UtcNow() + "\",\"event\":";
  AppendString(line, event);
  return line;
}

void Reporter::OnDocument(const DocumentReport& report) {
  std::string line;
  if (style_ != LogStyle::kText) {
    line = JsonHead("document");
    line.append(",\"document\":");
    std::string object;
    ObjectWriter writer(object);
    writer.String("uri", report.uri);
    writer.String("outcome", Name(report.outcome));
    writer.Integer("title", report.title);
    writer.String("layer", LayerName(report.layer));
    writer.String("as_of", report.as_of);
    writer.Integer("bytes", static_cast<int64_t>(report.bytes));
    writer.Integer("units", report.units);
    writer.Integer("units_written", report.units_written);
    writer.Integer("units_unchanged", report.units_unchanged);
    writer.Integer("rejected", report.rejected);
    writer.Integer("differences", report.differences);
    writer.Integer("kept", report.kept);
    if (!report.message.empty()) writer.String("message", report.message);
    writer.Close();
    line.append(object).push_back('}');
  } else {
    line = absl::StrFormat("%-9s %s", Absl(Name(report.outcome)), report.uri);
    if (report.title > 0) {
      absl::StrAppend(&line, "  (title ", report.title, ", ", Absl(LayerName(report.layer)),
                      report.as_of.empty() ? "" : " as of ", report.as_of, ")");
    }
    if (report.differences > 0) {
      absl::StrAppend(&line, "  ", report.differences,
                      report.differences == 1 ? " difference" : " differences");
    }
    if (report.kept > 0) absl::StrAppend(&line, "  ", report.kept, " kept");
    if (report.rejected > 0) absl::StrAppend(&line, "  ", report.rejected, " rejected");
    if (!report.message.empty()) absl::StrAppend(&line, ": ", report.message);
  }
  WriteLine(line);
}

void Reporter::OnNotice(Severity severity, std::string_view event, std::string_view message) {
  std::string line;
  if (style_ != LogStyle::kText) {
    line = JsonHead(event);
    line.append(",\"severity\":");
    AppendString(line, Name(severity));
    line.append(",\"message\":");
    AppendString(line, message);
    line.push_back('}');
  } else {
    line = severity == Severity::kInfo ? std::string(message)
                                       : absl::StrCat(Absl(Name(severity)), ": ", Absl(message));
  }
  WriteLine(line);
}

void Reporter::WriteLine(const std::string& line) {
  MutexLock lock(mutex_);
  if (progress_shown_) std::fputs("\r\x1b[K", out_);
  progress_shown_ = false;
  std::fputs(style_ == LogStyle::kText ? OneLine(line).c_str() : line.c_str(), out_);
  std::fputc('\n', out_);
  std::fflush(out_);
}

std::string Reporter::ProgressLine() {
  const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
  const double read = Megabytes(metrics_.bytes_read);
  const double total = Megabytes(metrics_.bytes_total);
  std::string line = absl::StrFormat(
      "%d/%d documents  %.1f MB  %.1f MB/s  %d nodes  %d relationships  %d in flight",
      metrics_.documents_done.load(), metrics_.documents_total.load(), read, read / std::max(seconds, 1e-3),
      metrics_.NodesCreated(), metrics_.EdgesCreated(), metrics_.in_flight.load());
  if (read > 0 && total > read) absl::StrAppendFormat(&line, "  ETA %.0f s", seconds * (total - read) / read);
  return line;
}

void Reporter::Tick() {
  if (terminal_ && style_ == LogStyle::kText) {
    const std::string line = ProgressLine();
    MutexLock lock(mutex_);
    std::fprintf(out_, "\r\x1b[K%s", line.c_str());
    std::fflush(out_);
    progress_shown_ = true;
    return;
  }
  {
    MutexLock lock(mutex_);
    if (Clock::now() - last_record_ < kRecordEvery) return;
    last_record_ = Clock::now();
  }
  if (emf_ != nullptr) {
    WriteLine(emf_->Record("progress", "", Clock::now()));
  } else {
    OnNotice(Severity::kInfo, "progress", ProgressLine());
  }
}

void Reporter::ClearProgress() {
  MutexLock lock(mutex_);
  if (progress_shown_) std::fputs("\r\x1b[K", out_);
  progress_shown_ = false;
  std::fflush(out_);
}

}  // namespace reg2graph
