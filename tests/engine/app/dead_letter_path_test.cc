#include "engine/app/dead_letter_path.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "tests/engine/ingest/temp_folder.h"

namespace reg2graph {
namespace {

void ExpectRefused(const std::string& path, const std::string& why) {
  const absl::Status status = CheckDeadLetterPath(path);
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << path << ": " << status;
  const std::string message(status.message());
  EXPECT_NE(message.find(path + ": " + why), std::string::npos) << message;
}

TEST(DeadLetterPathTest, AFileThatIsThereOrCanBeMade) {
  const TempFolder folder;
  EXPECT_TRUE(CheckDeadLetterPath(folder.Write("there.jsonl", "a\n")).ok());
  EXPECT_TRUE(CheckDeadLetterPath(folder.Path("new.jsonl")).ok());
  EXPECT_FALSE(std::filesystem::exists(folder.Path("new.jsonl"))) << "made before there was a reject";
  EXPECT_TRUE(CheckDeadLetterPath("/dev/null").ok());
}

TEST(DeadLetterPathTest, WhatCannotBeWritten) {
  const TempFolder folder;
  ExpectRefused(folder.path(), "Is a directory");
  ExpectRefused(folder.Path("no/such/folder.jsonl"), "No such file or directory");
  ExpectRefused(folder.Write("file", "") + "/letters.jsonl", "Not a directory");
}

TEST(DeadLetterPathTest, APipeWithoutAReaderKeepsNobodyWaiting) {
  const TempFolder folder;
  ASSERT_EQ(mkfifo(folder.Path("pipe").c_str(), 0600), 0);
  ExpectRefused(folder.Path("pipe"), "it is not a regular file");
}

}  // namespace
}  // namespace reg2graph
