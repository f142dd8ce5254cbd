#ifndef REG2GRAPH_ENGINE_DIFF_WORD_DIFF_H_
#define REG2GRAPH_ENGINE_DIFF_WORD_DIFF_H_

#include <cstdint>
#include <string_view>
#include <vector>

namespace reg2graph {

enum class WordOp : uint8_t { kSame, kRemoved, kAdded };

// Words that follow each other. A view into the old text if they are removed, else into the new one.
struct WordRun {
  WordOp op;
  char separator;  // what precedes it there: a blank, '\t', '\n', or '\0' at the beginning
  std::string_view text;
};

// What became of the words of a paragraph, in reading order; of what was replaced, the old words first. Words
// that differ in the kind of a dash only are the same.
std::vector<WordRun> DiffWords(std::string_view was, std::string_view is);

// The words of a text, as hashes of what counts of them, sorted.
std::vector<uint32_t> WordBag(std::string_view text);
// How much two bags have in common, from 0 to 1: twice the common words of all.
double Likeness(const std::vector<uint32_t>& was, const std::vector<uint32_t>& is);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_DIFF_WORD_DIFF_H_
