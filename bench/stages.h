#ifndef REG2GRAPH_BENCH_STAGES_H_
#define REG2GRAPH_BENCH_STAGES_H_

#include <cstdint>
#include <memory>
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
};

// The yardstick: pugixml alone, part by part, from an arena, parse_default | parse_ws_pcdata.
std::unique_ptr<Stage> NewBase(Document& document);
// read, split, parse, map, cite, plan, encode, one worker, the whole program.
std::vector<std::unique_ptr<Stage>> NewStages(Document& document);
// The last two of them: all layers, to the null sink.
std::unique_ptr<Stage> NewWorker(Document& document);
std::unique_ptr<Stage> NewProgram(Document& document);

}  // namespace reg2graph::bench

#endif  // REG2GRAPH_BENCH_STAGES_H_
