#ifndef REG2GRAPH_ENGINE_MAP_CITATION_SECTION_ID_H_
#define REG2GRAPH_ENGINE_MAP_CITATION_SECTION_ID_H_

#include <string>
#include <string_view>

#include "engine/map/citation_cursor.h"

namespace reg2graph::citation {

// "1026.5", "1.1031(a)-1", "128-48.001-50", "240.10b-21": what names a section (or, without a dot, a part).
struct SectionId {
  std::string id;        // as a key spells it: dashes are "-"
  size_t part_size = 0;  // what precedes the dot
  bool dotted = false;
  bool hyphened = false;  // without a dot: "50-203"
  std::string_view part() const { return std::string_view(id).substr(0, part_size); }
};

// `plural` (after "§§", "sections"): a dash between two whole identifiers is a range, not part of the first.
// Fails on decimals of three and more levels ("3.2.4") unless `absolute` (a title number precedes it).
bool EatSectionId(Cursor& cursor, bool plural, bool absolute, SectionId& section);

// "1601", "78dd-1", "1833e", "300aa-10": a section of the U.S. Code. In "10a-10c" the dash is a range and
// stays.
bool EatCodeSection(Cursor& cursor, std::string& id);

}  // namespace reg2graph::citation

#endif  // REG2GRAPH_ENGINE_MAP_CITATION_SECTION_ID_H_
