#include "engine/flow/document_flow.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <cassert>
#include <chrono>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/core/fail_point.h"
#include "engine/deliver/unit_decision.h"
#include "engine/flow/chores.h"
#include "engine/flow/memory_shares.h"
#include "engine/flow/unit_work.h"

namespace reg2graph {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kMaxChoreRounds = 4;  // a target that is changed all the time shows always more

// A part of a whole title is not linked to the document: its title is.
std::optional<ArtifactRow> ArtifactOfUnit(const DocumentTask& task, const Unit& unit,
                                          const std::string& loaded_at) {
  if (task.facts.coverage == Coverage::kTitle) return std::nullopt;
  return ArtifactOf(task, unit.prolog, unit.epilog, loaded_at);
}

// True if all parts that the spine names have their places.
bool PartsArePlaced(const DocumentTask& task, const UnitRows& spine) {
  return std::all_of(spine.nodes.begin(), spine.nodes.end(), [&](const NodeRow& node) {
    if (!node.skeleton) return true;
    const UnitState* part = FindUnit(task.title_state.get(), spine.Id(node));
    return part != nullptr && IsPlaced(*part, task.facts.layer);
  });
}

DocumentOutcome OutcomeOf(const DocumentReport& report) {
  if (report.rejected > 0) return report.units > 0 ? DocumentOutcome::kPartly : DocumentOutcome::kFailed;
  if (report.units == 0 || report.units_written > 0) return DocumentOutcome::kLoaded;
  return report.units_unchanged > 0 ? DocumentOutcome::kUnchanged : DocumentOutcome::kOlder;
}

}  // namespace

DocumentFlow::DocumentFlow(Context context)
    : context_(std::move(context)),
      units_({context_.io, context_.workers, context_.sink, context_.delivery, context_.observer,
              context_.metrics, context_.options, context_.on_fatal,
              [this](const Task& task) { OnDone(task); }, [this](const Task& task) { OnDecided(task); }}) {}

void DocumentFlow::Stop() {
  stopping_ = true;
  units_.Stop();
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

void DocumentFlow::Handle(Task task, Unit unit, BudgetShare share) {
  ++task->pending;
  ++task->undecided;
  // Asio wants copyable handlers.
  auto moved = std::make_shared<Unit>(std::move(unit));
  auto shared = std::make_shared<BudgetShare>(std::move(share));
  boost::asio::post(context_.workers, [this, task = std::move(task), moved, shared] {
    Work(task, std::move(*moved), shared, Turn::kInOrder);
  });
}

// Worker thread. Parse, map and plan are one call, with no queue between them.
void DocumentFlow::Work(const Task& task, Unit unit, const Share& share, Turn turn) {
  const size_t most = MemoryShares(context_.options.memory_bytes).unit;
  const size_t memory = turn == Turn::kAlone ? most : std::min(share->bytes(), most);
  const auto start = Clock::now();
  auto rows = RowsOfUnit(unit, *task, memory);
  context_.metrics.parsing_us +=
      std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start).count();
  MayFailAt("unit mapped");
  if (unit.memory.exceeded() && memory < most) {
    WorkAlone(task, std::move(unit), share);
    return;
  }
  if (rows.ok()) {
    task->pending += static_cast<int64_t>(rows->size());
    for (std::shared_ptr<UnitRows>& unit_rows : *rows)
      StartUnit(task, unit, std::move(unit_rows), share, turn);
  } else {
    RejectUnit(task, absl::StrCat(unit.name, " at byte ", unit.offset), rows.status());
  }
  boost::asio::post(context_.io, [this, task] {
    OnDecided(task);
    OnDone(task);
  });
}

// Worker thread. The unit needs more than its share: it is begun again when it is alone. Others' links do not
// wait for it, because it waits for them.
void DocumentFlow::WorkAlone(const Task& task, Unit unit, const Share& share) {
  auto moved = std::make_shared<Unit>(std::move(unit));
  boost::asio::post(context_.io, [this, task, moved, share] {
    OnDecided(task);
    share->WhenAlone([this, task, moved, share] {
      boost::asio::post(context_.io, [this, task, moved, share] {
        if (task->undecided++ == 0) context_.delivery.HoldLinks();
        boost::asio::post(context_.workers,
                          [this, task, moved, share] { Work(task, std::move(*moved), share, Turn::kAlone); });
      });
    });
  });
}

void DocumentFlow::StartUnit(const Task& task, const Unit& unit, std::shared_ptr<UnitRows> rows,
                             const Share& share, Turn turn) {
  if (!rows->spine()) {
    rows->artifact = ArtifactOfUnit(*task, unit, context_.options.loaded_at);
    units_.Start(task, std::move(rows), share, turn);
    return;
  }
  if (task->facts.coverage == Coverage::kTitle) {
    KeepSpine(task, unit, std::move(rows));
    return;
  }
  RejectUnit(
      task, rows->key,
      absl::InvalidArgumentError("what is above and between the parts comes with the whole title; of this "
                                 "document only its parts are loaded"));
  boost::asio::post(context_.io, [this, task] { OnDone(task); });
}

void DocumentFlow::KeepSpine(const Task& task, const Unit& unit, std::shared_ptr<UnitRows> rows) {
  boost::asio::post(context_.io,
                    [this, task, rows = std::move(rows), prolog = unit.prolog, epilog = unit.epilog] {
                      task->spine = rows;
                      task->prolog = prolog;
                      task->epilog = epilog;
                      OnDone(task);
                    });
}

void DocumentFlow::RejectUnit(const Task& task, std::string place, absl::Status why) {
  Reject reject{task->identity.uri, std::move(place), std::string(why.message()), ""};
  context_.dead_letters.Add(reject);
  context_.observer.OnNotice(Severity::kError, "reject",
                             absl::StrCat(reject.source, ": ", reject.place, ": ", reject.reason));
  boost::asio::post(context_.io, [task] {
    ++task->report.rejected;
    ++task->unreadable;
  });
}

void DocumentFlow::EndOfDocument(const Task& task, absl::Status read_status) {
  boost::asio::post(context_.io, [this, task, read_status = std::move(read_status)] {
    task->read_status = read_status;
    OnDecided(task);
    OnDone(task);
  });
}

void DocumentFlow::OnDecided(const Task& task) {
  assert(task->undecided > 0);
  if (--task->undecided == 0) context_.delivery.ReleaseLinks();
}

void DocumentFlow::OnDone(const Task& task) {
  assert(task->pending > 0);
  if (--task->pending == 0) EndPhase(task);
}

void DocumentFlow::EndPhase(const Task& task) {
  if (stopping_ || task->report.outcome == DocumentOutcome::kStopped) {
    Finish(task, DocumentOutcome::kStopped);
    return;
  }
  switch (task->phase) {
    case DocumentPhase::kUnits: {
      MayFailAt("all units acknowledged");
      // What is above the parts of a document that breaks off is not known.
      if (!task->read_status.ok()) task->spine = nullptr;
      const bool wrote = task->report.units_written > 0;
      if (task->spine != nullptr)
        EnterPhase(task, DocumentPhase::kSpine);
      else if (wrote || !task->chores.empty() || !ChoresOf(*task).empty())
        EnterPhase(task, DocumentPhase::kChores);
      else
        Finish(task, OutcomeOf(task->report));
      return;
    }
    case DocumentPhase::kSpine: EnterPhase(task, DocumentPhase::kChores); return;
    case DocumentPhase::kChores: DoNextChore(task); return;
  }
}

// Each phase begins with the title's state as the last one left it, and as other writers have.
void DocumentFlow::EnterPhase(const Task& task, DocumentPhase phase) {
  task->phase = phase;
  const bool awaited = task->awaited;
  FetchTitle(task->facts.title, [this, task, awaited](absl::StatusOr<TitleState> state) {
    if (!state.ok()) {
      Finish(task, DocumentOutcome::kStopped);
      return;
    }
    task->title_state = std::make_shared<const TitleState>(*std::move(state));
    if (task->phase == DocumentPhase::kSpine) {
      WriteSpine(task);
      return;
    }
    std::vector<Chore> chores = ChoresOf(*task);
    std::move(chores.begin(), chores.end(), std::back_inserter(task->chores));
    if (!task->chores.empty()) {
      DoNextChore(task);
      return;
    }
    if (awaited) task->left_state = task->title_state;
    Finish(task, OutcomeOf(task->report));
  });
}

void DocumentFlow::WriteSpine(const Task& task) {
  MayFailAt("spine to be written");
  const std::shared_ptr<UnitRows> spine = std::exchange(task->spine, nullptr);
  spine->artifact = ArtifactOf(*task, task->prolog, task->epilog, context_.options.loaded_at);
  task->pending = 1;
  units_.WriteSpine(task, spine, PartsArePlaced(*task, *spine));
}

// One after the other: several may be written as one unit. Then it is looked again: one may show another.
void DocumentFlow::DoNextChore(const Task& task) {
  if (task->chores.empty()) {
    if (context_.options.compares() || ++task->chore_rounds == kMaxChoreRounds)
      Finish(task, OutcomeOf(task->report));
    else
      EnterPhase(task, DocumentPhase::kChores);
    return;
  }
  const Chore chore = std::move(task->chores.front());
  task->chores.pop_front();
  task->pending = 1;
  units_.Do(task, chore);
}

void DocumentFlow::Finish(const Task& task, DocumentOutcome outcome) {
  DocumentReport& report = task->report;
  const bool stopped = outcome == DocumentOutcome::kStopped || report.outcome == DocumentOutcome::kStopped;
  report.outcome = stopped ? DocumentOutcome::kStopped : outcome;
  if (!task->read_status.ok()) {
    if (!stopped) report.outcome = DocumentOutcome::kFailed;
    report.message = std::string(task->read_status.message());
  }
  if (const int64_t more = task->remarks - DocumentTask::kMaxRemarks; more > 0) {
    context_.observer.OnNotice(Severity::kWarning, "remark",
                               absl::StrCat(task->identity.uri, ": and ", more, " more remarks"));
  }
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
    static void Begin(const std::shared_ptr<Attempt>& self) {
      self->flow->context_.sink.FetchTitle(self->title, [self](absl::StatusOr<TitleState> state) {
        DocumentFlow* flow = self->flow;
        const bool patient = Clock::now() - self->start < flow->context_.options.retry_for;
        if (!state.ok() && absl::IsUnavailable(state.status()) && patient && !flow->stopping_) {
          flow->units_.Retry(self->tries++, [self] { Begin(self); });
          return;
        }
        if (!state.ok() && !flow->stopping_) flow->context_.on_fatal(state.status());
        self->done(std::move(state));
      });
    }
  };
  Attempt::Begin(std::make_shared<Attempt>(Attempt{this, title, std::move(done)}));
}

}  // namespace reg2graph
