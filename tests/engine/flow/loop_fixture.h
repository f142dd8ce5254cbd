#ifndef REG2GRAPH_TESTS_ENGINE_FLOW_LOOP_FIXTURE_H_
#define REG2GRAPH_TESTS_ENGINE_FLOW_LOOP_FIXTURE_H_

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/deliver/unit_planner.h"
#include "engine/flow/delivery_loop.h"
#include "tests/engine/flow/fake_sink.h"

namespace reg2graph {

// A delivery loop over a FakeSink, with jobs that plan as DocumentFlow does.
class LoopFixture {
 public:
  LoopFixture() : sink(io), dead("") {}

  DeliveryLoop& loop() {
    if (loop_ == nullptr) {
      loop_ = std::make_unique<DeliveryLoop>(
          DeliveryLoop::Context{io, sink, dead, observer, metrics, options, [this](absl::Status status) {
                                  fatal = std::move(status);
                                  loop().Stop([this] { drained = true; });
                                }});
    }
    return *loop_;
  }
  // The loop of the next process: what was not written is forgotten.
  void Restart() {
    loop_.reset();
    io.restart();
    io.poll();
    drained = false;
  }

  struct Sent {
    std::shared_ptr<UnitJob> job;
    std::optional<JobEnd> end;
    int plans = 0;
  };
  // Looks the unit up, plans and submits it.
  std::shared_ptr<Sent> Send(const std::shared_ptr<UnitRows>& rows,
                             UnitOrigin origin = {"2025-01-15", Coverage::kTitle, "a"}) {
    auto sent = std::make_shared<Sent>();
    const std::string id = ArtifactId(origin.artifact);
    rows->artifact = ArtifactRow{id, R"({"id":")" + id + "\"}"};
    sent->job = std::make_shared<UnitJob>();
    sent->job->rows = rows;
    sent->job->origin = std::move(origin);
    sent->job->source = "a.xml";
    sent->job->done = [sent = std::weak_ptr<Sent>(sent)](JobEnd end) {
      const auto self = sent.lock();
      if (self == nullptr) return;
      EXPECT_FALSE(self->end.has_value()) << "done twice";
      self->end = end;
    };
    sent->job->replan = [this, weak = std::weak_ptr<Sent>(sent)] {
      const auto self = weak.lock();
      if (self == nullptr) return;
      sink.FetchUnit(QueryOf(*self->job->rows, self->job->rows->key),
                     [this, self](absl::StatusOr<StoredUnit> stored) {
                       ++self->plans;
                       loop().Submit(self->job, PlanUnit({self->job->rows, self->job->origin,
                                                          self->job->rows->key, &*stored, &stored->stubs}));
                     });
    };
    sent->job->replan();
    return sent;
  }
  void Drive() {
    io.restart();
    io.run();
  }

  boost::asio::io_context io;
  FakeSink sink;
  DeadLetters dead;
  NoteObserver observer;
  Metrics metrics;
  RunOptions options;
  absl::Status fatal;
  bool drained = false;

 private:
  std::unique_ptr<DeliveryLoop> loop_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_TESTS_ENGINE_FLOW_LOOP_FIXTURE_H_
