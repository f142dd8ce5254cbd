#ifndef REG2GRAPH_ENGINE_DELIVER_UNIT_STAMPS_H_
#define REG2GRAPH_ENGINE_DELIVER_UNIT_STAMPS_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/stored_graph.h"
#include "engine/core/strings.h"
#include "engine/core/unit_mutations.h"
#include "engine/core/unit_rows.h"
#include "engine/deliver/precedence.h"

namespace reg2graph {

// The stamps that change with a plan, that of `unit_key` first: a complete document's on the unit alone, with
// those of partial documents taken off whatever it decides; a partial document's on each division that it
// decides, while the unit keeps its own but for the digest of those below it. `gone`: divisions that are
// deleted.
std::vector<StampWrite> StampsOfPlan(std::string_view unit_key, const UnitRows& rows,
                                     const UnitOrigin& origin, const StoredUnit* stored,
                                     const Precedence& precedence, const StringSet& gone);

// The Artifact that a plan with these stamps writes: that of the rows if a stamp leads to it. Another one
// would be swept.
std::optional<ArtifactRow> ArtifactOfPlan(const UnitRows& rows, const std::vector<StampWrite>& stamps);

// UnitMutations::interim of such a plan.
std::string InterimOfPlan(std::string_view unit_key, const UnitRows& rows, const UnitOrigin& origin,
                          const Precedence& precedence);

// What Stamp::partials of a part depends on.
class PartContents {
 public:
  // The text stamp of a division in the part.
  void Add(const std::string& key, const Stamp& stamp);
  // A disputed section that a layer has in the part, with the days of the documents that have it there.
  void Add(const std::string& key, const Whereabouts& where, std::string_view structure_day,
           std::string_view text_day);
  // With Stamp::elsewhere of the part.
  std::string Digest(const std::string& elsewhere) const;

 private:
  std::map<std::string, std::string> fields_;  // by key
};
// Patch of a part of this stamp from which another one takes sections, of which its complete document has
// `sections`. Whoever is writing the part finds its claim gone.
std::string ElsewherePatch(const Stamp& stamp, const std::set<std::string>& sections);

// The stamp of a unit of a complete document.
Stamp StampOfRows(const UnitRows& rows, const UnitOrigin& origin);
// That of one division of a partial document.
Stamp StampOfDivision(const UnitRows& rows, const DivisionHash& division, const UnitOrigin& origin);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_DELIVER_UNIT_STAMPS_H_
