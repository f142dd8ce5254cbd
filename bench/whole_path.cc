#include <boost/asio/io_context.hpp>
#include <utility>

#include "bench/stages.h"
#include "engine/app/assembly.h"
#include "engine/deliver/dead_letters.h"
#include "engine/deliver/step_cutter.h"
#include "engine/deliver/unit_planner.h"
#include "engine/flow/mutation_batcher.h"
#include "engine/flow/pipeline.h"
#include "engine/flow/unit_work.h"
#include "engine/ingest/memory_stream.h"
#include "sinks/null/null_sink.h"

namespace reg2graph::bench {
namespace {

uint64_t NodesOf(const Document& document) {
  uint64_t nodes = 0;
  for (const auto& rows : document.rows) {
    for (const NodeRow& node : rows->nodes) nodes += !node.skeleton;
  }
  return nodes;
}

// What one worker does with the parts of a document, and what the null sink does with the plans.
class Worker : public Stage {
 public:
  explicit Worker(Document& document) : document_(document) {}
  std::string name() const override { return "one worker"; }

  void Check() override {
    uint64_t nodes = 0;
    for (const auto& rows : document_.rows) nodes += rows->spine() ? 0 : rows->nodes.size();
    if (Run() != nodes) Die("one worker: not the nodes of " + document_.name);
  }

  uint64_t Run() override {
    boost::asio::io_context io(1);
    const std::unique_ptr<MutationSink> sink = NewNullSink(io);
    MutationBatcher batcher({});
    uint64_t nodes = 0;
    const auto send = [&](bool flush) {
      while (auto batch = batcher.Take(flush, {})) {
        sink->Deliver(std::move(batch), [&nodes](const DeliveryOutcome& outcome) {
          nodes += static_cast<uint64_t>(outcome.counters.nodes_created);
        });
        io.restart();
        io.poll();
      }
    };
    for (Unit& unit : document_.units) {
      auto rows = RowsOfUnit(unit, document_.task);
      for (auto& unit_rows : *rows) {
        if (unit_rows->spine()) continue;
        UnitMutations plan = PlanNew(document_, std::move(unit_rows));
        for (UnitMutations& step : CutSteps(std::move(plan), {})) {
          if (step.creates.empty() || step.ends[0] != step.unit_key) step.guard = {Guard::Kind::kClaim, ""};
          batcher.Add(std::move(step), true, {});
        }
        send(false);
      }
    }
    send(true);
    return nodes;
  }

 private:
  Document& document_;
};

class Silent : public Observer {
 public:
  void OnDocument(const DocumentReport&) override {}
  void OnNotice(Severity, std::string_view, std::string_view) override {}
};

// `reg2graph ingest FILE --to null: --threads 1`, all its threads together.
class Program : public Stage {
 public:
  explicit Program(Document& document) : document_(document) {}
  std::string name() const override { return "program"; }
  bool threaded() const override { return true; }

  void Check() override {
    if (Run() != NodesOf(document_)) Die("program: not the nodes of " + document_.name);
  }

  uint64_t Run() override {
    boost::asio::io_context io(1);
    const std::unique_ptr<MutationSink> sink = NewNullSink(io);
    Metrics metrics;
    Silent observer;
    DeadLetters dead_letters("");
    RunOptions options;
    options.threads = 1;
    SourceEntry source;
    source.uri = document_.path;
    source.hints.as_of = document_.task.origin.as_of;
    Pipeline pipeline({io, *sink, Formats(), dead_letters, observer, metrics, options});
    const RunResult result = pipeline.Run({source});
    if (!result.status.ok()) Die(std::string(result.status.message()));
    uint64_t nodes = 0;
    for (const auto& created : metrics.nodes_created) nodes += static_cast<uint64_t>(created.load());
    return nodes - 1;  // the Artifact
  }

 private:
  Document& document_;
};

}  // namespace

std::unique_ptr<Stage> NewWorker(Document& document) { return std::make_unique<Worker>(document); }
std::unique_ptr<Stage> NewProgram(Document& document) { return std::make_unique<Program>(document); }

}  // namespace reg2graph::bench
