#include "engine/core/percent.h"

#include <gtest/gtest.h>

namespace reg2graph {
namespace {

TEST(PercentTest, AllButTheUnreservedIsEncoded) {
  EXPECT_EQ(PercentEncode("a/b=c&d+é %41"), "a%2Fb%3Dc%26d%2B%C3%A9%20%2541");
  EXPECT_EQ(PercentEncode("AZaz09-._~"), "AZaz09-._~");
  EXPECT_EQ(PercentEncode(std::string("\0\x7f\xff", 3)), "%00%7F%FF");
}

TEST(PercentTest, WhatIsKeptIsTheCallersChoice) {
  EXPECT_EQ(PercentEncode("(1)/~", "()"), "(1)%2F%7E");
  EXPECT_EQ(PercentEncode("a-b", ""), "a%2Db");
}

TEST(PercentTest, WhatIsNoEscapeStaysAsItIs) {
  EXPECT_EQ(PercentDecode("a%20b%2Bc+%C3%a9"), "a b+c+é");
  EXPECT_EQ(PercentDecode("%4g%G4%%41%4"), "%4g%G4%A%4");
  EXPECT_EQ(PercentDecode("%"), "%");
}

TEST(PercentTest, EveryByteComesBack) {
  std::string all;
  for (int c = 0; c < 256; ++c) all.push_back(static_cast<char>(c));
  EXPECT_EQ(PercentDecode(PercentEncode(all)), all);
}

}  // namespace
}  // namespace reg2graph
