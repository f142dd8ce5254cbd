#ifndef REG2GRAPH_ENGINE_MAP_CITATION_CONTEXT_H_
#define REG2GRAPH_ENGINE_MAP_CITATION_CONTEXT_H_

#include <span>
#include <string>
#include <string_view>

#include "engine/map/citation_path.h"

namespace reg2graph::citation {

// The context of a text, as far as its key and those of its ancestors give it. Empty: unknown, or not in
// one.
struct Context {
  int title = 0;
  std::string_view title_key;
  std::string_view chapter_key;  // may point into an ancestor
  std::string_view part;         // number
  std::string part_key;
  std::string_view subpart_key;
  std::string_view appendix_key;
  std::string_view section_key;
  std::string comment_section;  // in an official interpretation: key of the section it interprets
  MarkerPath paragraph;         // below the section or appendix
  std::string_view
      block_key;  // a definition, or the heading of a clause, with numbers of its own; may be empty
  MarkerPath block_paragraph;  // below that
  bool authority = false;      // an authority note
  std::string key;             // most of the above are views into it
  std::string full_key;        // those of the block into this
};

// The keys of the divisions above a text: of the nearest chapter, the part and the outermost subpart that one
// of these keys is or lies in; empty if there is none. Views into `ancestors`.
struct Surroundings {
  std::string_view chapter, part, subpart;
};
Surroundings SurroundingsOf(std::span<const std::string> ancestors);

// Reuses the memory of `context`. What `around` points to must outlive it.
void ReadContext(std::string_view key, const Surroundings& around, Context& context);

}  // namespace reg2graph::citation

#endif  // REG2GRAPH_ENGINE_MAP_CITATION_CONTEXT_H_
