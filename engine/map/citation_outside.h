#ifndef REG2GRAPH_ENGINE_MAP_CITATION_OUTSIDE_H_
#define REG2GRAPH_ENGINE_MAP_CITATION_OUTSIDE_H_

#include <string_view>

#include "engine/map/citation_context.h"
#include "engine/map/citation_cursor.h"

namespace reg2graph::citation {

// Whose the numbers of a section without a title are, as the words before and after it say.
struct Owner {
  enum class Kind {
    kUnsaid,   // of the title in which the text appears
    kTitle,    // of this title of the CFR: "§ 126.18 of the ITAR", "§ 601.22 of the ... Regulations (42 CFR
               // 601.22)"
    kForeign,  // of something that is no title: "§ 1507.3 of the CEQ regulations", "D.C. Code section
               // 1-803.02"
  };
  Kind kind = Kind::kUnsaid;
  int title = 0;
};

// The title that "the EAR", "the Federal Acquisition Regulation", ... name; 0 if none. Moves past the name.
int EatRulesName(Cursor& cursor, const Context& context);
// The words after a section of the part `part`: `after` is where the citation ends.
Owner OwnerAfter(Cursor after, std::string_view part, const Context& context);
// The title that the rules named right before `pos` are of ("ITAR part 120"); 0 if none.
int RulesTitleBefore(std::string_view text, size_t pos, const Context& context);
// The words before `pos`.
Owner OwnerBefore(std::string_view text, size_t pos, std::string_view part, const Context& context);

// The title of "FAR": the Federal Aviation Regulations in parts 1 to 199 of title 14, else the Federal
// Acquisition Regulation.
int FarTitle(const Context& context);

// "the Internal Revenue Code [of 1986]"; within title 26 also "the Code".
bool EatRevenueCode(Cursor& cursor, const Context& context);
// "Code", "IRC", "Internal Revenue Code" right before `pos`.
bool AtRevenueCode(std::string_view text, size_t pos, const Context& context);

}  // namespace reg2graph::citation

#endif  // REG2GRAPH_ENGINE_MAP_CITATION_OUTSIDE_H_
