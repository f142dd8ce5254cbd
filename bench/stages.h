#ifndef REG2GRAPH_BENCH_STAGES_H_
#define REG2GRAPH_BENCH_STAGES_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/document.h"

namespace reg2graph::bench {

// One step of the way of a document. Run does it once and returns what can be compared: a count or a hash.
class Stage {
 public:
  virtual ~Stage() = default;
  virtual std::string name() const = 0;
  // Dies if what Run does is not what the document asks for. Called before anything is timed.
  virtual void Check() = 0;
  virtual uint64_t Run() = 0;
  // True: other threads work too, so that the CPU time of the process counts.
  virtual bool threaded() const { return false; }
  // What its speed is compared with: the name of another stage of the document.
  virtual std::string yardstick() const { return "BASE"; }
  // The seconds of the last Run, of a stage that takes its time itself.
  virtual std::optional<double> seconds() const { return std::nullopt; }
};

// The yardstick: pugixml alone, part by part, from an arena, parse_default | parse_ws_pcdata.
std::unique_ptr<Stage> NewBase(Document& document);
// read, split, parse, map, cite, plan, encode, one worker, the whole program; then those below, beside their
// own yardsticks.
std::vector<std::unique_ptr<Stage>> NewStages(Document& document);
// All layers, to the null sink.
std::unique_ptr<Stage> NewWorker(Document& document);
std::unique_ptr<Stage> NewProgram(Document& document);
// Threads that share the units of a document.
std::unique_ptr<Stage> NewWorkers(Document& document, size_t count);
// RE2 that finds anchors, and `reg2graph cite`.
std::unique_ptr<Stage> NewAnchors(const Document& document);
std::unique_ptr<Stage> NewCite(const Document& document);
// Units become rows.
std::unique_ptr<Stage> NewMap(Document& document, std::string yardstick);
// Of a structure JSON: simdjson On-Demand alone, parse, and parse with map.
std::vector<std::unique_ptr<Stage>> NewStructureStages(Document& document);

}  // namespace reg2graph::bench

#endif  // REG2GRAPH_BENCH_STAGES_H_
