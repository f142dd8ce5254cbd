#include "sinks/neo4j/judge.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "engine/core/strings.h"

namespace reg2graph::neo4j {
namespace {

using std::string;
using std::string_view;

struct Rule {
  string_view prefix;
  Verdict verdict;
  Cause cause;
};

// The first that fits decides.
constexpr Rule kRules[] = {
    {"Neo.TransientError.General.MemoryPoolOutOfMemoryError", Verdict::kTooBig, Cause::kOverload},
    {"Neo.TransientError.General.OutOfMemoryError", Verdict::kTooBig, Cause::kOverload},
    {"Neo.TransientError.General.TransactionMemoryLimit", Verdict::kTooBig, Cause::kOverload},
    {"Neo.ClientError.Transaction.TransactionTimedOut", Verdict::kTooBig, Cause::kTooLarge},
    // Somebody ended the transaction (an operator, or a server that stops).
    {"Neo.TransientError.Transaction.Terminated", Verdict::kReplan, Cause::kConflict},
    {"Neo.TransientError.Transaction.LockClientStopped", Verdict::kReplan, Cause::kConflict},
    {"Neo.ClientError.Transaction.Terminated", Verdict::kReplan, Cause::kConflict},
    {"Neo.ClientError.Transaction.LockClientStopped", Verdict::kReplan, Cause::kConflict},
    {"Neo.TransientError.Transaction.DeadlockDetected", Verdict::kRetry, Cause::kDeadlock},
    {"Neo.TransientError.", Verdict::kRetry, Cause::kOverload},
    {"Neo.ClientError.Security.AuthorizationExpired", Verdict::kRetry, Cause::kOverload},
    {"Neo.ClientError.Cluster.NotALeader", Verdict::kRetry, Cause::kOverload},
    {"Neo.ClientError.General.ForbiddenOnReadOnlyDatabase", Verdict::kRetry, Cause::kOverload},
    {"Neo.DatabaseError.Transaction.TransactionStartFailed", Verdict::kRetry, Cause::kServerFault},
    // The graph is not what the plan took it for: a key that is there, a node or a state that is not.
    {"Neo.ClientError.Schema.ConstraintValidationFailed", Verdict::kReplan, Cause::kConflict},
    {"Neo.ClientError.Statement.EntityNotFound", Verdict::kReplan, Cause::kConflict},
    {"Neo.ClientError.Statement.ArithmeticError", Verdict::kReplan, Cause::kConflict},
    {"Neo.DatabaseError.Transaction.TransactionCommitFailed", Verdict::kReplan, Cause::kServerFault},
    // No other batch would fare better.
    {"Neo.ClientError.Security.", Verdict::kStop, Cause::kRefused},
    {"Neo.ClientError.Database.", Verdict::kStop, Cause::kRefused},
    {"Neo.ClientError.Statement.SyntaxError", Verdict::kStop, Cause::kRefused},
    {"Neo.ClientError.Statement.AccessMode", Verdict::kStop, Cause::kRefused},
    {"Neo.ClientError.General.WriteOnReadOnlyAccessDatabase", Verdict::kStop, Cause::kRefused},
    {"Neo.DatabaseError.", Verdict::kRejected, Cause::kServerFault},
    {"Neo.ClientError.", Verdict::kRejected, Cause::kRefused},
};

constexpr Rule kUnknownCode{"", Verdict::kRejected, Cause::kRefused};

const Rule& RuleOfCode(string_view code) {
  const auto rule = std::find_if(std::begin(kRules), std::end(kRules), [code](const Rule& candidate) {
    return code.starts_with(candidate.prefix);
  });
  return rule == std::end(kRules) ? kUnknownCode : *rule;
}

DeliveryOutcome Outcome(Verdict verdict, Cause cause, string code, string message) {
  DeliveryOutcome outcome;
  outcome.verdict = verdict;
  outcome.cause = cause;
  outcome.code = std::move(code);
  outcome.message = std::move(message);
  return outcome;
}

constexpr string_view kConstraintFailed = "Neo.ClientError.Schema.ConstraintValidationFailed";
// "Node(7) already exists with label `Resource` and property `id` = '/us/cfr/t1'"
constexpr string_view kOwnConstraint = "with label `Resource` and property `id` = '";

// Of a syntax error the rest is the whole statement.
string FirstLine(string_view text) { return string(text.substr(0, text.find('\n'))); }

string Explain(const Answer& answer) {
  if (answer.code == "Neo.ClientError.Statement.ArithmeticError") {
    return "the graph is not as it was when this was planned: somebody else changed the unit, or a node is "
           "missing";
  }
  return FirstLine(answer.message);
}

// Two writers may create one key, and then looking again helps. A constraint of others on labels or
// properties that this program writes is violated whenever it is tried. What shows only at the commit, such
// as a relationship to a node that is being deleted, does not name a constraint.
DeliveryOutcome JudgeError(const Answer& answer) {
  const Rule& rule = RuleOfCode(answer.code);
  const string_view message = answer.message;
  const bool others = answer.code == kConstraintFailed && message.find(kOwnConstraint) == string_view::npos &&
                      (message.find("already exists with") != string_view::npos ||
                       message.find("must have the propert") != string_view::npos ||
                       message.find("must be of type") != string_view::npos);
  if (others) return Outcome(Verdict::kUnitRejected, Cause::kRefused, answer.code, Explain(answer));
  // A key of more than 8 KB, which the server calls a fault of its own.
  if (message.find("is too large to index") != string_view::npos)
    return Outcome(Verdict::kRejected, Cause::kRefused, answer.code, Explain(answer));
  return Outcome(rule.verdict, rule.cause, answer.code, Explain(answer));
}

// An answer that Neo4j did not write: a proxy's, or what a dying server left.
DeliveryOutcome JudgeStatus(int status) {
  const string code = "HTTP " + std::to_string(status);
  if (status == 413)
    return Outcome(Verdict::kTooBig, Cause::kTooLarge, code,
                   "the request is too large for the proxy in front of Neo4j");
  if (status == 408 || status == 429)
    return Outcome(Verdict::kRetry, Cause::kOverload, code, "asked to wait");
  if (status >= 400 && status < 500)
    return Outcome(Verdict::kStop, Cause::kRefused, code, "refused, and not by Neo4j itself");
  return Outcome(Verdict::kReplan, Cause::kNoAnswer, code, "no answer from Neo4j: the outcome is unknown");
}

string Difference(string_view what, int64_t found, int64_t expected) {
  return string("the server reports ") + std::to_string(found) + " " + string(what) + " where " +
         std::to_string(expected) + " were sent";
}

// Empty if the counters are those that were expected.
string FindDifference(const Answer& answer, const Expectation& expected) {
  const DeliveryCounters& counters = answer.counters;
  if (answer.numbers.empty()) return "the server returned no row";
  const std::vector<int64_t>& numbers = expected.numbers;
  if (answer.numbers.size() != numbers.size())
    return Difference("results", static_cast<int64_t>(answer.numbers.size()),
                      static_cast<int64_t>(numbers.size()));
  for (size_t i = 0; i < numbers.size(); ++i) {
    if (numbers[i] != Expectation::kAny && answer.numbers[i] != numbers[i])
      return Difference("rows", answer.numbers[i], numbers[i]);
  }
  const auto differs = [&](int64_t found, int64_t sent) {
    return expected.exact ? found != sent : found < sent;
  };
  if (differs(counters.nodes_created, expected.nodes_created)) {
    return Difference("nodes created", counters.nodes_created, expected.nodes_created);
  }
  if (differs(counters.edges_created, expected.edges_created)) {
    return Difference("relationships created", counters.edges_created, expected.edges_created);
  }
  return {};
}

string Message(const Answer& answer) { return answer.code + ": " + FirstLine(answer.message); }

bool IsConflict(string_view code) { return VerdictOfCode(code) == Verdict::kReplan; }

absl::Status StatusOfCode(const Answer& answer) {
  const string_view code = answer.code;
  const string message = Message(answer);
  if (code.starts_with("Neo.ClientError.Security.Unauthorized") ||
      code.starts_with("Neo.ClientError.Security.AuthenticationRateLimit")) {
    return absl::UnauthenticatedError("Neo4j refuses the user name or password (" + message + ")");
  }
  if (code.starts_with("Neo.ClientError.Security.CredentialsExpired")) {
    return absl::PermissionDeniedError("Neo4j wants the password to be changed first (" + message + ")");
  }
  if (code.starts_with("Neo.ClientError.Database.DatabaseNotFound")) {
    return absl::NotFoundError("there is no such database (" + message + ")");
  }
  const Verdict verdict = VerdictOfCode(code);
  if (verdict == Verdict::kRetry || IsConflict(code)) return absl::UnavailableError(message);
  if (code.starts_with("Neo.ClientError.Security.")) return absl::PermissionDeniedError(message);
  return absl::FailedPreconditionError(message);
}

absl::Status StatusOfHttp(int status) {
  const string message = "HTTP status " + std::to_string(status) + " and no answer from Neo4j";
  if (status == 401)
    return absl::UnauthenticatedError("the user name or password is refused (" + message + ")");
  if (status == 403) return absl::PermissionDeniedError(message);
  if (status == 404) return absl::NotFoundError(message);
  if (status >= 500 || status == 408 || status == 429) return absl::UnavailableError(message);
  return absl::FailedPreconditionError(message);
}

}  // namespace

Verdict VerdictOfCode(string_view code) { return RuleOfCode(code).verdict; }

string TakenId(const DeliveryOutcome& outcome) {
  if (outcome.code != kConstraintFailed) return {};
  const string_view message = outcome.message;
  const size_t found = message.find(kOwnConstraint);
  if (found == string_view::npos) return {};
  const size_t begin = found + kOwnConstraint.size();
  const size_t end = message.rfind('\'');
  return end > begin ? string(message.substr(begin, end - begin)) : string();
}

DeliveryOutcome TakenByOthers(string_view id, DeliveryOutcome conflict) {
  conflict.verdict = Verdict::kUnitRejected;
  conflict.cause = Cause::kRefused;
  conflict.message = "a node that this program did not write has the id '" + string(id) + "'";
  return conflict;
}

DeliveryOutcome Judge(const HttpResult& result, const Expectation& expected) {
  if (result.outcome == HttpOutcome::kNotSent)
    return Outcome(Verdict::kRetry, Cause::kNoAnswer, "not sent", result.error);
  if (result.outcome == HttpOutcome::kUnknown)
    return Outcome(Verdict::kReplan, Cause::kNoAnswer, "outcome unknown", result.error);
  if (result.outcome == HttpOutcome::kTooLarge)
    return Outcome(Verdict::kReplan, Cause::kNoAnswer, "answer too large", result.error);
  const Answer answer = ParseAnswer(result.response.body);
  if (!answer.recognised) return JudgeStatus(result.response.status);
  if (!answer.code.empty()) return JudgeError(answer);
  string difference = FindDifference(answer, expected);
  DeliveryOutcome outcome = difference.empty() ? Outcome(Verdict::kDone, Cause::kNone, "", "")
                                               : Outcome(Verdict::kReplan, Cause::kConflict,
                                                         "counters differ", std::move(difference));
  outcome.counters = answer.counters;
  if (expected.within && *expected.within < answer.numbers.size())
    outcome.counters.within_created = answer.numbers[*expected.within];
  return outcome;
}

absl::Status StatusOf(const HttpResult& result, const Answer& answer) {
  if (result.outcome == HttpOutcome::kTooLarge) return absl::FailedPreconditionError(result.error);
  if (result.outcome != HttpOutcome::kAnswered) return absl::UnavailableError(result.error);
  if (!answer.recognised) return StatusOfHttp(result.response.status);
  if (!answer.code.empty()) return StatusOfCode(answer);
  return absl::OkStatus();
}

}  // namespace reg2graph::neo4j
