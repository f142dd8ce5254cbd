#include "engine/deliver/unit_decision.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <tuple>

#include "engine/core/json_writer.h"
#include "engine/core/keys.h"
#include "engine/core/strings.h"
#include "engine/deliver/layers.h"

namespace reg2graph {
namespace {

using std::string;
using std::string_view;

string Merged(string_view patch, string_view more) {
  if (patch.size() <= 2) return string(more);
  string merged(patch.substr(0, patch.size() - 1));
  return merged.append(",").append(more.substr(1));
}

bool IsCovered(const UnitRows& rows, const TitleState& title) {
  return std::any_of(title.units.begin(), title.units.end(), [&](const auto& entry) {
    const auto& [key, unit] = entry;
    return key != rows.key && !IsPiece(key) && StampOf(unit, rows.layer).present() &&
           ScopeOf(key).Contains(rows.key);
  });
}

}  // namespace

bool IsPiece(string_view key) {
  const size_t title_end = key.find('/', string_view("/us/cfr/").size());
  return title_end != string_view::npos && !IsPartKey(key);
}

bool Supersedes(const UnitOrigin& origin, const Stamp& stamp) {
  return std::tie(origin.as_of, origin.whole, origin.artifact) >=
         std::tie(stamp.as_of, stamp.whole, stamp.artifact);
}

bool IsOvertaken(const UnitRows& rows, const UnitOrigin& origin, const UnitState& stored) {
  if (stored.key.empty()) return false;
  const bool placed = stored.placed[static_cast<int>(rows.layer)];
  // What takes a piece away has not to be newer.
  if (IsPiece(rows.key) && (placed || rows.nodes.empty())) return placed;
  return !Supersedes(origin, StampOf(stored, rows.layer));
}

UnitDecision Decide(const UnitRows& rows, const UnitOrigin& origin, const TitleState* title) {
  // Where its parts stand must be known to plan a spine.
  const UnitDecision unknown = rows.spine ? UnitDecision::kLookUp : UnitDecision::kFresh;
  if (title == nullptr) return unknown;
  const auto spine = title->units.find(TitleKey(rows.title));
  if (spine != title->units.end() && !Supersedes(origin, StampOf(spine->second, rows.layer)))
    return UnitDecision::kOlder;
  if (IsPiece(rows.key) && IsCovered(rows, *title)) return UnitDecision::kOlder;
  const auto unit = title->units.find(rows.key);
  if (unit == title->units.end()) return unknown;
  const Stamp& stamp = StampOf(unit->second, rows.layer);
  const Stamp& other = StampOf(unit->second, Other(rows.layer));
  if (!Supersedes(origin, stamp)) return UnitDecision::kOlder;
  if (stamp.hash != rows.hash || stamp.xml_hash != rows.xml_hash || !unit->second.claim.empty())
    return UnitDecision::kLookUp;
  const bool same_origin =
      stamp.as_of == origin.as_of && stamp.whole == origin.whole && stamp.artifact == origin.artifact;
  if (same_origin) return UnitDecision::kUnchanged;
  if (stamp.rejected > 0) return UnitDecision::kLookUp;  // another document: what was rejected may pass
  // A newer date may make this layer's places stand over the other's.
  const bool stood = PlacesStand(rows.layer, stamp.as_of, other.as_of);
  const bool stands = PlacesStand(rows.layer, origin.as_of, other.as_of);
  return other.present() && stood != stands ? UnitDecision::kLookUp : UnitDecision::kDateOnly;
}

void TakeOverPieces(const UnitRows& rows, const StoredUnit& stored, UnitMutations& plan) {
  UnitRows gone;
  gone.layer = rows.layer;
  StringSet pieces;
  for (const UnitState& piece : stored.pieces) {
    const Stamp& stamp = StampOf(piece, rows.layer);
    const bool goes =
        std::find(plan.node_deletes.begin(), plan.node_deletes.end(), piece.key) != plan.node_deletes.end();
    if (goes || !stamp.present()) continue;
    auto update = std::find_if(plan.updates.begin(), plan.updates.end(),
                               [&](const NodeUpdate& known) { return known.id == piece.key; });
    if (update == plan.updates.end())
      update = plan.updates.insert(update, {piece.key, "", std::nullopt, false});
    // One row: while a run that loads the piece again is at work, it either sees both or neither.
    update->patch = Merged(update->patch, StampPatch(gone, {}, 0));
    update->state = piece.state;
    pieces.insert(piece.key);
  }
  // Not that of the stamp: a run that was killed in between has named its own already.
  const string props = LayerProps(rows.layer);
  for (const StoredEdge& edge : stored.edges) {
    if (edge.type == EdgeType::kFromArtifact && edge.props == props && pieces.contains(edge.from))
      plan.edge_deletes.push_back({edge.type, edge.from, edge.to});
  }
}

string StampPatch(const UnitRows& rows, const UnitOrigin& origin, int64_t rejected) {
  const string prefix = string(LayerName(rows.layer)) + "_";
  const bool gone = rows.nodes.empty();
  string patch;
  ObjectWriter object(patch);
  const auto text = [&](const char* name, const string& value) {
    if (gone || value.empty())
      object.Null(prefix + name);
    else
      object.String(prefix + name, value);
  };
  text("hash", rows.hash);
  if (rows.layer == Layer::kText) text("xml_hash", rows.xml_hash);
  text("as_of", origin.as_of);
  text("artifact", origin.artifact);
  if (gone) {
    object.Null(prefix + "whole");
    object.Null(prefix + "mapping");
    object.Null(prefix + "rejected");
  } else {
    object.Boolean(prefix + "whole", origin.whole);
    object.Integer(prefix + "mapping", rows.mapping);
    if (rejected > 0)
      object.Integer(prefix + "rejected", rejected);
    else
      object.Null(prefix + "rejected");
  }
  object.Null("claim");
  object.Close();
  return patch;
}

}  // namespace reg2graph
