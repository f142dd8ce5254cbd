#include "engine/files/line_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/engine/ingest/temp_folder.h"

namespace reg2graph {
namespace {

namespace fs = std::filesystem;

class LineFileTest : public testing::Test {
 protected:
  TempFolder folder_;
};

TEST_F(LineFileTest, LinesLongerThanTheBuffer) {
  LineFile file(folder_.Path("x"));
  ASSERT_TRUE(file.Open().ok());
  std::string expected;
  for (const size_t size : {size_t{0}, size_t{5'000'000}, size_t{3}, size_t{1} << 20}) {
    file.buffer().append(size, 'a');
    file.EndLine();
    expected += std::string(size, 'a') + "\n";
  }
  ASSERT_TRUE(file.Close().ok());
  EXPECT_TRUE(folder_.Read("x") == expected);
}

TEST_F(LineFileTest, ALinkKeepsLeadingToTheFile) {
  std::ofstream(folder_.Path("real")) << "old";
  fs::create_symlink("real", folder_.Path("link"));
  LineFile file(folder_.Path("link"));
  ASSERT_TRUE(file.Open().ok());
  file.buffer() += "new";
  file.EndLine();
  ASSERT_TRUE(file.Close().ok());
  EXPECT_TRUE(fs::is_symlink(folder_.Path("link")));
  EXPECT_EQ(folder_.Read("real"), "new\n");
}

TEST_F(LineFileTest, ADeviceIsNotReplaced) {
  LineFile file("/dev/null");
  ASSERT_TRUE(file.Open().ok());
  file.buffer() += "x";
  file.EndLine();
  EXPECT_TRUE(file.Close().ok());
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
  EXPECT_FALSE(fs::exists("/dev/null.partial"));
}

TEST_F(LineFileTest, StandardOutput) {
  const int saved = dup(STDOUT_FILENO);
  const int target = open(folder_.Path("out").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  dup2(target, STDOUT_FILENO);
  absl::Status status;
  {
    LineFile file("-");
    status = file.Open();
    file.buffer() += "x";
    file.EndLine();
    status.Update(file.Close());
  }
  const bool still_open = fcntl(STDOUT_FILENO, F_GETFD) >= 0;
  dup2(saved, STDOUT_FILENO);
  close(saved);
  close(target);
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_TRUE(still_open);
  EXPECT_EQ(folder_.Read("out"), "x\n");
}

}  // namespace
}  // namespace reg2graph
