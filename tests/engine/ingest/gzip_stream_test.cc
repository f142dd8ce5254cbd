#include "engine/ingest/gzip_stream.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>

#include "engine/ingest/memory_stream.h"
#include "tests/engine/ingest/read_all.h"
#include "tests/engine/ingest/temp_folder.h"

namespace reg2graph {
namespace {

// Gives its bytes in small pieces, as a pipe may.
class Trickle : public ByteStream {
 public:
  Trickle(std::string bytes, size_t piece) : bytes_(std::move(bytes)), piece_(piece) {}
  absl::StatusOr<size_t> Read(char* out, size_t size) override {
    return bytes_.Read(out, std::min(size, piece_));
  }

 private:
  MemoryStream bytes_;
  size_t piece_;
};

absl::StatusOr<std::string> Inflate(const std::string& compressed, size_t piece = 1 << 20,
                                    size_t step = 4096) {
  GzipStream stream(std::make_unique<Trickle>(compressed, piece), "x.gz");
  return ReadAll(stream, step);
}

TEST(GzipStream, GivesTheContentBack) {
  const std::string content = Noise(300'000) + std::string(500'000, 'a');
  for (const size_t piece : {size_t{1}, size_t{7}, size_t{1} << 20}) {
    const auto inflated = Inflate(Gzip(content), piece);
    ASSERT_TRUE(inflated.ok()) << inflated.status();
    EXPECT_TRUE(*inflated == content);
  }
  EXPECT_EQ(*Inflate(Gzip("abc"), 1, 1), "abc");
  EXPECT_EQ(*Inflate(Gzip("")), "");
}

TEST(GzipStream, SeveralMembersAndZerosAfterThem) {
  const std::string members = Gzip("abc") + Gzip("") + Gzip("def");
  for (const size_t piece : {size_t{1}, size_t{1} << 20}) {
    EXPECT_EQ(*Inflate(members, piece), "abcdef");
    EXPECT_EQ(*Inflate(members + std::string(1000, '\0'), piece), "abcdef");
  }
}

TEST(GzipStream, EveryTruncationIsAnError) {
  const std::string compressed = Gzip("some text that is compressed");
  for (size_t size = 1; size < compressed.size(); ++size) {
    const auto inflated = Inflate(compressed.substr(0, size));
    ASSERT_EQ(inflated.status().code(), absl::StatusCode::kInvalidArgument) << size;
    EXPECT_NE(inflated.status().message().find("x.gz: the gzip data breaks off"), absl::string_view::npos)
        << inflated.status();
  }
  EXPECT_FALSE(Inflate(compressed + compressed.substr(0, compressed.size() - 1)).ok());
}

TEST(GzipStream, DamageIsAnError) {
  std::string damaged = Gzip(std::string(1000, 'a'));
  damaged[damaged.size() - 6] ^= 1;  // in the checksum
  EXPECT_FALSE(Inflate(damaged).ok());
  const auto garbage = Inflate(Gzip("abc") + "garbage");
  ASSERT_FALSE(garbage.ok());
  EXPECT_NE(garbage.status().message().find("compressed byte 23"), absl::string_view::npos)
      << garbage.status();
  EXPECT_FALSE(Inflate(Gzip("abc") + std::string(3, '\0') + "x").ok());
  // Whatever the reads.
  EXPECT_FALSE(Inflate(Gzip("abc") + std::string(3, '\0') + Gzip("d"), 1).ok());
}

TEST(GzipStream, WhatStandsBeforeTheDamageIsRead) {
  std::string damaged = Gzip(std::string(1000, 'a'));
  damaged[damaged.size() - 6] ^= 1;
  GzipStream stream(std::make_unique<MemoryStream>(damaged), "x.gz");
  std::string content(4096, '\0');
  EXPECT_EQ(stream.Read(content.data(), content.size()).value_or(0), 1000u);
  EXPECT_TRUE(absl::IsInvalidArgument(stream.Read(content.data(), content.size()).status()));
}

TEST(GzipStream, AnErrorOfWhatItReadsComesThrough) {
  class Failing : public ByteStream {
    absl::StatusOr<size_t> Read(char*, size_t) override { return absl::DataLossError("disk"); }
  };
  GzipStream stream(std::make_unique<Failing>(), "x.gz");
  char c;
  EXPECT_EQ(stream.Read(&c, 1).status().code(), absl::StatusCode::kDataLoss);
}

TEST(GzipStream, ABombIsNotInflatedToItsEnd) {
  const std::string bomb = Gzip(std::string(72 << 20, ' '));
  GzipStream stream(std::make_unique<Trickle>(bomb, 4096), "x.gz");
  std::string buffer(1 << 20, '\0');
  size_t inflated = 0;
  absl::StatusOr<size_t> got = 1;
  while (got.ok() && *got > 0) {
    got = stream.Read(buffer.data(), buffer.size());
    inflated += got.value_or(0);
  }
  EXPECT_TRUE(absl::IsInvalidArgument(got.status())) << got.status();
  EXPECT_EQ(got.status().message().find("x.gz: the gzip data inflates to more than"), 0u) << got.status();
  EXPECT_LT(inflated, size_t{66} << 20);
  // As large, but no bomb: a part of it is text.
  EXPECT_TRUE(Inflate(Gzip(Noise(1 << 20) + std::string(66 << 20, ' ')), 1 << 20, 1 << 20).ok());
}

TEST(LooksLikeGzip, ByItsFirstBytes) {
  EXPECT_TRUE(LooksLikeGzip(Gzip("")));
  EXPECT_FALSE(LooksLikeGzip("<?xml"));
  EXPECT_FALSE(LooksLikeGzip("\x1f"));
  EXPECT_FALSE(LooksLikeGzip(""));
}

}  // namespace
}  // namespace reg2graph
