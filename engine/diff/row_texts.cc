#include "engine/diff/row_texts.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "engine/core/graph_schema.h"
#include "engine/core/heading_identifier.h"
#include "engine/core/json_writer.h"

namespace reg2graph {
namespace {

using std::string;
using std::string_view;

constexpr int64_t kNone = -1;

string_view Find(const Members& members, string_view name) {
  for (const auto& [member, value] : members) {
    if (member == name) return value;
  }
  return {};
}

string TextOf(const Members& members, string_view name) {
  const string_view json = Find(members, name);
  return json.empty() ? string() : Unquote(json);
}

bool IsStated(const UnitRows& rows, const NodeRow& node) {
  if (!IsDivision(node.shape) || node.skeleton) return false;
  return !rows.partial() || IsSectionLevel(node.shape);
}

class Extractor {
 public:
  explicit Extractor(const UnitRows& rows) : rows_(rows), slots_(rows.nodes.size(), kNone) {}

  std::vector<RowText> Run() {
    for (uint32_t i = 0; i < rows_.nodes.size(); ++i) {
      if (IsStated(rows_, rows_.nodes[i])) AddDivision(i);
    }
    for (const NodeRow& node : rows_.nodes) AddText(node);
    AddPages();
    return std::move(texts_);
  }

 private:
  void AddDivision(uint32_t row) {
    slots_[row] = static_cast<int64_t>(texts_.size());
    const Members members = SplitObject(rows_.Json(rows_.nodes[row]));
    RowText division{row, TextOf(members, "identifier"), {}};
    division.text.heading = TextOf(members, "heading");
    if (rows_.layer == Layer::kStructure) division.text.heading = TextOfHtml(TextOf(members, "label"));
    texts_.push_back(std::move(division));
  }

  void AddText(const NodeRow& node) {
    const NodeKind kind = KindOf(node.shape);
    if (kind != NodeKind::kParagraph && kind != NodeKind::kNote) return;
    const int64_t slot = slots_[node.owner];
    if (slot == kNone) return;
    const Members members = SplitObject(rows_.Json(node));
    DivisionText& text = texts_[static_cast<size_t>(slot)].text;
    const string_view owner = rows_.Id(rows_.nodes[node.owner]);
    string path(rows_.Id(node).substr(owner.size()));
    if (kind == NodeKind::kParagraph) {
      AddParagraph(members, std::move(path), text);
    } else if (Find(members, "kind") != "\"XREF\"") {
      text.notes.push_back({std::move(path), TextOf(members, "text")});
    }
  }

  static void AddParagraph(const Members& members, string path, DivisionText& text) {
    ParagraphText paragraph{std::move(path), 0, false, TextOf(members, "text")};
    const string marker = TextOf(members, "marker");
    if (paragraph.text.starts_with(marker)) paragraph.marker = static_cast<uint32_t>(marker.size());
    if (paragraph.text.empty()) {
      paragraph.text = TextOf(members, "source");
      paragraph.image = true;
    }
    text.paragraphs.push_back(std::move(paragraph));
  }

  void AddPages() {
    std::vector<std::vector<string>> sources(texts_.size());
    for (const OutEdgeRow& edge : rows_.out_edges) {
      const int64_t slot = slots_[rows_.nodes[edge.from].owner];
      if (slot == kNone) continue;
      const auto at = static_cast<size_t>(slot);
      if (edge.type == EdgeType::kAmendedBy) texts_[at].text.pages.emplace_back(edge.target);
      if (edge.type == EdgeType::kSourcedFrom) sources[at].emplace_back(edge.target);
    }
    for (RowText& division : texts_) {
      if (division.text.pages.empty()) division.text.pages = SourceAbove(division.row, sources);
    }
  }

  const std::vector<string>& SourceAbove(uint32_t row,
                                         const std::vector<std::vector<string>>& sources) const {
    static const std::vector<string> kNothing;
    for (auto at = static_cast<int64_t>(row); at >= 0; at = rows_.nodes[static_cast<size_t>(at)].parent) {
      const int64_t slot = slots_[static_cast<size_t>(at)];
      if (slot != kNone && !sources[static_cast<size_t>(slot)].empty())
        return sources[static_cast<size_t>(slot)];
    }
    return kNothing;
  }

  const UnitRows& rows_;
  std::vector<int64_t> slots_;  // by node: index into texts_
  std::vector<RowText> texts_;
};

}  // namespace

std::vector<RowText> TextsOf(const UnitRows& rows) { return Extractor(rows).Run(); }

}  // namespace reg2graph
