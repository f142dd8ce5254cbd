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
  bool authority = false;       // an authority note
  std::string key;              // most of the above are views into it
};

// The key of the nearest chapter, and of the outermost subpart, at or above these keys; empty if there is
// none. Views into `ancestors`.
std::string_view ChapterOf(std::span<const std::string> ancestors);
std::string_view SubpartOf(std::span<const std::string> ancestors);

// Reuses the memory of `context`. `chapter` and `subpart` are those of the ancestors, or empty; they must
// outlive it.
void ReadContext(std::string_view key, std::string_view chapter, std::string_view subpart, Context& context);

}  // namespace reg2graph::citation

#endif  // REG2GRAPH_ENGINE_MAP_CITATION_CONTEXT_H_
