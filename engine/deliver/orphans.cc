#include "engine/deliver/orphans.h"

#include <algorithm>

#include "engine/core/keys.h"
#include "engine/deliver/unit_decision.h"

namespace reg2graph {
namespace {

// A part of which neither layer says anything: a spine that has since been replaced has made it.
bool IsBare(const UnitState& unit) {
  return !unit.stamped() && std::none_of(unit.placed.begin(), unit.placed.end(), [](bool p) { return p; });
}

void Sort(std::vector<Orphan>& orphans) {
  std::sort(orphans.begin(), orphans.end(), [](const Orphan& a, const Orphan& b) { return a.key < b.key; });
}

}  // namespace

std::vector<Orphan> Orphans(const TitleState& title, int title_number, Layer layer) {
  std::vector<Orphan> orphans;
  const std::string title_key = TitleKey(title_number);
  const UnitState* spine = FindUnit(&title, title_key);
  if (spine == nullptr) return orphans;
  const Stamp& newest = StampOf(*spine, layer);
  if (newest.hash.empty()) return orphans;
  const UnitOrigin origin = OriginOf(newest);
  for (const auto& [key, unit] : title.units) {
    if (key == title_key || IsPlaced(unit, layer)) continue;
    const Stamp& stamp = StampOf(unit, layer);
    // The spine names its parts even where their content was rejected; below them, nobody knows what that
    // was.
    const bool known =
        IsPartKey(key) ? stamp.present() || IsBare(unit) : stamp.present() && newest.rejected == 0;
    if (known && IsNewer(origin, stamp)) orphans.push_back({key, origin});
  }
  Sort(orphans);
  return orphans;
}

std::vector<Orphan> UnitsOfEarlierMapping(const TitleState& title, int title_number, Layer layer,
                                          const UnitOrigin& origin, int mapping) {
  std::vector<Orphan> units;
  const std::string title_key = TitleKey(title_number);
  const UnitState* spine = FindUnit(&title, title_key);
  if (origin.artifact.empty() || (spine != nullptr && !IsNewer(origin, StampOf(*spine, layer)))) return units;
  for (const auto& [key, unit] : title.units) {
    const Stamp& stamp = StampOf(unit, layer);
    if (key != title_key && stamp.artifact == origin.artifact && stamp.mapping < mapping)
      units.push_back({key, origin});
  }
  Sort(units);
  return units;
}

}  // namespace reg2graph
