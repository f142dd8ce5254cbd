#include "engine/flow/document_reader.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <chrono>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/core/fail_point.h"
#include "engine/core/keys.h"
#include "engine/core/strings.h"
#include "engine/deliver/unit_decision.h"
#include "engine/flow/chores.h"
#include "engine/flow/recognition.h"
#include "engine/ingest/document_opener.h"

namespace reg2graph {
namespace {

using Clock = std::chrono::steady_clock;

// Of a unit: its bytes, the rows and the plan made of them, and what each unit takes however small it is.
// Units of which this is not enough are worked on alone.
constexpr size_t kPartWeight = 12;
constexpr size_t kFrameWeight = 16;  // of a structure or a spine, which are divisions and little text
constexpr size_t kBytesPerUnit = size_t{192} << 10;

size_t ShareOf(const Unit& unit) {
  const size_t weight = unit.kind == UnitKind::kPart ? kPartWeight : kFrameWeight;
  return kBytesPerUnit + weight * unit.bytes.size();
}

bool KeepsXml(const Stamp& text) { return text.xml_hash != kNoXmlHash; }

// Whether the document was loaded with its XML; if it is not in the graph, whether all others of its title
// were.
bool HoldsXml(const TitleState& state, const std::string& artifact) {
  bool all = true;
  for (const auto& [key, unit] : state.units) {
    const Stamp& text = StampOf(unit, Layer::kText);
    if (text.present() && text.artifact == artifact) return KeepsXml(text);
    all = all && KeepsXml(text);
  }
  return all;
}

// True if every unit of the title's layer is stamped with this very document, or with one that this may not
// replace: then there is nothing to parse.
bool CompletedFrom(const TitleState& state, const DocumentTask& task) {
  const Layer layer = task.facts.layer;
  const std::string title_key = TitleKey(task.facts.title);
  const auto settled = [&](const UnitState& unit) {
    const Stamp& stamp = StampOf(unit, layer);
    const bool same = stamp.artifact == task.origin.artifact && stamp.as_of == task.origin.as_of &&
                      stamp.coverage == Coverage::kTitle && stamp.mapping == task.mapping &&
                      (layer == Layer::kStructure || KeepsXml(stamp) == task.facts.keeps_xml);
    const bool newer = unit.key != title_key && !Supersedes(task.origin, stamp);
    const bool linked = unit.linked[static_cast<size_t>(layer)] == ArtifactOfStamp(stamp, unit.key);
    return !stamp.hash.empty() && unit.claim.empty() && linked && (same || newer);
  };
  const UnitState* title = FindUnit(&state, title_key);
  if (title == nullptr || !settled(*title)) return false;
  return std::all_of(state.units.begin(), state.units.end(), [&](const auto& entry) {
    const bool is_part = IsPartKey(entry.first) && IsPlaced(entry.second, layer);
    return !is_part || settled(entry.second);
  });
}

// True if the graph holds something of this layer from another document: a title as soon as any unit of it
// does, anything less for the title as a whole.
bool HoldsAnother(const TitleState& state, const DocumentTask& task) {
  const std::string title = TitleKey(task.facts.title);
  return std::any_of(state.units.begin(), state.units.end(), [&](const auto& entry) {
    const Stamp& stamp = StampOf(entry.second, task.facts.layer);
    const bool counts = task.facts.coverage == Coverage::kTitle || entry.first == title;
    return counts && stamp.present() && stamp.artifact != task.origin.artifact;
  });
}

bool IsOtherOfSameDate(const DocumentTask& task, const Stamp& stamp) {
  return task.facts.coverage == Coverage::kTitle && stamp.coverage == Coverage::kTitle &&
         !task.origin.as_of.empty() && stamp.as_of == task.origin.as_of && !stamp.artifact.empty() &&
         stamp.artifact != task.origin.artifact;
}

const Stamp* TitleStamp(const TitleState& state, const DocumentTask& task) {
  const UnitState* title = FindUnit(&state, TitleKey(task.facts.title));
  return title == nullptr ? nullptr : &StampOf(*title, task.facts.layer);
}

}  // namespace

void DocumentReader::ReadAll(SourceFeed& feed) {
  while (!stop_.stopped()) {
    const absl::StatusOr<SourceFeed::Step> step = feed.Next();
    if (!step.ok()) {
      if (!stop_.stopped()) context_.on_source_lost(step.status());
      break;
    }
    if (step->kind == SourceFeed::Step::Kind::kEnd) break;
    if (step->kind == SourceFeed::Step::Kind::kIdle) {
      context_.on_idle();
      continue;
    }
    if (step->entry.ticket != 0) ++context_.metrics.documents_total;  // of a list they are counted already
    ReadOne(step->entry);
  }
  WaitForAll();
}

void DocumentReader::Stop() {
  stop_.Stop();
  budget_->Stop();
  MutexLock lock(mutex_);
  changed_.notify_all();
}

void DocumentReader::Fail(const DocumentReport& report, const absl::Status& why) {
  const std::string reason(why.message());
  context_.dead_letters.Add({report.uri, "document", reason, ""});
  DocumentReport failed = report;
  failed.outcome = DocumentOutcome::kFailed;
  failed.message = reason;
  ++context_.metrics.documents_done;
  context_.observer.OnDocument(failed);
}

void DocumentReader::Remark(const DocumentTask& task, std::string_view remark) {
  context_.observer.OnNotice(Severity::kWarning, "remark",
                             absl::StrCat(task.identity.uri, ": ", Absl(remark)));
}

void DocumentReader::LoseSource(const absl::Status& why) {
  if (!absl::IsUnavailable(why) && !absl::IsUnauthenticated(why)) return;
  context_.on_source_lost(why);
}

absl::StatusOr<DocumentReader::Task> DocumentReader::Open(const SourceEntry& source,
                                                          SourceDocument& document) {
  auto task = std::make_shared<DocumentTask>();
  OpenOptions options;
  options.remote = context_.remote;
  options.stop = &stop_;
  options.accept = [this, &task](const SourceDocument& begun) {
    absl::Status status = Recognize(context_.formats, context_.options.format, begun, *task);
    task->facts.keeps_xml = !context_.options.no_xml;
    return status;
  };
  absl::StatusOr<SourceDocument> opened = OpenDocument(source, options);
  if (!opened.ok()) return opened.status();
  document = *std::move(opened);
  SetOrigin(document.identity, *task);
  task->report.uri = source.uri;
  task->report.ticket = source.ticket;
  task->report.layer = task->facts.layer;
  task->report.title = task->facts.title;
  task->report.as_of = task->origin.as_of;
  task->report.bytes = task->identity.bytes;
  if (!task->facts.remark.empty()) Remark(*task, task->facts.remark);
  if (const int named = task->identity.title; named != 0 && named != task->facts.title) {
    Remark(*task,
           absl::StrCat("it is named as title ", named, " and says that it is title ", task->facts.title));
  }
  return task;
}

absl::StatusOr<TitleState> DocumentReader::TitleStateOf(int title) {
  auto answer = std::make_shared<std::optional<absl::StatusOr<TitleState>>>();
  boost::asio::post(context_.io, [this, title, answer] {
    context_.flow.FetchTitle(title, [this, answer](absl::StatusOr<TitleState> state) {
      MutexLock lock(mutex_);
      *answer = std::move(state);
      changed_.notify_all();
    });
  });
  MutexLock lock(mutex_);
  while (!stop_.stopped() && !answer->has_value()) changed_.wait(lock);
  if (!answer->has_value()) return absl::CancelledError("stopped");
  return std::move(**answer);
}

bool DocumentReader::Wanted(const Task& task) {
  const TitleState& state = *task->title_state;
  if (context_.options.compares()) {
    task->facts.keeps_xml = HoldsXml(state, task->origin.artifact);
    return true;
  }
  const Stamp* stamp = TitleStamp(state, *task);
  if (task->origin.as_of.empty() && HoldsAnother(state, *task)) {
    Fail(task->report, absl::InvalidArgumentError(absl::StrCat(
                           "which of two documents of title ", task->facts.title,
                           " is newer cannot be determined: neither its name nor --as-of gives a date")));
    LeaveTitle(task->facts.title);
    return false;
  }
  const bool overtaken = stamp != nullptr && !IsNewer(task->origin, *stamp);
  if (overtaken) {
    task->report.message =
        absl::StrCat("the graph holds a newer document of title ", task->facts.title, ", of ", stamp->as_of);
  }
  // A run that was killed, or was overtaken unnoticed, may have left something to remove.
  const auto is_clean = [&] { return ChoresOf(*task).empty(); };
  const bool older = overtaken && is_clean();
  if (stamp != nullptr && IsOtherOfSameDate(*task, *stamp)) {
    Remark(*task,
           absl::StrCat("the graph holds another document of ", stamp->as_of,
                        "; the one with the greater hash prevails, unless --as-of says which is newer"));
  }
  const bool done = context_.options.purpose == Purpose::kLoad && task->facts.coverage == Coverage::kTitle &&
                    !task->origin.artifact.empty() && CompletedFrom(state, *task) && is_clean();
  if (!older && !done) return true;
  task->report.outcome = older ? DocumentOutcome::kOlder : DocumentOutcome::kUnchanged;
  ++(older ? context_.metrics.units_older : context_.metrics.units_unchanged);
  ++context_.metrics.documents_done;
  context_.metrics.bytes_read += static_cast<int64_t>(task->identity.bytes);
  context_.observer.OnDocument(task->report);
  LeaveTitle(task->facts.title);
  return false;
}

void DocumentReader::ReadOne(const SourceEntry& source) {
  const auto start = Clock::now();
  SourceDocument document;
  absl::StatusOr<Task> opened = Open(source, document);
  if (!opened.ok()) {
    DocumentReport report;
    report.uri = source.uri;
    report.ticket = source.ticket;
    if (stop_.stopped()) {
      report.outcome = DocumentOutcome::kStopped;
      context_.observer.OnDocument(report);
      return;
    }
    Fail(report, opened.status());
    LoseSource(opened.status());
    return;
  }
  const Task task = *std::move(opened);
  MayFailAt("document opened");
  if (!EnterTitle(task)) return;
  if (task->title_state == nullptr) {
    absl::StatusOr<TitleState> state = TitleStateOf(task->facts.title);
    if (!state.ok() || stop_.stopped()) return;
    task->title_state = std::make_shared<const TitleState>(*std::move(state));
  }
  MayFailAt("title's state read");
  if (!Wanted(task)) return;
  task->finished = [this, title = task->facts.title] { LeaveTitle(title); };

  context_.flow.BeginDocument();
  Clock::duration blocked{};
  const auto emit = [&](Unit unit) {
    const size_t bytes = unit.bytes.size();
    const size_t share = ShareOf(unit);
    const auto waiting = Clock::now();
    bool room = budget_->TryAcquire(share);
    if (!room) {
      context_.flow.ReaderWaits();
      room = budget_->Acquire(share);
      context_.flow.ReaderGoesOn();
    }
    blocked += Clock::now() - waiting;
    if (!room) return false;
    context_.metrics.bytes_read += static_cast<int64_t>(bytes);
    MayFailAt("unit split");
    context_.flow.Handle(task, std::move(unit), BudgetShare(budget_, share));
    return !stop_.stopped();
  };
  const auto reject = [&](std::string_view place, absl::Status why) {
    context_.flow.RejectUnit(task, std::string(place), why);
  };
  const std::unique_ptr<Splitter> splitter = task->format->NewSplitter(SplitOptionsOf(context_.options));
  absl::Status status = splitter->Split(*document.stream, emit, reject);
  if (!status.ok() && !stop_.stopped()) {
    context_.dead_letters.Add({source.uri, "document", std::string(status.message()), ""});
    LoseSource(status);
  }
  const auto micro = [](Clock::duration time) {
    return std::chrono::duration_cast<std::chrono::microseconds>(time).count();
  };
  context_.metrics.blocked_us += micro(blocked);
  context_.metrics.reading_us += micro(Clock::now() - start - blocked);
  MayFailAt("document read to its end");
  context_.flow.EndOfDocument(task, std::move(status));
}

// False if the run was stopped first.
bool DocumentReader::EnterTitle(const Task& task) {
  MutexLock lock(mutex_);
  if (const auto running = running_.find(task->facts.title); running != running_.end()) {
    const Task previous = running->second;
    previous->awaited = true;
    while (!stop_.stopped() && running_.contains(task->facts.title)) changed_.wait(lock);
    task->title_state = std::move(previous->left_state);
  }
  if (stop_.stopped()) return false;
  running_[task->facts.title] = task;
  return true;
}

void DocumentReader::ReportUnfinished() {
  MutexLock lock(mutex_);
  for (const auto& [title, task] : running_) {
    task->report.outcome = DocumentOutcome::kStopped;
    context_.observer.OnDocument(task->report);
  }
  running_.clear();
}

void DocumentReader::LeaveTitle(int title) {
  MutexLock lock(mutex_);
  running_.erase(title);
  changed_.notify_all();
}

void DocumentReader::WaitForAll() {
  MutexLock lock(mutex_);
  while (!stop_.stopped() && !running_.empty()) changed_.wait(lock);
}

}  // namespace reg2graph
