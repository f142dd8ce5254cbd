#include "engine/ingest/document_opener.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "engine/core/hash.h"
#include "tests/engine/ingest/read_all.h"
#include "tests/engine/ingest/temp_folder.h"

namespace reg2graph {
namespace {

namespace fs = std::filesystem;

SourceEntry File(const std::string& path) { return {SourceEntry::Kind::kFile, path, HintsFromName(path)}; }

// A pipe whose other end another thread fills.
class FilledPipe {
 public:
  explicit FilledPipe(std::string content) {
    if (pipe2(ends_, O_CLOEXEC) != 0) std::abort();
    writer_ = std::thread([this, content = std::move(content)] {
      std::string_view rest = content;
      while (!rest.empty()) {
        const ssize_t written = write(ends_[1], rest.data(), rest.size());
        if (written <= 0) break;
        rest.remove_prefix(static_cast<size_t>(written));
      }
      close(ends_[1]);
    });
  }
  ~FilledPipe() {
    writer_.join();
    close(ends_[0]);
  }
  OpenOptions Options() const {
    OpenOptions options;
    options.standard_input = ends_[0];
    return options;
  }

 private:
  int ends_[2] = {-1, -1};
  std::thread writer_;
};

const SourceEntry kStandardInput = {SourceEntry::Kind::kStandardInput, "-", {}};

TEST(OpenDocument, AFile) {
  TempFolder folder;
  const std::string content = Noise(200'000);
  const std::string path = folder.Write("full-title-12-2025-01-15.xml", content);
  auto document = OpenDocument(File(path), {});
  ASSERT_TRUE(document.ok()) << document.status();
  EXPECT_EQ(document->identity.uri, path);
  EXPECT_EQ(document->identity.bytes, content.size());
  EXPECT_EQ(document->identity.sha256, HexSha256(content));
  EXPECT_EQ(document->identity.as_of, "2025-01-15");
  EXPECT_EQ(document->identity.title, 12);
  EXPECT_TRUE(document->head == content.substr(0, 64 << 10));
  EXPECT_TRUE(*ReadAll(*document->stream) == content);
}

TEST(OpenDocument, SmallAndEmptyFiles) {
  TempFolder folder;
  for (const std::string content : {"", "x", "\x1f", "\x1f\x8b", "{\"a\":1}"}) {
    auto document = OpenDocument(File(folder.Write("a.json", content)), {});
    ASSERT_TRUE(document.ok()) << document.status();
    EXPECT_EQ(document->head, content);
    EXPECT_EQ(document->identity.bytes, content.size());
    EXPECT_EQ(document->identity.sha256, HexSha256(content));
    EXPECT_EQ(*ReadAll(*document->stream), content);
  }
}

TEST(OpenDocument, GzipIsTheDocumentThatIsInIt) {
  TempFolder folder;
  const std::string content = Noise(100'000);
  auto document = OpenDocument(File(folder.Write("whatever", Gzip(content) + Gzip("tail"))), {});
  ASSERT_TRUE(document.ok()) << document.status();
  EXPECT_EQ(document->identity.bytes, content.size() + 4);
  EXPECT_EQ(document->identity.sha256, HexSha256(content + "tail"));
  EXPECT_TRUE(*ReadAll(*document->stream) == content + "tail");
}

TEST(OpenDocument, WhatIsRefusedByItsHeadIsNotReadToItsEnd) {
  TempFolder folder;
  // It would be found damaged.
  const std::string damaged = Gzip("a head" + Noise(20'000)).substr(0, 10'000);
  const std::string path = folder.Write("a-title-12-2025-01-15.xml.gz", damaged);
  OpenOptions options;
  options.head_bytes = 6;
  options.accept = [](const SourceDocument& document) {
    EXPECT_EQ(document.head, "a head");
    EXPECT_EQ(document.identity.title, 12);
    return absl::InvalidArgumentError("refused");
  };
  EXPECT_EQ(OpenDocument(File(path), options).status().message(), "refused");
  const FilledPipe pipe(damaged);
  options.standard_input = pipe.Options().standard_input;
  options.accept = [](const SourceDocument&) { return absl::InvalidArgumentError("refused"); };
  EXPECT_EQ(OpenDocument(kStandardInput, options).status().message(), "refused");
  options.accept = [](const SourceDocument&) { return absl::OkStatus(); };
  EXPECT_NE(OpenDocument(File(path), options).status().message().find("breaks off"), absl::string_view::npos);
}

TEST(OpenDocument, WhatHasNoEndIsRefused) {
  TempFolder folder;
  OpenOptions options;
  options.max_bytes = 1000;
  // Text, what inflates to too much, and compressed bytes that hold nothing.
  for (const std::string& content :
       {Noise(1001), Gzip(std::string(1001, 'x')), Gzip("x") + std::string(1001, '\0')}) {
    const absl::Status status = OpenDocument(File(folder.Write("a.xml", content)), options).status();
    EXPECT_TRUE(absl::IsResourceExhausted(status)) << status;
    EXPECT_NE(status.message().find("a.xml: more than 1000 bytes"), absl::string_view::npos) << status;
  }
  EXPECT_TRUE(OpenDocument(File(folder.Write("a.xml", Noise(1000))), options).ok());
}

TEST(OpenDocument, TruncatedGzipNamesTheFile) {
  TempFolder folder;
  const std::string compressed = Gzip(Noise(100'000));
  const std::string path = folder.Write("a.xml.gz", compressed.substr(0, compressed.size() / 2));
  const auto document = OpenDocument(File(path), {});
  EXPECT_EQ(document.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(document.status().message().find(path), 0u);
}

TEST(OpenDocument, AFileThatVanished) {
  TempFolder folder;
  const std::string path = folder.Write("a.xml", "x");
  fs::remove(path);
  const auto document = OpenDocument(File(path), {});
  EXPECT_EQ(document.status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(document.status().message().find(path), 0u);
}

TEST(OpenDocument, AFolder) {
  TempFolder folder;
  const auto document = OpenDocument(File(folder.path()), {});
  EXPECT_EQ(document.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(document.status().message().find(folder.path() + ": a folder"), 0u);
}

TEST(OpenDocument, AFileThatMayNotBeRead) {
  TempFolder folder;
  const std::string path = folder.Write("a.xml", "x");
  fs::permissions(path, fs::perms::none);
  const auto document = OpenDocument(File(path), {});
  if (geteuid() == 0) {
    EXPECT_TRUE(document.ok());  // root reads everything
  } else {
    EXPECT_EQ(document.status().code(), absl::StatusCode::kPermissionDenied);
    EXPECT_EQ(document.status().message().find(path), 0u);
  }
}

// A failure of read itself, also for root: memory that no process has.
TEST(OpenDocument, AReadThatFailsNamesTheFile) {
  const auto document = OpenDocument(File("/proc/self/mem"), {});
  ASSERT_FALSE(document.ok());
  EXPECT_EQ(document.status().message().find("/proc/self/mem"), 0u);
}

TEST(OpenDocument, AFileThatGrowsBetweenThePasses) {
  TempFolder folder;
  const std::string path = folder.Write("a.xml", Noise(200'000));
  auto document = OpenDocument(File(path), {});
  ASSERT_TRUE(document.ok());
  std::ofstream(path, std::ios::app) << "more";
  const auto all = ReadAll(*document->stream);
  ASSERT_FALSE(all.ok());
  EXPECT_EQ(all.status().message().find(path + ": the file changed"), 0u);
}

TEST(OpenDocument, AFileThatGrowsAsItIsReadEnds) {
  TempFolder folder;
  const std::string path = folder.Write("a.xml", Noise(200'000));
  auto document = OpenDocument(File(path), {});
  ASSERT_TRUE(document.ok());
  std::ofstream writer(path, std::ios::app);
  std::string buffer(10'000, '\0');
  absl::StatusOr<size_t> got = 1;
  size_t read = 0;
  while (got.ok() && *got > 0) {
    writer << std::string(buffer.size(), 'x') << std::flush;
    got = document->stream->Read(buffer.data(), buffer.size());
    read += got.value_or(0);
  }
  EXPECT_TRUE(absl::IsAborted(got.status())) << got.status();
  EXPECT_LE(read, 200'000u);
}

TEST(OpenDocument, AFileThatShrinksOrIsTouchedBetweenThePasses) {
  TempFolder folder;
  const std::string path = folder.Write("a.xml", Noise(200'000));
  auto shrinking = OpenDocument(File(path), {});
  fs::resize_file(path, 100'000);
  EXPECT_FALSE(ReadAll(*shrinking->stream).ok());
  auto touched = OpenDocument(File(path), {});
  fs::last_write_time(path, fs::file_time_type::clock::now() + std::chrono::hours(1));
  EXPECT_FALSE(ReadAll(*touched->stream).ok());
}

// As `cp --preserve` does it: size and time say nothing.
TEST(OpenDocument, AFileThatIsWrittenOverWithoutATrace) {
  TempFolder folder;
  const std::string content = Noise(200'000);
  const std::string path = folder.Write("a.xml", content);
  const auto time = fs::last_write_time(path);
  auto document = OpenDocument(File(path), {});
  ASSERT_TRUE(document.ok());
  std::fstream(path, std::ios::binary | std::ios::in | std::ios::out).seekp(150'000).put('#');
  fs::last_write_time(path, time);
  const auto all = ReadAll(*document->stream);
  EXPECT_TRUE(absl::IsAborted(all.status())) << all.status();
  EXPECT_EQ(all.status().message().find(path), 0u);
}

TEST(OpenDocument, AFileThatIsReplacedIsReadAsItWasOpened) {
  TempFolder folder;
  const std::string content = Noise(200'000);
  const std::string path = folder.Write("a.xml", content);
  auto document = OpenDocument(File(path), {});
  fs::rename(folder.Write("b.xml", "other"), path);
  EXPECT_TRUE(*ReadAll(*document->stream) == content);
}

TEST(OpenDocument, StandardInputIsBufferedAndHashed) {
  const std::string content = Noise(500'000);
  for (const std::string& bytes : {content, Gzip(content)}) {
    const FilledPipe pipe(bytes);
    auto document = OpenDocument(kStandardInput, pipe.Options());
    ASSERT_TRUE(document.ok()) << document.status();
    EXPECT_EQ(document->identity.uri, "-");
    EXPECT_EQ(document->identity.bytes, content.size());
    EXPECT_EQ(document->identity.sha256, HexSha256(content));
    EXPECT_TRUE(document->head == content.substr(0, 64 << 10));
    EXPECT_TRUE(*ReadAll(*document->stream) == content);
  }
}

TEST(OpenDocument, StandardInputBeyondTheBufferIsStreamed) {
  const std::string content = Noise(500'000);
  for (const size_t buffered : {size_t{0}, size_t{1000}, content.size() - 1}) {
    const FilledPipe pipe(content);
    OpenOptions options = pipe.Options();
    options.max_buffered = buffered;
    auto document = OpenDocument(kStandardInput, options);
    ASSERT_TRUE(document.ok()) << document.status();
    EXPECT_EQ(document->identity.sha256, "");
    EXPECT_EQ(document->identity.bytes, 0u);
    EXPECT_TRUE(*ReadAll(*document->stream) == content);
  }
  const FilledPipe pipe(content);
  OpenOptions options = pipe.Options();
  options.max_buffered = content.size();
  EXPECT_EQ(OpenDocument(kStandardInput, options)->identity.sha256, HexSha256(content));
}

TEST(OpenDocument, AStopEndsTheWaitForAPipe) {
  TempFolder folder;
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  const std::string named = folder.Path("full-title-99-2025-01-15.xml");
  ASSERT_EQ(mkfifo(named.c_str(), 0600), 0);
  for (const SourceEntry& entry : {kStandardInput, File(named)}) {
    StopSignal stop;
    OpenOptions options;
    options.standard_input = ends[0];
    options.stop = &stop;
    std::thread stopper([&] { stop.Stop(); });
    EXPECT_TRUE(absl::IsCancelled(OpenDocument(entry, options).status()));
    stopper.join();
  }
  close(ends[0]);
  close(ends[1]);
}

TEST(OpenDocument, ANamedPipeIsReadWhenSomebodyWrites) {
  TempFolder folder;
  const std::string path = folder.Path("full-title-99-2025-01-15.xml");
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  const std::string content = Noise(200'000);
  std::thread writer([&] { std::ofstream(path, std::ios::binary) << content; });
  auto document = OpenDocument(File(path), {});
  writer.join();
  ASSERT_TRUE(document.ok()) << document.status();
  EXPECT_EQ(document->identity.sha256, HexSha256(content));
}

TEST(OpenDocument, StandardInputFromAFileGoesOnWhereItStands) {
  TempFolder folder;
  const std::string path = folder.Write("a.json", "skipped" + Gzip("content"));
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  lseek(descriptor, 7, SEEK_SET);
  OpenOptions options;
  options.standard_input = descriptor;
  options.max_buffered = 0;
  auto document = OpenDocument(kStandardInput, options);
  ASSERT_TRUE(document.ok()) << document.status();
  EXPECT_EQ(document->identity.sha256, HexSha256("content"));
  EXPECT_EQ(*ReadAll(*document->stream), "content");
  close(descriptor);
}

TEST(OpenDocument, AClosedStandardInput) {
  OpenOptions options;
  options.standard_input = 987'654;
  const auto document = OpenDocument(kStandardInput, options);
  ASSERT_FALSE(document.ok());
  EXPECT_EQ(document.status().message().find("standard input"), 0u);
}

TEST(OpenDocument, ANamedPipe) {
  TempFolder folder;
  const std::string path = folder.Path("pipe");
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  std::thread writer([&path] { std::ofstream(path) << "content"; });
  auto document = OpenDocument(File(path), {});
  writer.join();
  ASSERT_TRUE(document.ok()) << document.status();
  EXPECT_EQ(document->identity.sha256, HexSha256("content"));
  EXPECT_EQ(*ReadAll(*document->stream), "content");
}

}  // namespace
}  // namespace reg2graph
