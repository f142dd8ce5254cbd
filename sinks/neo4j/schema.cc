#include "sinks/neo4j/schema.h"

#include <algorithm>
#include <optional>
#include <span>

#include "sinks/neo4j/answer.h"
#include "sinks/neo4j/schema_statements.h"

namespace reg2graph::neo4j {
namespace {

using std::string;
using std::string_view;

// "id" or "id,claim", as a row of ShowSchemaStatement joins them.
string Joined(const SchemaNeed& need) {
  string text(need.properties[0]);
  if (!need.properties[1].empty()) text.append(",").append(need.properties[1]);
  return text;
}

bool IsOf(SchemaPart part, NeedKind kind) {
  return (kind == NeedKind::kFullText) == (part == SchemaPart::kFullText);
}

// A unique index serves where a range is needed, and one that is not blocks the constraint: both are found.
std::optional<size_t> FindNeed(string_view label, string_view properties, SchemaPart part) {
  const auto needs = SchemaNeeds();
  const auto need = std::find_if(needs.begin(), needs.end(), [&](const SchemaNeed& candidate) {
    return candidate.label == label && Joined(candidate) == properties && IsOf(part, candidate.kind);
  });
  if (need == needs.end()) return std::nullopt;
  return static_cast<size_t>(need - needs.begin());
}

string_view WordsOf(NeedKind kind) {
  switch (kind) {
    case NeedKind::kUnique: return "uniqueness constraint";
    case NeedKind::kRange: return "index";
    case NeedKind::kFullText: return "full-text index";
  }
  return "";
}

}  // namespace

absl::StatusOr<Schema> ParseSchema(string_view body, SchemaPart part) {
  static constexpr string_view kFullText = kNeedKindNames[static_cast<size_t>(NeedKind::kFullText)];
  Schema schema;
  std::vector<bool> found(SchemaNeeds().size());
  const absl::Status status = ForEachTextRow(body, 5, [&](std::span<const string_view> row) {
    if (!IsOf(part, row[4] == kFullText ? NeedKind::kFullText : NeedKind::kRange)) return;
    const auto need = FindNeed(row[1], row[2], part);
    if (!need) return;
    if (SchemaNeeds()[*need].kind == NeedKind::kUnique && row[4].empty()) {
      schema.blocking = string(row[0]);
      return;
    }
    found[*need] = true;
    if (row[3] != "ONLINE") schema.pending.emplace_back(row[0]);
  });
  if (!status.ok()) return status;
  for (size_t i = 0; i < found.size(); ++i) {
    if (!found[i] && IsOf(part, SchemaNeeds()[i].kind)) schema.missing.push_back(i);
  }
  return schema;
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

string DescribeMissing(const Schema& schema) {
  const size_t first = schema.missing.front();
  const SchemaNeed& need = SchemaNeeds()[first];
  if (need.kind == NeedKind::kUnique && !schema.blocking.empty()) {
    return "the index '" + schema.blocking +
           "' on Resource.id is not unique, and Neo4j creates no uniqueness constraint beside it; drop it "
           "(DROP INDEX `" +
           schema.blocking + "`) and try again";
  }
  return "the " + string(WordsOf(need.kind)) + " on " + string(need.label) + "(" + Joined(need) +
         ") cannot be created: both names, '" + NameOfNeed(first, SchemaName::kUsual) + "' and '" +
         NameOfNeed(first, SchemaName::kPrefixed) + "', belong to something else in this database";
}

}  // namespace reg2graph::neo4j
