// Any bytes as an answer of Neo4j's: never "done" where it is cut off, reports an error, or counts something
// else.
#include <simdjson.h>

#include "sinks/neo4j/answer.h"
#include "sinks/neo4j/judge.h"
#include "tests/fuzz/fuzz_target.h"

namespace reg2graph::neo4j {
namespace {

HttpResult Answered(std::string_view body, int status) {
  HttpResult result;
  result.outcome = HttpOutcome::kAnswered;
  result.response.status = status;
  result.response.body = std::string(body);
  return result;
}

bool IsJson(std::string_view body) {
  simdjson::dom::parser parser;
  return parser.parse(body.data(), body.size()).error() == simdjson::SUCCESS;
}

bool TellsOfErrors(std::string_view body) {
  simdjson::dom::parser parser;
  simdjson::dom::array errors;
  const auto parsed = parser.parse(body.data(), body.size());
  return parsed["errors"].get(errors) == simdjson::SUCCESS && errors.size() > 0;
}

void CheckVerdict(std::string_view body, const Expectation& expected, int status) {
  const DeliveryOutcome outcome = Judge(Answered(body, status), expected);
  if (outcome.verdict != Verdict::kDone) {
    FUZZ_REQUIRE(!outcome.code.empty(), "refused without a code");
    return;
  }
  const Answer answer = ParseAnswer(body);
  FUZZ_REQUIRE(answer.recognised && answer.code.empty() && !TellsOfErrors(body), "done in spite of an error");
  FUZZ_REQUIRE(!answer.numbers.empty(), "done without a row");
  const DeliveryCounters& counters = answer.counters;
  FUZZ_REQUIRE(
      counters.nodes_created >= expected.nodes_created && counters.edges_created >= expected.edges_created,
      "done, and less is counted than was sent");
}

void RequireRefused(std::string_view cut) {
  FUZZ_REQUIRE(!ParseAnswer(cut).recognised, "an answer that is cut off is recognised");
  FUZZ_REQUIRE(!ParseDiscovery(cut).ok(), "a discovery document that is cut off is read");
  FUZZ_REQUIRE(!ParseTitle(cut).ok() && !ParseUnit(cut, "/us/cfr/t12/p1").ok(),
               "rows that are cut off are read");
  FUZZ_REQUIRE(DescribeDuplicates(cut).empty(), "rows that are cut off are described");
}

}  // namespace

FUZZ_TARGET(neo4j_answer) {
  const uint8_t choice = fuzz::TakeChoice(input);
  for (const int status : {200, 202, 400 + choice}) {
    CheckVerdict(input,
                 {.numbers = {choice % 3},
                  .nodes_created = choice % 7,
                  .edges_created = choice % 7,
                  .exact = choice % 2 == 0},
                 status);
    StatusOf(Answered(input, status), ParseAnswer(input)).IgnoreError();
  }
  ParseDiscovery(input).IgnoreError();
  ParseTitle(input).IgnoreError();
  ParseUnit(input, "/us/cfr/t12").IgnoreError();
  ParseUnit(input, "/us/cfr/t12/p1026").IgnoreError();
  DescribeDuplicates(input);
  const size_t last = input.find_last_not_of(" \t\r\n");
  if (last != input.npos && IsJson(input)) RequireRefused(input.substr(0, choice * last / 256));
}

}  // namespace reg2graph::neo4j
