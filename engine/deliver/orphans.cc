#include "engine/deliver/orphans.h"

#include <algorithm>
#include <map>

#include "engine/core/keys.h"
#include "engine/deliver/unit_decision.h"
#include "engine/deliver/unit_stamps.h"

namespace reg2graph {
namespace {

// A part of which neither layer says anything. A spine that has since been replaced has made it, or a partial
// document that was interrupted, and whose sections alone would have been stamped.
bool IsBare(const UnitState& unit) {
  const Stamp& text = StampOf(unit, Layer::kText);
  return !StampOf(unit, Layer::kStructure).present() && !text.present() && text.partials.empty() &&
         std::none_of(unit.placed.begin(), unit.placed.end(), [](bool p) { return p; });
}

// What the title's newest complete document does not place.
bool IsLacking(const UnitState& unit, const Stamp& newest, Layer layer) {
  const Stamp& stamp = StampOf(unit, layer);
  // The spine names its parts even where their content was rejected; below them, nobody knows what that was.
  if (!IsPartKey(unit.key))
    return stamp.present() && newest.rejected == 0 && IsNewer(OriginOf(newest), stamp);
  return (stamp.present() || IsBare(unit)) && Supersedes(OriginOf(newest), stamp);
}

// A section or an appendix of a partial document in a part that has been replaced since.
const Stamp* Replacement(const TitleState& title, const UnitState& unit, Layer layer) {
  const Stamp& own = StampOf(unit, layer);
  const UnitState* part = FindUnit(&title, unit.home());
  if (layer != Layer::kText || part == nullptr || !part->claim.empty() || !own.present()) return nullptr;
  const Stamp& stamp = StampOf(*part, layer);
  return stamp.complete() && IsNewer(OriginOf(stamp), own) ? &stamp : nullptr;
}

// Of the document that the layer has of the part, or of what is outside of parts.
std::string_view DayOf(const TitleState& title, Layer layer, std::string_view section,
                       std::string_view part) {
  const UnitState* unit = FindUnit(&title, part.empty() ? TitleAtOrAbove(section) : part);
  return unit == nullptr ? std::string_view() : std::string_view(StampOf(*unit, layer).as_of);
}

void Sort(std::vector<Orphan>& orphans) {
  std::sort(orphans.begin(), orphans.end(), [](const Orphan& a, const Orphan& b) { return a.key < b.key; });
}

}  // namespace

std::vector<Orphan> Orphans(const TitleState& title, int title_number, Layer layer) {
  std::vector<Orphan> orphans;
  const std::string title_key = TitleKey(title_number);
  const UnitState* spine = FindUnit(&title, title_key);
  const Stamp newest = spine == nullptr ? Stamp() : StampOf(*spine, layer);
  for (const auto& [key, unit] : title.units) {
    if (key == title_key || IsPlaced(unit, layer)) continue;
    if (!newest.hash.empty() && IsLacking(unit, newest, layer))
      orphans.push_back({key, OriginOf(newest)});
    else if (const Stamp* replacement = Replacement(title, unit, layer))
      orphans.push_back({key, OriginOf(*replacement)});
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

std::vector<std::string> StaleParts(const TitleState& title) {
  std::map<std::string, PartContents, std::less<>> contents;  // by part
  for (const auto& [key, unit] : title.units) {
    const Stamp& own = StampOf(unit, Layer::kText);
    if (own.present() && !unit.home().empty()) contents[unit.home()].Add(key, own);
    const Whereabouts where = WhereIs(unit);
    if (!IsDisputed(where)) continue;
    for (const std::string_view part : {*where.structure, *where.text})
      contents[std::string(part)].Add(key, where, DayOf(title, Layer::kStructure, key, *where.structure),
                                      DayOf(title, Layer::kText, key, *where.text));
  }
  std::vector<std::string> stale;
  for (const auto& [key, unit] : title.units) {
    const Stamp& part = StampOf(unit, Layer::kText);
    if (IsPartKey(key) && unit.claim.empty() && part.partials != contents[key].Digest(part.elsewhere))
      stale.push_back(key);
  }
  std::sort(stale.begin(), stale.end());
  return stale;
}

}  // namespace reg2graph
