#include "engine/core/stamp.h"

#include <algorithm>
#include <charconv>
#include <tuple>
#include <utility>
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
  string_view name;  // after "<layer>_"
  ValueType type;
  bool text_only;
  bool shows_presence;
};

// In the order of Field.
constexpr FieldInfo kFields[] = {
    {"hash", ValueType::kString, false, true},      {"xml_hash", ValueType::kString, true, false},
    {"as_of", ValueType::kString, false, true},     {"artifact", ValueType::kString, false, true},
    {"whole", ValueType::kBoolean, false, false},   {"complete", ValueType::kBoolean, false, false},
    {"partials", ValueType::kString, true, false},  {"elsewhere", ValueType::kString, true, false},
    {"mapping", ValueType::kInteger, false, false}, {"rejected", ValueType::kInteger, false, false},
};
constexpr size_t kFieldCount = std::size(kFields);
static_assert(kFieldCount == static_cast<size_t>(Field::kRejected) + 1);
constexpr string_view kClaim = "claim";
constexpr string_view kDisputed = "disputed";

bool Has(Layer layer, Field field) {
  return layer == Layer::kText || !kFields[static_cast<size_t>(field)].text_only;
}

// The names of all properties, once.
struct Names {
  std::array<std::array<string, kFieldCount>, kLayerCount> fields;
  std::vector<Property> stamps;  // these view into `fields`
  std::vector<string_view> state, presence;

  Names() {
    for (int i = 0; i < kLayerCount; ++i) AddLayer(static_cast<Layer>(i));
    stamps.push_back({kDisputed, ValueType::kBoolean});
    stamps.push_back({kClaim, ValueType::kString});
    presence.push_back(kDisputed);
    presence.push_back(kClaim);
    for (const Property& stamp : stamps) state.push_back(stamp.name);
    state.push_back(kPartialPlaceNames.parent);
    for (int i = 0; i < kLayerCount; ++i) {
      state.push_back(PlaceNamesOf(static_cast<Layer>(i)).parent);
      state.push_back(PlaceNamesOf(static_cast<Layer>(i)).order);
    }
  }

  void AddLayer(Layer layer) {
    const string prefix = string(LayerName(layer)) + "_";
    auto& names = fields[static_cast<size_t>(layer)];
    for (size_t i = 0; i < kFieldCount; ++i) {
      if (!Has(layer, static_cast<Field>(i))) continue;
      names[i] = prefix + string(kFields[i].name);
      stamps.push_back({names[i], kFields[i].type});
      if (kFields[i].shows_presence) presence.push_back(names[i]);
    }
  }
};

const Names& AllNames() {
  static const auto* const names = new Names();
  return *names;
}

string_view NameOf(Layer layer, Field field) {
  return AllNames().fields[static_cast<size_t>(layer)][static_cast<size_t>(field)];
}

// A JSON object that sets or removes properties of one layer's stamp. Fields that the layer does not have are
// left out.
class PatchWriter {
 public:
  explicit PatchWriter(Layer layer) : layer_(layer), object_(patch_) {}
  // An empty text and a count of 0 remove the property.
  void Text(Field field, string_view value) {
    if (value.empty())
      Remove(field);
    else if (Has(layer_, field))
      object_.String(NameOf(layer_, field), value);
  }
  void Count(Field field, int64_t value) {
    if (value == 0)
      Remove(field);
    else
      object_.Integer(NameOf(layer_, field), value);
  }
  void Integer(Field field, int64_t value) { object_.Integer(NameOf(layer_, field), value); }
  void Boolean(Field field, bool value) { object_.Boolean(NameOf(layer_, field), value); }
  void Remove(Field field) {
    if (Has(layer_, field)) object_.Null(NameOf(layer_, field));
  }
  void RemoveClaim() { object_.Null(kClaim); }
  string Close() {
    object_.Close();
    return std::move(patch_);
  }

 private:
  const Layer layer_;
  string patch_;
  ObjectWriter<string> object_;
};

int64_t ToInteger(string_view json) {
  int64_t value = 0;
  std::from_chars(json.data(), json.data() + json.size(), value);
  return value;
}

Stamp ReadStamp(Layer layer, const PropertyReader& property) {
  const auto json = [&](Field field) {
    return Has(layer, field) ? property(NameOf(layer, field)).value_or("") : string();
  };
  const auto text = [&](Field field) {
    const string value = json(field);
    return value.empty() ? value : Unquote(value);
  };
  Stamp stamp;
  stamp.hash = text(Field::kHash);
  stamp.xml_hash = text(Field::kXmlHash);
  stamp.as_of = text(Field::kAsOf);
  stamp.artifact = text(Field::kArtifact);
  if (json(Field::kComplete) == "true") stamp.coverage = Coverage::kPart;
  if (json(Field::kWhole) == "true") stamp.coverage = Coverage::kTitle;
  stamp.partials = text(Field::kPartials);
  stamp.elsewhere = text(Field::kElsewhere);
  stamp.mapping = ToInteger(json(Field::kMapping));
  stamp.rejected = ToInteger(json(Field::kRejected));
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

bool IsNewer(const UnitOrigin& origin, const Stamp& stamp) { return RankOf(origin) >= RankOf(stamp); }

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
    unit.placed[static_cast<size_t>(i)] = property(PlaceNamesOf(layer).order).has_value();
    unit.parts[static_cast<size_t>(i)] = PartWith(unit.key, property(PlaceNamesOf(layer).parent));
  }
  unit.wrapper = PartWith(unit.key, property(kPartialPlaceNames.parent));
  const std::optional<string> claim = property(kClaim);
  if (claim) unit.claim = Unquote(*claim);
  unit.disputed = property(kDisputed) == "true";
  return unit;
}

string StampPatch(Layer layer, const Stamp& stamp) {
  PatchWriter patch(layer);
  patch.Text(Field::kHash, stamp.hash);
  patch.Text(Field::kXmlHash, stamp.xml_hash);
  patch.Text(Field::kAsOf, stamp.as_of);
  patch.Text(Field::kArtifact, stamp.artifact);
  patch.Boolean(Field::kWhole, stamp.coverage == Coverage::kTitle);
  patch.Boolean(Field::kComplete, stamp.complete());
  patch.Text(Field::kPartials, stamp.partials);
  patch.Text(Field::kElsewhere, stamp.elsewhere);
  patch.Integer(Field::kMapping, stamp.mapping);
  patch.Count(Field::kRejected, stamp.rejected);
  patch.RemoveClaim();
  return patch.Close();
}

string NoStampPatch(Layer layer) {
  PatchWriter patch(layer);
  for (size_t i = 0; i < kFieldCount; ++i) patch.Remove(static_cast<Field>(i));
  patch.RemoveClaim();
  return patch.Close();
}

string NoClaimPatch() {
  return WithMember("{}", kClaim, [](auto& object) { object.Null(kClaim); });
}

string InterimPatch(Layer layer, const UnitOrigin* origin) {
  PatchWriter patch(layer);
  if (origin != nullptr) {
    patch.Remove(Field::kHash);
    if (!origin->as_of.empty()) patch.Text(Field::kAsOf, origin->as_of);
    patch.Boolean(Field::kWhole, origin->coverage == Coverage::kTitle);
    patch.Boolean(Field::kComplete, origin->coverage != Coverage::kPartial);
    patch.Text(Field::kArtifact, origin->artifact);
  }
  return patch.Close();
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

string ElsewherePatch(string_view sections) {
  PatchWriter patch(Layer::kText);
  if (!sections.empty()) patch.Text(Field::kElsewhere, sections);
  patch.RemoveClaim();
  return patch.Close();
}

string WithPartials(string_view patch, const string& digest) {
  const string_view partials = NameOf(Layer::kText, Field::kPartials);
  return WithMember(patch, partials, [&](auto& object) {
    if (digest.empty())
      object.Null(partials);
    else
      object.String(partials, digest);
  });
}

string WithRejected(Layer layer, string_view patch, int64_t count) {
  const string_view rejected = NameOf(layer, Field::kRejected);
  return WithMember(patch, rejected, [&](auto& object) { object.Integer(rejected, count); });
}

}  // namespace reg2graph
