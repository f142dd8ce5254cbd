#include "engine/aws/credential_process.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <cerrno>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/engine/ingest/temp_folder.h"

namespace reg2graph {
namespace {

using Words = std::vector<std::string>;

TEST(SplitCommandTest, WordsAsAShellReadsThem) {
  EXPECT_EQ(*SplitCommand("/opt/bin/tool --a  'b c' \"d \\\" \\e\" f\\ g ''"),
            (Words{"/opt/bin/tool", "--a", "b c", "d \" \\e", "f g", ""}));
  EXPECT_EQ(*SplitCommand("a;b $HOME `id` > x"), (Words{"a;b", "$HOME", "`id`", ">", "x"}));
  EXPECT_EQ(*SplitCommand(" \t\n"), Words{});
  EXPECT_EQ(*SplitCommand("a\\"), Words{"a\\"});
  EXPECT_FALSE(SplitCommand("'a").ok());
}

class ProcessTest : public testing::Test {
 protected:
  std::string Message(const std::string& command, absl::Duration limit = absl::Seconds(30)) {
    const auto got = FromProcess(command, "p", limit, nullptr);
    EXPECT_TRUE(absl::IsUnauthenticated(got.status())) << got.status();
    return std::string(got.status().message());
  }
  TempFolder folder;
};

TEST_F(ProcessTest, WhatItPrints) {
  const std::string file = folder.Write(
      "a file",
      R"({"Version":1,"AccessKeyId":"A","SecretAccessKey":"S","SessionToken":"T","Expiration":"2100-01-01T00:00:00Z"})");
  const auto got = FromProcess("cat '" + file + "'", "p", absl::Seconds(30), nullptr);
  ASSERT_TRUE(got.ok()) << got.status();
  EXPECT_EQ(got->access_key_id + got->secret_access_key + got->session_token, "AST");
  EXPECT_LT(got->expiration, absl::InfiniteFuture());
}

TEST_F(ProcessTest, WithoutAShell) {
  Message("echo x > " + folder.Path("made"));
  EXPECT_FALSE(std::ifstream(folder.Path("made")).good());
}

TEST_F(ProcessTest, WhatItDoesWrong) {
  EXPECT_NE(Message("").find("no command"), std::string::npos);
  EXPECT_NE(Message("'a").find("a quote is not closed"), std::string::npos);
  EXPECT_NE(Message("/nowhere/tool --secret").find("/nowhere/tool cannot be run"), std::string::npos);
  EXPECT_EQ(Message("/nowhere/tool --secret").find("--secret"), std::string::npos);
  EXPECT_NE(Message("false").find("exit code 1"), std::string::npos);
  EXPECT_NE(Message("sh -c 'kill -9 $$'").find("signal 9"), std::string::npos);
  EXPECT_NE(Message("echo hidden").find("no JSON object of Version 1"), std::string::npos);
  EXPECT_EQ(Message("echo hidden").find("hidden"), std::string::npos);
  EXPECT_NE(Message("cat /dev/zero").find("more than 64 KiB"), std::string::npos);
}

// True once no process of this id is left; what is dead and not reaped does not count.
bool IsGone(int pid) {
  std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  return !std::getline(stat, line) || line.find(") Z ") != std::string::npos;
}

TEST_F(ProcessTest, OneThatDoesNotEndIsKilledWithItsChildren) {
  const std::string pid = folder.Path("pid");
  // The child keeps the output open.
  const std::string message =
      Message("sh -c 'sleep 1000 & echo $! >" + pid + "; wait'", absl::Milliseconds(500));
  EXPECT_NE(message.find("no end within"), std::string::npos) << message;
  int child = 0;
  std::ifstream(pid) >> child;
  ASSERT_GT(child, 0);
  while (!IsGone(child)) std::this_thread::yield();
}

TEST_F(ProcessTest, AStopEndsTheWait) {
  StopSignal stop;
  stop.Stop();
  EXPECT_TRUE(absl::IsCancelled(FromProcess("sleep 1000", "p", absl::Minutes(10), &stop).status()));
}

}  // namespace
}  // namespace reg2graph
