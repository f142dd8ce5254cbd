#include "engine/diff/common_sequence.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

namespace reg2graph {
namespace {

using Sequence = std::vector<uint32_t>;

// By dynamic programming.
size_t LongestLength(const Sequence& was, const Sequence& is) {
  std::vector<std::vector<size_t>> best(was.size() + 1, std::vector<size_t>(is.size() + 1, 0));
  for (size_t i = 1; i <= was.size(); ++i) {
    for (size_t j = 1; j <= is.size(); ++j) {
      best[i][j] =
          was[i - 1] == is[j - 1] ? best[i - 1][j - 1] + 1 : std::max(best[i - 1][j], best[i][j - 1]);
    }
  }
  return best[was.size()][is.size()];
}

void ExpectCommon(const Sequence& was, const Sequence& is, const std::vector<CommonElement>& common) {
  for (size_t i = 0; i < common.size(); ++i) {
    ASSERT_LT(common[i].was, was.size());
    ASSERT_LT(common[i].is, is.size());
    ASSERT_EQ(was[common[i].was], is[common[i].is]);
    if (i == 0) continue;
    ASSERT_LT(common[i - 1].was, common[i].was);
    ASSERT_LT(common[i - 1].is, common[i].is);
  }
}

TEST(CommonSequenceTest, IsAsLongAsTheLongestThereIs) {
  std::mt19937 random(21);
  for (int round = 0; round < 2000; ++round) {
    const auto next = [&](uint32_t below) { return static_cast<uint32_t>(random() % below); };
    Sequence was(next(24)), is(next(24));
    const uint32_t kinds = 1 + next(6);
    for (uint32_t& element : was) element = next(kinds);
    for (uint32_t& element : is) element = next(kinds);
    const std::vector<CommonElement> common = CommonSequence(was, is, 1'000'000);
    ExpectCommon(was, is, common);
    ASSERT_EQ(common.size(), LongestLength(was, is));
  }
}

TEST(CommonSequenceTest, WithoutStepsLeftItHoldsWhatTheEndsHaveInCommon) {
  Sequence was(1'000'000), is(1'000'000);
  for (uint32_t i = 0; i < was.size(); ++i) {
    was[i] = i;
    is[i] = static_cast<uint32_t>(is.size()) - i;
  }
  was.front() = is.front() = was.back() = is.back() = 7'000'000;
  const std::vector<CommonElement> common = CommonSequence(was, is, 1'000);
  ExpectCommon(was, is, common);
  ASSERT_EQ(common.size(), 2u);
  EXPECT_EQ(common.front().was, 0u);
  EXPECT_EQ(common.back().is, is.size() - 1);
}

}  // namespace
}  // namespace reg2graph
