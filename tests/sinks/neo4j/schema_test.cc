#include "sinks/neo4j/schema.h"

#include <gtest/gtest.h>

#include <string>

#include "sinks/neo4j/schema_statements.h"

namespace reg2graph::neo4j {
namespace {

using std::string;

string Row(const string& name, const string& label, const string& properties, const string& state = "ONLINE",
           const string& kind = "") {
  return R"([")" + name + R"(",")" + label + R"(",")" + properties + R"(",")" + state + R"(",")" + kind +
         R"("])";
}

Schema Parse(const string& rows, SchemaPart part = SchemaPart::kLoad) {
  const auto schema = ParseSchema(R"({"data":{"values":[)" + rows + "]}}", part);
  EXPECT_TRUE(schema.ok()) << schema.status();
  return schema.ok() ? *schema : Schema();
}

string AllButTheConstraint() {
  string rows;
  for (const SchemaNeed& need : SchemaNeeds()) {
    if (need.kind == NeedKind::kUnique) continue;
    string properties(need.properties[0]);
    if (!need.properties[1].empty()) properties.append(",").append(need.properties[1]);
    rows += (rows.empty() ? "" : ",") + Row("any", string(need.label), properties, "ONLINE",
                                            string(kNeedKindNames[static_cast<size_t>(need.kind)]));
  }
  return rows;
}

TEST(SchemaTest, NothingIsThere) {
  const Schema for_load = Parse("");
  const Schema for_text = Parse("", SchemaPart::kFullText);
  EXPECT_EQ(for_load.missing.size() + for_text.missing.size(), SchemaNeeds().size());
  EXPECT_EQ(for_text.missing.size(), 2u);
  EXPECT_TRUE(for_load.pending.empty() && for_text.pending.empty());
}

TEST(SchemaTest, AllIsThereUnderAnyName) {
  for (const SchemaPart part : {SchemaPart::kLoad, SchemaPart::kFullText}) {
    const Schema schema =
        Parse(AllButTheConstraint() + "," + Row("x", "Resource", "id", "ONLINE", "unique"), part);
    EXPECT_TRUE(schema.missing.empty());
    EXPECT_TRUE(schema.pending.empty());
    EXPECT_EQ(schema.blocking, "");
  }
}

TEST(SchemaTest, WhatIsNotOnlineIsWaitedForIfItIsNeeded) {
  const Schema schema =
      Parse(AllButTheConstraint() + "," + Row("x", "Resource", "id", "POPULATING", "unique") + "," +
            Row("theirs", "Invoice", "id", "FAILED"));
  EXPECT_TRUE(schema.missing.empty());
  EXPECT_EQ(schema.pending, std::vector<string>{"x"});
}

TEST(SchemaTest, AnIndexThatIsNotUniqueIsNoConstraint) {
  const Schema schema = Parse(AllButTheConstraint() + "," + Row("plain", "Resource", "id"));
  ASSERT_EQ(schema.missing.size(), 1u);
  EXPECT_EQ(SchemaNeeds()[schema.missing[0]].kind, NeedKind::kUnique);
  EXPECT_NE(DescribeMissing(schema).find("DROP INDEX `plain`"), string::npos);
}

TEST(SchemaTest, OtherPropertiesLabelsAndOrdersDoNotServe) {
  for (const string& row :
       {Row("part_id", "Parts", "id"), Row("part_id", "Part", "label"),
        Row("paragraph_text", "Paragraph", "text"), Row("part_id", "Part", "id", "ONLINE", "fulltext"),
        Row("division_claim", "Division", "claim,id"), Row("division_claim", "Division", "claim")}) {
    EXPECT_EQ(Parse(row).missing.size(), Parse("").missing.size()) << row;
    EXPECT_EQ(Parse(row, SchemaPart::kFullText).missing.size(), 2u) << row;
  }
}

TEST(SchemaTest, RowsOfAnotherFormAreRefused) {
  EXPECT_FALSE(ParseSchema(R"({"data":{"values":[["a","b"]]}})", SchemaPart::kLoad).ok());
}

TEST(SchemaTest, StatementsNameWhatIsNeeded) {
  EXPECT_EQ(CreateStatement(0, SchemaName::kUsual),
            "CREATE CONSTRAINT resource_id FOR (n:Resource) REQUIRE n.id IS UNIQUE");
  EXPECT_EQ(CreateStatement(3, SchemaName::kPrefixed),
            "CREATE INDEX reg2graph_division_structure_as_of FOR (n:Division) ON (n.id, n.structure_as_of)");
  EXPECT_EQ(CreateStatement(SchemaNeeds().size() - 1, SchemaName::kUsual),
            "CREATE FULLTEXT INDEX division_heading FOR (n:Division) ON EACH [n.heading, n.label]");
}

}  // namespace
}  // namespace reg2graph::neo4j
