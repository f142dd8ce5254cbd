// Units on one thread and on two at once, parsed, mapped and planned. What is timed is the thread that worked
// longest, by its CPU time: on a machine that others use too, the wall clock measures them too. Waiting for a
// lock does not count, what caches and the allocator cost does.
#include <time.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "bench/stages.h"
#include "engine/deliver/unit_planner.h"
#include "engine/flow/unit_work.h"

namespace reg2graph::bench {
namespace {

double ThreadSeconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

class Workers : public Stage {
 public:
  Workers(Document& document, size_t count) : document_(document), count_(count) {
    for (Unit& unit : document.units) units_.push_back(&unit);
    // As many bytes for each worker as can be: whoever is done takes the next smaller one.
    std::stable_sort(units_.begin(), units_.end(),
                     [](const Unit* a, const Unit* b) { return a->bytes.size() > b->bytes.size(); });
  }
  std::string name() const override {
    return std::to_string(count_) + (count_ == 1 ? " thread" : " threads");
  }
  std::string yardstick() const override { return "1 thread"; }
  void Check() override {
    uint64_t nodes = 0;
    for (const auto& rows : document_.rows) nodes += rows->spine() ? 0 : rows->nodes.size();
    if (Run() != nodes) Die(name() + ": not the nodes of " + document_.name);
  }
  uint64_t Run() override {
    std::atomic<size_t> next{0};
    std::atomic<uint64_t> nodes{0};
    std::vector<double> seconds(count_);
    const auto work = [&](size_t worker) {
      const double start = ThreadSeconds();
      for (size_t i = next++; i < units_.size(); i = next++) nodes += Plan(*units_[i]);
      seconds[worker] = ThreadSeconds() - start;
    };
    std::vector<std::thread> threads;
    for (size_t i = 0; i < count_; ++i) threads.emplace_back(work, i);
    for (std::thread& thread : threads) thread.join();
    seconds_ = *std::max_element(seconds.begin(), seconds.end());
    return nodes;
  }
  std::optional<double> seconds() const override { return seconds_; }

 private:
  uint64_t Plan(Unit& unit) const {
    uint64_t nodes = 0;
    auto rows = RowsOfUnit(unit, document_.task);
    for (auto& unit_rows : *rows) {
      if (unit_rows->spine()) continue;
      nodes += PlanNew(document_, std::move(unit_rows)).creates.size();
    }
    return nodes;
  }

  Document& document_;
  const size_t count_;
  std::vector<Unit*> units_;
  double seconds_ = 0;
};

}  // namespace

std::unique_ptr<Stage> NewWorkers(Document& document, size_t count) {
  return std::make_unique<Workers>(document, count);
}

}  // namespace reg2graph::bench
