#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>

#include "engine/core/json_writer.h"
#include "sinks/neo4j/statements.h"
#include "sinks/neo4j/write_statements.h"
#include "tests/sinks/neo4j/sink_client.h"

// Neo4j plans a statement with the counts of the moment and keeps the plan, so a statement that is planned
// while the database is empty must not be one that reads whole labels or indexes.
namespace reg2graph {
namespace {

using std::string;
using std::string_view;

// The plan's operators that read more than they are asked for.
std::set<string> ScansOf(Client& client, string_view statement) {
  // Without the options of the statement: one of them keeps the plan that is there.
  const string_view cypher =
      statement.starts_with("CYPHER ") ? statement.substr(statement.find("replan=skip ") + 12) : statement;
  string text = "CYPHER runtime=slotted replan=force EXPLAIN ";
  text.append(cypher);
  string body;
  ObjectWriter writer(body);
  writer.String("statement", text);
  writer.Raw("parameters", R"({"p":{}})");
  writer.Close();
  const string answer = client.Post("/query/v2", body);
  EXPECT_NE(answer.find("\"queryPlan\""), string::npos) << answer << "\n" << text;
  std::set<string> scans;
  constexpr string_view kOperator = "\"operatorType\":\"";
  for (size_t at = answer.find(kOperator); at != string::npos; at = answer.find(kOperator, at + 1)) {
    const size_t begin = at + kOperator.size();
    const string name = answer.substr(begin, answer.find('"', begin) - begin);
    if (name.find("Scan") != string::npos) scans.insert(name);
  }
  return scans;
}

void ExpectSeeks(Client& client) {
  for (int step = 0; step < neo4j::kStepCount; ++step) {
    const string_view statement = neo4j::StatementOf(static_cast<neo4j::Step>(step));
    EXPECT_EQ(ScansOf(client, statement), std::set<string>()) << statement;
  }
  for (const string_view statement :
       {neo4j::FetchTitleStatement(), neo4j::FetchUnitStatement(false), neo4j::IsOwnStatement()})
    EXPECT_EQ(ScansOf(client, statement), std::set<string>()) << statement;
}

TEST(PlansTest, NothingIsScannedInAnEmptyDatabase) {
  Client client;
  ASSERT_TRUE(client.Open().ok());
  client.Query("MATCH (n) DETACH DELETE n");
  ExpectSeeks(client);
}

}  // namespace
}  // namespace reg2graph
