#include "sinks/neo4j/schema_statements.h"

namespace reg2graph::neo4j {
namespace {

using std::string;
using std::string_view;

string PropertyList(const SchemaNeed& need) {
  string list;
  for (const string_view property : need.properties) {
    if (property.empty()) break;
    list.append(list.empty() ? "n." : ", n.").append(property);
  }
  return list;
}

}  // namespace

std::span<const SchemaNeed> SchemaNeeds() {
  static constexpr SchemaNeed kNeeds[] = {
      {"resource_id", "Resource", {"id"}, NeedKind::kUnique},
      {"part_id", "Part", {"id"}},
      {"stub_id", "Stub", {"id"}},
      {"division_structure_as_of", "Division", {"id", "structure_as_of"}},
      {"division_text_as_of", "Division", {"id", "text_as_of"}},
      {"division_disputed", "Division", {"id", "disputed"}},
      {"division_claim", "Division", {"id", "claim"}},
      {"section_structure_parent", "Section", {"structure_parent"}},
      {"section_text_parent", "Section", {"text_parent"}},
      {"section_text_partial_parent", "Section", {"text_partial_parent"}},
      // What people write: (:Section {identifier: "1026.5"}), (d:Division {title: 12}).
      {"section_id", "Section", {"id"}},
      {"section_identifier", "Section", {"identifier"}},
      {"part_identifier", "Part", {"identifier"}},
      {"part_popular_name", "Part", {"popular_name"}},
      {"division_popular_name", "Division", {"popular_name"}},
      {"division_title", "Division", {"title"}},
      {"paragraph_text", "Paragraph", {"text"}, NeedKind::kFullText},
      {"division_heading", "Division", {"heading", "label"}, NeedKind::kFullText},
  };
  return kNeeds;
}

string NameOfNeed(size_t need, SchemaName name) {
  return string(name == SchemaName::kPrefixed ? "reg2graph_" : "").append(SchemaNeeds()[need].name);
}

string ShowSchemaStatement() {
  const auto name_of = [](NeedKind kind) {
    return "'" + string(kNeedKindNames[static_cast<size_t>(kind)]) + "' ";
  };
  // An index of nodes that belongs to a constraint is unique.
  return "SHOW INDEXES YIELD name, type, entityType, labelsOrTypes, properties, state, owningConstraint "
         "WHERE type IN ['RANGE', 'FULLTEXT'] AND entityType = 'NODE' "
         "RETURN name, labelsOrTypes[0] AS label, "
         "reduce(text = properties[0], p IN properties[1..] | text + ',' + p) AS properties, state, "
         "CASE WHEN type = 'FULLTEXT' THEN " +
         name_of(NeedKind::kFullText) + "WHEN owningConstraint IS NULL THEN " + name_of(NeedKind::kRange) +
         "ELSE " + name_of(NeedKind::kUnique) + "END AS kind";
}

string CreateStatement(size_t need, SchemaName name) {
  const SchemaNeed& wanted = SchemaNeeds()[need];
  const string rest = " " + NameOfNeed(need, name) + " FOR (n:" + string(wanted.label) + ")";
  switch (wanted.kind) {
    case NeedKind::kUnique:
      return "CREATE CONSTRAINT" + rest + " REQUIRE " + PropertyList(wanted) + " IS UNIQUE";
    case NeedKind::kRange: return "CREATE INDEX" + rest + " ON (" + PropertyList(wanted) + ")";
    case NeedKind::kFullText:
      return "CREATE FULLTEXT INDEX" + rest + " ON EACH [" + PropertyList(wanted) + "]";
  }
  return "";
}

string_view AwaitIndexesStatement() {
  return "UNWIND $p.names AS name CALL db.awaitIndex(name, 600) RETURN count(*)";
}

}  // namespace reg2graph::neo4j
