#ifndef REG2GRAPH_ENGINE_DIFF_DIVISION_RECORD_H_
#define REG2GRAPH_ENGINE_DIFF_DIVISION_RECORD_H_

#include <cstdint>
#include <string>

#include "engine/core/graph_schema.h"
#include "engine/core/text_store.h"
#include "engine/diff/law_text.h"

namespace reg2graph {

// What is kept in memory of a division of an edition: enough to find out whether another edition has the
// same.
struct DivisionRecord {
  std::string key;
  std::string parent;  // key of the division one up; empty: a title, or the document states no place
  std::string part;    // key of the part that it is in, or that it is; empty: above and outside of parts
  DivisionType type = DivisionType::kSection;
  int title = 0;
  uint32_t document = 0;  // index of the one that it comes from
  uint64_t order = 0;     // in the order of reading
  bool has_words = false;
  LawHash law{};    // of the heading without its number, and of the paragraphs
  LawHash words{};  // of the paragraphs without their markers
  LawHash notes{};  // links to coming amendments left out: they come and go without the law
  StoredText text;  // a packed DivisionText
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_DIFF_DIVISION_RECORD_H_
