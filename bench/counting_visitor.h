#ifndef REG2GRAPH_BENCH_COUNTING_VISITOR_H_
#define REG2GRAPH_BENCH_COUNTING_VISITOR_H_

#include <cstdint>

#include "engine/core/document_visitor.h"

namespace reg2graph::bench {

// Counts, and keeps nothing.
class CountingVisitor : public DocumentVisitor {
 public:
  void BeginDivision(const DivisionStart& start) override { divisions += !start.skeleton; }
  void Heading(const TextBlock& head) override { text += head.text.size(); }
  void Note(const TextBlock& note) override { text += note.text.size(); }
  void Block(const TextBlock& block) override { text += block.text.size(); }
  void Source(std::span<const std::string_view>) override {}
  void EndDivision() override {}
  uint64_t divisions = 0, text = 0;
};

}  // namespace reg2graph::bench

#endif  // REG2GRAPH_BENCH_COUNTING_VISITOR_H_
