#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "bench/document.h"
#include "bench/stages.h"

namespace reg2graph::bench {
namespace {

// Keeps the least and the median CPU time of each benchmark.
class TableReporter : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration || run.error_occurred) continue;
      const bool timed_itself = !run.run_name.time_type.empty() && run.run_name.time_type == "manual_time";
      const double seconds = timed_itself ? run.real_accumulated_time : run.cpu_accumulated_time;
      seconds_[run.run_name.function_name].push_back(seconds / static_cast<double>(run.iterations));
    }
  }
  bool ReportContext(const Context&) override { return true; }

  void Print(const Document& document, const std::vector<std::unique_ptr<Stage>>& stages) {
    uint64_t nodes = 0, edges = 0;
    for (const auto& rows : document.rows) {
      nodes += rows->nodes.size();
      edges += rows->edges.size() + rows->out_edges.size();
    }
    std::printf("\n%s: %.1f MB, %zu units, %zu nodes, %zu relationships in the rows\n", document.name.c_str(),
                static_cast<double>(document.bytes.size()) / 1e6, document.units.size(),
                static_cast<size_t>(nodes), static_cast<size_t>(edges));
    std::printf("%-14s %10s %10s %9s %9s\n", "stage", "least ms", "median ms", "MB/s", "ratio");
    for (const auto& stage : stages) {
      const std::string name = document.name + "/" + stage->name();
      const std::string yardstick = document.name + "/" + stage->yardstick();
      if (!seconds_.contains(name) || !seconds_.contains(yardstick)) continue;  // filtered out
      const double least = Least(name);
      std::printf("%-14s %10.2f %10.2f %9.0f %9.3f of %s\n", stage->name().c_str(), least * 1e3,
                  Median(name) * 1e3, static_cast<double>(document.bytes.size()) / least / 1e6,
                  Least(yardstick) / least, stage->yardstick().c_str());
    }
  }

 private:
  const std::vector<double>& Sorted(const std::string& name) {
    std::vector<double>& seconds = seconds_[name];
    if (seconds.empty()) Die("no run of " + name);
    std::sort(seconds.begin(), seconds.end());
    return seconds;
  }
  double Least(const std::string& name) { return Sorted(name).front(); }
  double Median(const std::string& name) { return Sorted(name)[Sorted(name).size() / 2]; }

  std::map<std::string, std::vector<double>> seconds_;
};

void Register(const Document& document, Stage& stage) {
  auto* registered = benchmark::RegisterBenchmark((document.name + "/" + stage.name()).c_str(),
                                                  [&stage](benchmark::State& state) {
                                                    for (auto _ : state) {
                                                      benchmark::DoNotOptimize(stage.Run());
                                                      if (const auto seconds = stage.seconds())
                                                        state.SetIterationTime(*seconds);
                                                    }
                                                  });
  registered->Unit(benchmark::kMillisecond);
  if (stage.threaded()) registered->MeasureProcessCPUTime();
  if (stage.seconds()) registered->UseManualTime();
}

int Main(int argc, char** argv) {
  std::vector<char*> arguments(argv, argv + argc);
  // Rounds of all benchmarks in turn, so that a busy machine slows all of them alike.
  std::string interleave = "--benchmark_enable_random_interleaving=true",
              rounds = "--benchmark_repetitions=9", time = "--benchmark_min_time=0.05";
  for (std::string* option : {&interleave, &rounds, &time})
    arguments.insert(arguments.begin() + 1, option->data());
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());

  const std::vector<std::unique_ptr<Document>> documents = LoadDocuments();
  std::vector<std::vector<std::unique_ptr<Stage>>> stages;
  for (const auto& document : documents) {
    stages.push_back(document->task.facts.layer == Layer::kText ? NewStages(*document)
                                                                : NewStructureStages(*document));
    for (const auto& stage : stages.back()) {
      stage->Check();
      Register(*document, *stage);
    }
  }
  TableReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  for (size_t i = 0; i < documents.size(); ++i) reporter.Print(*documents[i], stages[i]);
  return 0;
}

}  // namespace
}  // namespace reg2graph::bench

int main(int argc, char** argv) { return reg2graph::bench::Main(argc, argv); }
