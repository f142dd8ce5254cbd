#include "engine/flow/mutation_batcher.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/engine/core/unit_builder.h"

namespace reg2graph {
namespace {

using Clock = MutationBatcher::Clock;
using std::chrono::milliseconds;

const Clock::time_point kStart{};
constexpr size_t kNoLimit = size_t{1} << 40;

// A share of `rows` rows that is told by its key.
UnitMutations Share(const std::string& key, int rows) {
  UnitBuilder builder(key);
  for (int i = 0; i < rows; ++i) builder.Create(Shape::kParagraph, key + "/" + std::to_string(i));
  return builder.Build();
}

std::string KeysOf(const std::shared_ptr<const MutationBatch>& batch) {
  std::string keys;
  if (batch == nullptr) return "none";
  for (const UnitMutations& unit : batch->units) keys += unit.unit_key;
  return keys;
}

class MutationBatcherTest : public testing::Test {
 protected:
  void Limits(size_t rows, size_t bytes = kNoLimit) {
    batcher_ = std::make_unique<MutationBatcher>(BatchLimits{rows, bytes, milliseconds(10)});
  }
  void Add(const std::string& key, int rows, bool alone = false) {
    batcher_->Add(Share(key, rows), alone, now_);
  }
  std::string Take(bool flush = false) { return KeysOf(batcher_->Take(flush, now_)); }

  std::unique_ptr<MutationBatcher> batcher_ = std::make_unique<MutationBatcher>(BatchLimits{});
  Clock::time_point now_ = kStart;
};

TEST_F(MutationBatcherTest, NothingComesOfNothing) {
  EXPECT_TRUE(batcher_->empty());
  EXPECT_EQ(Take(true), "none");
  EXPECT_EQ(batcher_->due(), Clock::time_point::max());
}

TEST_F(MutationBatcherTest, ABatchIsClosedWhenItIsFull) {
  Limits(10);
  Add("a", 4);
  EXPECT_EQ(Take(), "none");
  Add("b", 6);
  EXPECT_EQ(Take(), "ab");
  EXPECT_TRUE(batcher_->empty());
}

TEST_F(MutationBatcherTest, ABatchIsClosedBeforeItIsTooFull) {
  Limits(10);
  Add("a", 4);
  Add("b", 7);
  EXPECT_EQ(Take(), "a");
  EXPECT_EQ(Take(), "none");
  EXPECT_EQ(Take(true), "b");
}

TEST_F(MutationBatcherTest, BytesCloseItAsRowsDo) {
  const size_t size = Share("a", 3).Bytes();
  Limits(kNoLimit, 2 * size);
  Add("a", 3);
  EXPECT_EQ(Take(), "none");
  Add("b", 3);
  EXPECT_EQ(Take(), "ab");
  Add("c", 3);
  Add("d", 6);
  EXPECT_EQ(Take(), "c");
}

TEST_F(MutationBatcherTest, AShareOverTheLimitGoesAllTheSame) {
  Limits(10);
  Add("a", 25);
  EXPECT_EQ(Take(), "a");
  Limits(kNoLimit, 1);
  Add("b", 1);
  EXPECT_EQ(Take(), "b");
}

TEST_F(MutationBatcherTest, AShareThatGoesAloneSharesWithNobody) {
  Limits(100);
  Add("a", 1);
  Add("b", 1, true);
  Add("c", 1);
  EXPECT_EQ(Take(), "a");
  EXPECT_EQ(Take(), "b");
  EXPECT_EQ(Take(), "none");
  EXPECT_EQ(Take(true), "c");
}

TEST_F(MutationBatcherTest, AnOpenBatchIsDueWhenItsFirstShareHasWaited) {
  Limits(100);
  Add("a", 1);
  EXPECT_EQ(batcher_->due(), kStart + milliseconds(10));
  now_ += milliseconds(6);
  Add("b", 1);
  EXPECT_EQ(batcher_->due(), kStart + milliseconds(10));
  now_ += milliseconds(3);
  EXPECT_EQ(Take(), "none");
  now_ += milliseconds(1);
  EXPECT_EQ(Take(), "ab");
  EXPECT_EQ(batcher_->due(), Clock::time_point::max());
  Add("c", 1);
  EXPECT_EQ(batcher_->due(), now_ + milliseconds(10));
}

TEST_F(MutationBatcherTest, AFlushTakesTheOldestFirst) {
  Limits(2);
  Add("a", 2);
  Add("b", 2);
  Add("c", 1);
  EXPECT_FALSE(batcher_->empty());
  EXPECT_EQ(Take(true), "a");
  EXPECT_EQ(Take(true), "b");
  EXPECT_EQ(Take(true), "c");
  EXPECT_EQ(Take(true), "none");
  EXPECT_TRUE(batcher_->empty());
}

TEST_F(MutationBatcherTest, CountsBeginAnewWithEachBatch) {
  Limits(5);
  for (int i = 0; i < 9; ++i) Add(std::string(1, static_cast<char>('a' + i)), 2);
  EXPECT_EQ(Take(), "ab");
  EXPECT_EQ(Take(), "cd");
  EXPECT_EQ(Take(), "ef");
  EXPECT_EQ(Take(), "gh");
  EXPECT_EQ(Take(true), "i");
}

TEST_F(MutationBatcherTest, AShareWithoutRowsIsSentToo) {
  Limits(5);
  Add("a", 0);
  EXPECT_FALSE(batcher_->empty());
  EXPECT_EQ(Take(true), "a");
}

}  // namespace
}  // namespace reg2graph
