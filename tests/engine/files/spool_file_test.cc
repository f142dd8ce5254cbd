#include "engine/files/spool_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace reg2graph {
namespace {

TEST(SpoolFileTest, GivesBackWhatWasWrittenAndWhatWaits) {
  const absl::StatusOr<std::unique_ptr<SpoolFile>> spool = SpoolFile::New(testing::TempDir());
  ASSERT_TRUE(spool.ok()) << spool.status();
  std::vector<std::pair<StoredText, std::string>> texts;
  for (size_t i = 0; i < 40; ++i) {
    const std::string text(i * 5000, static_cast<char>('a' + i % 26));
    const absl::StatusOr<StoredText> place = (*spool)->Add(text);
    ASSERT_TRUE(place.ok()) << place.status();
    texts.emplace_back(*place, text);
  }
  for (const auto& [place, text] : texts) {
    const absl::StatusOr<std::string> found = (*spool)->Get(place);
    ASSERT_TRUE(found.ok()) << found.status();
    EXPECT_EQ(*found, text);
  }
}

TEST(SpoolFileTest, LeavesNoFile) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "spool_file_test";
  std::filesystem::create_directory(folder);
  const absl::StatusOr<std::unique_ptr<SpoolFile>> spool = SpoolFile::New(folder.string());
  ASSERT_TRUE(spool.ok()) << spool.status();
  EXPECT_TRUE(std::filesystem::is_empty(folder));
  std::filesystem::remove(folder);
}

TEST(SpoolFileTest, AFolderThatIsNotThereIsAnError) {
  EXPECT_TRUE(absl::IsUnavailable(SpoolFile::New("/nowhere/at/all").status()));
}

}  // namespace
}  // namespace reg2graph
