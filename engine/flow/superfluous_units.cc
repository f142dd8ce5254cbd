#include "engine/flow/superfluous_units.h"

#include <algorithm>

#include "engine/core/keys.h"
#include "engine/deliver/layers.h"
#include "engine/deliver/unit_decision.h"

namespace reg2graph {
namespace {

bool IsOf(const Stamp& stamp, const UnitOrigin& origin) {
  return stamp.present() && stamp.artifact == origin.artifact && stamp.as_of == origin.as_of;
}

// What the title's complete units cover. Of one that is being written, or some of whose rows were refused, it
// is not known what it will place.
std::vector<KeyScope> CompleteScopes(const TitleState& title, Layer layer) {
  std::vector<KeyScope> scopes;
  for (const auto& [key, unit] : title.units) {
    const Stamp& stamp = StampOf(unit, layer);
    if (!IsPiece(key) && !stamp.hash.empty() && stamp.rejected == 0) scopes.push_back(ScopeOf(key));
  }
  return scopes;
}

// Of a complete title that is newer: loaded after it, the piece would not have been taken (Decide).
bool IsBehind(const Stamp& piece, const Stamp& title) {
  return !title.hash.empty() && !Supersedes({piece.as_of, piece.whole, piece.artifact}, title);
}

}  // namespace

const UnitState* FindUnit(const TitleState* state, std::string_view key) {
  if (state == nullptr) return nullptr;
  const auto found = state->units.find(key);
  return found == state->units.end() ? nullptr : &found->second;
}

bool IsBare(const UnitState& part) {
  return std::none_of(part.stamps.begin(), part.stamps.end(), [](const Stamp& s) { return s.present(); }) &&
         std::none_of(part.placed.begin(), part.placed.end(), [](bool placed) { return placed; });
}

std::vector<std::string> SuperfluousUnits(const DocumentTask& task) {
  std::vector<std::string> keys;
  if (task.title_state == nullptr) return keys;
  const Layer layer = task.facts.layer;
  const UnitState* spine = FindUnit(task.title_state.get(), TitleKey(task.facts.title));
  const Stamp newest = spine == nullptr ? Stamp() : StampOf(*spine, layer);
  const bool overtaken = !Supersedes(task.origin, newest);
  const bool newest_is_known = overtaken ? !newest.hash.empty() : task.knows_parts;
  const bool nothing_rejected = task.report.rejected == 0;
  const std::vector<KeyScope> complete = CompleteScopes(*task.title_state, layer);
  for (const auto& [key, unit] : task.title_state->units) {
    const Stamp& stamp = StampOf(unit, layer);
    const bool placed = unit.placed[static_cast<int>(layer)];
    if (IsPiece(key)) {
      const auto covers = [&key = key](const KeyScope& scope) { return scope.Contains(key); };
      const bool missed = std::any_of(complete.begin(), complete.end(), covers) ||
                          (nothing_rejected && IsBehind(stamp, newest));
      if (stamp.present() && !placed && missed) keys.push_back(key);
      continue;
    }
    if (!IsPartKey(key) || !newest_is_known) continue;
    const bool ours = stamp.present() || placed || IsBare(unit);
    const bool goes = overtaken ? IsOf(stamp, task.origin) && !placed
                                : ours && !task.parts.contains(key) && Supersedes(task.origin, stamp);
    if (goes) keys.push_back(key);
  }
  return keys;
}

}  // namespace reg2graph
