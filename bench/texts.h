#ifndef REG2GRAPH_BENCH_TEXTS_H_
#define REG2GRAPH_BENCH_TEXTS_H_

#include <string>
#include <utility>
#include <vector>

#include "bench/document.h"

namespace reg2graph::bench {

// The texts of a document's paragraphs and notes, each with the key of its node.
std::vector<std::pair<std::string, std::string>> TextsOf(const Document& document);

}  // namespace reg2graph::bench

#endif  // REG2GRAPH_BENCH_TEXTS_H_
