#include "engine/deliver/unit_stamps.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "engine/core/hash.h"
#include "engine/core/keys.h"

namespace reg2graph {
namespace {

using std::string;
using std::string_view;

class Builder {
 public:
  Builder(string_view unit_key, const UnitRows& rows, const UnitOrigin& origin, const StoredUnit* stored,
          const Precedence& precedence, const StringSet& gone)
      : unit_key_(unit_key),
        rows_(rows),
        origin_(origin),
        stored_(stored),
        precedence_(precedence),
        gone_(gone),
        elsewhere_(Elsewhere()) {}

  std::vector<StampWrite> Run() {
    if (stored_ != nullptr) VisitStored();
    VisitRows();
    const bool was_there = stored_ != nullptr && !stored_->unit.key.empty();
    const bool is_there = !rows_.nodes.empty() || was_there;
    if (is_there && !gone_.contains(unit_key_)) stamps_.insert(stamps_.begin(), OfUnit());
    return std::move(stamps_);
  }

 private:
  void VisitStored() {
    for (const UnitState& division : stored_->divisions) {
      if (division.key == unit_key_ || gone_.contains(division.key)) continue;
      const Stamp& text = StampOf(division, Layer::kText);
      if (text.present()) below_.emplace(division.key, text);
      VisitDispute(division);
      const bool stamped = StampOf(division, rows_.layer).present();
      if (!stamped || rows_.partial() || !precedence_.Decides(division.key)) continue;
      if (rows_.layer == Layer::kText) below_.erase(division.key);
      stamps_.push_back({division.key, NoStampPatch(rows_.layer), StampWrite::Link{rows_.layer, ""}});
    }
  }

  void VisitDispute(const UnitState& division) {
    const Whereabouts where = precedence_.WhereAfter(division.key);
    if (IsDisputed(where)) disputed_.emplace(division.key, where);
    if (IsDisputed(where) != division.disputed)
      stamps_.push_back({division.key, DisputedPatch(!division.disputed), std::nullopt});
  }

  void VisitRows() {
    for (const DivisionHash& division : rows_.divisions) {
      const string_view key = rows_.Id(rows_.nodes[division.row]);
      if (key == unit_key_ || !precedence_.Decides(key)) continue;
      const Stamp stamp = StampOfDivision(rows_, division, origin_);
      below_.insert_or_assign(string(key), stamp);
      stamps_.push_back(Write(string(key), stamp));
      stamps_.back().of_document = true;
    }
  }

  StampWrite OfUnit() const {
    const string key(unit_key_);
    if (IsRemoval()) return {key, WithDigest(NoStampPatch(rows_.layer)), StampWrite::Link{rows_.layer, ""}};
    Stamp stamp;
    if (!rows_.partial()) {
      stamp = StampOfRows(rows_, origin_);
      if (rows_.layer == Layer::kText) stamp.elsewhere = elsewhere_;
    } else if (rows_.key == unit_key_ && precedence_.Decides(unit_key_)) {
      stamp = StampOfDivision(rows_, rows_.divisions.front(), origin_);
    } else {
      stamp = StampOf(stored_->unit, rows_.layer);
      if (!stamp.present()) return {key, WithDigest(NoClaimPatch()), std::nullopt};
    }
    StampWrite write = Write(key, stamp);
    write.patch = WithDigest(write.patch);
    write.of_document = stamp.artifact == origin_.artifact;
    return write;
  }

  StampWrite Write(string key, const Stamp& stamp) const {
    string artifact = ArtifactOfStamp(stamp, key);
    const bool nothing_to_unlink = stored_ == nullptr && artifact.empty();
    StampWrite write{std::move(key), StampPatch(rows_.layer, stamp), std::nullopt};
    if (!nothing_to_unlink) write.link = StampWrite::Link{rows_.layer, std::move(artifact)};
    return write;
  }

  // The digest changes with the places of sections too, so whichever layer is written sets it.
  string WithDigest(string_view patch) const {
    const string digest = Digest();
    const bool was_empty = stored_ == nullptr || StampOf(stored_->unit, Layer::kText).partials.empty();
    if (digest.empty() && was_empty && rows_.layer != Layer::kText) return string(patch);
    return WithPartials(patch, digest);
  }

  string Digest() const {
    if (!IsPartKey(unit_key_)) return "";
    PartContents contents;
    for (const auto& [key, stamp] : below_) {
      if (precedence_.HomeAfter(key) == unit_key_) contents.Add(key, stamp);
    }
    for (const auto& [key, where] : disputed_) {
      if (where.structure == unit_key_ || where.text == unit_key_)
        contents.Add(key, where, precedence_.DayAfter(Layer::kStructure, *where.structure),
                     precedence_.DayAfter(Layer::kText, *where.text));
    }
    return contents.Digest(elsewhere_);
  }

  bool IsRemoval() const {
    return rows_.nodes.empty() && rows_.key == unit_key_ && rows_.role != UnitRole::kNone;
  }

  // Sections that the part's complete document has in it and newer ones have in other parts.
  string Elsewhere() const {
    if (rows_.layer != Layer::kText || rows_.partial())
      return stored_ == nullptr ? "" : StampOf(stored_->unit, Layer::kText).elsewhere;
    if (stored_ == nullptr || !IsPartKey(unit_key_)) return "";  // nothing else is known, or no part
    std::set<string> keys;
    for (const NodeRow& row : rows_.nodes) {
      if (row.shape == Shape::kSection && precedence_.IsElsewhere(rows_.Id(row))) keys.emplace(rows_.Id(row));
    }
    return absl::StrJoin(keys, " ");
  }

  const string_view unit_key_;
  const UnitRows& rows_;
  const UnitOrigin& origin_;
  const StoredUnit* stored_;
  const Precedence& precedence_;
  const StringSet& gone_;
  const string elsewhere_;
  std::map<string, Stamp> below_;           // text stamps that are there afterwards
  std::map<string, Whereabouts> disputed_;  // afterwards
  std::vector<StampWrite> stamps_;
};

}  // namespace

std::optional<ArtifactRow> ArtifactOfPlan(const UnitRows& rows, const std::vector<StampWrite>& stamps) {
  const bool used = rows.artifact && std::any_of(stamps.begin(), stamps.end(), [&](const StampWrite& stamp) {
                      return stamp.link && stamp.link->artifact == rows.artifact->id;
                    });
  return used ? rows.artifact : std::nullopt;
}

string InterimOfPlan(string_view unit_key, const UnitRows& rows, const UnitOrigin& origin,
                     const Precedence& precedence) {
  const bool takes_unit =
      !rows.nodes.empty() && (!rows.partial() || (rows.key == unit_key && precedence.Decides(unit_key)));
  return InterimPatch(rows.layer, takes_unit ? &origin : nullptr);
}

void PartContents::Add(const string& key, const Stamp& stamp) {
  for (const string* field : {&key, &stamp.hash, &stamp.xml_hash, &stamp.as_of, &stamp.artifact})
    fields_[key].append(*field).push_back('\0');
}

void PartContents::Add(const string& key, const Whereabouts& where, string_view structure_day,
                       string_view text_day) {
  // A wrapper gives way to the structure, whatever its day.
  for (const string_view field :
       {string_view(key), *where.structure, structure_day, *where.text, where.wrapped ? "" : text_day})
    fields_[key].append(field).push_back('\0');
}

string PartContents::Digest(const string& elsewhere) const {
  if (fields_.empty() && elsewhere.empty()) return "";
  StableHash hash;
  for (const auto& [key, fields] : fields_) hash.Update(fields);
  if (!elsewhere.empty()) {
    hash.Update(elsewhere);
    hash.Update(string_view("\0", 1));
  }
  return hash.Finish();
}

string ElsewherePatch(const Stamp& stamp, const std::set<string>& sections) {
  std::set<string> all = sections;
  for (const absl::string_view key : absl::StrSplit(stamp.elsewhere, ' ', absl::SkipEmpty()))
    all.emplace(key);
  return ElsewherePatch(absl::StrJoin(all, " "));
}

Stamp StampOfRows(const UnitRows& rows, const UnitOrigin& origin) {
  return {rows.hash, rows.xml_hash, origin.as_of, origin.artifact, origin.coverage, rows.mapping, 0, "", ""};
}

Stamp StampOfDivision(const UnitRows& rows, const DivisionHash& division, const UnitOrigin& origin) {
  return {division.hash,
          division.xml_hash,
          origin.as_of,
          origin.artifact,
          Coverage::kPartial,
          rows.mapping,
          0,
          "",
          ""};
}

std::vector<StampWrite> StampsOfPlan(string_view unit_key, const UnitRows& rows, const UnitOrigin& origin,
                                     const StoredUnit* stored, const Precedence& precedence,
                                     const StringSet& gone) {
  return Builder(unit_key, rows, origin, stored, precedence, gone).Run();
}

}  // namespace reg2graph
