#include "sinks/neo4j/cypher.h"

#include <set>

namespace reg2graph::neo4j {

using std::string;
using std::string_view;

string Param(string_view name) { return string("$p.").append(name); }

string PropertyMap(std::span<const Property> properties, string_view row) {
  string text;
  for (const Property& property : properties) {
    text.append(text.empty() ? " {" : ", ").append(property.name).append(": ");
    text.append(row).append(".").append(property.name);
  }
  return text.empty() ? text : text + "}";
}

string Labels(std::span<const string_view> labels) {
  string text;
  for (const string_view label : labels) text.append(":").append(label);
  return text;
}

string MatchKey(string_view node, string_view key) {
  return string("MATCH (").append(node).append(":Resource {id: ").append(key).append("}) ") +
         dialect::UsingKeyIndex(node);
}

string HasLabel(string_view node, string_view label) {
  return string("'").append(label).append("' IN labels(").append(node).append(")");
}

string Far(string_view pattern, string_view node) {
  return string(pattern).append(" WHERE ").append(HasLabel(node, "Resource")).append(" ");
}

string OwnTypes() {
  string types;
  for (int i = 0; i < kEdgeTypeCount; ++i)
    types.append(types.empty() ? "" : "|").append(NameOf(static_cast<EdgeType>(i)));
  return types;
}

string RealLabels() {
  std::set<string_view> seen = {"Resource"};
  string text;
  for (int i = 0; i < kShapeCount; ++i) {
    for (const string_view label : LabelsOf(static_cast<Shape>(i))) {
      if (seen.insert(label).second) text.append(":").append(label);
    }
  }
  return text;
}

std::span<const string_view> CommonLabels(NodeKind kind) {
  int shape = 0;
  while (KindOf(static_cast<Shape>(shape)) != kind) ++shape;
  const auto labels = LabelsOf(static_cast<Shape>(shape));
  const bool only_one = shape + 1 == kShapeCount || KindOf(static_cast<Shape>(shape + 1)) != kind;
  return only_one ? labels : labels.first(labels.size() - 1);
}

namespace dialect {

string DynamicLabel(string_view expression) { return string(":$(").append(expression).append(")"); }

string Call(string_view scope, string_view body) {
  string text = string("CALL (").append(scope).append(") { ").append(body);
  if (text.back() != ' ') text.push_back(' ');
  return text + "} ";
}

string Require(string_view kept, string_view condition) {
  return string("WITH ")
      .append(kept)
      .append(" WHERE 1 / (CASE WHEN ")
      .append(condition)
      .append(" THEN 1 ELSE 0 END) = 1 ");
}

string UsingKeyIndex(string_view node) {
  return string("USING INDEX SEEK ").append(node).append(":Resource(id) ");
}

}  // namespace dialect
}  // namespace reg2graph::neo4j
