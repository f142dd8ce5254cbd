#include "engine/verify/integrity.h"

#include <cstddef>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/core/keys.h"
#include "engine/core/strings.h"
#include "engine/deliver/precedence.h"
#include "engine/deliver/unit_stamps.h"

namespace reg2graph {
namespace {

class Check {
 public:
  Check(const StoredUnit& stored, const UnitRows& rows, const UnitOrigin& origin, bool loaded,
        int64_t rejected)
      : stored_(stored), rows_(rows), origin_(origin), loaded_(loaded), rejected_(rejected) {}

  std::vector<std::string> Run() {
    Labels();
    // What this layer never wrote is missing, and the plan says so; so it is with an orphan.
    if (rows_.nodes.empty()) return std::move(lines_);
    if (!rows_.partial() && StampOf(stored_.unit, rows_.layer).present())
      Compare(stored_.unit, StampOfRows(rows_, origin_));
    if (rows_.partial()) DivisionStamps();
    if (!stored_.unit.claim.empty())
      lines_.push_back(absl::StrCat("a change was interrupted: ", stored_.unit.key));
    Links(stored_.unit);
    for (const UnitState& division : stored_.divisions) Links(division);
    SurplusEdges();
    return std::move(lines_);
  }

 private:
  void Labels() {
    for (const StoredNode& node : stored_.nodes) {
      if (!node.labels_fit) lines_.push_back(absl::StrCat("labels differ: ", node.id));
    }
  }

  void DivisionStamps() {
    const Precedence precedence(rows_, origin_, &stored_);
    for (const DivisionHash& division : rows_.divisions) {
      const std::string_view key = rows_.Id(rows_.nodes[division.row]);
      const UnitState* state = StateOf(key);
      if (state == nullptr || !precedence.Decides(key) || !StampOf(*state, rows_.layer).present()) continue;
      Compare(*state, StampOfDivision(rows_, division, origin_));
    }
  }

  const UnitState* StateOf(std::string_view key) const {
    if (stored_.unit.key == key) return &stored_.unit;
    for (const UnitState& division : stored_.divisions) {
      if (division.key == key) return &division;
    }
    return nullptr;
  }

  void Compare(const UnitState& state, const Stamp& wanted) {
    const Stamp& stamp = StampOf(state, rows_.layer);
    Same(state, "hash", stamp.hash == wanted.hash);
    Same(state, "xml_hash", stamp.xml_hash == wanted.xml_hash);
    Same(state, "mapping", stamp.mapping == wanted.mapping);
    Same(state, "rejected", stamp.rejected == (loaded_ ? rejected_ : 0));
    if (!loaded_) return;
    Same(state, "as_of", stamp.as_of == wanted.as_of);
    Same(state, "artifact", stamp.artifact == wanted.artifact);
    Same(state, "whole", stamp.coverage == wanted.coverage);
  }

  void Same(const UnitState& state, std::string_view name, bool same) {
    if (same) return;
    lines_.push_back(
        absl::StrCat("stamp differs: ", state.key, " ", Absl(LayerName(rows_.layer)), "_", Absl(name)));
  }

  void Links(const UnitState& state) {
    const std::string wanted = ArtifactOfStamp(StampOf(state, rows_.layer), state.key);
    const std::string& linked = state.linked[static_cast<size_t>(rows_.layer)];
    if (linked == wanted) return;
    if (!linked.empty())
      lines_.push_back(absl::StrCat("surplus relationship: ", state.key, " FROM_ARTIFACT ", linked));
    if (!wanted.empty())
      lines_.push_back(absl::StrCat("missing relationship: ", state.key, " FROM_ARTIFACT ", wanted));
  }

  // FROM_ARTIFACT leaves stamped divisions alone, WITHIN leaves stubs alone.
  void SurplusEdges() {
    for (const StoredEdge& edge : stored_.edges) {
      const bool surplus = edge.type == EdgeType::kWithin ||
                           (edge.type == EdgeType::kFromArtifact && StateOf(edge.from) == nullptr);
      if (surplus)
        lines_.push_back(
            absl::StrCat("surplus relationship: ", edge.from, " ", Absl(NameOf(edge.type)), " ", edge.to));
    }
  }

  const StoredUnit& stored_;
  const UnitRows& rows_;
  const UnitOrigin& origin_;
  const bool loaded_;
  const int64_t rejected_;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> IntegrityProblemsOf(const StoredUnit& stored, const UnitRows& rows,
                                             const UnitOrigin& origin, bool loaded, int64_t rejected) {
  return Check(stored, rows, origin, loaded, rejected).Run();
}

}  // namespace reg2graph
