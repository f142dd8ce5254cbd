#include "sinks/neo4j/judge.h"

#include <gtest/gtest.h>

#include <string>

namespace reg2graph::neo4j {
namespace {

using std::string;

// Recorded from 5.26.30 and 2026.09.0, shortened.
constexpr char kTxDone[] =
    R"({"results":[{"columns":["units"],"data":[{"row":[1],"meta":[null]}],"stats":{"contains_updates":true,)"
    R"("nodes_created":5,"nodes_deleted":0,"properties_set":13,"relationships_created":5,"relationship_deleted":2}}],)"
    R"("errors":[],"lastBookmarks":["FB:kcwQ"]})";
constexpr char kTxDoneWithNotification[] =
    R"({"results":[{"columns":["units"],"data":[{"row":[1],"meta":[null]}],"stats":{"nodes_created":5,)"
    R"("relationships_created":5}}],"notifications":[{"code":"Neo.ClientNotification.Statement.FeatureDeprecationWarning",)"
    R"("severity":"WARNING","title":"t","description":"d"}],"errors":[]})";
constexpr char kQueryDone[] =
    R"({"data":{"fields":["units"],"values":[[1]]},"counters":{"containsUpdates":true,"nodesCreated":5,)"
    R"("nodesDeleted":0,"propertiesSet":13,"relationshipsCreated":5,"relationshipsDeleted":2},"bookmarks":["FB:kcwQ"]})";
constexpr char kQueryLateError[] =
    R"({"data":{"fields":["1/0"],"values":[]},"errors":[{"code":"Neo.ClientError.Statement.ArithmeticError",)"
    R"("message":"/ by zero"}]})";
constexpr char kUnauthorized[] =
    R"({"errors":[{"code":"Neo.ClientError.Security.Unauthorized","message":"Invalid credential."}]})";

HttpResult Answered(int status, string body) {
  HttpResult result;
  result.outcome = HttpOutcome::kAnswered;
  result.response.status = status;
  result.response.body = std::move(body);
  return result;
}

string ErrorBody(const string& code) {
  return R"({"results":[],"errors":[{"code":")" + code + R"(","message":"m"}]})";
}

const Expectation kFive{.numbers = {1}, .nodes_created = 5, .edges_created = 5, .exact = true};

TEST(JudgeTest, DoneIsDoneInBothForms) {
  for (const char* body : {kTxDone, kTxDoneWithNotification, kQueryDone}) {
    const DeliveryOutcome outcome = Judge(Answered(200, body), kFive);
    EXPECT_EQ(outcome.verdict, Verdict::kDone) << body;
    EXPECT_EQ(outcome.counters.nodes_created, 5);
    EXPECT_EQ(outcome.counters.edges_created, 5);
  }
  EXPECT_EQ(Judge(Answered(200, kTxDone), kFive).counters.edges_deleted, 2);
  EXPECT_EQ(Judge(Answered(202, kQueryDone), kFive).counters.properties_set, 13);
}

TEST(JudgeTest, ResultsOfAllStatementsCount) {
  const string result = R"({"columns":["n"],"data":[{"row":[3],"meta":[null]}],"stats":{"nodes_created":2,)"
                        R"("relationships_created":1,"relationship_deleted":1}})";
  const DeliveryOutcome outcome = Judge(
      Answered(200, R"({"results":[)" + result + "," + result + R"(],"errors":[]})"),
      Expectation{.numbers = {3, 3}, .within = 1, .nodes_created = 4, .edges_created = 2, .exact = true});
  EXPECT_EQ(outcome.verdict, Verdict::kDone) << outcome.message;
  EXPECT_EQ(outcome.counters.edges_deleted, 2);
  EXPECT_EQ(outcome.counters.within_created, 3);
}

TEST(JudgeTest, ErrorsDecideNotTheStatus) {
  EXPECT_EQ(Judge(Answered(202, kQueryLateError), kFive).verdict, Verdict::kReplan);
  EXPECT_EQ(Judge(Answered(200, ErrorBody("Neo.TransientError.Transaction.DeadlockDetected")), kFive).verdict,
            Verdict::kRetry);
  EXPECT_EQ(Judge(Answered(500, ErrorBody("Neo.DatabaseError.General.UnknownError")), kFive).verdict,
            Verdict::kRejected);
}

TEST(JudgeTest, AnErrorOfNoKnownFormIsOne) {
  string body(kTxDone);
  body.replace(body.find("\"errors\":[]"), 11, "\"errors\":[1]");
  EXPECT_EQ(Judge(Answered(200, body), kFive).verdict, Verdict::kRejected);
}

TEST(JudgeTest, RowsOfAnotherFormAreRefused) {
  EXPECT_EQ(DescribeDuplicates(R"({"data":{"values":[["/us",2]]}})"), "\"/us\" (2 times)");
  EXPECT_EQ(DescribeDuplicates(R"({"data":{"values":[["/us"]]}})"), "");
  const auto edges = [](const string& out, const string& entering) {
    return R"({"data":{"values":[["/us/cfr/t1/p1",["Resource","Division","Part"],{},)" + out + "," +
           entering + ",null,[]]]}}";
  };
  EXPECT_TRUE(ParseUnit(edges(R"([["CITES","/us",{}]])", R"([["/us",{}]])"), "/us/cfr/t1/p1").ok());
  EXPECT_FALSE(ParseUnit(edges(R"([["CITES"]])", "[]"), "/us/cfr/t1/p1").ok());
  EXPECT_FALSE(ParseUnit(edges("[]", R"([["/us"]])"), "/us/cfr/t1/p1").ok());
}

TEST(JudgeTest, CountersThatDifferArePlannedAnew) {
  Expectation more = kFive;
  more.nodes_created = 6;
  const DeliveryOutcome outcome = Judge(Answered(200, kTxDone), more);
  EXPECT_EQ(outcome.verdict, Verdict::kReplan);
  EXPECT_NE(outcome.message.find("5 nodes created where 6"), string::npos) << outcome.message;
  Expectation fewer = kFive;
  fewer.nodes_created = 4;
  EXPECT_EQ(Judge(Answered(200, kTxDone), fewer).verdict, Verdict::kReplan);
  fewer.exact = false;
  EXPECT_EQ(Judge(Answered(200, kTxDone), fewer).verdict, Verdict::kDone);
  Expectation rows = kFive;
  rows.numbers = {2};
  EXPECT_EQ(Judge(Answered(200, kTxDone), rows).verdict, Verdict::kReplan);
  rows.numbers = {Expectation::kAny};
  EXPECT_EQ(Judge(Answered(200, kTxDone), rows).verdict, Verdict::kDone);
  rows.numbers = {1, 1};
  EXPECT_EQ(Judge(Answered(200, kTxDone), rows).verdict, Verdict::kReplan) << "a statement without a result";
}

TEST(JudgeTest, TransportDecidesWhereNoAnswerCame) {
  HttpResult result;
  result.error = "refused";
  result.outcome = HttpOutcome::kNotSent;
  EXPECT_EQ(Judge(result, kFive).verdict, Verdict::kRetry);
  result.outcome = HttpOutcome::kUnknown;
  EXPECT_EQ(Judge(result, kFive).verdict, Verdict::kReplan);
  result.outcome = HttpOutcome::kTooLarge;
  EXPECT_EQ(Judge(result, kFive).verdict, Verdict::kReplan);
  EXPECT_TRUE(absl::IsUnavailable(StatusOf(Answered(502, "<html>"), {})));
  EXPECT_TRUE(absl::IsFailedPrecondition(StatusOf(result, {}))) << "asking again brings no other answer";
}

TEST(JudgeTest, AnAnswerThatIsNotNeo4js) {
  EXPECT_EQ(Judge(Answered(502, "<html>"), kFive).verdict, Verdict::kReplan);
  EXPECT_EQ(Judge(Answered(500, ""), kFive).verdict, Verdict::kReplan);
  EXPECT_EQ(Judge(Answered(200, R"({"results":[)"), kFive).verdict, Verdict::kReplan);
  EXPECT_EQ(Judge(Answered(200, "[]"), kFive).verdict, Verdict::kReplan);
  EXPECT_EQ(Judge(Answered(413, ""), kFive).verdict, Verdict::kTooBig);
  EXPECT_EQ(Judge(Answered(429, ""), kFive).verdict, Verdict::kRetry);
  EXPECT_EQ(Judge(Answered(403, "no"), kFive).verdict, Verdict::kStop);
}

TEST(JudgeTest, WhoseConstraintIsViolatedDecides) {
  const auto judge = [](const string& message) {
    return Judge(
        Answered(200,
                 R"({"results":[],"errors":[{"code":"Neo.ClientError.Schema.ConstraintValidationFailed",)"
                 R"("message":")" +
                     message + R"("}]})"),
        kFive);
  };
  const DeliveryOutcome own =
      judge("Node(7) already exists with label `Resource` and property `id` = '/us/cfr/t1'");
  EXPECT_EQ(own.verdict, Verdict::kReplan);
  EXPECT_EQ(TakenId(own), "/us/cfr/t1");
  const DeliveryOutcome others = TakenByOthers("/us/cfr/t1", own);
  EXPECT_EQ(others.verdict, Verdict::kUnitRejected);
  EXPECT_EQ(others.code, own.code);
  // Only the commit shows it: a relationship has come to a node that is being deleted.
  const DeliveryOutcome commit = judge("Failed to commit transaction bolt-35");
  EXPECT_EQ(commit.verdict, Verdict::kReplan);
  EXPECT_EQ(TakenId(commit), "");
  for (const char* message :
       {"Node(1) already exists with label `Part` and property `identifier` = '1'",
        "Node(1) already exists with label `Resource` and properties `id` = '/us', `identifier` = '1'",
        "Node(1) with label `Part` must have the property `owner`",
        "Node(1) with label `Part` required the property `volumes` to be of type `STRING`, must be of "
        "type"}) {
    const DeliveryOutcome outcome = judge(message);
    EXPECT_EQ(outcome.verdict, Verdict::kUnitRejected) << message;
    EXPECT_EQ(TakenId(outcome), "") << message;
    EXPECT_NE(outcome.message.find("Node(1)"), string::npos);
  }
}

TEST(JudgeTest, AKeyThatIsTooLongIsNotTriedAgain) {
  const DeliveryOutcome outcome = Judge(
      Answered(202, R"({"results":[],"errors":[{"code":"Neo.DatabaseError.Statement.ExecutionFailed",)"
                    R"("message":"Property value is too large to index, please see index documentation for )"
                    R"(limitations."}]})"),
      kFive);
  EXPECT_EQ(outcome.verdict, Verdict::kRejected);
  EXPECT_EQ(outcome.cause, Cause::kRefused);
  EXPECT_NE(outcome.message.find("too large to index"), string::npos);
}

TEST(JudgeTest, EachCode) {
  const struct {
    const char* code;
    Verdict verdict;
  } kCases[] = {
      {"Neo.TransientError.Transaction.DeadlockDetected", Verdict::kRetry},
      {"Neo.TransientError.Transaction.LockAcquisitionTimeout", Verdict::kRetry},
      {"Neo.TransientError.General.DatabaseUnavailable", Verdict::kRetry},
      {"Neo.TransientError.General.MemoryPoolOutOfMemoryError", Verdict::kTooBig},
      {"Neo.TransientError.General.OutOfMemoryError", Verdict::kTooBig},
      {"Neo.TransientError.General.TransactionMemoryLimit", Verdict::kTooBig},
      {"Neo.TransientError.Transaction.Terminated", Verdict::kReplan},
      {"Neo.TransientError.Transaction.LockClientStopped", Verdict::kReplan},
      {"Neo.ClientError.Security.AuthorizationExpired", Verdict::kRetry},
      {"Neo.ClientError.Cluster.NotALeader", Verdict::kRetry},
      {"Neo.ClientError.General.ForbiddenOnReadOnlyDatabase", Verdict::kRetry},
      {"Neo.ClientError.Schema.ConstraintValidationFailed", Verdict::kReplan},
      {"Neo.ClientError.Statement.EntityNotFound", Verdict::kReplan},
      {"Neo.ClientError.Statement.ArithmeticError", Verdict::kReplan},
      {"Neo.ClientError.Statement.TypeError", Verdict::kRejected},
      {"Neo.ClientError.Statement.SyntaxError", Verdict::kStop},
      {"Neo.ClientError.Request.InvalidFormat", Verdict::kRejected},
      {"Neo.ClientError.Security.Unauthorized", Verdict::kStop},
      {"Neo.ClientError.Security.Forbidden", Verdict::kStop},
      {"Neo.ClientError.General.WriteOnReadOnlyAccessDatabase", Verdict::kStop},
      {"Neo.ClientError.Database.DatabaseNotFound", Verdict::kStop},
      {"Neo.DatabaseError.General.UnknownError", Verdict::kRejected},
      {"Neo.DatabaseError.Transaction.TransactionCommitFailed", Verdict::kReplan},
      {"something else", Verdict::kRejected},
  };
  for (const auto& c : kCases) EXPECT_EQ(VerdictOfCode(c.code), c.verdict) << c.code;
}

TEST(StatusTest, NamesWhatIsWrong) {
  const auto status = [](HttpResult result) {
    return StatusOf(result, ParseAnswer(result.response.body)).code();
  };
  EXPECT_EQ(status(Answered(202, kQueryDone)), absl::StatusCode::kOk);
  EXPECT_EQ(status(Answered(401, kUnauthorized)), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(status(Answered(401, "")), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(status(Answered(404, ErrorBody("Neo.ClientError.Database.DatabaseNotFound"))),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(status(Answered(403, ErrorBody("Neo.ClientError.Security.Forbidden"))),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(status(Answered(503, "")), absl::StatusCode::kUnavailable);
  EXPECT_EQ(status(Answered(200, ErrorBody("Neo.TransientError.General.DatabaseUnavailable"))),
            absl::StatusCode::kUnavailable);
  EXPECT_EQ(status(HttpResult()), absl::StatusCode::kUnavailable);
}

TEST(DiscoveryTest, FindsTheApis) {
  const auto both =
      ParseDiscovery(R"({"query":"http://h/db/{databaseName}/query/v2",)"
                     R"("transaction":"http://h/db/{databaseName}/tx","neo4j_version":"5.26.30"})");
  ASSERT_TRUE(both.ok());
  EXPECT_TRUE(both->tx && both->query);
  EXPECT_EQ(both->version, "5.26.30");
  EXPECT_FALSE(ParseDiscovery(R"({"query":"x","neo4j_version":"2030.01.0"})")->tx);
  EXPECT_FALSE(ParseDiscovery(R"({"hello":1})").ok());
  EXPECT_FALSE(ParseDiscovery("<html>").ok());
}

}  // namespace
}  // namespace reg2graph::neo4j
