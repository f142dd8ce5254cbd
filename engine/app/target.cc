#include "engine/app/target.h"

#include "absl/strings/str_cat.h"
#include "engine/aws/uri.h"
#include "engine/core/strings.h"

namespace reg2graph {
namespace {

constexpr char kNoTarget[] =
    "no target: set NEO4J_URI or give --to.\n"
    "  To start a Neo4j on this machine:    ./quickstart    (or scripts/neo4j start --home DIR)\n"
    "  then:                                export NEO4J_URI=http://127.0.0.1:7474\n"
    "  To write JSON Lines instead:         reg2graph ingest SOURCE --to jsonl:graph.jsonl\n"
    "  To see what would be written:        reg2graph ingest SOURCE --dry-run";

bool Consume(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

struct Scheme {
  std::string_view name;
  bool secure;
  bool bolt;
};
constexpr Scheme kSchemes[] = {{"http://", false, false},   {"https://", true, false},
                               {"bolt://", false, true},    {"neo4j://", false, true},
                               {"bolt+s://", true, true},   {"neo4j+s://", true, true},
                               {"bolt+ssc://", true, true}, {"neo4j+ssc://", true, true}};

// Everything before the last '@' is a user and a password, whatever is in it: no host and no database
// has one.
std::string WithoutCredentials(std::string_view text) {
  const size_t scheme = text.find("://");
  const size_t begin = scheme == std::string_view::npos ? 0 : scheme + 3;
  const size_t at = text.rfind('@');
  if (at == std::string_view::npos || at < begin) return std::string(text);
  return std::string(text.substr(0, begin)).append(text.substr(at + 1));
}

std::string HostOnly(std::string_view authority) {
  const size_t bracket = authority.rfind(']');  // [::1]:7687
  const size_t colon = authority.rfind(':');
  const bool has_port =
      colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
  return std::string(has_port ? authority.substr(0, colon) : authority);
}

absl::StatusOr<Target> ReadNeo4j(std::string_view text, bool from_argument, const Environment& environment) {
  const std::string whole = WithoutCredentials(text);
  const Scheme* scheme = nullptr;
  for (const Scheme& candidate : kSchemes) {
    if (Consume(text, candidate.name)) {
      scheme = &candidate;
      break;
    }
  }
  if (scheme == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("not a target: ", whole,
                     "; expected http[s]://host:port[/database], jsonl:PATH, csv:FOLDER or null:"));
  }
  Target target;
  if (const size_t at = text.rfind('@'); at != std::string_view::npos) {
    if (from_argument) {
      return absl::InvalidArgumentError(
          "user and password must not be given in --to, where every user of this machine can read them: "
          "use NEO4J_USERNAME and NEO4J_PASSWORD");
    }
    const std::string_view user = text.substr(0, at);
    const size_t colon = user.find(':');
    target.user = UriDecode(user.substr(0, colon));
    if (colon != std::string_view::npos) target.password = UriDecode(user.substr(colon + 1));
    text.remove_prefix(at + 1);
  }
  const size_t slash = text.find('/');
  const std::string_view authority = text.substr(0, slash);
  const std::string_view database = slash == std::string_view::npos ? "" : text.substr(slash + 1);
  if (authority.empty()) return absl::InvalidArgumentError(absl::StrCat("no host in ", whole));
  target.base_url = absl::StrCat(scheme->secure ? "https://" : "http://", Absl(authority));
  if (scheme->bolt) {
    target.base_url = absl::StrCat(scheme->secure ? "https://" : "http://", HostOnly(authority),
                                   scheme->secure ? ":7473" : ":7474");
    target.remark =
        absl::StrCat(whole, " is a Bolt address; Neo4j's HTTP port is used instead: ", target.base_url);
  }
  if (const std::string user = environment.Get({"NEO4J_USERNAME", "NEO4J_USER"}); !user.empty())
    target.user = user;
  if (const std::string password = environment.Get({"NEO4J_PASSWORD", "NEO4J_PASS"}); !password.empty())
    target.password = password;
  if (target.user.empty() && !target.password.empty()) target.user = "neo4j";
  target.database = database;
  while (!target.database.empty() && target.database.back() == '/') target.database.pop_back();
  if (target.database.empty()) target.database = environment.Get({"NEO4J_DATABASE", "NEO4J_DB"});
  if (target.database.empty()) target.database = "neo4j";
  if (target.database.find_first_of("/?#% ") != std::string::npos) {
    return absl::InvalidArgumentError(absl::StrCat("not the name of a database: ", target.database));
  }
  return target;
}

}  // namespace

absl::StatusOr<Target> ReadTarget(std::string_view text, const Environment& environment) {
  const bool from_argument = !text.empty();
  const std::string uri = from_argument ? std::string(text) : environment.Get({"NEO4J_URI"});
  std::string_view rest = uri;
  if (rest.empty()) return absl::InvalidArgumentError(kNoTarget);
  Target target;
  if (Consume(rest, "jsonl:")) {
    if (rest.empty()) return absl::InvalidArgumentError("jsonl: needs a path, or - for standard output");
    target.kind = Target::Kind::kJsonl;
    target.path = rest;
    return target;
  }
  if (Consume(rest, "csv:")) {
    if (rest.empty()) return absl::InvalidArgumentError("csv: needs a folder");
    target.kind = Target::Kind::kCsv;
    target.path = rest;
    return target;
  }
  if (rest == "null:" || rest == "null") {
    target.kind = Target::Kind::kNull;
    return target;
  }
  return ReadNeo4j(rest, from_argument, environment);
}

}  // namespace reg2graph
