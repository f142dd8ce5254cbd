#ifndef REG2GRAPH_TESTS_ENGINE_CORE_UNIT_BUILDER_H_
#define REG2GRAPH_TESTS_ENGINE_CORE_UNIT_BUILDER_H_

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/core/unit_mutations.h"

namespace reg2graph {

// Makes UnitMutations for tests by hand. Nodes are named by id. What their views point to lives as long as
// they do.
class UnitBuilder {
 public:
  explicit UnitBuilder(std::string key) : texts_(std::make_shared<std::deque<std::string>>()) {
    unit_.unit_key = std::move(key);
    unit_.texts = texts_;
  }

  // `members` follow the id: `"size":1`.
  UnitBuilder& Create(Shape shape, const std::string& id, const std::string& members = "") {
    const std::string row = R"({"id":")" + id + "\"" + (members.empty() ? "" : "," + members) + "}";
    unit_.creates.push_back({shape, Keep(row)});
    const auto end = static_cast<std::ptrdiff_t>(unit_.creates.size() - 1);
    unit_.ends.insert(unit_.ends.begin() + end, unit_.creates.back().id());
    return *this;
  }
  // An end that is in the graph already.
  UnitBuilder& Existing(const std::string& id) {
    unit_.ends.push_back(Keep(id));
    return *this;
  }
  UnitBuilder& Edge(EdgeType type, const std::string& from, const std::string& to,
                    const std::string& props = "") {
    edges_.push_back({type, from, to, props});
    return *this;
  }
  UnitBuilder& Out(EdgeType type, const std::string& from, const std::string& target,
                   const std::string& props = "") {
    unit_.out_edges.push_back({type, from, false, {{Keep(target), Keep(props)}}});
    return *this;
  }
  UnitBuilder& OutToAll(EdgeType type, const std::string& from, const std::vector<std::string>& targets,
                        bool replace = false, const std::string& props = "") {
    OutEdges out{type, from, replace, {}};
    for (const std::string& target : targets) out.edges.push_back({Keep(target), Keep(props)});
    unit_.out_edges.push_back(std::move(out));
    return *this;
  }
  UnitBuilder& Update(const std::string& id, const std::string& patch,
                      std::optional<Shape> label = std::nullopt) {
    unit_.updates.push_back({id, patch, label, label.has_value()});
    return *this;
  }
  UnitBuilder& Delete(const std::string& id) {
    unit_.node_deletes.push_back(id);
    return *this;
  }
  UnitBuilder& DeleteEdge(EdgeType type, const std::string& from, const std::string& to) {
    unit_.edge_deletes.push_back({type, from, to});
    return *this;
  }
  UnitBuilder& Artifact(Layer layer, const std::string& id) {
    if (!id.empty()) unit_.artifact = ArtifactRow{id, R"({"id":")" + id + "\"}"};
    if (unit_.stamps.empty()) Stamp("{}");
    unit_.stamps[0].link = StampWrite::Link{layer, id};
    return *this;
  }
  UnitBuilder& Stamp(const std::string& stamp) {
    if (unit_.stamps.empty()) unit_.stamps.push_back({unit_.unit_key, stamp, std::nullopt});
    unit_.stamps[0].patch = stamp;
    return *this;
  }
  UnitBuilder& Require(Guard::Kind kind, const std::string& value = "") {
    unit_.guard = {kind, value};
    return *this;
  }

  // For what has no method here.
  UnitMutations& unit() { return unit_; }

  UnitMutations Build() {
    for (const NamedEdge& edge : edges_) {
      unit_.edges.push_back({edge.type, End(edge.from), End(edge.to), Keep(edge.props)});
    }
    edges_.clear();
    return unit_;
  }

  static std::shared_ptr<const MutationBatch> Batch(std::vector<UnitMutations> units) {
    return std::make_shared<const MutationBatch>(MutationBatch{std::move(units)});
  }

 private:
  struct NamedEdge {
    EdgeType type;
    std::string from, to, props;
  };

  std::string_view Keep(const std::string& text) {
    return text.empty() ? std::string_view() : texts_->emplace_back(text);
  }
  uint32_t End(const std::string& id) {
    for (size_t i = 0; i < unit_.ends.size(); ++i) {
      if (unit_.ends[i] == id) return static_cast<uint32_t>(i);
    }
    unit_.ends.push_back(Keep(id));
    return static_cast<uint32_t>(unit_.ends.size() - 1);
  }

  std::shared_ptr<std::deque<std::string>> texts_;
  UnitMutations unit_;
  std::vector<NamedEdge> edges_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_TESTS_ENGINE_CORE_UNIT_BUILDER_H_
