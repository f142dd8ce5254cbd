#include "engine/flow/document_flow.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cassert>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/core/fail_point.h"
#include "engine/core/keys.h"
#include "engine/deliver/layers.h"
#include "engine/flow/superfluous_units.h"
#include "engine/flow/unit_work.h"
#include "engine/verify/differences.h"
#include "engine/verify/integrity.h"

namespace reg2graph {
namespace {

using Clock = std::chrono::steady_clock;

int64_t Microseconds(Clock::duration time) {
  return std::chrono::duration_cast<std::chrono::microseconds>(time).count();
}

// The unit of a part that goes: what one layer says of it is nothing.
std::shared_ptr<UnitRows> NoRows(const DocumentTask& task, const std::string& key) {
  auto rows = std::make_shared<UnitRows>();
  rows->layer = task.facts.layer;
  rows->title = task.facts.title;
  rows->key = key;
  rows->mapping = task.mapping;
  return rows;
}

bool StandsAboveParts(Shape shape) { return shape < Shape::kPart; }

// True if some unit of the title is stamped with this document.
bool WasLoadedFrom(const DocumentTask& task) {
  const auto& units = task.title_state->units;
  return !task.origin.artifact.empty() && std::any_of(units.begin(), units.end(), [&](const auto& entry) {
    return StampOf(entry.second, task.facts.layer).artifact == task.origin.artifact;
  });
}

// True if all parts that the spine names have their place.
bool PartsStand(const DocumentTask& task) {
  return std::all_of(task.parts.begin(), task.parts.end(), [&](const std::string& key) {
    const UnitState* part = FindUnit(task.title_state.get(), key);
    return part != nullptr && part->placed[static_cast<int>(task.facts.layer)];
  });
}

}  // namespace

void DocumentFlow::Handle(Task task, Unit unit, BudgetShare share) {
  ++task->pending;
  ++task->undecided;
  // Asio wants copyable handlers.
  auto moved = std::make_shared<Unit>(std::move(unit));
  auto shared = std::make_shared<BudgetShare>(std::move(share));
  boost::asio::post(context_.workers,
                    [this, task = std::move(task), moved, shared] { Work(task, std::move(*moved), shared); });
}

void DocumentFlow::Work(const Task& task, Unit unit, const Share& share) {
  const auto start = Clock::now();
  auto rows = RowsOfUnit(unit, *task);
  context_.metrics.parsing_us += Microseconds(Clock::now() - start);
  MayFailAt("unit mapped");
  if (!rows.ok()) {
    RejectUnit(task, absl::StrCat(unit.name, " at byte ", unit.offset), rows.status());
  } else {
    task->pending += static_cast<int64_t>(rows->size());
    for (std::shared_ptr<UnitRows>& unit_rows : *rows) {
      auto artifact = PartArtifact(*task, *unit_rows, unit);
      if (!unit_rows->spine) {
        PlanOrLookUp(task, std::move(unit_rows), share, std::move(artifact));
        continue;
      }
      if (!task->facts.whole && StandsAboveParts(unit_rows->nodes[0].shape)) {
        RejectUnit(
            task, unit_rows->key,
            absl::InvalidArgumentError("what stands above and between the parts comes with the whole title; "
                                       "of this document only its parts are loaded"));
        boost::asio::post(context_.io, [this, task] { Done(task); });
        continue;
      }
      boost::asio::post(context_.io, [this, task, spine = Rows(std::move(unit_rows)), prolog = unit.prolog,
                                      epilog = unit.epilog] {
        task->spine = spine;
        task->prolog = prolog;
        task->epilog = epilog;
        Done(task);
      });
    }
  }
  boost::asio::post(context_.io, [this, task] {
    Decided(task);
    Done(task);
  });
}

// A part download names its document at the part; a whole title takes that name away.
std::optional<ArtifactLink> DocumentFlow::PartArtifact(const DocumentTask& task, const UnitRows& rows,
                                                       const Unit& unit) const {
  if (rows.spine || task.identity.sha256.empty()) return std::nullopt;
  if (!task.facts.whole) {
    return ArtifactLink{rows.layer, ArtifactId(task.identity),
                        ArtifactRow(task, unit.prolog, unit.epilog, context_.options.loaded_at, 0)};
  }
  const UnitState* stored = FindUnit(task.title_state.get(), rows.key);
  if (stored == nullptr || !StampOf(*stored, rows.layer).present()) return std::nullopt;
  // An interrupted change says `whole` already and may not have unlinked yet.
  const Stamp& stamp = StampOf(*stored, rows.layer);
  if (stamp.whole && !stamp.hash.empty() && stored->claim.empty()) return std::nullopt;
  return ArtifactLink{rows.layer, "", ""};
}

bool DocumentFlow::LooksCloser(const UnitRows& rows, const UnitState* stored) const {
  const bool was_rejected = stored != nullptr && StampOf(*stored, rows.layer).rejected > 0;
  return context_.options.verify || (context_.options.retry_rejected && was_rejected);
}

// Worker thread.
void DocumentFlow::PlanOrLookUp(const Task& task, Rows rows, const Share& share,
                                std::optional<ArtifactLink> artifact) {
  UnitDecision decision = Decide(*rows, task->origin, task->title_state.get());
  const UnitState* stored = FindUnit(task->title_state.get(), rows->key);
  if (LooksCloser(*rows, stored) && decision != UnitDecision::kOlder) decision = UnitDecision::kLookUp;
  auto plan = std::make_shared<UnitMutations>();
  const auto start = Clock::now();
  if (decision == UnitDecision::kFresh) {
    *plan = PlanUnit(
        {rows, task->origin, nullptr, task->title_state ? &task->title_state->stubs : nullptr, artifact});
  } else if (decision == UnitDecision::kDateOnly) {
    *plan = PlanDate(rows, task->origin, *stored, artifact);
  }
  context_.metrics.planning_us += Microseconds(Clock::now() - start);
  MayFailAt("new unit planned");
  boost::asio::post(context_.io, [this, task, rows, share, decision, plan, artifact = std::move(artifact)] {
    OnDecided(task, *rows, decision);
    if (decision == UnitDecision::kUnchanged || decision == UnitDecision::kOlder) {
      Done(task);
      return;
    }
    auto job = NewJob(task, rows, share, artifact);
    if (decision == UnitDecision::kLookUp)
      LookUp(task, job, artifact);
    else
      context_.delivery.Submit(job, std::move(*plan));
  });
}

void DocumentFlow::OnDecided(const Task& task, const UnitRows& rows, UnitDecision decision) {
  DocumentReport& report = task->report;
  ++report.units;
  for (const NodeRow& node : rows.nodes) {
    if (IsDivision(node.shape) && !node.skeleton)
      ++context_.metrics.divisions_read[static_cast<size_t>(node.shape)];
  }
  for (const std::string& remark : rows.remarks) {
    context_.observer.OnNotice(Severity::kWarning, "remark", absl::StrCat(task->identity.uri, ": ", remark));
  }
  switch (decision) {
    case UnitDecision::kUnchanged:
      ++report.units_unchanged;
      ++context_.metrics.units_unchanged;
      return;
    case UnitDecision::kOlder:
      ++context_.metrics.units_older;
      if (context_.options.verify) {
        context_.observer.OnNotice(Severity::kInfo, "note",
                                   absl::StrCat(task->identity.uri, ": the graph holds a newer ", rows.key));
      }
      return;
    case UnitDecision::kDateOnly:
      ++report.units_written;
      ++context_.metrics.units_dated;
      return;
    case UnitDecision::kFresh:
      ++report.units_written;
      ++context_.metrics.units_new;
      return;
    case UnitDecision::kLookUp: {
      const UnitState* stored = FindUnit(task->title_state.get(), rows.key);
      const bool known = stored != nullptr && StampOf(*stored, rows.layer).present();
      ++report.units_written;
      ++(known ? context_.metrics.units_changed : context_.metrics.units_new);
      return;
    }
  }
}

std::shared_ptr<UnitJob> DocumentFlow::NewJob(const Task& task, Rows rows, const Share& share,
                                              std::optional<ArtifactLink> artifact) {
  auto job = std::make_shared<UnitJob>();
  job->rows = std::move(rows);
  job->origin = task->origin;
  job->source = task->identity.uri;
  // Weak: the job would keep itself alive.
  job->replan = [this, task, weak = std::weak_ptr<UnitJob>(job), artifact = std::move(artifact)] {
    if (auto self = weak.lock()) LookUp(task, self, artifact);
  };
  job->done = [this, task, share, weak = std::weak_ptr<UnitJob>(job)](JobEnd end) {
    if (auto self = weak.lock()) task->report.rejected += self->rejected;
    if (end == JobEnd::kAbandoned) task->report.outcome = DocumentOutcome::kStopped;
    Done(task);
  };
  return job;
}

void DocumentFlow::LookUp(const Task& task, const std::shared_ptr<UnitJob>& job,
                          std::optional<ArtifactLink> artifact) {
  if (task->undecided++ == 0) context_.delivery.HoldLinks();
  Fetch(task, job, std::move(artifact));
}

void DocumentFlow::Fetch(const Task& task, const std::shared_ptr<UnitJob>& job,
                         std::optional<ArtifactLink> artifact) {
  if (stopping_) {
    EndLookUp(task, *job, JobEnd::kAbandoned);
    return;
  }
  context_.sink.FetchUnit(job->rows->key, [this, task, job, artifact](absl::StatusOr<StoredUnit> stored) {
    if (!stored.ok() && absl::IsUnavailable(stored.status()) && !stopping_) {
      if (job->failed_look_ups == 0) job->failing_since = Clock::now();
      if (Clock::now() - job->failing_since < context_.options.retry_for) {
        Retry(job->failed_look_ups++, [this, task, job, artifact] { Fetch(task, job, artifact); });
        return;
      }
    }
    job->failed_look_ups = 0;
    if (!stored.ok()) {
      EndLookUp(task, *job, JobEnd::kAbandoned);
      if (!stopping_) context_.on_fatal(stored.status());
      return;
    }
    auto shared = std::make_shared<const StoredUnit>(*std::move(stored));
    MayFailAt("unit looked up");
    boost::asio::post(context_.workers,
                      [this, task, job, shared, artifact] { PlanFrom(task, job, shared, artifact); });
  });
}

// Worker thread. What the graph holds may have moved on since the title's stamps were read.
void DocumentFlow::PlanFrom(const Task& task, const std::shared_ptr<UnitJob>& job,
                            std::shared_ptr<const StoredUnit> stored,
                            const std::optional<ArtifactLink>& artifact) {
  const auto start = Clock::now();
  const bool older = IsOvertaken(*job->rows, job->origin, stored->unit);
  auto plan = std::make_shared<UnitMutations>();
  if (!older) {
    *plan = PlanUnit({job->rows, job->origin, stored.get(), &stored->stubs, artifact});
    TakeOverPieces(*job->rows, *stored, *plan);
  }
  context_.metrics.planning_us += Microseconds(Clock::now() - start);
  if (context_.options.verify && !older) {
    std::vector<std::string> lines = DifferencesOf(*plan);
    for (std::string& line : IntegrityProblemsOf(*stored, *job->rows, job->origin, WasLoadedFrom(*task)))
      lines.push_back(std::move(line));
    boost::asio::post(context_.io, [this, task, job, lines = std::move(lines)] {
      ReportDifferences(task, *job, lines);
      EndLookUp(task, *job, JobEnd::kAcknowledged);
    });
    return;
  }
  MayFailAt("looked-up unit planned");
  boost::asio::post(context_.io, [this, task, job, older, plan] {
    if (older) {
      ++context_.metrics.units_older;
      EndLookUp(task, *job, JobEnd::kAcknowledged);
      return;
    }
    context_.delivery.Submit(job, std::move(*plan));
    Decided(task);
  });
}

void DocumentFlow::EndLookUp(const Task& task, UnitJob& job, JobEnd end) {
  if (end == JobEnd::kAcknowledged) context_.delivery.OnTargetAnswered();
  Decided(task);
  std::exchange(job.done, nullptr)(end);
}

void DocumentFlow::ReportDifferences(const Task& task, const UnitJob& job,
                                     const std::vector<std::string>& differences) {
  for (const std::string& difference : differences) {
    ++task->report.differences;
    context_.observer.OnNotice(Severity::kWarning, "difference", absl::StrCat(job.source, ": ", difference));
  }
}

void DocumentFlow::RejectUnit(const Task& task, std::string place, absl::Status why) {
  Reject reject{task->identity.uri, std::move(place), std::string(why.message()), ""};
  context_.dead_letters.Add(reject);
  context_.observer.OnNotice(Severity::kError, "reject",
                             absl::StrCat(reject.source, ": ", reject.place, ": ", reject.reason));
  boost::asio::post(context_.io, [task] { ++task->report.rejected; });
}

void DocumentFlow::EndOfDocument(const Task& task, absl::Status read_status) {
  boost::asio::post(context_.io, [this, task, read_status = std::move(read_status)] {
    task->read_status = read_status;
    Decided(task);
    Done(task);
  });
}

void DocumentFlow::BeginDocument() {
  boost::asio::post(context_.io, [this] { context_.delivery.HoldLinks(); });
}

void DocumentFlow::ReaderWaits() {
  boost::asio::post(context_.io, [this] { context_.delivery.ReleaseLinks(); });
}

void DocumentFlow::ReaderGoesOn() {
  boost::asio::post(context_.io, [this] { context_.delivery.HoldLinks(); });
}

void DocumentFlow::Decided(const Task& task) {
  assert(task->undecided > 0);
  if (--task->undecided == 0) context_.delivery.ReleaseLinks();
}

void DocumentFlow::Done(const Task& task) {
  assert(task->pending > 0);
  if (--task->pending == 0) OnUnitsDone(task);
}

void DocumentFlow::OnUnitsDone(const Task& task) {
  if (stopping_ || task->report.outcome == DocumentOutcome::kStopped) {
    Finish(task, DocumentOutcome::kStopped);
    return;
  }
  // What stands above the parts of a document that breaks off is not known.
  if (!task->read_status.ok()) task->spine = nullptr;
  MayFailAt("all units acknowledged");
  const bool wrote = task->report.units_written > 0 && !context_.options.verify;
  const bool nothing_more = task->spine == nullptr && !wrote && SuperfluousUnits(*task).empty();
  if (task->pruned || nothing_more) {
    Finish(task, task->read_status.ok() ? DocumentOutcome::kLoaded : DocumentOutcome::kFailed);
    return;
  }
  FetchTitle(task->facts.title, [this, task](absl::StatusOr<TitleState> state) {
    if (!state.ok()) {
      Finish(task, DocumentOutcome::kStopped);
      return;
    }
    task->title_state = std::make_shared<const TitleState>(*std::move(state));
    if (task->spine != nullptr)
      WriteSpine(task);
    else
      PruneParts(task);
  });
}

void DocumentFlow::WriteSpine(const Task& task) {
  MayFailAt("spine to be written");
  const Rows spine = std::exchange(task->spine, nullptr);
  task->knows_parts = task->facts.whole;
  for (const NodeRow& node : spine->nodes) {
    if (node.skeleton) task->parts.insert(std::string(spine->Id(node)));
  }
  UnitDecision decision = Decide(*spine, task->origin, task->title_state.get());
  const UnitState* stored = FindUnit(task->title_state.get(), spine->key);
  const bool look_closer = LooksCloser(*spine, stored) || !PartsStand(*task);
  if (look_closer && decision != UnitDecision::kOlder) decision = UnitDecision::kLookUp;
  OnDecided(task, *spine, decision);
  if (decision == UnitDecision::kUnchanged || decision == UnitDecision::kOlder) {
    PruneParts(task);
    return;
  }
  std::optional<ArtifactLink> artifact;
  if (!task->identity.sha256.empty()) {
    artifact = ArtifactLink{
        spine->layer, ArtifactId(task->identity),
        ArtifactRow(*task, task->prolog, task->epilog, context_.options.loaded_at, task->report.rejected)};
  }
  task->pending = 1;
  auto job = NewJob(task, spine, nullptr, artifact);
  if (decision == UnitDecision::kDateOnly) {
    context_.delivery.Submit(job, PlanDate(spine, task->origin, *stored, artifact));
  } else {
    LookUp(task, job, artifact);
  }
}

// Of two writers, one of a title and one of a part that it lacks, each looks for the other's work after its
// own is written, so one of them at least sees both.
void DocumentFlow::PruneParts(const Task& task) {
  task->pruned = true;
  task->pending = 1;
  for (const std::string& key : SuperfluousUnits(*task)) {
    ++task->pending;
    ++context_.metrics.units_pruned;
    MayFailAt("part to be pruned");
    ArtifactLink unlink{task->facts.layer, "", ""};
    LookUp(task, NewJob(task, NoRows(*task, key), nullptr, unlink), unlink);
  }
  Done(task);
}

void DocumentFlow::Finish(const Task& task, DocumentOutcome outcome) {
  DocumentReport& report = task->report;
  const bool stopped = outcome == DocumentOutcome::kStopped || report.outcome == DocumentOutcome::kStopped;
  report.outcome = stopped ? DocumentOutcome::kStopped : outcome;
  if (report.outcome == DocumentOutcome::kLoaded) {
    if (report.rejected > 0)
      report.outcome = report.units > 0 ? DocumentOutcome::kPartly : DocumentOutcome::kFailed;
    else if (report.units > 0 && report.units_written == 0) {
      report.outcome = report.units_unchanged > 0 ? DocumentOutcome::kUnchanged : DocumentOutcome::kOlder;
    }
  }
  if (!task->read_status.ok()) report.message = std::string(task->read_status.message());
  ++context_.metrics.documents_done;
  MayFailAt("document acknowledged");
  context_.observer.OnDocument(report);
  MayFailAt("document reported");
  if (task->finished) std::exchange(task->finished, nullptr)();
}

void DocumentFlow::FetchTitle(int title, std::function<void(absl::StatusOr<TitleState>)> done) {
  struct Attempt {
    DocumentFlow* flow;
    int title;
    std::function<void(absl::StatusOr<TitleState>)> done;
    Clock::time_point start = Clock::now();
    int tries = 0;
    static void Go(const std::shared_ptr<Attempt>& self) {
      self->flow->context_.sink.FetchTitle(self->title, [self](absl::StatusOr<TitleState> state) {
        DocumentFlow* flow = self->flow;
        const bool patient = Clock::now() - self->start < flow->context_.options.retry_for;
        if (!state.ok() && absl::IsUnavailable(state.status()) && patient && !flow->stopping_) {
          flow->Retry(self->tries++, [self] { Go(self); });
          return;
        }
        if (!state.ok() && !flow->stopping_) flow->context_.on_fatal(state.status());
        self->done(std::move(state));
      });
    }
  };
  Attempt::Go(std::make_shared<Attempt>(Attempt{this, title, std::move(done)}));
}

void DocumentFlow::Retry(int attempt, std::function<void()> action) {
  ++context_.metrics.retries;
  auto timer = std::make_shared<boost::asio::steady_timer>(context_.io, retry_.Pause(attempt));
  timer->async_wait([timer, action = std::move(action)](boost::system::error_code) { action(); });
}

}  // namespace reg2graph
