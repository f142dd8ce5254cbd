#ifndef REG2GRAPH_TESTS_SINKS_NEO4J_PLAN_BUILDER_H_
#define REG2GRAPH_TESTS_SINKS_NEO4J_PLAN_BUILDER_H_

#include <algorithm>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/unit_mutations.h"

namespace reg2graph {

// Makes the mutations of one unit by hand. Nodes are named by id; creates must come in Shape order and
// edges in EdgeType order.
class PlanBuilder {
 public:
  explicit PlanBuilder(std::string key) : texts_(std::make_shared<std::deque<std::string>>()) {
    unit_.unit_key = std::move(key);
  }

  // `more`: further members of the row, `"text":"x"`.
  PlanBuilder& Create(Shape shape, const std::string& id, const std::string& more = "") {
    const std::string_view row = Keep("{\"id\":\"" + id + "\"" + (more.empty() ? "" : "," + more) + "}");
    unit_.creates.push_back({shape, row});
    unit_.ends.insert(unit_.ends.begin() + static_cast<std::ptrdiff_t>(unit_.creates.size() - 1), Keep(id));
    return *this;
  }
  PlanBuilder& Existing(const std::string& id) {
    unit_.ends.push_back(Keep(id));
    return *this;
  }
  PlanBuilder& Edge(EdgeType type, const std::string& from, const std::string& to,
                    const std::string& props = "") {
    unit_.edges.push_back({type, Position(from), Position(to), Keep(props)});
    return *this;
  }
  PlanBuilder& Out(EdgeType type, const std::string& from, std::vector<std::string> targets,
                   bool replace = false, const std::string& props = "") {
    OutEdges out{type, from, replace, {}};
    for (const std::string& target : targets) out.edges.push_back({Keep(target), Keep(props)});
    unit_.out_edges.push_back(std::move(out));
    return *this;
  }
  PlanBuilder& Expect(Guard::Kind kind, const std::string& value) {
    unit_.guard = {kind, value};
    return *this;
  }
  PlanBuilder& Stamp(const std::string& json) {
    unit_.stamps.insert(unit_.stamps.begin(), {unit_.unit_key, json, std::nullopt});
    return *this;
  }
  UnitMutations& unit() { return unit_; }

  UnitMutations Build() {
    unit_.texts = texts_;
    return unit_;
  }

 private:
  std::string_view Keep(std::string text) {
    texts_->push_back(std::move(text));
    return texts_->back();
  }
  uint32_t Position(const std::string& id) const {
    return static_cast<uint32_t>(std::find(unit_.ends.begin(), unit_.ends.end(), id) - unit_.ends.begin());
  }
  UnitMutations unit_;
  std::shared_ptr<std::deque<std::string>> texts_;
};

inline std::shared_ptr<const MutationBatch> BatchOf(std::vector<UnitMutations> units) {
  auto batch = std::make_shared<MutationBatch>();
  batch->units = std::move(units);
  return batch;
}

}  // namespace reg2graph

#endif  // REG2GRAPH_TESTS_SINKS_NEO4J_PLAN_BUILDER_H_
