#include "engine/map/row_writer.h"

#include <utility>

#include "engine/core/hash.h"

namespace reg2graph {
namespace {

void Add(StableHash& hash, std::string_view text) {
  hash.Update(text);
  hash.Update(std::string_view("\0", 1));
}

void Add(StableHash& hash, int64_t number) { Add(hash, std::to_string(number)); }

void HashRows(UnitRows& rows) {
  StableHash law;
  StableHash xml;
  Add(law, kMappingVersion);
  for (int i = 0; i < kShapeCount; ++i) {
    const auto shape = static_cast<Shape>(i);
    Add(KindOf(shape) == NodeKind::kXmlData ? xml : law, rows.text[static_cast<size_t>(i)]);
  }
  for (const NodeRow& node : rows.nodes) {
    if (!IsDivision(node.shape)) continue;
    Add(law, node.parent);
    Add(law, node.order);
  }
  for (const EdgeRow& edge : rows.edges) {
    if (edge.type == EdgeType::kHasXml) continue;
    Add(law, static_cast<int64_t>(edge.type));
    Add(law, rows.Id(rows.nodes[edge.from]));
    Add(law, rows.Id(rows.nodes[edge.to]));
    Add(law, edge.props);
  }
  for (const OutEdgeRow& edge : rows.out_edges) {
    Add(law, static_cast<int64_t>(edge.type));
    Add(law, rows.Id(rows.nodes[edge.from]));
    Add(law, edge.target);
    Add(law, edge.props);
  }
  rows.hash = law.Finish();
  if (rows.layer == Layer::kText) rows.xml_hash = xml.Finish();
}

}  // namespace

RowWriter::RowWriter(Layer layer, int title, bool whole) : rows_(std::make_shared<UnitRows>()) {
  rows_->layer = layer;
  rows_->title = title;
  rows_->whole = whole;
  rows_->mapping = kMappingVersion;
}

std::string RowWriter::Claim(std::string key) {
  if (keys_.insert(key).second) return key;
  for (int repeat = 2;; ++repeat) {
    std::string numbered = key + "~" + std::to_string(repeat);
    if (!keys_.insert(numbered).second) continue;
    rows_->clashes.push_back(numbered);
    return numbered;
  }
}

uint32_t RowWriter::AddNode(Shape shape, int32_t parent, int32_t order) {
  NodeRow row{};
  row.shape = shape;
  row.parent = parent;
  row.order = order;
  rows_->nodes.push_back(row);
  return static_cast<uint32_t>(rows_->nodes.size() - 1);
}

void RowWriter::AddEdge(EdgeType type, uint32_t from, uint32_t to, std::string props) {
  rows_->edges.push_back({type, from, to, std::move(props)});
}

void RowWriter::AddOutEdge(EdgeType type, uint32_t from, std::string target, std::string props) {
  rows_->out_edges.push_back({type, from, std::move(target), std::move(props)});
}

std::string_view RowWriter::Quoted(std::string_view id) {
  quoted_.assign(1, '"');
  quoted_.append(id);
  quoted_.push_back('"');
  return quoted_;
}

std::shared_ptr<UnitRows> RowWriter::Finish(uint64_t source_bytes) {
  rows_->source_bytes = source_bytes;
  if (!rows_->nodes.empty()) rows_->key = std::string(rows_->Id(rows_->nodes[0]));
  HashRows(*rows_);
  return std::exchange(rows_, nullptr);
}

}  // namespace reg2graph
