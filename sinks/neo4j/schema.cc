#include "sinks/neo4j/schema.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <span>

#include "sinks/neo4j/answer.h"

namespace reg2graph::neo4j {
namespace {

using std::string;
using std::string_view;

struct Need {
  string_view name, label;
  std::array<string_view, 2> properties;
  bool unique = false;

  // "id" or "id,claim", as a row of ShowSchemaStatement joins them.
  string Properties() const {
    string text(properties[0]);
    if (!properties[1].empty()) text.append(",").append(properties[1]);
    return text;
  }
};

constexpr Need kNeeds[] = {
    {"resource_id", "Resource", {"id"}, true},
    {"part_id", "Part", {"id"}},
    {"stub_id", "Stub", {"id"}},
    {"division_structure_as_of", "Division", {"id", "structure_as_of"}},
    {"division_text_as_of", "Division", {"id", "text_as_of"}},
    {"division_claim", "Division", {"id", "claim"}},
    {"section_structure_parent", "Section", {"structure_parent"}},
    {"section_text_parent", "Section", {"text_parent"}},
    {"section_text_partial_parent", "Section", {"text_partial_parent"}},
};
constexpr size_t kNeedsCount = std::size(kNeeds);

string NameFor(const Need& need, SchemaName name) {
  return string(name == SchemaName::kPrefixed ? "reg2graph_" : "").append(need.name);
}

string PropertyList(const Need& need) {
  string list;
  for (const string_view property : need.properties) {
    if (property.empty()) break;
    list.append(list.empty() ? "n." : ", n.").append(property);
  }
  return list;
}

std::optional<size_t> NeedOf(string_view label, string_view properties) {
  const auto need = std::find_if(std::begin(kNeeds), std::end(kNeeds), [&](const Need& candidate) {
    return candidate.label == label && candidate.Properties() == properties;
  });
  if (need == std::end(kNeeds)) return std::nullopt;
  return static_cast<size_t>(need - std::begin(kNeeds));
}

}  // namespace

string_view ShowSchemaStatement() {
  // An index that belongs to a constraint of nodes is unique.
  return "SHOW INDEXES YIELD name, type, entityType, labelsOrTypes, properties, state, owningConstraint "
         "WHERE type = 'RANGE' AND entityType = 'NODE' "
         "RETURN name, labelsOrTypes[0] AS label, "
         "reduce(text = properties[0], p IN properties[1..] | text + ',' + p) AS properties, state, "
         "CASE WHEN owningConstraint IS NULL THEN '' ELSE 'unique' END AS kind";
}

absl::StatusOr<Schema> ParseSchema(string_view body) {
  Schema schema;
  std::array<bool, kNeedsCount> found{};
  const absl::Status status = ForEachTextRow(body, 5, [&](std::span<const string_view> row) {
    const auto need = NeedOf(row[1], row[2]);
    if (!need) return;
    if (kNeeds[*need].unique && row[4].empty()) {
      schema.blocking = string(row[0]);
      return;
    }
    found[*need] = true;
    if (row[3] != "ONLINE") schema.pending.emplace_back(row[0]);
  });
  if (!status.ok()) return status;
  for (size_t i = 0; i < kNeedsCount; ++i) {
    if (!found[i]) schema.missing.push_back(i);
  }
  return schema;
}

string CreateStatement(size_t missing, SchemaName name) {
  const Need& need = kNeeds[missing];
  string text = need.unique ? "CREATE CONSTRAINT " : "CREATE INDEX ";
  text.append(NameFor(need, name)).append(" FOR (n:").append(need.label).append(")");
  if (need.unique) return text + " REQUIRE " + PropertyList(need) + " IS UNIQUE";
  return text + " ON (" + PropertyList(need) + ")";
}

bool IsNameInUse(string_view code) {
  return code == "Neo.ClientError.Schema.ConstraintWithNameAlreadyExists" ||
         code == "Neo.ClientError.Schema.IndexWithNameAlreadyExists";
}

bool IsAlreadyThere(string_view code) {
  return IsNameInUse(code) || code == "Neo.ClientError.Schema.EquivalentSchemaRuleAlreadyExists" ||
         code == "Neo.ClientError.Schema.ConstraintAlreadyExists" ||
         code == "Neo.ClientError.Schema.IndexAlreadyExists";
}

string_view AwaitIndexesStatement() {
  return "UNWIND $names AS name CALL db.awaitIndex(name, 600) RETURN count(*)";
}

string DescribeMissing(const Schema& schema) {
  const Need& need = kNeeds[schema.missing.front()];
  if (need.unique && !schema.blocking.empty()) {
    return "the index '" + schema.blocking +
           "' on Resource.id is not unique, and Neo4j creates no uniqueness constraint beside it; drop it "
           "(DROP "
           "INDEX `" +
           schema.blocking + "`) and try again";
  }
  return string("the ") + (need.unique ? "uniqueness constraint" : "index") + " on " + string(need.label) +
         "(" + need.Properties() + ") cannot be created: both names, '" + NameFor(need, SchemaName::kUsual) +
         "' and '" + NameFor(need, SchemaName::kPrefixed) + "', belong to something else in this database";
}

}  // namespace reg2graph::neo4j
