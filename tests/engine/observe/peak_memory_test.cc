#include "engine/observe/peak_memory.h"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>

namespace reg2graph {
namespace {

TEST(PeakMemoryTest, IsWhatWasTouchedAndStays) {
  constexpr size_t kBytes = size_t{256} << 20;
  ASSERT_GT(PeakMemoryBytes(), 0);
  {
    const auto block = std::make_unique<char[]>(kBytes);
    std::memset(block.get(), 1, kBytes);
    EXPECT_EQ(block[kBytes / 2], 1);
  }
  EXPECT_GE(PeakMemoryBytes(), static_cast<int64_t>(kBytes));
}

}  // namespace
}  // namespace reg2graph
