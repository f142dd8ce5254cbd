#include "engine/deliver/unit_decision.h"

#include <algorithm>

#include "engine/core/keys.h"
#include "engine/deliver/precedence.h"
#include "engine/deliver/unit_stamps.h"

namespace reg2graph {
namespace {

bool IsSame(const Stamp& a, const Stamp& b) {
  return a.hash == b.hash && a.xml_hash == b.xml_hash && a.as_of == b.as_of && a.artifact == b.artifact &&
         a.coverage == b.coverage;
}

// FROM_ARTIFACT belongs to the stamp: another writer may have left it behind.
bool IsLinkedRight(const UnitState& unit, Layer layer) {
  return unit.linked[static_cast<size_t>(layer)] == ArtifactOfStamp(StampOf(unit, layer), unit.key);
}

const Stamp& SpineStamp(const TitleState& title, const UnitRows& rows) {
  static const Stamp none;
  const UnitState* spine = FindUnit(&title, TitleKey(rows.title));
  return spine == nullptr ? none : StampOf(*spine, rows.layer);
}

// A newer day may make this layer's places hold over the other's.
bool PlacesChange(const UnitRows& rows, const UnitOrigin& origin, const UnitState& unit) {
  const Stamp& other = StampOf(unit, Other(rows.layer));
  const auto holds = [&](std::string_view day) {
    return rows.layer == Layer::kStructure ? day >= other.as_of : day > other.as_of;
  };
  return other.present() && holds(StampOf(unit, rows.layer).as_of) != holds(origin.as_of);
}

bool IsThere(const UnitRows& rows, const StoredUnit& stored) {
  return std::any_of(stored.nodes.begin(), stored.nodes.end(),
                     [&](const StoredNode& node) { return node.id == rows.key; });
}

// An orphan may have been given a place since it was found to be one.
bool HasPlace(const UnitRows& rows, const StoredUnit& stored) {
  if (stored.unit.key == rows.key) return IsPlaced(stored.unit, rows.layer);
  return std::any_of(stored.divisions.begin(), stored.divisions.end(), [&](const UnitState& division) {
    return division.key == rows.key && IsPlaced(division, rows.layer);
  });
}

// Section by section, as far as the title's stamps show.
UnitDecision DecidePartial(const UnitRows& rows, const UnitOrigin& origin, const TitleState& title) {
  if (rows.role == UnitRole::kFragment) return UnitDecision::kLookUp;  // which part is it in?
  const UnitState* part = FindUnit(&title, rows.key);
  if (part != nullptr && !part->claim.empty()) return UnitDecision::kLookUp;
  StoredUnit known;
  if (const UnitState* spine = FindUnit(&title, TitleKey(rows.title))) known.others.push_back(*spine);
  if (part != nullptr) known.unit = *part;
  for (const DivisionHash& division : rows.divisions) {
    const UnitState* own = FindUnit(&title, rows.Id(rows.nodes[division.row]));
    if (own != nullptr && own != part) known.divisions.push_back(*own);
  }
  if (part == nullptr && known.divisions.empty())
    return known.others.empty() ? UnitDecision::kFresh : UnitDecision::kLookUp;
  const Precedence precedence(rows, origin, &known);
  bool decides_any = false;
  for (const DivisionHash& division : rows.divisions) {
    const std::string_view key = rows.Id(rows.nodes[division.row]);
    if (!precedence.Decides(key)) continue;
    decides_any = true;
    const UnitState* own = FindUnit(&title, key);
    if (own == nullptr || !IsLinkedRight(*own, rows.layer) ||
        !IsSame(StampOf(*own, rows.layer), StampOfDivision(rows, division, origin)))
      return UnitDecision::kLookUp;
  }
  return decides_any ? UnitDecision::kUnchanged : UnitDecision::kOlder;
}

}  // namespace

const UnitState* FindUnit(const TitleState* state, std::string_view key) {
  if (state == nullptr) return nullptr;
  const auto found = state->units.find(key);
  return found == state->units.end() ? nullptr : &found->second;
}

bool IsOvertaken(const UnitRows& rows, const UnitOrigin& origin, const StoredUnit& stored) {
  if (rows.role == UnitRole::kNone) return stored.unit.key.empty();
  if (rows.nodes.empty() && (!IsThere(rows, stored) || HasPlace(rows, stored))) return true;
  if (stored.unit.key.empty()) return false;
  if (!rows.partial()) return !Supersedes(origin, StampOf(stored.unit, rows.layer));
  const Precedence precedence(rows, origin, &stored);
  if (rows.nodes.empty()) return !precedence.Decides(rows.key);
  return std::none_of(rows.divisions.begin(), rows.divisions.end(), [&](const DivisionHash& division) {
    return precedence.Decides(rows.Id(rows.nodes[division.row]));
  });
}

UnitDecision Decide(const UnitRows& rows, const UnitOrigin& origin, const TitleState* title) {
  const UnitDecision unknown = rows.spine() ? UnitDecision::kLookUp : UnitDecision::kFresh;
  if (title == nullptr) return unknown;
  if (!IsNewer(origin, SpineStamp(*title, rows))) return UnitDecision::kOlder;
  if (rows.partial()) return DecidePartial(rows, origin, *title);
  const UnitState* unit = FindUnit(title, rows.key);
  if (unit == nullptr) return unknown;
  const Stamp& stamp = StampOf(*unit, rows.layer);
  if (!Supersedes(origin, stamp)) return UnitDecision::kOlder;
  const bool same_rows = stamp.hash == rows.hash && stamp.xml_hash == rows.xml_hash;
  if (!same_rows || !unit->claim.empty() || !IsLinkedRight(*unit, rows.layer)) return UnitDecision::kLookUp;
  Stamp wanted = StampOfRows(rows, origin);
  if (IsSame(stamp, wanted)) return UnitDecision::kUnchanged;
  // Of another document what was rejected may pass, and what a partial one has brought since may be older.
  if (stamp.rejected > 0 || !stamp.partials.empty() || !stamp.elsewhere.empty()) return UnitDecision::kLookUp;
  return PlacesChange(rows, origin, *unit) ? UnitDecision::kLookUp : UnitDecision::kDateOnly;
}

}  // namespace reg2graph
