#include "engine/verify/integrity.h"

#include <cstdint>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/core/strings.h"
#include "engine/deliver/layers.h"

namespace reg2graph {
namespace {

class Check {
 public:
  Check(const StoredUnit& stored, const UnitRows& rows)
      : stored_(stored), rows_(rows), stamp_(StampOf(stored.unit, rows.layer)) {}

  void Labels() {
    for (const StoredNode& node : stored_.nodes) {
      if (!node.labels_fit) lines_.push_back(absl::StrCat("labels differ: ", node.id));
    }
  }

  void Stamps(const UnitOrigin& origin, bool loaded) {
    Same("hash", stamp_.hash == rows_.hash);
    Same("xml_hash", stamp_.xml_hash == rows_.xml_hash);
    Same("mapping", stamp_.mapping == rows_.mapping);
    Same("rejected", stamp_.rejected == 0);
    if (!stored_.unit.claim.empty())
      lines_.push_back(absl::StrCat("a change was interrupted: ", stored_.unit.key));
    if (!loaded) return;
    Same("as_of", stamp_.as_of == origin.as_of);
    Same("artifact", stamp_.artifact == origin.artifact);
    Same("whole", stamp_.whole == origin.whole);
  }

  // FROM_ARTIFACT leaves the unit's own division alone, WITHIN leaves stubs alone.
  void Provenance() {
    const std::string artifact = "artifact:" + stamp_.artifact;
    const bool has_artifact = !stamp_.artifact.empty() && (rows_.spine || !stamp_.whole);
    int64_t right = 0;
    for (const StoredEdge& edge : stored_.edges) {
      const bool from_artifact = edge.type == EdgeType::kFromArtifact;
      if (!from_artifact && edge.type != EdgeType::kWithin) continue;
      if (from_artifact && edge.from == rows_.key && edge.props != LayerProps(rows_.layer) &&
          edge.props == LayerProps(Other(rows_.layer)))
        continue;
      const bool wanted = from_artifact && has_artifact && edge.from == rows_.key && edge.to == artifact &&
                          edge.props == LayerProps(rows_.layer);
      if (!wanted || ++right > 1)
        lines_.push_back(
            absl::StrCat("surplus relationship: ", edge.from, " ", Absl(NameOf(edge.type)), " ", edge.to));
    }
    if (has_artifact && right == 0)
      lines_.push_back(absl::StrCat("missing relationship: ", rows_.key, " FROM_ARTIFACT ", artifact));
  }

  std::vector<std::string> Lines() { return std::move(lines_); }

 private:
  void Same(std::string_view name, bool same) {
    if (same) return;
    lines_.push_back(absl::StrCat("stamp differs: ", stored_.unit.key, " ", Absl(LayerName(rows_.layer)), "_",
                                  Absl(name)));
  }

  const StoredUnit& stored_;
  const UnitRows& rows_;
  const Stamp& stamp_;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> IntegrityProblemsOf(const StoredUnit& stored, const UnitRows& rows,
                                             const UnitOrigin& origin, bool loaded) {
  Check check(stored, rows);
  check.Labels();
  // What this layer never wrote is missing, and the plan says so; so it is with a unit that is to go.
  if (StampOf(stored.unit, rows.layer).present() && !rows.nodes.empty()) {
    check.Stamps(origin, loaded);
    check.Provenance();
  }
  return check.Lines();
}

}  // namespace reg2graph
