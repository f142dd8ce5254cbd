#include "engine/flow/delivery_tuner.h"

#include <algorithm>
#include <utility>

namespace reg2graph {
namespace {

constexpr double kShare = 0.4;  // of what more requests would bring if nothing else were in their way
constexpr int kMostHold = 32;
constexpr int kAnswersOfARequest = 2;

double Seconds(DeliveryTuner::Clock::duration time) { return std::chrono::duration<double>(time).count(); }

}  // namespace

DeliveryTuner::DeliveryTuner(int requests, size_t rows, int most_in_flight)
    : most_(std::max(most_in_flight, 1)),
      tunes_window_(requests == 0),
      tunes_rows_(rows == 0 && most_ > 1),
      window_(std::min(tunes_window_ ? kFirstWindow : requests, most_)),
      rows_(rows != 0     ? rows
            : tunes_rows_ ? kFirstRows
                          : kMostRows) {}

void DeliveryTuner::OnAnswer(const Answer& answer) {
  if (tunes_rows_) SizeBatches(answer);
  if (!tunes_window_) return;
  if (!answer.saturated || epoch_.answers == 0 || answer.links != epoch_.links) {
    if (answer.links != epoch_.links) last_rate_ = 0;
    Begin(answer);
    return;
  }
  epoch_.rows += answer.rows;
  if (++epoch_.answers <= int64_t{kAnswersOfARequest} * window_) return;
  const double seconds = Seconds(answer.now - epoch_.begin);
  if (seconds > 0) Decide(static_cast<double>(epoch_.rows) / seconds);
  Begin(answer);
}

// The answer that begins an epoch only marks when it began.
void DeliveryTuner::Begin(const Answer& answer) { epoch_ = {answer.now, 1, 0, answer.links}; }

void DeliveryTuner::Decide(double rate) {
  const int raised_by = std::exchange(raised_by_, 0);
  const double wanted = 1 + kShare * raised_by / std::max(window_ - raised_by, 1);
  if (raised_by > 0 && last_rate_ > 0 && rate < last_rate_ * wanted) {
    window_ -= raised_by;
    hold_ = next_hold_;
    next_hold_ = std::min(next_hold_ * 2, kMostHold);
    last_rate_ = 0;  // measured with another window
    return;
  }
  last_rate_ = rate;
  if (hold_ > 0) {
    --hold_;
    return;
  }
  raised_by_ = std::min(std::max(window_ / 4, 1), most_ - window_);
  window_ += raised_by_;
}

void DeliveryTuner::SizeBatches(const Answer& answer) {
  // A batch that was not full says little about one that is.
  if (answer.rows * 2 < rows_ || answer.waited <= Clock::duration::zero()) return;
  const double wanted = static_cast<double>(answer.rows) * Seconds(kAnswerTime) / Seconds(answer.waited);
  const double present = static_cast<double>(rows_);
  const double next = present + (std::clamp(wanted, present / 2, present * 1.5) - present) / 2;
  rows_ = std::clamp(static_cast<size_t>(next), std::min(kLeastRows, most_rows_), most_rows_);
}

void DeliveryTuner::OnOverload() {
  if (!tunes_window_) return;
  window_ = std::max(window_ / 2, 1);
  raised_by_ = 0;
  last_rate_ = 0;
  hold_ = next_hold_;
  epoch_ = {};
}

void DeliveryTuner::OnTooBig(size_t rows) {
  if (!tunes_rows_) return;
  most_rows_ = std::max(std::min(rows, most_rows_) / 2, kFewestRows);
  rows_ = std::min(rows_, most_rows_);
}

}  // namespace reg2graph
