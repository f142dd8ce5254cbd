#include "engine/flow/unit_flow.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <span>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/core/fail_point.h"
#include "engine/core/key_text.h"
#include "engine/core/keys.h"
#include "engine/core/strings.h"
#include "engine/deliver/precedence.h"
#include "engine/deliver/unit_planner.h"
#include "engine/verify/differences.h"
#include "engine/verify/integrity.h"

namespace reg2graph {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kNamedKept = 5;  // keys that a notice spells out
constexpr int kMaxMoves = 8;      // of one unit in a row; then it is written alone

int64_t Microseconds(Clock::duration time) {
  return std::chrono::duration_cast<std::chrono::microseconds>(time).count();
}

// True if some unit of the title is stamped with this document.
bool WasLoadedFrom(const DocumentTask& task) {
  const auto& units = task.title_state->units;
  return !task.origin.artifact.empty() && std::any_of(units.begin(), units.end(), [&](const auto& entry) {
    return StampOf(entry.second, task.facts.layer).artifact == task.origin.artifact;
  });
}

// What a title's stamp says of its document: units that could not be read, and rows of its parts.
int64_t RejectedElsewhere(const DocumentTask& task) {
  int64_t rejected = task.unreadable;
  for (const auto& [key, unit] : task.title_state->units) {
    if (IsPartKey(key) && StampOf(unit, task.facts.layer).artifact == task.origin.artifact)
      rejected += StampOf(unit, task.facts.layer).rejected;
  }
  return rejected;
}

std::string FirstOf(const std::vector<std::string>& keys) {
  if (keys.size() <= kNamedKept) return absl::StrJoin(keys, ", ");
  return absl::StrCat(absl::StrJoin(std::span(keys).first(kNamedKept), ", "), ", ...");
}

std::string KeptText(const UnitRows& rows, const std::vector<std::string>& kept) {
  const bool one = kept.size() == 1;
  const char* why =
      one ? " is newer than this document and was kept: " : " are newer than this document and were kept: ";
  if (rows.partial()) {
    why = one ? " is not in this document and was kept; --complete removes it: "
              : " are not in this document and were kept; --complete removes them: ";
  }
  return absl::StrCat(kept.size(), one ? " division of " : " divisions of ", TextOfKey(rows.key).citation,
                      why, FirstOf(kept));
}

// `stored`: may be null.
bool LooksAgain(Purpose purpose, const UnitState* stored, Layer layer) {
  switch (purpose) {
    case Purpose::kLoad: return false;
    case Purpose::kRetryRejected: return stored != nullptr && StampOf(*stored, layer).rejected > 0;
    case Purpose::kCompare: return true;
  }
  return false;
}

// A document may be complete for some of its parts only.
UnitOrigin OriginOf(const DocumentTask& task, const UnitRows& rows) {
  UnitOrigin origin = task.origin;
  origin.coverage = std::min(origin.coverage, rows.coverage);
  return origin;
}

// The plan of what needs no look-up.
UnitMutations PlanAtOnce(const DocumentTask& task, const UnitFlow::Rows& rows, UnitDecision decision) {
  const TitleState* title = task.title_state.get();
  switch (decision) {
    case UnitDecision::kFresh:
      return PlanUnit(
          {rows, OriginOf(task, *rows), rows->key, nullptr, title == nullptr ? nullptr : &title->stubs});
    case UnitDecision::kDateOnly: return PlanDate(rows, OriginOf(task, *rows), *FindUnit(title, rows->key));
    default: return {};
  }
}

}  // namespace

UnitFlow::UnitFlow(Context context)
    : context_(std::move(context)), retry_(std::chrono::milliseconds(20), std::chrono::milliseconds(5000)) {}

UnitDecision UnitFlow::DecisionOf(const DocumentTask& task, const UnitRows& rows) const {
  const UnitDecision decision = Decide(rows, OriginOf(task, rows), task.title_state.get());
  if (decision == UnitDecision::kOlder) return decision;
  const UnitState* stored = FindUnit(task.title_state.get(), rows.key);
  return LooksAgain(context_.options.purpose, stored, rows.layer) ? UnitDecision::kLookUp : decision;
}

void UnitFlow::Start(const Task& task, Rows rows, const Share& share, Turn turn) {
  UnitDecision decision = DecisionOf(*task, *rows);
  if (turn == Turn::kAlone && decision == UnitDecision::kFresh) decision = UnitDecision::kLookUp;
  const auto start = Clock::now();
  auto plan = std::make_shared<UnitMutations>(PlanAtOnce(*task, rows, decision));
  context_.metrics.planning_us += Microseconds(Clock::now() - start);
  MayFailAt("new unit planned");
  boost::asio::post(context_.io, [this, task, rows, share, decision, plan] {
    Begin(task, rows, decision, std::move(*plan), share);
  });
}

void UnitFlow::WriteSpine(const Task& task, Rows rows, bool parts_are_placed) {
  UnitDecision decision = DecisionOf(*task, *rows);
  if (!parts_are_placed && decision != UnitDecision::kOlder) decision = UnitDecision::kLookUp;
  const UnitState* stored = FindUnit(task->title_state.get(), rows->key);
  if (decision == UnitDecision::kUnchanged &&
      StampOf(*stored, rows->layer).rejected != RejectedElsewhere(*task))
    decision = UnitDecision::kDateOnly;
  Begin(task, rows, decision, PlanAtOnce(*task, rows, decision), nullptr);
}

void UnitFlow::Begin(const Task& task, Rows rows, UnitDecision decision, UnitMutations plan,
                     const Share& share) {
  Count(task, *rows, decision);
  if (decision == UnitDecision::kUnchanged || decision == UnitDecision::kOlder) {
    context_.on_done(task);
    return;
  }
  const Job job = NewJob(task, rows, OriginOf(*task, *rows), share);
  if (rows->spine()) job->rejected_elsewhere = RejectedElsewhere(*task);
  if (decision == UnitDecision::kLookUp)
    LookUp(task, job);
  else
    context_.delivery.Submit(job, std::move(plan));
}

void UnitFlow::Do(const Task& task, const Chore& chore) {
  const bool is_orphan = chore.rows->nodes.empty() && chore.rows->role != UnitRole::kNone;
  if (is_orphan) {
    ++context_.metrics.units_pruned;
    MayFailAt("orphan to be removed");
  }
  const Job job = NewJob(task, chore.rows, chore.origin, nullptr);
  if (!chore.unit_key.empty()) job->unit_key = chore.unit_key;
  LookUp(task, job);
}

// Sections of a document that another part holds are written as that part's.
void UnitFlow::AddChores(DocumentTask& task, const UnitJob& job, const std::vector<std::string>& parts) {
  for (const std::string& part : parts) {
    const bool known = std::any_of(task.chores.begin(), task.chores.end(), [&](const Chore& chore) {
      return chore.rows == job.rows && chore.unit_key == part;
    });
    if (!known) task.chores.push_back({job.rows, part, job.origin});
  }
}

UnitFlow::Job UnitFlow::NewJob(const Task& task, Rows rows, UnitOrigin origin, const Share& share) {
  auto job = std::make_shared<UnitJob>();
  // What has its key below a part's is written with that part, if the graph has it.
  job->unit_key = rows->role == UnitRole::kFragment && !PartAbove(rows->key).empty()
                      ? std::string(PartAbove(rows->key))
                      : rows->key;
  job->rows = std::move(rows);
  job->origin = std::move(origin);
  job->source = task->identity.uri;
  // Weak: the job would keep itself alive.
  job->replan = [this, task, weak = std::weak_ptr<UnitJob>(job)] {
    if (auto self = weak.lock()) LookUp(task, self);
  };
  job->done = [this, task, share, weak = std::weak_ptr<UnitJob>(job)](JobEnd end) {
    OnJobEnd(task, weak.lock(), end);
  };
  return job;
}

void UnitFlow::OnJobEnd(const Task& task, const Job& job, JobEnd end) {
  // While it was written alone, its part may have come, whose state has to know of it.
  const bool alone = job != nullptr && job->rows->role == UnitRole::kFragment &&
                     job->unit_key == job->rows->key && end != JobEnd::kCompared;
  if (IsSettled(end) && alone && !stopping_ && !std::exchange(job->checked, true)) {
    job->done = [this, task, weak = std::weak_ptr<UnitJob>(job)](JobEnd later) {
      OnJobEnd(task, weak.lock(), later);
    };
    LookUp(task, job);
    return;
  }
  if (job != nullptr) task->report.rejected += job->rejected;
  if (end == JobEnd::kAbandoned) task->report.outcome = DocumentOutcome::kStopped;
  context_.on_done(task);
}

// While a unit is being looked up more nodes of its document come, so links are held back.
void UnitFlow::LookUp(const Task& task, const Job& job) {
  if (task->undecided++ == 0) context_.delivery.HoldLinks();
  Fetch(task, job);
}

void UnitFlow::Fetch(const Task& task, const Job& job) {
  if (stopping_) {
    EndLookUp(task, *job, JobEnd::kAbandoned);
    return;
  }
  context_.sink.FetchUnit(
      QueryOf(*job->rows, job->unit_key),
      [this, task, job](absl::StatusOr<StoredUnit> stored) { OnFetched(task, job, std::move(stored)); });
}

void UnitFlow::OnFetched(const Task& task, const Job& job, absl::StatusOr<StoredUnit> stored) {
  if (!stored.ok() && absl::IsUnavailable(stored.status()) && !stopping_) {
    if (job->failed_look_ups == 0) job->failing_since = Clock::now();
    if (Clock::now() - job->failing_since < context_.options.retry_for) {
      Retry(job->failed_look_ups++, [this, task, job] { Fetch(task, job); });
      return;
    }
  }
  job->failed_look_ups = 0;
  if (!stored.ok()) {
    EndLookUp(task, *job, JobEnd::kAbandoned);
    if (!stopping_) context_.on_fatal(stored.status());
    return;
  }
  if (MovesTo(*job, *stored)) {
    // Somebody else is moving it where this happens twice.
    if (job->moves++ == 0)
      Fetch(task, job);
    else
      Retry(job->moves, [this, task, job] { Fetch(task, job); });
    return;
  }
  job->moves = 0;
  auto shared = std::make_shared<const StoredUnit>(*std::move(stored));
  MayFailAt("unit looked up");
  boost::asio::post(context_.workers, [this, task, job, shared] { PlanFrom(task, job, shared); });
}

// A division that was loaded alone is written as part of the part that it is in, so that one guard orders all
// who change that part. True if another unit is to be looked up for it.
bool UnitFlow::MovesTo(UnitJob& job, const StoredUnit& stored) const {
  const std::string& home = stored.unit.home();
  const bool is_there = std::any_of(stored.others.begin(), stored.others.end(),
                                    [&](const UnitState& other) { return other.key == home; });
  if (is_there && home != job.unit_key && job.moves < kMaxMoves) {
    job.unit_key = home;
    return true;
  }
  if (!stored.unit.key.empty() || job.unit_key == job.rows->key) return false;
  job.unit_key = job.rows->key;
  return true;
}

// Worker thread. The graph may have changed since the title's stamps were read.
void UnitFlow::PlanFrom(const Task& task, const Job& job, const std::shared_ptr<const StoredUnit>& stored) {
  const auto start = Clock::now();
  const UnitRows& rows = *job->rows;
  const bool alone_still = job->checked && job->unit_key == rows.key;
  const bool older = alone_still || IsOvertaken(rows, job->origin, *stored);
  auto plan = std::make_shared<UnitMutations>();
  auto kept = std::make_shared<std::vector<std::string>>();
  const Precedence precedence(rows, job->origin, stored.get());
  if (!older) {
    *plan = PlanUnit({job->rows, job->origin, job->unit_key, stored.get(), &stored->stubs});
    if (rows.role == UnitRole::kPart && job->unit_key == rows.key) *kept = precedence.Kept();
  }
  boost::asio::post(context_.io,
                    [this, task, job, homes = precedence.OtherHomes()] { AddChores(*task, *job, homes); });
  context_.metrics.planning_us += Microseconds(Clock::now() - start);
  if (context_.options.compares() && !older) {
    Compare(task, job, *stored, *plan, *kept);
    return;
  }
  MayFailAt("looked-up unit planned");
  boost::asio::post(context_.io, [this, task, job, older, plan, kept] {
    if (older) {
      if (!job->checked) ++context_.metrics.units_older;
      EndLookUp(task, *job, JobEnd::kOvertaken);
      return;
    }
    if (!std::exchange(job->reported, true)) ReportKept(task, *job->rows, *kept);
    context_.delivery.Submit(job, std::move(*plan));
    context_.on_decided(task);
  });
}

// Worker thread.
void UnitFlow::Compare(const Task& task, const Job& job, const StoredUnit& stored, const UnitMutations& plan,
                       std::vector<std::string> kept) {
  std::vector<std::string> lines = DifferencesOf(plan);
  for (std::string& line :
       IntegrityProblemsOf(stored, *job->rows, job->origin, WasLoadedFrom(*task), job->rejected_elsewhere))
    lines.push_back(std::move(line));
  boost::asio::post(context_.io, [this, task, job, lines = std::move(lines), kept = std::move(kept)] {
    ReportKept(task, *job->rows, kept);
    for (const std::string& line : lines) {
      ++task->report.differences;
      context_.observer.OnNotice(Severity::kWarning, "difference", absl::StrCat(job->source, ": ", line));
    }
    EndLookUp(task, *job, JobEnd::kCompared);
  });
}

void UnitFlow::EndLookUp(const Task& task, UnitJob& job, JobEnd end) {
  if (IsSettled(end)) context_.delivery.OnTargetAnswered();
  context_.on_decided(task);
  job.Finish(end);
}

void UnitFlow::Count(const Task& task, const UnitRows& rows, UnitDecision decision) {
  DocumentReport& report = task->report;
  ++report.units;
  for (const NodeRow& node : rows.nodes) {
    if (IsDivision(node.shape) && !node.skeleton) CountDivision(rows, node.shape);
  }
  for (const std::string& remark : rows.remarks) {
    if (++task->remarks > DocumentTask::kMaxRemarks) continue;
    context_.observer.OnNotice(Severity::kWarning, "remark", absl::StrCat(task->identity.uri, ": ", remark));
  }
  switch (decision) {
    case UnitDecision::kUnchanged:
      ++report.units_unchanged;
      ++context_.metrics.units_unchanged;
      return;
    case UnitDecision::kOlder:
      ++context_.metrics.units_older;
      if (context_.options.compares()) {
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

// Once, where both layers of a title are loaded.
void UnitFlow::CountDivision(const UnitRows& rows, Shape shape) {
  auto& layers = divisions_[{rows.title, shape}];
  const int64_t before = std::ranges::max(layers);
  ++layers[static_cast<size_t>(rows.layer)];
  if (std::ranges::max(layers) > before) ++context_.metrics.divisions_read[static_cast<size_t>(shape)];
}

void UnitFlow::ReportKept(const Task& task, const UnitRows& rows, const std::vector<std::string>& kept) {
  if (kept.empty()) return;
  task->report.kept += static_cast<int64_t>(kept.size());
  context_.observer.OnNotice(Severity::kInfo, "kept",
                             absl::StrCat(task->identity.uri, ": ", KeptText(rows, kept)));
}

void UnitFlow::Retry(int attempt, std::function<void()> action) {
  ++context_.metrics.retries;
  auto timer = std::make_shared<boost::asio::steady_timer>(context_.io, retry_.Pause(attempt));
  timer->async_wait([timer, action = std::move(action)](boost::system::error_code) { action(); });
}

}  // namespace reg2graph
