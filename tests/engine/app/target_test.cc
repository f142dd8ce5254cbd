#include "engine/app/target.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "tests/engine/app/scoped_variables.h"
#include "tests/engine/ingest/temp_folder.h"

namespace reg2graph {
namespace {

class TargetTest : public testing::Test {
 protected:
  // The target of --to (empty: none) in an environment of these variables and dotenv_ alone.
  absl::StatusOr<Target> Read(const std::string& to,
                              const std::map<std::string, std::string>& variables = {}) {
    std::map<std::string, std::string> all = {
        {"NEO4J_URI", ""},  {"NEO4J_USERNAME", ""}, {"NEO4J_PASSWORD", ""}, {"NEO4J_DATABASE", ""},
        {"NEO4J_USER", ""}, {"NEO4J_PASS", ""},     {"NEO4J_DB", ""}};
    for (const auto& [name, value] : variables) all[name] = value;
    const ScopedVariables scoped(all);
    const TempFolder folder;
    const absl::StatusOr<Environment> environment = Environment::Load(folder.Write(".env", dotenv_));
    EXPECT_TRUE(environment.ok());
    return ReadTarget(to, *environment);
  }
  Target Good(const std::string& to, const std::map<std::string, std::string>& variables = {}) {
    const absl::StatusOr<Target> target = Read(to, variables);
    EXPECT_TRUE(target.ok()) << to << ": " << target.status();
    return target.ok() ? *target : Target();
  }
  std::string Error(const std::string& to, const std::map<std::string, std::string>& variables = {}) {
    const absl::StatusOr<Target> target = Read(to, variables);
    EXPECT_TRUE(absl::IsInvalidArgument(target.status())) << to << ": " << target.status();
    return std::string(target.status().message());
  }
  std::string dotenv_;
};

TEST_F(TargetTest, HttpAddresses) {
  Target target = Good("http://db:7474");
  EXPECT_EQ(target.kind, Target::Kind::kNeo4j);
  EXPECT_EQ(target.base_url, "http://db:7474");
  EXPECT_EQ(target.database, "neo4j");
  EXPECT_EQ(target.user + target.password + target.remark, "");
  target = Good("https://db.example.org:7473/ecfr");
  EXPECT_EQ(target.base_url, "https://db.example.org:7473");
  EXPECT_EQ(target.database, "ecfr");
  EXPECT_EQ(Good("http://db:7474/").database, "neo4j");
  EXPECT_EQ(Good("http://db:7474/ecfr/").database, "ecfr");
  EXPECT_EQ(Good("http://[::1]:7474/ecfr").base_url, "http://[::1]:7474");
}

TEST_F(TargetTest, BoltAddressesMeanTheHttpPortOfThatHostAndSaySo) {
  const std::pair<const char*, const char*> cases[] = {
      {"bolt://db:7687", "http://db:7474"},
      {"neo4j://db", "http://db:7474"},
      {"bolt+s://db:7687", "https://db:7473"},
      {"neo4j+s://db:7687/ecfr", "https://db:7473"},
      {"bolt+ssc://db:7687", "https://db:7473"},
      {"neo4j+ssc://db:7687", "https://db:7473"},
      {"neo4j+s://1a2b.databases.neo4j.io", "https://1a2b.databases.neo4j.io"},
      {"bolt://[::1]:7687", "http://[::1]:7474"},
      {"bolt://[::1]", "http://[::1]:7474"},
      {"neo4j://127.0.0.1:7687", "http://127.0.0.1:7474"}};
  for (const auto& [address, expected] : cases) {
    const Target target = Good(address);
    EXPECT_EQ(target.base_url, expected) << address;
    EXPECT_NE(target.remark.find(address), std::string::npos) << target.remark;
    EXPECT_NE(target.remark.find(expected), std::string::npos) << target.remark;
  }
  EXPECT_EQ(Good("neo4j+s://db:7687/ecfr").database, "ecfr");
}

TEST_F(TargetTest, FilesAndNothing) {
  EXPECT_EQ(Good("jsonl:out/graph.jsonl").kind, Target::Kind::kJsonl);
  EXPECT_EQ(Good("jsonl:out/graph.jsonl").path, "out/graph.jsonl");
  EXPECT_EQ(Good("jsonl:-").path, "-");
  EXPECT_EQ(Good("csv:out/graph").kind, Target::Kind::kCsv);
  EXPECT_EQ(Good("csv:out/graph").path, "out/graph");
  EXPECT_NE(Error("csv:").find("folder"), std::string::npos);
  EXPECT_EQ(Good("null:").kind, Target::Kind::kNull);
  EXPECT_NE(Error("jsonl:").find("path"), std::string::npos);
}

TEST_F(TargetTest, TheEnvironmentNamesTheTargetAndTheUser) {
  const Target target = Good("", {{"NEO4J_URI", "http://db:7474"},
                                  {"NEO4J_USERNAME", "ann"},
                                  {"NEO4J_PASSWORD", "secret"},
                                  {"NEO4J_DATABASE", "ecfr"}});
  EXPECT_EQ(target.base_url, "http://db:7474");
  EXPECT_EQ(target.user, "ann");
  EXPECT_EQ(target.password, "secret");
  EXPECT_EQ(target.database, "ecfr");
}

TEST_F(TargetTest, TheEarlierLoadersVariables) {
  const std::map<std::string, std::string> old = {{"NEO4J_URI", "bolt://db:7687"},
                                                  {"NEO4J_USER", "old"},
                                                  {"NEO4J_PASS", "oldpass"},
                                                  {"NEO4J_DB", "olddb"}};
  Target target = Good("", old);
  EXPECT_EQ(target.base_url, "http://db:7474");
  EXPECT_EQ(target.user, "old");
  EXPECT_EQ(target.password, "oldpass");
  EXPECT_EQ(target.database, "olddb");
  std::map<std::string, std::string> both = old;
  both["NEO4J_USERNAME"] = "new";
  both["NEO4J_PASSWORD"] = "newpass";
  both["NEO4J_DATABASE"] = "newdb";
  target = Good("", both);
  EXPECT_EQ(target.user, "new");
  EXPECT_EQ(target.password, "newpass");
  EXPECT_EQ(target.database, "newdb");
}

TEST_F(TargetTest, WhatIsGivenComesBeforeTheEnvironment) {
  const Target target =
      Good("http://here:1/mine", {{"NEO4J_URI", "http://there:2/theirs"}, {"NEO4J_DATABASE", "other"}});
  EXPECT_EQ(target.base_url, "http://here:1");
  EXPECT_EQ(target.database, "mine");
}

TEST_F(TargetTest, APasswordAloneIsThatOfTheFirstUser) {
  EXPECT_EQ(Good("http://db:7474", {{"NEO4J_PASSWORD", "secret"}}).user, "neo4j");
}

TEST_F(TargetTest, CredentialsInTheVariableAreTakenAndInTheArgumentRefused) {
  const Target target = Good("", {{"NEO4J_URI", "http://ann:s@cr:t@db:7474/ecfr"}});
  EXPECT_EQ(target.user, "ann");
  EXPECT_EQ(target.password, "s@cr:t");
  EXPECT_EQ(target.base_url, "http://db:7474");
  EXPECT_EQ(target.database, "ecfr");
  const Target encoded = Good("", {{"NEO4J_URI", "http://an%40n:p%3A%2f%25+5%@db:7474"}});
  EXPECT_EQ(encoded.user, "an@n");
  EXPECT_EQ(encoded.password, "p:/%+5%");
  for (const char* address :
       {"http://ann:hunter2@db:7474", "bolt://ann:hunter2@db", "http://ann:hun/ter2@db:7474/x"}) {
    const std::string error = Error(address);
    EXPECT_NE(error.find("NEO4J_PASSWORD"), std::string::npos) << error;
    EXPECT_EQ(error.find("ter2"), std::string::npos) << error;
  }
}

TEST_F(TargetTest, AnAddressOfTheFileGetsNoPasswordOfTheProcess) {
  dotenv_ = "NEO4J_URI=http://elsewhere:7474\n";
  for (const char* name : {"NEO4J_PASSWORD", "NEO4J_PASS", "NEO4J_USERNAME", "NEO4J_USER"}) {
    const std::string error = Error("", {{name, "hunter2"}});
    EXPECT_NE(error.find("NEO4J_URI comes from .env"), std::string::npos) << error;
    EXPECT_NE(error.find("from the environment"), std::string::npos) << error;
    EXPECT_EQ(error.find("hunter2"), std::string::npos) << error;
  }
  dotenv_ = "NEO4J_URI=http://elsewhere:7474\nNEO4J_USER=ann\n";
  Error("", {{"NEO4J_PASSWORD", "hunter2"}});
  dotenv_ = "NEO4J_URI=http://ann@elsewhere:7474\n";
  Error("", {{"NEO4J_PASSWORD", "hunter2"}});
}

TEST_F(TargetTest, AnAddressOfTheProcessGetsNoPasswordOfTheFile) {
  dotenv_ = "NEO4J_URI=http://elsewhere:7474\nNEO4J_USERNAME=ann\nNEO4J_PASSWORD=hunter2\n";
  const std::string error = Error("", {{"NEO4J_URI", "http://db:7474"}});
  EXPECT_NE(error.find("NEO4J_URI comes from the environment"), std::string::npos) << error;
  EXPECT_NE(error.find("from .env"), std::string::npos) << error;
}

TEST_F(TargetTest, EitherPlaceAloneIsEnough) {
  dotenv_ = "NEO4J_URI=http://elsewhere:7474\nNEO4J_USERNAME=ann\nNEO4J_PASSWORD=file\n";
  Target target = Good("", {{"NEO4J_USERNAME", "bob"}, {"NEO4J_PASSWORD", "process"}});
  EXPECT_EQ(target.base_url, "http://elsewhere:7474");
  EXPECT_EQ(target.user + ":" + target.password, "ann:file");
  target = Good("", {{"NEO4J_URI", "http://db"}, {"NEO4J_USERNAME", "bob"}, {"NEO4J_PASSWORD", "process"}});
  EXPECT_EQ(target.base_url, "http://db");
  EXPECT_EQ(target.user + ":" + target.password, "bob:process");
  dotenv_ = "NEO4J_URI=http://ann:file@elsewhere:7474\n";
  target = Good("", {{"NEO4J_PASSWORD", "process"}});
  EXPECT_EQ(target.user + ":" + target.password, "ann:file");
}

TEST_F(TargetTest, UserAndPasswordBesideAnArgumentAreOfOnePlace) {
  dotenv_ = "NEO4J_USERNAME=ann\nNEO4J_PASSWORD=file\n";
  Target target = Good("http://db");
  EXPECT_EQ(target.user + ":" + target.password, "ann:file");
  target = Good("http://db", {{"NEO4J_USERNAME", "bob"}, {"NEO4J_PASSWORD", "process"}});
  EXPECT_EQ(target.user + ":" + target.password, "bob:process");
  EXPECT_NE(Error("http://db", {{"NEO4J_USERNAME", "bob"}})
                .find("NEO4J_USERNAME comes from the environment, but NEO4J_PASSWORD from .env"),
            std::string::npos);
  EXPECT_NE(Error("http://db", {{"NEO4J_PASSWORD", "process"}})
                .find("NEO4J_PASSWORD comes from the environment, but NEO4J_USERNAME from .env"),
            std::string::npos);
  // A file needs no credentials.
  EXPECT_EQ(Good("jsonl:a", {{"NEO4J_USERNAME", "bob"}}).path, "a");
}

TEST_F(TargetTest, NoMessageHoldsASecret) {
  for (const char* address : {"http://ann:hunter2@", "ftp://ann:hunter2@db", "http://ann:hunter2@db/a b",
                              "http://ann:hun/ter2@db/a b", "ann:hunter2@db"}) {
    const std::string error = Error("", {{"NEO4J_URI", address}});
    EXPECT_EQ(error.find("ter2"), std::string::npos) << error;
    EXPECT_EQ(error.find("hun"), std::string::npos) << error;
  }
  const Target target = Good("", {{"NEO4J_URI", "bolt://ann:hunter2@db:7687"}});
  EXPECT_EQ(target.remark.find("hunter2"), std::string::npos) << target.remark;
  EXPECT_EQ(target.password, "hunter2");
}

TEST_F(TargetTest, WhatIsNoTarget) {
  EXPECT_NE(Error("").find("NEO4J_URI"), std::string::npos);
  EXPECT_NE(Error("").find("jsonl:"), std::string::npos);
  EXPECT_NE(Error("db:7474").find("http"), std::string::npos);
  EXPECT_NE(Error("ftp://db").find("http"), std::string::npos);
  Error("http://");
  Error("http:///ecfr");
  Error("http://db:7474/a/b");
  Error("http://db:7474/a?b=c");
}

}  // namespace
}  // namespace reg2graph
