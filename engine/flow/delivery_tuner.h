#ifndef REG2GRAPH_ENGINE_FLOW_DELIVERY_TUNER_H_
#define REG2GRAPH_ENGINE_FLOW_DELIVERY_TUNER_H_

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace reg2graph {

// Finds how many requests should be in flight and how many rows a batch should hold, from what the
// target's answers show. Requests: a quarter more are tried while that makes the target faster, and taken
// back where it does not; overload halves them. Rows: as many as the target writes in about `kAnswerTime`, so
// that a slow one is not flooded with long transactions; a batch that was too big halves them for good.
// It has no clock of its own. REQUIRES: called on the network thread.
class DeliveryTuner {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::milliseconds kAnswerTime{400};
  static constexpr int kFirstWindow = 3;
  static constexpr size_t kFirstRows = 6000, kLeastRows = 2000, kMostRows = 20'000;
  static constexpr size_t kFewestRows = 500;  // where more has been too big

  // 0: to be found; any other number stays. No more than `most_in_flight` requests ever; a target that takes
  // one at a time is a file, and its batches have one size, so that the same run writes the same lines.
  DeliveryTuner(int requests, size_t rows, int most_in_flight);

  int window() const { return window_; }
  size_t rows() const { return rows_; }

  struct Answer {
    size_t rows;
    Clock::duration waited;
    Clock::time_point now;
    bool links;      // relationships between existing nodes: other work than new nodes
    bool saturated;  // the window was full: what was measured is the target, not what came before it
  };
  void OnAnswer(const Answer& answer);
  void OnOverload();  // it does not keep up: time-outs, refused connections, too little memory for all
  void OnTooBig(size_t rows);

 private:
  // Answers between two decisions: enough to be no chance.
  struct Epoch {
    Clock::time_point begin;
    int64_t answers = 0;
    size_t rows = 0;
    bool links = false;
  };

  void SizeBatches(const Answer& answer);
  void Decide(double rate);
  void Begin(const Answer& answer);

  const int most_;
  const bool tunes_window_;
  const bool tunes_rows_;
  int window_;
  size_t rows_;
  size_t most_rows_ = kMostRows;
  Epoch epoch_;
  double last_rate_ = 0;  // rows a second of the epoch before; 0: nothing to compare with
  int raised_by_ = 0;     // what the window grew by after that epoch
  int hold_ = 0;          // epochs before the next try
  int next_hold_ = 2;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_FLOW_DELIVERY_TUNER_H_
