#ifndef REG2GRAPH_PARSERS_XML_ECFR_ELEMENTS_H_
#define REG2GRAPH_PARSERS_XML_ECFR_ELEMENTS_H_

#include <string_view>

#include "parsers/xml/elements.h"

namespace reg2graph {

// DIV1 to DIV9, in every printing.
inline constexpr Element kDivElements[] = {
    {"DIV1", Role::kDivision, DivisionType::kTitle},
    {"DIV2", Role::kDivision, DivisionType::kSubtitle},
    {"DIV3", Role::kDivision, DivisionType::kChapter},
    {"DIV4", Role::kDivision, DivisionType::kSubchapter},
    {"DIV5", Role::kDivision, DivisionType::kPart},
    {"DIV6", Role::kDivision, DivisionType::kSubpart},
    {"DIV7", Role::kDivision, DivisionType::kSubjectGroup},
    {"DIV8", Role::kDivision, DivisionType::kSection},
    {"DIV9", Role::kDivision, DivisionType::kAppendix},
    {"HEAD", Role::kHead},
    {"HED1", Role::kHed1},
};

// The elements of the eCFR's XML.
const ElementTable& EcfrElements();

// The n of DIVn; 0 for another name.
int DivNumber(std::string_view name);

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_XML_ECFR_ELEMENTS_H_
