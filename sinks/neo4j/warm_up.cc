#include "sinks/neo4j/warm_up.h"

#include <array>
#include <utility>

#include "sinks/neo4j/statements.h"

namespace reg2graph::neo4j {

WarmUp::WarmUp(PlannedSteps& planned, bool tx, Post post)
    : planned_(planned), tx_(tx), post_(std::move(post)) {}

// In the order in which a first load needs them, the longest first.
void WarmUp::Start(For graph) {
  const auto step = [](Step needed) { return Item{needed, {}}; };
  lanes_ = {{step(Step::kRows), step(Step::kStubs), step(Step::kWithin), step(Step::kLinks)},
            {step(Step::kDivisions), step(Step::kStamps), step(Step::kArtifacts), step(Step::kSources)}};
  if (graph == For::kAnyGraph) lanes_[1].push_back({std::nullopt, FetchUnitStatement(false)});
  lanes_[1].push_back(step(Step::kGuards));
  for (size_t lane = 0; lane < 2; ++lane) Next(lane);
}

void WarmUp::Next(size_t lane) {
  if (lane >= lanes_.size()) return;
  // What a batch has brought meanwhile is planned with that.
  while (!lanes_[lane].empty() && lanes_[lane].front().step &&
         !planned_.IsUnknown(*lanes_[lane].front().step))
    lanes_[lane].pop_front();
  if (lanes_[lane].empty()) return;
  const Item item = lanes_[lane].front();
  lanes_[lane].pop_front();
  if (item.step) planned_.Begin(std::array{*item.step});
  RequestBody body =
      item.step ? PlanningBody(std::array{*item.step}, tx_) : StatementBody(item.look_up, "{}", tx_);
  post_(std::move(body),
        [this, lane, item, sent = Clock::now()](bool taken) { OnAnswer(lane, item, sent, taken); });
}

void WarmUp::OnAnswer(size_t lane, const Item& item, Clock::time_point sent, bool taken) {
  if (!std::exchange(looked_, true) && taken && Clock::now() - sent < kWarmAnswer) {
    Stop();
    planned_.AllPlanned();
    return;
  }
  if (item.step) planned_.OnPlanned(std::array{*item.step}, taken);
  if (!taken) Stop();
  Next(lane);
}

}  // namespace reg2graph::neo4j
