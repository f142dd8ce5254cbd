// Any lines to `reg2graph cite`: an answer for each, that is JSON; what is taken for a request is what
// simdjson reads.
#include <simdjson.h>

#include <algorithm>
#include <sstream>

#include "engine/app/cite_lines.h"
#include "engine/app/cite_request.h"
#include "engine/core/padded_buffer.h"
#include "tests/fuzz/fuzz_target.h"

namespace reg2graph::fuzz {
namespace {

namespace dom = simdjson::dom;
using simdjson::error_code;
using std::string_view;

// Numbers that simdjson has no room for are handed through.
bool IsJson(error_code error) { return error == simdjson::SUCCESS || error == simdjson::NUMBER_ERROR; }

// Within what both take: CiteRequest bounds the depth.
bool IsShallow(string_view line) {
  return std::count_if(line.begin(), line.end(), [](char c) { return c == '[' || c == '{'; }) < 60;
}

struct Members {
  int keys = 0, texts = 0, contexts = 0;
  string_view text, context;
  bool sound = true;
};

Members MembersOf(dom::object object) {
  Members members;
  for (const auto& [name, value] : object) {
    if (name == "key") ++members.keys;
    if (name == "text") {
      ++members.texts;
      members.sound = members.sound && value.get(members.text) == simdjson::SUCCESS;
    }
    if (name == "context") {
      ++members.contexts;
      members.sound = members.sound && (value.is_null() || value.get(members.context) == simdjson::SUCCESS);
    }
  }
  return members;
}

void CompareRequest(string_view line) {
  CiteRequest request;
  std::string why;
  const PaddedBuffer padded(line);
  const bool accepted = request.Parse(padded.view(), why);
  FUZZ_REQUIRE(accepted || !why.empty(), "refused without a reason");
  dom::parser parser;
  dom::element root;
  const error_code error = parser.parse(line.data(), line.size()).get(root);
  FUZZ_REQUIRE(!accepted || IsJson(error), "accepted, but not JSON");
  dom::object object;
  if (error != simdjson::SUCCESS || root.get(object) != simdjson::SUCCESS || !IsShallow(line)) return;
  const Members members = MembersOf(object);
  if (members.keys > 1 || members.texts > 1 || members.contexts > 1) return;
  const bool is_request = members.sound && members.keys == 1 && members.texts == 1;
  FUZZ_REQUIRE(accepted == is_request, "not what simdjson takes for a request");
  if (!accepted) return;
  FUZZ_REQUIRE(request.text() == members.text, "another text");
  FUZZ_REQUIRE(request.context() == members.context, "another context");
}

// {"start":..,"end":..,"text":..,"targets":[..]}
void CheckCitation(dom::object citation, string_view text) {
  uint64_t start = 0, end = 0;
  string_view cited;
  FUZZ_REQUIRE(
      citation["start"].get(start) == simdjson::SUCCESS && citation["end"].get(end) == simdjson::SUCCESS,
      "no span");
  FUZZ_REQUIRE(start < end && end <= text.size(), "a span that is not in the text");
  FUZZ_REQUIRE(citation["text"].get(cited) == simdjson::SUCCESS && cited == text.substr(start, end - start),
               "another text than the span's");
}

void CheckAnswer(string_view answer, string_view line) {
  dom::parser parser;
  dom::object object;
  const error_code error = parser.parse(answer.data(), answer.size()).get(object);
  FUZZ_REQUIRE(IsJson(error), "an answer that is not JSON");
  if (error != simdjson::SUCCESS) return;
  CiteRequest request;
  std::string why;
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  const PaddedBuffer padded(line);
  dom::array citations;
  const bool answered = object["citations"].get(citations) == simdjson::SUCCESS;
  FUZZ_REQUIRE(answered == request.Parse(padded.view(), why),
               "an answer to what is no request, or none to one");
  if (!answered) return;
  for (dom::object citation : citations) CheckCitation(citation, request.text());
}

// Up to the line feed, which is taken away too.
string_view TakeLine(string_view& text) {
  const size_t end = std::min(text.find('\n'), text.size());
  const string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

}  // namespace

FUZZ_TARGET(cite) {
  std::istringstream in{std::string(input)};
  std::ostringstream out;
  CiteLines(in, out);
  const std::string written = out.str();
  string_view answers = written;
  for (string_view rest = input; !rest.empty();) {
    FUZZ_REQUIRE(!answers.empty(), "a line without an answer");
    const string_view line = TakeLine(rest);
    CompareRequest(line);
    CheckAnswer(TakeLine(answers), line);
  }
  FUZZ_REQUIRE(answers.empty(), "more answers than lines");
}

}  // namespace reg2graph::fuzz
