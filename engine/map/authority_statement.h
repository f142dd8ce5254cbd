#ifndef REG2GRAPH_ENGINE_MAP_AUTHORITY_STATEMENT_H_
#define REG2GRAPH_ENGINE_MAP_AUTHORITY_STATEMENT_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/map/citation.h"

namespace reg2graph {

// "Sections 201.700 and 201.701 are also issued under sec. 916, Pub. L. 111-203": the part of an authority
// note that speaks of other divisions than the one that it is a note of.
struct AuthorityStatement {
  struct Subject {
    std::string key;     // of the division or paragraph; empty: only its number is known
    std::string number;  // as printed, where `key` is empty: "3a67-1" in part 240
    bool to = false;     // the end of a range that the subject before it begins
  };
  uint32_t begin = 0;  // of the subjects, in bytes of the text
  uint32_t laws = 0;   // of the laws, which reach to the next statement or the end
  std::vector<Subject> subjects;
};

// `citations`: those of `text`, in text order. In text order; time linear in the text.
std::vector<AuthorityStatement> AuthorityStatements(std::string_view text,
                                                    std::span<const Citation> citations);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_MAP_AUTHORITY_STATEMENT_H_
