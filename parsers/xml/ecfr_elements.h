#ifndef REG2GRAPH_PARSERS_XML_ECFR_ELEMENTS_H_
#define REG2GRAPH_PARSERS_XML_ECFR_ELEMENTS_H_

#include <cstdint>
#include <string_view>

#include "engine/core/document_visitor.h"

namespace reg2graph {

// What an element of the eCFR XML is to a reader.
enum class Role : uint8_t {
  kDivision,   // DIV1..DIV9
  kHead,       // HEAD
  kHed1,       // HED1
  kNote,       // AUTH, SOURCE, CITA, ...
  kText,       // a block of text: P, FP-1, HD2, LI, ...
  kContainer,  // NOTE, EXTRACT, ...: holds blocks and says what they are
  kWrapper,    // plain DIV, UL, ...: holds blocks and says nothing
  kTable,
  kRow,
  kCell,
  kMath,
  kImage,
  kBreak,   // br
  kStars,   // a row of asterisks, written as an empty element
  kInline,  // I, E, SU, ...: flows with the text around it
  kLink,    // XREF: a note between blocks, inline within one
  kOther,   // unknown: a container if it holds blocks, else a block
};

Role RoleOf(std::string_view name);

// The n of DIVn; 0 for another name.
int DivNumber(std::string_view name);

// `type` is the T of an E.
SpanStyle StyleOf(std::string_view name, std::string_view type);

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_XML_ECFR_ELEMENTS_H_
