#include "engine/deliver/dead_letters.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "engine/core/json_writer.h"
#include "tests/engine/ingest/temp_folder.h"

namespace reg2graph {
namespace {

std::vector<std::string> LinesOf(const std::string& path) {
  std::vector<std::string> lines;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

TEST(DeadLettersTest, ARunWithoutRejectsLeavesNoFile) {
  TempFolder folder;
  { DeadLetters letters(folder.Path("dead.jsonl")); }
  EXPECT_FALSE(std::filesystem::exists(folder.Path("dead.jsonl")));
}

TEST(DeadLettersTest, EachRejectIsALineThatIsThereAtOnce) {
  TempFolder folder;
  DeadLetters letters(folder.Path("dead.jsonl"));
  letters.Add({"a.xml", "/us/cfr/t1/p1", "bad \"row\"\n", R"({"id":"x"})"});
  EXPECT_EQ(LinesOf(folder.Path("dead.jsonl")),
            std::vector<std::string>{
                R"({"source":"a.xml","place":"/us/cfr/t1/p1","reason":"bad \"row\"\n","row":{"id":"x"}})"});
  letters.Add({"b.xml", "byte 7", "broken", ""});
  EXPECT_EQ(LinesOf(folder.Path("dead.jsonl"))[1],
            R"({"source":"b.xml","place":"byte 7","reason":"broken"})");
  EXPECT_EQ(letters.count(), 2);
  EXPECT_TRUE(letters.status().ok());
}

TEST(DeadLettersTest, AFileThatIsThereIsAppendedTo) {
  TempFolder folder;
  const std::string path = folder.Write("dead.jsonl", "{\"earlier\":1}\n");
  DeadLetters letters(path);
  letters.Add({"a", "b", "c", ""});
  EXPECT_EQ(LinesOf(path).size(), 2u);
  EXPECT_EQ(LinesOf(path)[0], "{\"earlier\":1}");
}

TEST(DeadLettersTest, ALineThatACrashCutShortTakesNoOtherWithIt) {
  TempFolder folder;
  const std::string path = folder.Write("dead.jsonl", "{\"earlier\":1}\n{\"cut sh");
  DeadLetters letters(path);
  letters.Add({"a", "b", "c", ""});
  letters.Add({"d", "e", "f", ""});
  EXPECT_EQ(LinesOf(path), (std::vector<std::string>{"{\"earlier\":1}", "{\"cut sh",
                                                     R"({"source":"a","place":"b","reason":"c"})",
                                                     R"({"source":"d","place":"e","reason":"f"})"}));
}

TEST(DeadLettersTest, TheFirstAreKeptForTheSummaryAndAllAreCounted) {
  DeadLetters letters("");
  const size_t total = DeadLetters::kKept + 5;
  for (size_t i = 0; i < total; ++i) letters.Add({"a", std::to_string(i), "c", ""});
  EXPECT_EQ(letters.count(), static_cast<int64_t>(total));
  ASSERT_EQ(letters.first().size(), DeadLetters::kKept);
  EXPECT_EQ(letters.first().front().place, "0");
  EXPECT_TRUE(letters.status().ok());
}

TEST(DeadLettersTest, AFileThatCannotBeWrittenIsToldAndNothingIsLostFromTheCount) {
  TempFolder folder;
  DeadLetters letters(folder.Path("missing/dead.jsonl"));
  letters.Add({"a", "b", "c", ""});
  letters.Add({"a", "b", "c", ""});
  EXPECT_EQ(letters.count(), 2);
  EXPECT_FALSE(letters.status().ok());
  EXPECT_NE(letters.status().ToString().find("missing/dead.jsonl"), std::string::npos);
}

TEST(DeadLettersTest, ThreadsDoNotMixTheirLines) {
  TempFolder folder;
  DeadLetters letters(folder.Path("dead.jsonl"));
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&letters, t] {
      for (int i = 0; i < 50; ++i) letters.Add({std::string(100, static_cast<char>('a' + t)), "p", "r", ""});
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::vector<std::string> lines = LinesOf(folder.Path("dead.jsonl"));
  EXPECT_EQ(lines.size(), 200u);
  for (const std::string& line : lines) {
    const Members members = SplitObject(line);
    ASSERT_EQ(members.size(), 3u);
    EXPECT_EQ(Unquote(members[0].second), std::string(100, members[0].second[1]));
  }
}

}  // namespace
}  // namespace reg2graph
