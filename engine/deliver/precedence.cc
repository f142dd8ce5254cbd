#include "engine/deliver/precedence.h"

#include <algorithm>

namespace reg2graph {
namespace {

bool IsOfEarlierMapping(const UnitRows& rows, const UnitOrigin& origin, const UnitState& unit) {
  const Stamp& stamp = StampOf(unit, rows.layer);
  return rows.partial() && rows.key == unit.key && stamp.mapping < rows.mapping && !stamp.artifact.empty() &&
         stamp.artifact == origin.artifact;
}

}  // namespace

Precedence::Precedence(const UnitRows& rows, const UnitOrigin& origin, const StoredUnit* stored)
    : rows_(rows), origin_(origin), stored_(stored) {
  for (const NodeRow& row : rows.nodes) {
    if (IsDivision(row.shape)) in_rows_.emplace(rows.Id(row), row.shape);
  }
  if (stored == nullptr) return;
  if (!stored->unit.key.empty()) unit_stamp_ = &StampOf(stored->unit, rows.layer);
  remakes_ = unit_stamp_ != nullptr && IsOfEarlierMapping(rows, origin, stored->unit);
  for (const UnitState& division : stored->divisions) own_.emplace(division.key, &division);
  for (const StoredNode& node : stored->nodes) {
    if (IsDivision(node.shape)) in_graph_.emplace(node.id, node.shape);
  }
}

const Stamp* Precedence::OwnStamp(std::string_view division) const {
  const auto found = own_.find(division);
  if (found == own_.end()) return nullptr;
  const Stamp& stamp = StampOf(*found->second, rows_.layer);
  return stamp.present() ? &stamp : nullptr;
}

const Shape* Precedence::ShapeOf(std::string_view division) const {
  if (const auto found = in_rows_.find(division); found != in_rows_.end()) return &found->second;
  const auto found = in_graph_.find(division);
  return found == in_graph_.end() ? nullptr : &found->second;
}

bool Precedence::Decides(std::string_view division) const {
  const Shape* shape = ShapeOf(division);
  if (shape == nullptr) return true;
  if (rows_.partial()) return DecidesPartial(division, *shape);
  // A wrapper of a partial document gives way to any complete one.
  const Stamp* own = IsSectionLevel(*shape) ? OwnStamp(division) : nullptr;
  return own == nullptr || IsNewer(origin_, *own);
}

bool Precedence::DecidesPartial(std::string_view division, Shape shape) const {
  // A division that is to be removed is named by rows without nodes.
  if (rows_.nodes.empty() ? division != rows_.key : !in_rows_.contains(division))
    return remakes_ && OwnStamp(division) == nullptr;
  const bool covered = unit_stamp_ != nullptr && unit_stamp_->complete();
  const bool is_unit = stored_ != nullptr && stored_->unit.key == division;
  const Stamp* own = is_unit ? unit_stamp_ : OwnStamp(division);
  if (!IsSectionLevel(shape) && covered) return false;
  if (own != nullptr) return IsNewer(origin_, *own);
  return !covered || IsNewer(origin_, *unit_stamp_);
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
bool Precedence::IsClaimed(const StoredNode& node) const {
  const std::string order = std::string(LayerName(rows_.layer)) + "_order";
  return OwnStamp(node.id) != nullptr ||
         std::any_of(node.properties.begin(), node.properties.end(),
                     [&](const auto& property) { return property.first == order; });
}

std::vector<std::string> Precedence::Kept() const {
  std::vector<std::string> kept;
  if (stored_ == nullptr) return kept;
  for (const StoredNode& node : stored_->nodes) {
    if (!IsSectionLevel(node.shape) || !IsClaimed(node) || Decides(node.id)) continue;
    if (!rows_.partial() || !in_rows_.contains(node.id)) kept.push_back(node.id);
  }
  std::sort(kept.begin(), kept.end());
  return kept;
}

}  // namespace reg2graph
