#include "engine/files/line_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace reg2graph {
namespace {

namespace fs = std::filesystem;

std::string ContentOf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class LineFileTest : public testing::Test {
 protected:
  LineFileTest() {
    std::string name = (fs::temp_directory_path() / "reg2graph-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~LineFileTest() override { fs::remove_all(folder_); }
  fs::path folder_;
};

TEST_F(LineFileTest, LinesLongerThanTheBuffer) {
  LineFile file((folder_ / "x").string());
  ASSERT_TRUE(file.Open().ok());
  std::string expected;
  for (const size_t size : {size_t{0}, size_t{5'000'000}, size_t{3}, size_t{1} << 20}) {
    file.buffer().append(size, 'a');
    file.EndLine();
    expected += std::string(size, 'a') + "\n";
  }
  ASSERT_TRUE(file.Close().ok());
  EXPECT_TRUE(ContentOf(folder_ / "x") == expected);
}

TEST_F(LineFileTest, ALinkKeepsLeadingToTheFile) {
  std::ofstream(folder_ / "real") << "old";
  fs::create_symlink("real", folder_ / "link");
  LineFile file((folder_ / "link").string());
  ASSERT_TRUE(file.Open().ok());
  file.buffer() += "new";
  file.EndLine();
  ASSERT_TRUE(file.Close().ok());
  EXPECT_TRUE(fs::is_symlink(folder_ / "link"));
  EXPECT_EQ(ContentOf(folder_ / "real"), "new\n");
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
  const int target = open((folder_ / "out").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
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
  EXPECT_EQ(ContentOf(folder_ / "out"), "x\n");
}

}  // namespace
}  // namespace reg2graph
