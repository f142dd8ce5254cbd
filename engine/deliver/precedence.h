#ifndef REG2GRAPH_ENGINE_DELIVER_PRECEDENCE_H_
#define REG2GRAPH_ENGINE_DELIVER_PRECEDENCE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "engine/core/stored_graph.h"
#include "engine/core/strings.h"
#include "engine/core/unit_rows.h"

namespace reg2graph {

// Which divisions of a unit a document decides: there its content replaces what is stored, or its silence
// removes it. Everywhere else what is stored is kept.
//
//   complete document: all, but for a section or an appendix with a newer day of its own, and for a
//     section that a newer document has in another part.
//   partial document: of what it contains, each section or appendix that is not newer in the graph; and the
//     wrapper around them (part, subparts) only while no complete document has brought the part, or lacks it.
//   partial document, of a part that an earlier mapping wrote from it: also what it does not contain and what
//     has no stamp of its own. That came from this document too, under a key of that mapping.
//
// A section whose text another part holds is decided as part of that one, unless this document takes it from
// there. Pure; views into `rows` and `stored`, which outlive it.
class Precedence {
 public:
  Precedence(const UnitRows& rows, const UnitOrigin& origin, const StoredUnit* stored);

  std::string_view unit_key() const { return unit_key_; }
  bool Decides(std::string_view division) const;
  // True of a partial document that writes anew what an earlier mapping made of it.
  bool remakes() const { return remakes_; }
  // What this layer has of the section (WhereIs) is another part's before and after.
  bool IsElsewhere(std::string_view division) const;
  // The same, and no layer places it in this unit.
  bool IsForeign(std::string_view division) const;
  // What this layer has of the section is another part's before, and this unit's afterwards.
  bool Takes(std::string_view division) const;
  // UnitState::home of a division of the unit or a section afterwards.
  std::string_view HomeAfter(std::string_view division) const;
  // WhereIs of a section afterwards.
  Whereabouts WhereAfter(std::string_view division) const;
  // The day of the document that the layer has of a part (empty: of what is outside of parts) afterwards.
  std::string_view DayAfter(Layer layer, std::string_view part) const;
  // The part that holds what this layer has of a section, before; empty: none.
  const std::string& HolderOf(const UnitState& section) const;
  // The stamp that a division below the unit's own carries; null: none of this layer.
  const Stamp* OwnStamp(std::string_view division) const;
  // One of StoredUnit::others; null: not there.
  const UnitState* Other(std::string_view key) const;
  // The nearest division that a paragraph, note or XMLData belongs to, by its key; empty: not of this unit.
  std::string_view OwnerOf(std::string_view id) const;
  // Sections and appendices that are stored and kept although the document does not contain them (partial),
  // or although it is complete (newer than it). Sorted.
  std::vector<std::string> Kept() const;
  // Of a partial document: the other parts as whose sections it decides some of what it contains. Sorted.
  std::vector<std::string> OtherHomes() const;

 private:
  bool DecidesPartial(std::string_view division, Shape shape) const;
  bool IsCovered() const;
  bool IsHeldElsewhere(std::string_view division) const;
  std::optional<std::string_view> PlacedAfter(std::string_view division, Layer layer) const;
  const UnitState* StateOf(std::string_view division) const;
  const Shape* ShapeOf(std::string_view division) const;
  bool IsClaimed(std::string_view division) const;

  const UnitRows& rows_;
  const UnitOrigin& origin_;
  const StoredUnit* stored_;
  std::string_view unit_key_;
  const std::string title_key_;
  const Stamp* unit_stamp_ = nullptr;  // null: the unit is not in the graph
  bool remakes_ = false;
  absl::flat_hash_map<std::string_view, const UnitState*, StringHash, StringEq> own_;
  absl::flat_hash_map<std::string_view, Shape, StringHash, StringEq> in_rows_, in_graph_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_DELIVER_PRECEDENCE_H_
