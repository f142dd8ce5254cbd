#ifndef REG2GRAPH_ENGINE_CORE_STAMP_H_
#define REG2GRAPH_ENGINE_CORE_STAMP_H_

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>

#include "engine/core/graph_schema.h"

// The one home of stamps: what a division records of the documents that it comes from, which properties that
// takes, and which of two documents prevails. Everything else (planner, sinks, verify) uses this.
namespace reg2graph {

// What a document is complete for. What it lacks within that is gone; beyond it, absence says nothing. Of two
// documents of one day the one that covers more prevails.
enum class Coverage : uint8_t {
  kPartial,  // the divisions that it contains: a section wrapped in its part, an extract
  kPart,     // each part that it contains
  kTitle,    // the whole title
};

// The hash of the XML of a unit that was loaded without it.
inline constexpr std::string_view kNoXmlHash = "none";

// The stamp of one layer on a division: on a title for its spine, on a part for all of it, and on a division
// below a part that comes from a partial document ("a day of its own"). Properties: <layer>_hash, ...
struct Stamp {
  std::string hash;      // of the law; empty: a change was interrupted, or the layer is not there
  std::string xml_hash;  // of the XML, or kNoXmlHash; text layer only
  std::string as_of;     // YYYY-MM-DD
  std::string artifact;  // SHA-256 of the document (hex)
  Coverage coverage = Coverage::kPartial;
  int64_t mapping = 0;   // version of the mapping that made the rows
  int64_t rejected = 0;  // rows (of a title: of its whole document) that could not be written
  // Of a part: digest of `elsewhere`, of all stamps in it and of the disputed sections that a layer has in
  // it, so that the part's state changes with them.
  std::string partials;
  // Of a part: keys of the sections that its complete document has and newer ones of other parts hold,
  // sorted, separated by blanks.
  std::string elsewhere = {};

  bool present() const { return !as_of.empty() || !hash.empty() || !artifact.empty(); }
  bool complete() const { return present() && coverage != Coverage::kPartial; }
};

// The document that rows come from, as far as it decides which of two documents prevails.
struct UnitOrigin {
  std::string as_of;  // YYYY-MM-DD
  Coverage coverage = Coverage::kTitle;
  std::string artifact;  // SHA-256 (hex)
};

// The order in which documents prevail: by day, then coverage, then artifact. Of a UnitOrigin or a Stamp.
template <typename Document>
auto RankOf(const Document& document) {
  return std::tie(document.as_of, document.coverage, document.artifact);
}
// True if a document of this origin is at least as new as the one that is stamped. Absent stamps are older
// than everything.
bool IsNewer(const UnitOrigin& origin, const Stamp& stamp);
// True if it may replace a unit's own facts: a complete document replaces a partial one of any day, a partial
// one never replaces a complete one; otherwise the newer prevails.
bool Supersedes(const UnitOrigin& origin, const Stamp& stamp);
UnitOrigin OriginOf(const Stamp& stamp);

// A division that carries stamps or may carry them, with what the guards of transactions compare.
struct UnitState {
  std::string key;
  // StateText. Whoever changes the unit locks it and compares: a difference means that somebody else has
  // changed it since it was read.
  std::string state;
  std::array<Stamp, kLayerCount> stamps;
  std::array<bool, kLayerCount> placed{};            // a complete document of that layer gives it a place
  std::array<std::string, kLayerCount> parts = {};   // the key of the part that this place is in; empty: none
  std::string wrapper;                               // that of the part a partial document wraps it in
  std::array<std::string, kLayerCount> linked = {};  // ids that its FROM_ARTIFACT lead to, sorted, by ','
  std::string claim;      // not empty: a change of several transactions is under way, or was interrupted
  bool disputed = false;  // recorded that it is (IsDisputed)

  bool stamped() const;  // by either layer, or claimed, or disputed
  // The part whose text a division belongs to: a wrapper counts only where no complete text gives a place.
  const std::string& home() const;
};

// The parts that a division is in by each layer; empty: outside of parts; nothing: the layer does not have
// it.
struct Whereabouts {
  std::optional<std::string_view> structure, text;
  bool wrapped = false;  // `text` is the part that a partial document wraps it in
};
// Views into `unit`.
Whereabouts WhereIs(const UnitState& unit);
// True if the layers have it in different parts: then its HAS_CHILD depends on the days of both.
inline bool IsDisputed(const Whereabouts& where) {
  return where.structure && where.text && *where.structure != *where.text;
}

inline Layer Other(Layer layer) { return layer == Layer::kStructure ? Layer::kText : Layer::kStructure; }
inline const Stamp& StampOf(const UnitState& unit, Layer layer) {
  return unit.stamps[static_cast<size_t>(layer)];
}
inline bool IsPlaced(const UnitState& unit, Layer layer) { return unit.placed[static_cast<size_t>(layer)]; }
inline const std::string& PartOf(const UnitState& unit, Layer layer) {
  return unit.parts[static_cast<size_t>(layer)];
}
// The id of the Artifact that FROM_ARTIFACT should lead to; empty: none. The parts of a whole title have
// none: the title has.
std::string ArtifactOfStamp(const Stamp& stamp, std::string_view division_key);
inline std::string ArtifactId(std::string_view sha256) { return "artifact:" + std::string(sha256); }

// Every property that stamps take on a division, `claim` and `disputed`: not facts of the law.
std::span<const Property> StampProperties();
bool IsStampProperty(std::string_view name);
// What UnitState::state is made of: the stamps, then the places of both layers.
std::span<const std::string_view> StateProperties();
// Those of which at least one is set on a division that is stamped or claimed.
std::span<const std::string_view> PresenceProperties();

// Reads a division's state. `property` gives the canonical JSON of a property, or nothing where it is not
// set.
using PropertyReader = std::function<std::optional<std::string>(std::string_view name)>;
UnitState ReadUnitState(std::string key, const PropertyReader& property);
// UnitState::state: a JSON list of the StateProperties as strings, "" where one is not set.
std::string StateText(const PropertyReader& property);

// A stamp as the JSON object that sets its properties, `claim` removed; `rejected` as in the stamp.
std::string StampPatch(Layer layer, const Stamp& stamp);
// The JSON object that removes all properties of the layer's stamp.
std::string NoStampPatch(Layer layer);
// The JSON object that removes the claim alone.
std::string NoClaimPatch();
// While a change of several transactions is under way: the document that is being written, without the hash.
// `origin` null: the stamp is that of another document and stays; the claim alone shows the change.
std::string InterimPatch(Layer layer, const UnitOrigin* origin);
// The same with the claim of whoever makes the change.
std::string ClaimPatch(std::string_view interim, std::string_view claim);
// Sets whether a section is disputed.
std::string DisputedPatch(bool disputed);
// Sets Stamp::elsewhere of a part if there are any, `claim` removed. A takeover by the structure names none,
// and what the text has recorded stays.
std::string ElsewherePatch(std::string_view sections);
// A StampPatch of a part with another digest of the stamps below it; empty: none.
std::string WithPartials(std::string_view patch, const std::string& digest);
// A StampPatch with another number of rejected rows.
std::string WithRejected(Layer layer, std::string_view patch, int64_t count);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_CORE_STAMP_H_
