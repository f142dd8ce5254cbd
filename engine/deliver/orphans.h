#ifndef REG2GRAPH_ENGINE_DELIVER_ORPHANS_H_
#define REG2GRAPH_ENGINE_DELIVER_ORPHANS_H_

#include <string>
#include <vector>

#include "engine/core/stamp.h"
#include "engine/core/stored_graph.h"

namespace reg2graph {

// A unit that no document of its layer claims any more, and the document whose silence says so.
struct Orphan {
  std::string key;
  UnitOrigin origin;
};

// The orphans of a title in one layer: parts, and divisions loaded alone, that its newest complete document
// does not place and that are not newer than it. From stamps and places alone, so the answer is the same
// whichever document was loaded last; none while that document is still being written, and nothing below the
// parts where some of it was rejected. Also a wrapper of a partial document around a part that it lacks, of
// whatever day, and what the complete document of its own part does not have and is not older than. Sorted by
// key. Pure. Decision 11.
std::vector<Orphan> Orphans(const TitleState& title, int title_number, Layer layer);

// The units that an earlier mapping stamped with this document, asked when all its units are written: what it
// has not stamped anew has a key that it does not make any more. None if the title's spine is newer. Sorted
// by key. Pure.
std::vector<Orphan> UnitsOfEarlierMapping(const TitleState& title, int title_number, Layer layer,
                                          const UnitOrigin& origin, int mapping);

// The parts whose digest (Stamp::partials) is not that of what the title's stamps show in them, because a
// section has come from another part or has gone there: their relationships are to be made anew. None that is
// being written. Sorted. Pure.
std::vector<std::string> StaleParts(const TitleState& title);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_DELIVER_ORPHANS_H_
