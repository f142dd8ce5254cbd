#ifndef REG2GRAPH_SINKS_NEO4J_JUDGE_H_
#define REG2GRAPH_SINKS_NEO4J_JUDGE_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "engine/core/mutation_sink.h"
#include "engine/net/http_client.h"
#include "sinks/neo4j/answer.h"
#include "sinks/neo4j/request_body.h"

// What an exchange with Neo4j means. The body decides, not the status: the transactional API answers
// 200 and the Query API 202 also when all has failed.
namespace reg2graph::neo4j {

// The official codes: https://neo4j.com/docs/status-codes/current/errors/all-errors/
Verdict VerdictOfCode(std::string_view code);

// The id in the message of a uniqueness constraint that another node with the id violates; else nothing.
std::string TakenId(const DeliveryOutcome& outcome);
// The outcome for the units of a batch where that other node is not one that this program wrote.
DeliveryOutcome TakenByOthers(std::string_view id, DeliveryOutcome conflict);

// Of a batch that was sent and what came of it.
DeliveryOutcome Judge(const HttpResult& result, const Expectation& expected);

// Of any other statement: Ok if it did what it says; else as MutationSink::Open names the codes.
// `answer` is what ParseAnswer made of the body.
absl::Status StatusOf(const HttpResult& result, const Answer& answer);

}  // namespace reg2graph::neo4j

#endif  // REG2GRAPH_SINKS_NEO4J_JUDGE_H_
