#include "engine/app/environment.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "tests/engine/app/scoped_variables.h"
#include "tests/engine/ingest/temp_folder.h"

namespace reg2graph {
namespace {

std::string ValueOf(const std::string& text, const std::string& name) {
  const StringMap<std::string> values = Environment::ParseDotenv(text);
  const auto found = values.find(name);
  return found == values.end() ? "(none)" : found->second;
}

TEST(DotenvTest, Assignments) {
  EXPECT_EQ(ValueOf("A=b\n", "A"), "b");
  EXPECT_EQ(ValueOf("A=b", "A"), "b");
  EXPECT_EQ(ValueOf("A=b\r\nC=d\r\n", "A"), "b");
  EXPECT_EQ(ValueOf("A=b\r\nC=d\r\n", "C"), "d");
  EXPECT_EQ(ValueOf("  A = b  \n", "A"), "b");
  EXPECT_EQ(ValueOf("export A=b\n", "A"), "b");
  EXPECT_EQ(ValueOf("A=\n", "A"), "");
  EXPECT_EQ(ValueOf("A=first\nA=second\n", "A"), "second");
}

TEST(DotenvTest, Quotes) {
  EXPECT_EQ(ValueOf("A=\"b c\"\n", "A"), "b c");
  EXPECT_EQ(ValueOf("A='b \"c\" # d'\n", "A"), "b \"c\" # d");
  EXPECT_EQ(ValueOf("A=\"b\" # words\n", "A"), "b");
  EXPECT_EQ(ValueOf("A=\"never closed\n", "A"), "\"never closed");
  EXPECT_EQ(ValueOf("A=\n", "A"), "");
  EXPECT_EQ(ValueOf("A=\"\"\n", "A"), "");
}

TEST(DotenvTest, Comments) {
  EXPECT_EQ(ValueOf("# A=b\n", "A"), "(none)");
  EXPECT_EQ(ValueOf("  # A=b\n", "A"), "(none)");
  EXPECT_EQ(ValueOf("A=b # c\n", "A"), "b");
  EXPECT_EQ(ValueOf("A=b#c\n", "A"), "b#c");
}

TEST(DotenvTest, PasswordsAreTakenAsTheyStand) {
  EXPECT_EQ(ValueOf("P=a=b$c;d&e!\n", "P"), "a=b$c;d&e!");
  EXPECT_EQ(ValueOf("P=pass#word\\n\n", "P"), "pass#word\\n");
}

TEST(DotenvTest, LinesThatAssignNothingArePassedOver) {
  const StringMap<std::string> values = Environment::ParseDotenv("hello\n\n[section]\nA=b\n");
  EXPECT_EQ(values.size(), 1u);
  EXPECT_TRUE(Environment::ParseDotenv("").empty());
}

TEST(EnvironmentTest, TheProcessComesBeforeTheFile) {
  TempFolder folder;
  const std::string path = folder.Write(".env", "REG2GRAPH_TEST_A=file\nREG2GRAPH_TEST_B=file\n");
  ScopedVariables variables({{"REG2GRAPH_TEST_A", "process"}, {"REG2GRAPH_TEST_B", ""}});
  const absl::StatusOr<Environment> environment = Environment::Load(path);
  ASSERT_TRUE(environment.ok());
  EXPECT_EQ(environment->Get({"REG2GRAPH_TEST_A"}), "process");
  EXPECT_EQ(environment->Get({"REG2GRAPH_TEST_B"}), "file");
  EXPECT_EQ(environment->Get({"REG2GRAPH_TEST_C"}), "");
  EXPECT_EQ(environment->GetFrom(Place::kProcess, {"REG2GRAPH_TEST_A"}), "process");
  EXPECT_EQ(environment->GetFrom(Place::kDotenv, {"REG2GRAPH_TEST_A"}), "file");
  EXPECT_EQ(environment->GetFrom(Place::kProcess, {"REG2GRAPH_TEST_B"}), "");
}

TEST(EnvironmentTest, TheFirstOfSeveralNamesThatIsSet) {
  ScopedVariables variables({{"REG2GRAPH_TEST_A", ""}, {"REG2GRAPH_TEST_B", "b"}, {"REG2GRAPH_TEST_C", "c"}});
  EXPECT_EQ(Environment().Get({"REG2GRAPH_TEST_A", "REG2GRAPH_TEST_B", "REG2GRAPH_TEST_C"}), "b");
}

TEST(EnvironmentTest, AFileThatIsNotThereIsNoError) {
  TempFolder folder;
  const absl::StatusOr<Environment> environment = Environment::Load(folder.Path(".env"));
  ASSERT_TRUE(environment.ok());
  EXPECT_EQ(environment->Get({"REG2GRAPH_TEST_A"}), "");
}

TEST(EnvironmentTest, AFolderOfThatNameIsPassedOver) {
  TempFolder folder;
  EXPECT_TRUE(Environment::Load(folder.path()).ok());
}

void ExpectRefused(const std::string& path, const std::string& why) {
  const absl::Status status = Environment::Load(path).status();
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  EXPECT_NE(status.message().find(path), absl::string_view::npos) << status;
  EXPECT_NE(status.message().find(why), absl::string_view::npos) << status;
}

TEST(EnvironmentTest, WhatMightNeverEndIsNotRead) {
  TempFolder folder;
  ASSERT_EQ(mkfifo(folder.Path("pipe").c_str(), 0600), 0);
  ExpectRefused(folder.Path("pipe"), "not a regular file");
  ExpectRefused("/dev/zero", "not a regular file");
  ASSERT_EQ(symlink("/dev/zero", folder.Path("link").c_str()), 0);
  ExpectRefused(folder.Path("link"), "not a regular file");
}

TEST(EnvironmentTest, AMebibyteAndNoMore) {
  TempFolder folder;
  const std::string setting = "REG2GRAPH_TEST_A=last\n";
  const std::string padding(Environment::kMaxDotenvBytes - setting.size() - 1, '#');
  const absl::StatusOr<Environment> environment =
      Environment::Load(folder.Write("full", padding + "\n" + setting));
  ASSERT_TRUE(environment.ok()) << environment.status();
  EXPECT_EQ(environment->GetFrom(Place::kDotenv, {"REG2GRAPH_TEST_A"}), "last");
  ExpectRefused(folder.Write("over", padding + "\n" + setting + "\n"), "larger than 1 MiB");
}

}  // namespace
}  // namespace reg2graph
