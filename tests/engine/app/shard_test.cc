#include "engine/app/shard.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "tests/engine/app/scoped_variables.h"

namespace reg2graph {
namespace {

SourceEntry Entry(const std::string& uri) { return {SourceEntry::Kind::kFile, uri, HintsFromName(uri)}; }

TEST(ShardTest, EachDocumentIsInOneShareAndATitleStaysTogether) {
  std::vector<SourceEntry> sources;
  for (int title = 1; title <= 50; ++title) {
    sources.push_back(Entry("structure-title-" + std::to_string(title) + "-2025-01-15.json"));
    sources.push_back(Entry("full-title-" + std::to_string(title) + "-2025-01-15.xml"));
    sources.push_back(Entry("s3://bucket/without/any/hint/" + std::to_string(title)));
  }
  std::map<std::string, int> share_of;
  for (int i = 0; i < 3; ++i) {
    const std::vector<SourceEntry> share = ShareOf(sources, {i, 3});
    EXPECT_GT(share.size(), 35u);
    for (const SourceEntry& entry : share) EXPECT_TRUE(share_of.emplace(entry.uri, i).second) << entry.uri;
  }
  EXPECT_EQ(share_of.size(), sources.size());
  EXPECT_EQ(share_of["structure-title-12-2025-01-15.json"], share_of["full-title-12-2025-01-15.xml"]);
  EXPECT_EQ(ShareOf(sources, {}).size(), sources.size());
}

class ReadShardTest : public testing::Test {
 protected:
  std::string Read(const std::string& shard, int shards) {
    const absl::StatusOr<Shard> read = ReadShard(shard, shards, environment);
    if (!read.ok()) {
      EXPECT_TRUE(absl::IsInvalidArgument(read.status()));
      return "error";
    }
    return std::to_string(read->index) + "/" + std::to_string(read->count);
  }
  Environment environment;
};

TEST_F(ReadShardTest, TheCommandLine) {
  EXPECT_EQ(Read("", 0), "0/1");
  EXPECT_EQ(Read("2/3", 0), "2/3");
  EXPECT_EQ(Read("", 1), "0/1");
  for (const char* bad : {"3/3", "1", "/", "a/b", "-1/3", "1/3x", "0/0"})
    EXPECT_EQ(Read(bad, 0), "error") << bad;
  EXPECT_EQ(Read("", 3), "error") << "which of them is this?";
}

TEST_F(ReadShardTest, AnArrayOfBatch) {
  const ScopedVariables variables({{"AWS_BATCH_JOB_ARRAY_INDEX", "4"}, {"AWS_BATCH_JOB_ARRAY_SIZE", "10"}});
  EXPECT_EQ(Read("", 0), "4/10");
  EXPECT_EQ(Read("", 5), "4/5");
  EXPECT_EQ(Read("0/2", 0), "0/2");
}

TEST_F(ReadShardTest, AnIndexedJobOfKubernetes) {
  const ScopedVariables variables({{"JOB_COMPLETION_INDEX", "1"}, {"AWS_BATCH_JOB_ARRAY_INDEX", ""}});
  EXPECT_EQ(Read("", 3), "1/3");
  EXPECT_EQ(Read("", 0), "error") << "of how many?";
  EXPECT_EQ(Read("", 1), "error");
}

}  // namespace
}  // namespace reg2graph
