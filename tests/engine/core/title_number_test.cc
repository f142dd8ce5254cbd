#include "engine/core/title_number.h"

#include <gtest/gtest.h>

namespace reg2graph {
namespace {

TEST(TitleNumberTest, OneToNinetyNine) {
  EXPECT_EQ(TitleNumber("1"), 1);
  EXPECT_EQ(TitleNumber(" 99 "), 99);
  for (const char* text : {"", "0", "100", "-1", "1a", "99999999999", "XII"})
    EXPECT_EQ(TitleNumber(text), std::nullopt) << text;
}

}  // namespace
}  // namespace reg2graph
