#include "engine/app/target.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/core/percent.h"
#include "engine/core/strings.h"

namespace reg2graph {
namespace {

constexpr char kNoTarget[] =
    "no target: set NEO4J_URI or give --to.\n"
    "  To start a Neo4j on this machine:    ./quickstart    (or scripts/neo4j start --home DIR)\n"
    "  then:                                export NEO4J_URI=http://127.0.0.1:7474\n"
    "  To write JSON Lines instead:         reg2graph ingest SOURCE --to jsonl:graph.jsonl\n"
    "  To see what would be written:        reg2graph ingest SOURCE --dry-run";

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

struct Credentials {
  std::string user, password;
};

Credentials CredentialsIn(const Environment& environment, Place place) {
  return {environment.GetFrom(place, {"NEO4J_USERNAME", "NEO4J_USER"}),
          environment.GetFrom(place, {"NEO4J_PASSWORD", "NEO4J_PASS"})};
}

bool HasCredentials(const Environment& environment, Place place) {
  const Credentials in = CredentialsIn(environment, place);
  return !in.user.empty() || !in.password.empty();
}

const char* NameOf(Place place) { return place == Place::kProcess ? "the environment" : ".env"; }
Place OtherThan(Place place) { return place == Place::kProcess ? Place::kDotenv : Place::kProcess; }

absl::Status TwoPlaces(const char* one, Place place, const char* other) {
  return absl::InvalidArgumentError(absl::StrCat(one, " comes from ", NameOf(place), ", but ", other,
                                                 " from ", NameOf(OtherThan(place)),
                                                 ": set them in one place, so that no password is sent to a "
                                                 "host that it is not for"));
}

// `from`: where the address comes from; nullopt: --to. `in_address`: what it says itself.
absl::StatusOr<Credentials> ReadCredentials(const Environment& environment, std::optional<Place> from,
                                            const Credentials& in_address) {
  const Place place =
      from.value_or(HasCredentials(environment, Place::kProcess) ? Place::kProcess : Place::kDotenv);
  Credentials own = CredentialsIn(environment, place);
  const Credentials others = CredentialsIn(environment, OtherThan(place));
  if (own.user.empty()) own.user = in_address.user;
  if (own.password.empty()) own.password = in_address.password;
  if (own.password.empty() && !others.password.empty())
    return TwoPlaces(from ? "NEO4J_URI" : "NEO4J_USERNAME", place, "NEO4J_PASSWORD");
  if (own.user.empty() && !others.user.empty())
    return TwoPlaces(from ? "NEO4J_URI" : "NEO4J_PASSWORD", place, "NEO4J_USERNAME");
  if (own.user.empty() && !own.password.empty()) own.user = "neo4j";
  return own;
}

const Scheme* ConsumeScheme(std::string_view& text) {
  for (const Scheme& scheme : kSchemes) {
    if (Consume(text, scheme.name)) return &scheme;
  }
  return nullptr;
}

// Takes "user:password@" off the front; InvalidArgument if it is in --to.
absl::StatusOr<Credentials> ConsumeCredentials(std::string_view& text, std::optional<Place> from) {
  const size_t at = text.rfind('@');
  if (at == std::string_view::npos) return Credentials();
  if (!from) {
    return absl::InvalidArgumentError(
        "user and password must not be given in --to, where every user of this machine can read them: "
        "use NEO4J_USERNAME and NEO4J_PASSWORD");
  }
  const std::string_view user = text.substr(0, at);
  text.remove_prefix(at + 1);
  const size_t colon = user.find(':');
  if (colon == std::string_view::npos) return Credentials{PercentDecode(user), ""};
  return Credentials{PercentDecode(user.substr(0, colon)), PercentDecode(user.substr(colon + 1))};
}

absl::StatusOr<std::string> ReadDatabase(std::string_view in_address, const Environment& environment) {
  std::string database(in_address);
  while (!database.empty() && database.back() == '/') database.pop_back();
  if (database.empty()) database = environment.Get({"NEO4J_DATABASE", "NEO4J_DB"});
  if (database.empty()) database = "neo4j";
  if (database.find_first_of("/?#% ") != std::string::npos)
    return absl::InvalidArgumentError(absl::StrCat("not the name of a database: ", database));
  return database;
}

// Host and port, and how they were understood.
void SetAddress(const Scheme& scheme, std::string_view authority, const std::string& whole, Target& target) {
  const char* const http = scheme.secure ? "https://" : "http://";
  if (!scheme.bolt) {
    target.base_url = absl::StrCat(http, Absl(authority));
    return;
  }
  const std::string host = HostOnly(authority);
  // Aura has one door for both protocols, and HTTPS on its usual port.
  const bool aura = scheme.secure && std::string_view(host).ends_with(".databases.neo4j.io");
  target.base_url = absl::StrCat(http, host, aura ? "" : scheme.secure ? ":7473" : ":7474");
  target.remark =
      absl::StrCat(whole, " is a Bolt address; Neo4j's HTTP port is used instead: ", target.base_url);
}

absl::StatusOr<Target> ReadNeo4j(std::string_view text, std::optional<Place> from,
                                 const Environment& environment) {
  const std::string whole = WithoutCredentials(text);
  const Scheme* const scheme = ConsumeScheme(text);
  if (scheme == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("not a target: ", whole,
                     "; expected http[s]://host:port[/database], jsonl:PATH, csv:FOLDER or null:"));
  }
  const absl::StatusOr<Credentials> in_address = ConsumeCredentials(text, from);
  if (!in_address.ok()) return in_address.status();
  const size_t slash = text.find('/');
  const std::string_view authority = text.substr(0, slash);
  if (authority.empty()) return absl::InvalidArgumentError(absl::StrCat("no host in ", whole));
  Target target;
  SetAddress(*scheme, authority, whole, target);
  // Of the same place as the address, since it decides which server is trusted.
  target.ca_bundle = environment.GetFrom(from.value_or(Place::kProcess), {"NEO4J_CA_BUNDLE"});
  absl::StatusOr<Credentials> credentials = ReadCredentials(environment, from, *in_address);
  if (!credentials.ok()) return credentials.status();
  target.user = std::move(credentials->user);
  target.password = std::move(credentials->password);
  absl::StatusOr<std::string> database =
      ReadDatabase(slash == std::string_view::npos ? "" : text.substr(slash + 1), environment);
  if (!database.ok()) return database.status();
  target.database = *std::move(database);
  return target;
}

// Where NEO4J_URI is read from.
Place PlaceOfAddress(const Environment& environment) {
  return environment.GetFrom(Place::kProcess, {"NEO4J_URI"}).empty() ? Place::kDotenv : Place::kProcess;
}

}  // namespace

absl::StatusOr<Target> ReadTarget(std::string_view text, const Environment& environment) {
  const auto from = text.empty() ? std::optional(PlaceOfAddress(environment)) : std::nullopt;
  const std::string uri = from ? environment.GetFrom(*from, {"NEO4J_URI"}) : std::string(text);
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
  return ReadNeo4j(rest, from, environment);
}

}  // namespace reg2graph
