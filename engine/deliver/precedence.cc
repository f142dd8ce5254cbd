#include "engine/deliver/precedence.h"

#include <algorithm>
#include <set>

#include "engine/core/keys.h"

namespace reg2graph {
namespace {

bool IsOfEarlierMapping(const UnitRows& rows, const UnitOrigin& origin, const UnitState& unit) {
  const Stamp& stamp = StampOf(unit, rows.layer);
  return rows.partial() && rows.key == unit.key && stamp.mapping < rows.mapping && !stamp.artifact.empty() &&
         stamp.artifact == origin.artifact;
}

}  // namespace

Precedence::Precedence(const UnitRows& rows, const UnitOrigin& origin, const StoredUnit* stored)
    : rows_(rows), origin_(origin), stored_(stored), unit_key_(rows.key), title_key_(TitleKey(rows.title)) {
  for (const NodeRow& row : rows.nodes) {
    if (IsDivision(row.shape)) in_rows_.emplace(rows.Id(row), row.shape);
  }
  if (stored == nullptr) return;
  if (!stored->unit.key.empty()) {
    unit_key_ = stored->unit.key;
    unit_stamp_ = &StampOf(stored->unit, rows.layer);
  }
  remakes_ = unit_stamp_ != nullptr && IsOfEarlierMapping(rows, origin, stored->unit);
  for (const UnitState& division : stored->divisions) own_.emplace(division.key, &division);
  for (const StoredNode& node : stored->nodes) {
    if (IsDivision(node.shape)) in_graph_.emplace(node.id, node.shape);
  }
}

const UnitState* Precedence::StateOf(std::string_view division) const {
  const auto found = own_.find(division);
  return found == own_.end() ? nullptr : found->second;
}

const Stamp* Precedence::OwnStamp(std::string_view division) const {
  const UnitState* state = StateOf(division);
  if (state == nullptr) return nullptr;
  const Stamp& stamp = StampOf(*state, rows_.layer);
  return stamp.present() ? &stamp : nullptr;
}

const UnitState* Precedence::Other(std::string_view key) const {
  if (stored_ == nullptr) return nullptr;
  const auto found = std::find_if(stored_->others.begin(), stored_->others.end(),
                                  [key](const UnitState& other) { return other.key == key; });
  return found == stored_->others.end() ? nullptr : &*found;
}

const Shape* Precedence::ShapeOf(std::string_view division) const {
  if (const auto found = in_rows_.find(division); found != in_rows_.end()) return &found->second;
  const auto found = in_graph_.find(division);
  return found == in_graph_.end() ? nullptr : &found->second;
}

bool Precedence::IsHeldElsewhere(std::string_view division) const {
  if (IsAtOrBelow(division, unit_key_)) return false;
  const UnitState* state = StateOf(division);
  return state != nullptr && HolderOf(*state) != unit_key_ && Other(HolderOf(*state)) != nullptr;
}

const std::string& Precedence::HolderOf(const UnitState& section) const {
  return rows_.layer == Layer::kText ? section.home() : PartOf(section, rows_.layer);
}

bool Precedence::Takes(std::string_view division) const {
  if (!IsHeldElsewhere(division) || !in_rows_.contains(division)) return false;
  const UnitState& state = *StateOf(division);
  const bool placed = IsPlaced(state, rows_.layer);
  if (rows_.partial()) {
    const Stamp* own = OwnStamp(division);
    return !placed && rows_.key == unit_key_ && (own == nullptr || IsNewer(origin_, *own));
  }
  const Stamp& holder = StampOf(*Other(HolderOf(state)), rows_.layer);
  // This very document has it there, unless that part is still being written.
  const bool same = !holder.hash.empty() && holder.artifact == origin_.artifact;
  return !placed || (IsNewer(origin_, holder) && !same);
}

bool Precedence::IsElsewhere(std::string_view division) const {
  return IsHeldElsewhere(division) && !Takes(division);
}

bool Precedence::IsForeign(std::string_view division) const {
  if (!IsElsewhere(division)) return false;
  const auto& parts = StateOf(division)->parts;
  return std::find(parts.begin(), parts.end(), unit_key_) == parts.end();
}

std::string_view Precedence::HomeAfter(std::string_view division) const {
  if ((IsAtOrBelow(division, unit_key_) && !IsTitleKey(unit_key_)) || Takes(division)) return unit_key_;
  const UnitState* state = StateOf(division);
  const bool in_rows = in_rows_.contains(division);
  const bool placed = state != nullptr && IsPlaced(*state, Layer::kText);
  if (rows_.layer == Layer::kText && !IsHeldElsewhere(division)) {
    if (!rows_.partial() && in_rows) return unit_key_;
    if (!rows_.partial() && state != nullptr) return state->wrapper;
    if (in_rows && !placed && Decides(division)) return PartAtOrAbove(rows_.key);
  }
  return state == nullptr ? std::string_view() : state->home();
}

std::optional<std::string_view> Precedence::PlacedAfter(std::string_view division, Layer layer) const {
  if (layer == rows_.layer && !rows_.partial() && !IsElsewhere(division)) {
    if (!in_rows_.contains(division)) return std::nullopt;
    return IsTitleKey(unit_key_) ? std::string_view() : unit_key_;
  }
  const UnitState* state = StateOf(division);
  if (state == nullptr || !IsPlaced(*state, layer)) return std::nullopt;
  if (layer == rows_.layer && remakes_ && Decides(division)) return std::nullopt;
  return PartOf(*state, layer);
}

Whereabouts Precedence::WhereAfter(std::string_view division) const {
  Whereabouts where{PlacedAfter(division, Layer::kStructure), PlacedAfter(division, Layer::kText)};
  const bool wrapper_goes = rows_.layer == Layer::kText && !rows_.partial() && Decides(division);
  where.wrapped = !where.text;
  if (where.wrapped && !wrapper_goes && IsPartKey(HomeAfter(division))) where.text = HomeAfter(division);
  return where;
}

std::string_view Precedence::DayAfter(Layer layer, std::string_view part) const {
  const std::string_view unit = part.empty() ? std::string_view(title_key_) : part;
  if (unit == unit_key_ && layer == rows_.layer && !rows_.partial()) return origin_.as_of;
  if (stored_ == nullptr) return {};
  const UnitState* state = unit == unit_key_ ? &stored_->unit : Other(unit);
  return state == nullptr ? std::string_view() : std::string_view(StampOf(*state, layer).as_of);
}

bool Precedence::Decides(std::string_view division) const {
  const Shape* shape = ShapeOf(division);
  if (shape == nullptr) return true;
  if (IsElsewhere(division)) return false;
  if (rows_.partial()) return DecidesPartial(division, *shape);
  // A wrapper of a partial document gives way to any complete one.
  const Stamp* own = IsSectionLevel(*shape) ? OwnStamp(division) : nullptr;
  if (own == nullptr) return true;
  // A part that lacks a section says nothing of one that was wrapped in another part, or in none.
  const bool is_said = in_rows_.contains(division) || origin_.coverage == Coverage::kTitle ||
                       IsAtOrBelow(division, unit_key_) || StateOf(division)->wrapper == unit_key_;
  return is_said && IsNewer(origin_, *own);
}

// A complete document has brought the part, or a whole title lacks it.
bool Precedence::IsCovered() const {
  if (unit_stamp_ != nullptr && unit_stamp_->complete()) return true;
  const UnitState* title = Other(TitleKey(rows_.title));
  return IsPartKey(unit_key_) && title != nullptr && !StampOf(*title, rows_.layer).hash.empty() &&
         !(unit_stamp_ != nullptr && IsPlaced(stored_->unit, rows_.layer));
}

bool Precedence::DecidesPartial(std::string_view division, Shape shape) const {
  if (rows_.role == UnitRole::kNone) return false;
  // A division that is to be removed is named by rows without nodes.
  if (rows_.nodes.empty() ? division != rows_.key : !in_rows_.contains(division))
    return remakes_ && OwnStamp(division) == nullptr;
  const UnitState* state = StateOf(division);
  // Of another part than the document wraps its sections in, only what that part holds.
  if (rows_.role == UnitRole::kPart && rows_.key != unit_key_ &&
      (state == nullptr || state->home() != unit_key_))
    return false;
  if (!IsSectionLevel(shape) && IsCovered()) return false;
  const bool is_unit = stored_ != nullptr && stored_->unit.key == division;
  const Stamp* own = is_unit ? unit_stamp_ : OwnStamp(division);
  if (own != nullptr) return IsNewer(origin_, *own);
  const bool complete = unit_stamp_ != nullptr && unit_stamp_->complete();
  return !complete || IsNewer(origin_, *unit_stamp_);
}

std::string_view Precedence::OwnerOf(std::string_view id) const {
  while (!id.empty()) {
    if (ShapeOf(id) != nullptr) return id;
    const size_t cut = id.find_last_of("/#");
    id = cut == std::string_view::npos ? std::string_view() : id.substr(0, cut);
  }
  return {};
}

// By a document of the layer: what the other layer alone says is not this one's to keep.
bool Precedence::IsClaimed(std::string_view division) const {
  const UnitState* state = StateOf(division);
  return state != nullptr && (StampOf(*state, rows_.layer).present() || IsPlaced(*state, rows_.layer));
}

std::vector<std::string> Precedence::Kept() const {
  std::vector<std::string> kept;
  for (const auto& [id, shape] : in_graph_) {
    if (!IsSectionLevel(shape) || !IsClaimed(id) || Decides(id)) continue;
    const bool in_rows = in_rows_.contains(id);
    if (rows_.partial() ? !in_rows && !IsElsewhere(id) : in_rows || !IsElsewhere(id)) kept.emplace_back(id);
  }
  std::sort(kept.begin(), kept.end());
  return kept;
}

std::vector<std::string> Precedence::OtherHomes() const {
  std::set<std::string> homes;
  if (!rows_.partial() || rows_.key != unit_key_) return {};
  for (const auto& [id, shape] : in_rows_) {
    if (IsElsewhere(id) && IsPlaced(*StateOf(id), rows_.layer)) homes.insert(StateOf(id)->home());
  }
  return {homes.begin(), homes.end()};
}

}  // namespace reg2graph
