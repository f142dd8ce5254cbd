#include "engine/flow/chores.h"

#include <memory>
#include <string>

#include "engine/core/keys.h"
#include "engine/deliver/orphans.h"

namespace reg2graph {
namespace {

std::shared_ptr<const UnitRows> NoRows(const DocumentTask& task, const std::string& key, Layer layer,
                                       UnitRole role) {
  auto rows = std::make_shared<UnitRows>();
  rows->layer = layer;
  rows->title = task.facts.title;
  rows->key = key;
  rows->mapping = task.mapping;
  rows->role = role;
  // Of a division below a part nothing else is said.
  rows->coverage = role == UnitRole::kPart ? Coverage::kTitle : Coverage::kPartial;
  return rows;
}

// Of a document that was read whole also what an earlier mapping made of it.
std::vector<Orphan> OrphansAfter(const DocumentTask& task) {
  const DocumentFacts& facts = task.facts;
  std::vector<Orphan> orphans = Orphans(*task.title_state, facts.title, facts.layer);
  if (!task.read_status.ok() || task.report.rejected > 0) return orphans;
  for (Orphan& unit :
       UnitsOfEarlierMapping(*task.title_state, facts.title, facts.layer, task.origin, task.mapping))
    orphans.push_back(std::move(unit));
  return orphans;
}

}  // namespace

std::vector<Chore> ChoresOf(const DocumentTask& task) {
  std::vector<Chore> chores;
  const Layer layer = task.facts.layer;
  for (const Orphan& orphan : OrphansAfter(task)) {
    const UnitRole role = IsPartKey(orphan.key) ? UnitRole::kPart : UnitRole::kFragment;
    chores.push_back({NoRows(task, orphan.key, layer, role), "", orphan.origin});
  }
  for (const std::string& part : StaleParts(*task.title_state))
    chores.push_back({NoRows(task, part, Layer::kText, UnitRole::kNone), "", {}});
  return chores;
}

}  // namespace reg2graph
