#include "engine/core/stamp.h"

#include <algorithm>
#include <charconv>
#include <tuple>
#include <vector>

#include "engine/core/json_writer.h"
#include "engine/core/keys.h"

namespace reg2graph {
namespace {

using std::string;
using std::string_view;

enum class Field : uint8_t {
  kHash,
  kXmlHash,
  kAsOf,
  kArtifact,
  kWhole,
  kComplete,
  kPartials,
  kElsewhere,
  kMapping,
  kRejected
};

struct FieldInfo {
  Field field;
  string_view name;  // behind "<layer>_"
  ValueType type;
  bool text_only;
  bool shows_presence;
};

constexpr FieldInfo kFields[] = {
    {Field::kHash, "hash", ValueType::kString, false, true},
    {Field::kXmlHash, "xml_hash", ValueType::kString, true, false},
    {Field::kAsOf, "as_of", ValueType::kString, false, true},
    {Field::kArtifact, "artifact", ValueType::kString, false, true},
    {Field::kWhole, "whole", ValueType::kBoolean, false, false},
    {Field::kComplete, "complete", ValueType::kBoolean, false, false},
    {Field::kPartials, "partials", ValueType::kString, true, false},
    {Field::kElsewhere, "elsewhere", ValueType::kString, true, false},
    {Field::kMapping, "mapping", ValueType::kInteger, false, false},
    {Field::kRejected, "rejected", ValueType::kInteger, false, false},
};
constexpr string_view kClaim = "claim";
constexpr string_view kDisputed = "disputed";
constexpr string_view kWrapper = "text_partial_parent";

// The names of all properties, once.
struct Names {
  std::vector<string> spelled;  // owns what the others view
  std::vector<Property> stamps;
  std::vector<string_view> state, presence;

  Names() {
    spelled.reserve(kLayerCount * (std::size(kFields) + 2));
    for (int i = 0; i < kLayerCount; ++i) AddLayer(static_cast<Layer>(i));
    stamps.push_back({kDisputed, ValueType::kBoolean});
    stamps.push_back({kClaim, ValueType::kString});
    presence.push_back(kDisputed);
    presence.push_back(kClaim);
    for (const Property& stamp : stamps) state.push_back(stamp.name);
    state.push_back(kWrapper);
    for (int i = 0; i < kLayerCount; ++i) {
      const string layer(LayerName(static_cast<Layer>(i)));
      state.push_back(spelled.emplace_back(layer + "_parent"));
      state.push_back(spelled.emplace_back(layer + "_order"));
    }
  }

  void AddLayer(Layer layer) {
    for (const FieldInfo& info : kFields) {
      if (info.text_only && layer != Layer::kText) continue;
      const string_view name = spelled.emplace_back(string(LayerName(layer)).append("_").append(info.name));
      stamps.push_back({name, info.type});
      if (info.shows_presence) presence.push_back(name);
    }
  }
};

const Names& AllNames() {
  static const auto* const names = new Names();
  return *names;
}

int64_t ToInteger(string_view json) {
  int64_t value = 0;
  std::from_chars(json.data(), json.data() + json.size(), value);
  return value;
}

Stamp ReadStamp(Layer layer, const PropertyReader& property) {
  const string prefix = string(LayerName(layer)) + "_";
  const auto json = [&](string_view name) { return property(prefix + string(name)).value_or(""); };
  const auto text = [&](string_view name) {
    const string value = json(name);
    return value.empty() ? value : Unquote(value);
  };
  Stamp stamp;
  stamp.hash = text("hash");
  if (layer == Layer::kText) {
    stamp.xml_hash = text("xml_hash");
    stamp.partials = text("partials");
    stamp.elsewhere = text("elsewhere");
  }
  stamp.as_of = text("as_of");
  stamp.artifact = text("artifact");
  if (json("complete") == "true") stamp.coverage = Coverage::kPart;
  if (json("whole") == "true") stamp.coverage = Coverage::kTitle;
  stamp.mapping = ToInteger(json("mapping"));
  stamp.rejected = ToInteger(json("rejected"));
  return stamp;
}

// The part that a division with this parent is in.
string PartWith(string_view key, const std::optional<string>& parent) {
  const string_view above = PartAbove(key);
  return string(above.empty() && parent ? PartAtOrAbove(Unquote(*parent)) : above);
}

// `patch` with the member `name` as `write` writes it, in place of one that it may have.
template <typename Write>
string WithMember(string_view patch, string_view name, Write write) {
  string text;
  ObjectWriter object(text);
  for (const auto& [member, value] : SplitObject(patch)) {
    if (member != name) object.Raw(member, value);
  }
  write(object);
  object.Close();
  return text;
}

}  // namespace

bool IsNewer(const UnitOrigin& origin, const Stamp& stamp) {
  return std::tie(origin.as_of, origin.coverage, origin.artifact) >=
         std::tie(stamp.as_of, stamp.coverage, stamp.artifact);
}

bool Supersedes(const UnitOrigin& origin, const Stamp& stamp) {
  const bool complete = origin.coverage != Coverage::kPartial;
  if (stamp.present() && complete != stamp.complete()) return complete;
  return IsNewer(origin, stamp);
}

UnitOrigin OriginOf(const Stamp& stamp) { return {stamp.as_of, stamp.coverage, stamp.artifact}; }

bool UnitState::stamped() const {
  return disputed || !claim.empty() ||
         std::any_of(stamps.begin(), stamps.end(), [](const Stamp& s) { return s.present(); });
}

const string& UnitState::home() const {
  if (IsPlaced(*this, Layer::kText)) return parts[static_cast<size_t>(Layer::kText)];
  return wrapper;
}

Whereabouts WhereIs(const UnitState& unit) {
  Whereabouts where;
  if (IsPlaced(unit, Layer::kStructure)) where.structure = PartOf(unit, Layer::kStructure);
  where.wrapped = !IsPlaced(unit, Layer::kText);
  if (!where.wrapped || !unit.wrapper.empty()) where.text = unit.home();
  return where;
}

string ArtifactOfStamp(const Stamp& stamp, string_view division_key) {
  if (stamp.artifact.empty() || (stamp.coverage == Coverage::kTitle && !IsTitleKey(division_key))) return "";
  return ArtifactId(stamp.artifact);
}

std::span<const Property> StampProperties() { return AllNames().stamps; }

bool IsStampProperty(string_view name) {
  const auto& stamps = AllNames().stamps;
  return std::any_of(stamps.begin(), stamps.end(), [name](const Property& p) { return p.name == name; });
}

std::span<const string_view> StateProperties() { return AllNames().state; }
std::span<const string_view> PresenceProperties() { return AllNames().presence; }

string StateText(const PropertyReader& property) {
  string text = "[";
  for (const string_view name : StateProperties()) {
    if (text.size() > 1) text.push_back(',');
    const string value = property(name).value_or("");
    if (value.starts_with('"'))
      text.append(value);
    else
      AppendString(text, value);
  }
  return text + "]";
}

UnitState ReadUnitState(string key, const PropertyReader& property) {
  UnitState unit;
  unit.key = std::move(key);
  unit.state = StateText(property);
  for (int i = 0; i < kLayerCount; ++i) {
    const auto layer = static_cast<Layer>(i);
    unit.stamps[static_cast<size_t>(i)] = ReadStamp(layer, property);
    unit.placed[static_cast<size_t>(i)] = property(string(LayerName(layer)) + "_order").has_value();
  }
  for (int i = 0; i < kLayerCount; ++i) {
    const string parent = string(LayerName(static_cast<Layer>(i))) + "_parent";
    unit.parts[static_cast<size_t>(i)] = PartWith(unit.key, property(parent));
  }
  unit.wrapper = PartWith(unit.key, property(kWrapper));
  const std::optional<string> claim = property(kClaim);
  if (claim) unit.claim = Unquote(*claim);
  unit.disputed = property(kDisputed) == "true";
  return unit;
}

string StampPatch(Layer layer, const Stamp& stamp) {
  const string prefix = string(LayerName(layer)) + "_";
  string patch;
  ObjectWriter object(patch);
  const auto text = [&](const char* name, const string& value) {
    if (value.empty())
      object.Null(prefix + name);
    else
      object.String(prefix + name, value);
  };
  text("hash", stamp.hash);
  if (layer == Layer::kText) text("xml_hash", stamp.xml_hash);
  text("as_of", stamp.as_of);
  text("artifact", stamp.artifact);
  object.Boolean(prefix + "whole", stamp.coverage == Coverage::kTitle);
  object.Boolean(prefix + "complete", stamp.complete());
  if (layer == Layer::kText) {
    text("partials", stamp.partials);
    text("elsewhere", stamp.elsewhere);
  }
  object.Integer(prefix + "mapping", stamp.mapping);
  if (stamp.rejected > 0)
    object.Integer(prefix + "rejected", stamp.rejected);
  else
    object.Null(prefix + "rejected");
  object.Null(kClaim);
  object.Close();
  return patch;
}

string NoStampPatch(Layer layer) {
  const string prefix = string(LayerName(layer)) + "_";
  string patch;
  ObjectWriter object(patch);
  for (const FieldInfo& info : kFields) {
    if (!info.text_only || layer == Layer::kText) object.Null(prefix + string(info.name));
  }
  object.Null(kClaim);
  object.Close();
  return patch;
}

string InterimPatch(Layer layer, const UnitOrigin* origin) {
  const string prefix = string(LayerName(layer)) + "_";
  string patch;
  ObjectWriter object(patch);
  if (origin != nullptr) {
    object.Null(prefix + "hash");
    if (!origin->as_of.empty()) object.String(prefix + "as_of", origin->as_of);
    object.Boolean(prefix + "whole", origin->coverage == Coverage::kTitle);
    object.Boolean(prefix + "complete", origin->coverage != Coverage::kPartial);
    object.String(prefix + "artifact", origin->artifact);
  }
  object.Close();
  return patch;
}

string ClaimPatch(string_view interim, string_view claim) {
  return WithMember(interim, kClaim, [&](auto& object) { object.String(kClaim, claim); });
}

string DisputedPatch(bool disputed) {
  return WithMember("{}", kDisputed, [disputed](auto& object) {
    if (disputed)
      object.Boolean(kDisputed, true);
    else
      object.Null(kDisputed);
  });
}

string WithPartials(string_view patch, const string& digest) {
  static constexpr string_view kPartials = "text_partials";
  return WithMember(patch, kPartials, [&](auto& object) {
    if (digest.empty())
      object.Null(kPartials);
    else
      object.String(kPartials, digest);
  });
}

string WithRejected(Layer layer, string_view patch, int64_t count) {
  const string rejected = string(LayerName(layer)) + "_rejected";
  return WithMember(patch, rejected, [&](auto& object) { object.Integer(rejected, count); });
}

}  // namespace reg2graph
