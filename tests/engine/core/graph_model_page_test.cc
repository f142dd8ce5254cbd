// docs/graph-model.md names everything that graph_schema.h has, and nothing else.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/graph_schema.h"
#include "engine/core/stamp.h"

namespace reg2graph {
namespace {

using std::string;
using std::string_view;

// The cells of "| `a` | b |", without blanks and back-quotes.
std::vector<string> CellsOf(string_view line) {
  std::vector<string> cells;
  for (size_t begin = 1; begin < line.size();) {
    const size_t end = std::min(line.find('|', begin), line.size());
    string_view cell = line.substr(begin, end - begin);
    cell.remove_prefix(std::min(cell.find_first_not_of(" `"), cell.size()));
    cells.emplace_back(cell.substr(0, cell.find_last_not_of(" `") + 1));
    begin = end + 1;
  }
  return cells;
}

// The tables of the page: the heading above, then the rows by the first word of their header.
class Page {
 public:
  using Rows = std::vector<std::vector<string>>;

  Page() {
    std::ifstream file(REG2GRAPH_SAMPLES "/../docs/graph-model.md");
    string heading, table;
    for (string line; std::getline(file, line);) {
      if (line.starts_with("#")) heading = line.substr(line.find_first_not_of("# "));
      if (!line.starts_with("|")) {
        table.clear();
        continue;
      }
      const std::vector<string> cells = CellsOf(line);
      if (table.empty())
        table = heading + ": " + cells[0];
      else if (!line.starts_with("|---"))
        tables_[table].push_back(cells);
    }
  }

  const Rows& At(const string& table) const {
    static const Rows none;
    const auto found = tables_.find(table);
    EXPECT_NE(found, tables_.end()) << table;
    return found == tables_.end() ? none : found->second;
  }

  std::multiset<string> Names(const string& table) const {
    std::multiset<string> names;
    for (const auto& row : At(table)) names.insert(row[0]);
    return names;
  }

 private:
  std::map<string, Rows> tables_;
};

string TypeWords(ValueType type) {
  switch (type) {
    case ValueType::kString: return "string";
    case ValueType::kInteger: return "integer";
    case ValueType::kBoolean: return "boolean";
    case ValueType::kStringList: return "list of strings";
    case ValueType::kIntegerList: return "list of integers";
  }
  return "";
}

std::multiset<string> Described(std::span<const Property> properties) {
  std::multiset<string> lines;
  for (const Property& property : properties)
    lines.insert(string(property.name) + ": " + TypeWords(property.type));
  return lines;
}

std::multiset<string> Described(const Page& page, const string& section) {
  std::multiset<string> lines;
  for (const auto& row : page.At(section + ": property")) lines.insert(row[0] + ": " + row[1]);
  return lines;
}

TEST(GraphModelPage, Labels) {
  std::set<string> labels = {"Stub"};
  for (int i = 0; i < kShapeCount; ++i) {
    for (const string_view label : LabelsOf(static_cast<Shape>(i))) labels.emplace(label);
  }
  EXPECT_EQ(Page().Names("Labels: label"), std::multiset<string>(labels.begin(), labels.end()));
}

TEST(GraphModelPage, StubLabelsAndTheirKeys) {
  std::multiset<string> labels = {string(kOtherStub)};
  for (const StubKind& kind : StubKinds()) labels.emplace(kind.label);
  const Page page;
  EXPECT_EQ(page.Names("Labels: stub label"), labels);
  for (const auto& row : page.At("Labels: stub label")) {
    EXPECT_EQ(StubLabel(row[2]), row[0]);
  }
}

TEST(GraphModelPage, PropertiesOfNodes) {
  const Page page;
  EXPECT_EQ(Described(page, "Division"), Described(PropertiesOf(NodeKind::kDivision)));
  EXPECT_EQ(Described(page, "Division bookkeeping"), Described(StampProperties()));
  EXPECT_EQ(Described(page, "XMLData"), Described(PropertiesOf(NodeKind::kXmlData)));
  EXPECT_EQ(Described(page, "Paragraph"), Described(PropertiesOf(NodeKind::kParagraph)));
  EXPECT_EQ(Described(page, "Note"), Described(PropertiesOf(NodeKind::kNote)));
  EXPECT_EQ(Described(page, "Artifact"), Described(PropertiesOf(NodeKind::kArtifact)));
}

TEST(GraphModelPage, RelationshipTypes) {
  std::multiset<string> types;
  for (int i = 0; i < kEdgeTypeCount; ++i) types.emplace(NameOf(static_cast<EdgeType>(i)));
  EXPECT_EQ(Page().Names("Relationships: type"), types);
}

TEST(GraphModelPage, PropertiesOfRelationships) {
  const Page page;
  std::multiset<string> schema, described;
  for (int i = 0; i < kEdgeTypeCount; ++i) {
    const auto type = static_cast<EdgeType>(i);
    for (const string& property : Described(PropertiesOf(type)))
      schema.insert(string(NameOf(type)) + "." + property);
  }
  for (const auto& row : page.At("Relationship properties: type"))
    described.insert(row[0] + "." + row[1] + ": " + row[2]);
  EXPECT_EQ(described, schema);
}

}  // namespace
}  // namespace reg2graph
