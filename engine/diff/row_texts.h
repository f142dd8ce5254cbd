#ifndef REG2GRAPH_ENGINE_DIFF_ROW_TEXTS_H_
#define REG2GRAPH_ENGINE_DIFF_ROW_TEXTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "engine/core/unit_rows.h"
#include "engine/diff/division_text.h"

namespace reg2graph {

// A division of a unit with its text.
struct RowText {
  uint32_t row;  // index into UnitRows::nodes
  std::string identifier;
  DivisionText text;
};

// The divisions that the rows state, in document order. A structure states headings alone. Of a partial
// document these are its sections and appendices: it does not state what it is wrapped in.
std::vector<RowText> TextsOf(const UnitRows& rows);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_DIFF_ROW_TEXTS_H_
