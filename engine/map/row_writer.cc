#include "engine/map/row_writer.h"

#include <charconv>
#include <span>
#include <utility>
#include <vector>

#include "engine/core/hash.h"
#include "engine/map/law_rows.h"

namespace reg2graph {
namespace {

// Hashes texts and numbers, each with a NUL after it; the short ones are gathered first.
class FieldHash {
 public:
  void Add(std::string_view text) {
    if (gathered_.size() + text.size() >= kGathered) {
      Flush();
      if (text.size() >= kGathered) {
        hash_.Update(text);
        text = {};
      }
    }
    gathered_.append(text);
    gathered_.push_back('\0');
  }
  void Add(int64_t number) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof(digits), number);
    Add(std::string_view(digits, static_cast<size_t>(end.ptr - digits)));
  }
  std::string Finish() {
    Flush();
    return hash_.Finish();
  }

 private:
  static constexpr size_t kGathered = size_t{16} << 10;

  void Flush() {
    hash_.Update(gathered_.view());
    gathered_.clear();
  }

  StableHash hash_;
  TextBuffer gathered_;
};

void AddEdge(const UnitRows& rows, const EdgeRow& edge, std::string& plain, FieldHash& law) {
  law.Add(static_cast<int64_t>(edge.type));
  law.Add(rows.Id(rows.nodes[edge.from]));
  law.Add(rows.Id(rows.nodes[edge.to]));
  law.Add(WithPlainHyphens(edge.props, plain));
}

void AddEdge(const UnitRows& rows, const OutEdgeRow& edge, std::string& plain, FieldHash& law) {
  law.Add(static_cast<int64_t>(edge.type));
  law.Add(rows.Id(rows.nodes[edge.from]));
  law.Add(edge.target);
  law.Add(WithPlainHyphens(edge.props, plain));
}

// What a text cites follows from the text, which is hashed, and from the mapping's version. A dash of one
// kind makes a range where another makes a single number: two printings of one sentence may cite differently.
bool FollowsFromText(const OutEdgeRow& edge) { return edge.type == EdgeType::kCites; }

void HashText(UnitRows& rows) {
  FieldHash law;
  FieldHash xml;
  std::string plain;
  LawRows lawful(rows);
  law.Add(kMappingVersion);
  for (int i = 0; i < kShapeCount; ++i) {
    const auto shape = static_cast<Shape>(i);
    if (KindOf(shape) == NodeKind::kXmlData)
      xml.Add(rows.text[static_cast<size_t>(shape)].view());
    else
      law.Add(lawful.JsonOf(shape));
  }
  for (const NodeRow& node : rows.nodes) {
    if (!IsDivision(node.shape)) continue;
    // By its id: links to amendments have indexes too.
    law.Add(node.parent == NodeRow::kNone ? "" : rows.Id(rows.nodes[static_cast<size_t>(node.parent)]));
    law.Add(node.order);
  }
  for (const EdgeRow& edge : rows.edges) {
    if (edge.type != EdgeType::kHasXml && lawful.Counts(edge.to)) AddEdge(rows, edge, plain, law);
  }
  for (const OutEdgeRow& edge : rows.out_edges) {
    if (lawful.Counts(edge.from) && !FollowsFromText(edge)) AddEdge(rows, edge, plain, law);
  }
  rows.hash = law.Finish();
  rows.xml_hash = rows.keeps_xml ? xml.Finish() : std::string(kNoXmlHash);
}

// All that a structure states.
void HashStructure(UnitRows& rows) {
  FieldHash facts;
  facts.Add(kMappingVersion);
  for (const TextBuffer& text : rows.text) facts.Add(text.view());
  for (const NodeRow& node : rows.nodes) {
    if (!IsDivision(node.shape)) continue;
    facts.Add(node.parent);
    facts.Add(node.order);
  }
  rows.hash = facts.Finish();
}

// The indexes below `count`, by their group, within it in their order.
class Grouped {
 public:
  template <typename GroupOf>
  Grouped(size_t groups, size_t count, GroupOf group_of) : begins_(groups + 1), items_(count) {
    for (uint32_t i = 0; i < count; ++i) ++begins_[group_of(i) + 1];
    for (size_t i = 1; i < begins_.size(); ++i) begins_[i] += begins_[i - 1];
    std::vector<uint32_t> next(begins_.begin(), begins_.end() - 1);
    for (uint32_t i = 0; i < count; ++i) items_[next[group_of(i)]++] = i;
  }
  std::span<const uint32_t> Of(size_t group) const {
    return std::span(items_).subspan(begins_[group], begins_[group + 1] - begins_[group]);
  }

 private:
  std::vector<uint32_t> begins_, items_;
};

// Each division by itself: what a partial document says of one does not depend on what else is in it.
void HashDivisions(UnitRows& rows) {
  std::vector<uint32_t> slot_of(rows.nodes.size());
  for (uint32_t i = 0; i < rows.nodes.size(); ++i) {
    if (!IsDivision(rows.nodes[i].shape)) continue;
    slot_of[i] = static_cast<uint32_t>(rows.divisions.size());
    rows.divisions.push_back({i, "", ""});
  }
  const auto slot = [&](uint32_t node) { return slot_of[rows.nodes[node].owner]; };
  const size_t count = rows.divisions.size();
  const Grouped nodes(count, rows.nodes.size(), slot);
  const Grouped edges(count, rows.edges.size(), [&](uint32_t i) { return slot(rows.edges[i].from); });
  const Grouped out_edges(count, rows.out_edges.size(),
                          [&](uint32_t i) { return slot(rows.out_edges[i].from); });
  std::string plain;
  LawRows lawful(rows);
  for (size_t i = 0; i < count; ++i) {
    FieldHash law, xml;
    law.Add(kMappingVersion);
    for (const uint32_t node : nodes.Of(i)) {
      if (KindOf(rows.nodes[node].shape) == NodeKind::kXmlData)
        xml.Add(rows.Json(rows.nodes[node]));
      else if (lawful.Counts(node))
        law.Add(lawful.Json(node));
    }
    for (const uint32_t edge : edges.Of(i)) {
      const EdgeRow& row = rows.edges[edge];
      if (row.type != EdgeType::kHasXml && lawful.Counts(row.to)) AddEdge(rows, row, plain, law);
    }
    for (const uint32_t edge : out_edges.Of(i)) {
      const OutEdgeRow& row = rows.out_edges[edge];
      if (lawful.Counts(row.from) && !FollowsFromText(row)) AddEdge(rows, row, plain, law);
    }
    rows.divisions[i].hash = law.Finish();
    rows.divisions[i].xml_hash = rows.keeps_xml ? xml.Finish() : std::string(kNoXmlHash);
  }
}

std::string_view NameOf(RemarkKind kind) {
  switch (kind) {
    case RemarkKind::kSharedKey: return "two divisions share a key";
    case RemarkKind::kNoIdentifier: return "a division without an identifier";
    case RemarkKind::kUnknownDivision: return "no division";
    case RemarkKind::kLooseSection: return "SECTNO outside a section";
    case RemarkKind::kExtract: return "a part that is not whole";
  }
  return "";
}

// "19,900" of 19900.
std::string WithCommas(size_t number) {
  std::string digits = std::to_string(number);
  for (size_t i = digits.size(); i > 3;) digits.insert(i -= 3, ",");
  return digits;
}

}  // namespace

RowWriter::RowWriter(Layer layer, int title, Coverage coverage, UnitMemory* memory)
    : memory_(memory), rows_(std::make_shared<UnitRows>()) {
  constexpr size_t kBytesPerUnit = size_t{6} << 10;  // of rows, plan, stamps and what delivers them
  memory_->Add(kBytesPerUnit);
  rows_->layer = layer;
  rows_->title = title;
  rows_->coverage = coverage;
  rows_->mapping = kMappingVersion;
}

std::string RowWriter::Claim(std::string key) {
  const int repeat = ++keys_[key];
  memory_->Add(kBytesPerKey + 6 * key.size());  // and in rows that grow, citation and name as well
  if (repeat == 1) return key;
  // No other key ends so: in what they are made of, '~' is encoded.
  key += "~" + std::to_string(repeat);
  Remark(RemarkKind::kSharedKey, "two divisions share a key; the second is " + key);
  return key;
}

void RowWriter::Remark(RemarkKind kind, std::string text) {
  Remarks& remarks = remarks_[static_cast<size_t>(kind)];
  if (remarks.count > 0 && remarks.last == text) return;
  if (++remarks.count <= kMaxRemarks) rows_->remarks.push_back(text);
  remarks.last = std::move(text);
}

void RowWriter::CountRemarks() {
  for (size_t kind = 0; kind < kRemarkKindCount; ++kind) {
    const size_t count = std::exchange(remarks_[kind], {}).count;
    if (count <= kMaxRemarks) continue;
    rows_->remarks.push_back("and " + WithCommas(count - kMaxRemarks) +
                             " more of this kind: " + std::string(NameOf(static_cast<RemarkKind>(kind))));
  }
}

uint32_t RowWriter::AddDivision(Shape shape, int32_t parent, int32_t order) {
  const uint32_t index = AddNode(shape, static_cast<uint32_t>(rows_->nodes.size()));
  rows_->nodes[index].parent = parent;
  rows_->nodes[index].order = order;
  memory_->Add(kBytesPerDivision + (rows_->partial() ? kBytesPerHash : 0));
  return index;
}

uint32_t RowWriter::AddNode(Shape shape, uint32_t owner) {
  NodeRow row{};
  row.shape = shape;
  row.owner = owner;
  rows_->nodes.push_back(row);
  memory_->Add(kBytesPerNode);
  return static_cast<uint32_t>(rows_->nodes.size() - 1);
}

void RowWriter::Reserve(size_t source_bytes) {
  // Nearly all of a unit is the text of its paragraphs and the XML of its sections; what is not touched of
  // this costs nothing.
  for (const Shape shape : {Shape::kParagraph, Shape::kDiv8}) {
    size_t& room = room_[static_cast<size_t>(shape)];
    room = source_bytes + source_bytes / 4;
    rows_->text[static_cast<size_t>(shape)].reserve(room);
  }
  constexpr size_t kBytesPerRow = 256;
  rows_->nodes.reserve(source_bytes / kBytesPerRow);
  rows_->edges.reserve(2 * source_bytes / kBytesPerRow);
  rows_->out_edges.reserve(source_bytes / kBytesPerRow);
}

void RowWriter::AddEdge(EdgeType type, uint32_t from, uint32_t to, std::string_view props) {
  rows_->edges.push_back({type, from, to, rows_->edge_text.Add(props)});
  memory_->Add(kBytesPerEdge + props.size());
}

void RowWriter::AddOutEdge(EdgeType type, uint32_t from, std::string_view target, std::string_view props) {
  TextArena& text = rows_->edge_text;
  rows_->out_edges.push_back({type, from, text.Add(target), text.Add(props)});
  memory_->Add(kBytesPerOutEdge + target.size() + props.size());
}

std::shared_ptr<UnitRows> RowWriter::Finish() {
  if (!rows_->nodes.empty()) rows_->key = std::string(rows_->Id(rows_->nodes[0]));
  rows_->layer == Layer::kText ? HashText(*rows_) : HashStructure(*rows_);
  if (rows_->partial()) HashDivisions(*rows_);
  CountRemarks();
  keys_.clear();
  return std::exchange(rows_, nullptr);
}

}  // namespace reg2graph
