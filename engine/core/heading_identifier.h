#ifndef REG2GRAPH_ENGINE_CORE_HEADING_IDENTIFIER_H_
#define REG2GRAPH_ENGINE_CORE_HEADING_IDENTIFIER_H_

#include <string>
#include <string_view>

#include "engine/core/graph_schema.h"

namespace reg2graph {

// The text of a label of the structure JSON, which is HTML: tags dropped, entities decoded.
std::string TextOfHtml(std::string_view html);

// `text` with U+2009 and U+00A0 as blanks, each run of blanks one and none at the ends, and '-' for U+2010 to
// U+2013 and U+2212. The em dash stays: it parts a name from its title.
std::string NormalHeading(std::string_view text);

// Of a label of the structure JSON: its text as one line.
std::string HeadingOfLabel(std::string_view label);

// Whether a heading says that its number is reserved: "[Reserved]" in any case.
bool IsReservedHeading(std::string_view heading);

// The identifier that eCFR gives to a subtitle, subchapter, part, subpart or appendix with this heading:
// "A-E" of "Subparts A-E [Reserved]", "Appendix A to Part 25" of "Appendix A to Part 25" and, after an em
// dash, "Award Term". Empty for other types and where the heading names none. `text` holds no markup.
//
// GRAMMAR of all but appendices, in the normal heading:
//   heading = word ["s"] blank value [second] ...   word: the type's, in any case
//   value   = 1*(letter / digit / ".") *("-" (number / capitals))
//   second  = only after a plural: a value that begins with a number or capitals, after "-" or "," ("A-E";
//             "1, 2"), "through", "and" or "to" ("E through G"), or an em dash ("50-1 - 50-200")
//   number  = a digit, then letters, digits and "."
//   capitals = one to three capital letters, and then none of a value's
// A single lower-case letter is meant as a capital.
std::string IdentifierOfHeading(DivisionType type, std::string_view text);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_CORE_HEADING_IDENTIFIER_H_
