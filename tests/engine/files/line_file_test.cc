#include "engine/files/line_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>

#include "tests/engine/ingest/temp_folder.h"

namespace reg2graph {
namespace {

namespace fs = std::filesystem;

std::string ContentOf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A process beside this one that has done `work` and lives until it is killed.
class Neighbour {
 public:
  explicit Neighbour(const std::function<bool()>& work) {
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    process_ = fork();
    if (process_ == 0) {
      const char done = work() ? 'y' : 'n';
      if (write(ends[1], &done, 1) != 1) _exit(1);
      for (;;) pause();
    }
    close(ends[1]);
    char done = 'n';
    EXPECT_EQ(read(ends[0], &done, 1), 1);
    EXPECT_EQ(done, 'y');
    close(ends[0]);
  }
  ~Neighbour() { Kill(); }
  void Kill() {
    if (process_ <= 0) return;
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
    process_ = 0;
  }
  pid_t process() const { return process_; }

 private:
  pid_t process_ = 0;
};

class LineFileTest : public testing::Test {
 protected:
  void Write(const std::string& text) {
    LineFile file(folder_.Path("x"));
    ASSERT_TRUE(file.Open().ok());
    file.buffer() += text;
    file.EndLine();
    EXPECT_TRUE(file.Close().ok());
  }
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

TEST_F(LineFileTest, ASecondWriterIsRefusedAndToldWhy) {
  const std::string path = folder_.Path("x");
  Write("old");
  LineFile* neighbours = nullptr;
  Neighbour neighbour([&] {
    neighbours = new LineFile(path);
    return neighbours->Open().ok();
  });
  {
    LineFile file(path);
    const absl::Status status = file.Open();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    const std::string message(status.message());
    EXPECT_NE(message.find(path + ": process " + std::to_string(neighbour.process())), std::string::npos)
        << message;
  }
  EXPECT_EQ(ContentOf(path), "old\n");
  neighbour.Kill();
  Write("new");
  EXPECT_EQ(ContentOf(path), "new\n");
  EXPECT_FALSE(fs::exists(path + ".partial"));
}

TEST_F(LineFileTest, WhatAKilledRunLeftIsReplaced) {
  std::ofstream(folder_.Path("x.partial")) << std::string(100, 'z');
  Write("new");
  EXPECT_EQ(folder_.Read("x"), "new\n");
  EXPECT_FALSE(fs::exists(folder_.Path("x.partial")));
}

TEST_F(LineFileTest, APipeHasOneWriter) {
  const std::string path = folder_.Path("pipe");
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  const int reader = open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  ASSERT_GE(reader, 0);
  LineFile* neighbours = nullptr;
  Neighbour neighbour([&] {
    neighbours = new LineFile(path);
    return neighbours->Open().ok();
  });
  LineFile file(path);
  EXPECT_EQ(file.Open().code(), absl::StatusCode::kFailedPrecondition);
  close(reader);
}

TEST_F(LineFileTest, WhatIsNoFileOfOursIsNotEmptied) {
  std::ofstream(folder_.Path("precious")) << "kept";
  fs::create_symlink("precious", folder_.Path("x.partial"));
  LineFile file(folder_.Path("x"));
  EXPECT_FALSE(file.Open().ok());
  EXPECT_EQ(folder_.Read("precious"), "kept");
}

TEST_F(LineFileTest, AFileThatWasReplacedMeanwhileIsNotPublished) {
  LineFile file(folder_.Path("x"));
  ASSERT_TRUE(file.Open().ok());
  fs::remove(folder_.Path("x.partial"));
  std::ofstream(folder_.Path("x.partial")) << "of somebody else";
  EXPECT_TRUE(absl::IsAborted(file.Close()));
  EXPECT_FALSE(fs::exists(folder_.Path("x")));
}

TEST_F(LineFileTest, DiscardedItLeavesNothing) {
  LineFile file(folder_.Path("x"));
  ASSERT_TRUE(file.Open().ok());
  file.Discard();
  EXPECT_TRUE(fs::is_empty(folder_.path()));
}

}  // namespace
}  // namespace reg2graph
