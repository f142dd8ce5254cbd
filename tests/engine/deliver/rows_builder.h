#ifndef REG2GRAPH_TESTS_ENGINE_DELIVER_ROWS_BUILDER_H_
#define REG2GRAPH_TESTS_ENGINE_DELIVER_ROWS_BUILDER_H_

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "engine/core/graph_schema.h"
#include "engine/core/json_writer.h"
#include "engine/core/unit_rows.h"
#include "engine/map/row_writer.h"

namespace reg2graph {

// Makes UnitRows for tests by hand. The first division is the unit's; a parent comes before its children,
// which are numbered in the order in which they are added.
class RowsBuilder {
 public:
  explicit RowsBuilder(Layer layer, int title = 12, Coverage coverage = Coverage::kTitle)
      : layer_(layer), coverage_(coverage), writer_(layer, title, coverage, &memory_) {}

  RowsBuilder& Spine() {
    writer_.rows().role = UnitRole::kSpine;
    return *this;
  }
  RowsBuilder& Mapping(int version) {
    writer_.rows().mapping = version;
    return *this;
  }
  // `members` are those of the layer: `"type":"section","label":"L"` or `"heading":"H"`.
  RowsBuilder& Division(DivisionType type, const std::string& id, const std::string& parent = "",
                        const std::string& members = "", const std::string& identifier = "") {
    AddDivision(ShapeOf(type), id, parent, members, identifier);
    return *this;
  }
  RowsBuilder& Section(const std::string& id, const std::string& parent, const std::string& members = "") {
    return Division(DivisionType::kSection, id, parent, members);
  }
  // A part in a spine.
  RowsBuilder& Skeleton(const std::string& id, const std::string& parent) {
    writer_.node(AddDivision(Shape::kPart, id, parent, "", "")).skeleton = true;
    return *this;
  }
  RowsBuilder& Paragraph(const std::string& id, const std::string& parent, const std::string& text) {
    const std::string order = std::to_string(paragraphs_[parent]++);
    Node(Shape::kParagraph, id, R"("text":")" + text + "\"");
    return Edge(EdgeType::kHasParagraph, parent, id, R"({"order":)" + order + "}");
  }
  RowsBuilder& Xml(const std::string& division, const std::string& element_id, const std::string& xml) {
    Node(Shape::kDiv8, division + "#xml", R"("elementId":")" + element_id + R"(","xml":")" + xml + "\"");
    return Edge(EdgeType::kHasXml, division, division + "#xml");
  }
  RowsBuilder& Note(Shape shape, const std::string& id, const std::string& division,
                    const std::string& text) {
    Node(shape, id, R"("text":")" + text + "\"");
    return Edge(EdgeType::kHasNote, division, id);
  }
  RowsBuilder& Node(Shape shape, const std::string& id, const std::string& members) {
    const uint32_t row = writer_.AddNode(shape, OwnerOf(id));
    Encode(row, id, members);
    return *this;
  }
  RowsBuilder& Edge(EdgeType type, const std::string& from, const std::string& to,
                    const std::string& props = "") {
    writer_.AddEdge(type, index_.at(from), index_.at(to), props);
    return *this;
  }
  RowsBuilder& Out(EdgeType type, const std::string& from, const std::string& target,
                   const std::string& props = "") {
    writer_.AddOutEdge(type, index_.at(from), target, props);
    return *this;
  }

  std::shared_ptr<UnitRows> Build() { return writer_.Finish(); }

 private:
  uint32_t AddDivision(Shape shape, const std::string& id, const std::string& parent,
                       const std::string& members, const std::string& identifier) {
    const int32_t order = parent.empty() ? 0 : children_[parent]++;
    const uint32_t row = writer_.AddDivision(
        shape, parent.empty() ? NodeRow::kNone : static_cast<int32_t>(index_.at(parent)), order);
    std::string all =
        R"("identifier":")" + (identifier.empty() ? id.substr(id.rfind('/') + 2) : identifier) + "\"";
    std::string place;
    if (!parent.empty()) {
      const std::string prefix =
          std::string(LayerName(layer_)) + (coverage_ == Coverage::kPartial ? "_partial" : "");
      place =
          "\"" + prefix + R"(_parent":")" + parent + "\",\"" + prefix + R"(_order":)" + std::to_string(order);
    }
    for (const std::string& more : {members, place}) {
      if (!more.empty()) all += "," + more;
    }
    Encode(row, id, all);
    divisions_[id] = row;
    return row;
  }
  void Encode(uint32_t row, const std::string& id, const std::string& members) {
    index_[id] = row;
    const std::string all = "{" + members + "}";
    writer_.Encode(row, id, [&](auto& object) {
      for (const auto& [name, value] : SplitObject(all)) object.Raw(name, value);
    });
  }

  // The nearest division above.
  uint32_t OwnerOf(std::string id) const {
    while (!divisions_.contains(id)) id.erase(id.find_last_of("/#"));
    return divisions_.at(id);
  }

  Layer layer_;
  Coverage coverage_;
  inline static UnitMemory memory_ = UnitMemory();
  RowWriter writer_;
  std::map<std::string, uint32_t> divisions_;
  std::map<std::string, uint32_t> index_;
  std::map<std::string, int32_t> children_, paragraphs_;
};

// What one layer says of a unit that goes.
inline std::shared_ptr<UnitRows> NothingOf(Layer layer, const std::string& key, int title = 12) {
  auto rows = std::make_shared<UnitRows>();
  rows->layer = layer;
  rows->title = title;
  rows->key = key;
  return rows;
}

}  // namespace reg2graph

#endif  // REG2GRAPH_TESTS_ENGINE_DELIVER_ROWS_BUILDER_H_
