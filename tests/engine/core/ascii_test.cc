#include "engine/core/ascii.h"

#include <gtest/gtest.h>

#include <string>

namespace reg2graph {
namespace {

std::string All(bool (*is)(char)) {
  std::string all;
  for (int c = 0; c < 256; ++c) {
    if (is(static_cast<char>(c))) all.push_back(static_cast<char>(c));
  }
  return all;
}

TEST(AsciiTest, Kinds) {
  EXPECT_EQ(All(IsDigit), "0123456789");
  EXPECT_EQ(All(IsUpper), "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
  EXPECT_EQ(All(IsLower), "abcdefghijklmnopqrstuvwxyz");
  EXPECT_EQ(All(IsLetter), All(IsUpper) + All(IsLower));
  EXPECT_EQ(All(IsAlnum), All(IsDigit) + All(IsLetter));
  EXPECT_EQ(All(IsBlank), "\t\n\r ");
}

TEST(AsciiTest, OnlyLettersHaveALowerCase) {
  std::string lower;
  for (const char c : All(IsUpper)) lower.push_back(ToLower(c));
  EXPECT_EQ(lower, All(IsLower));
  for (const char c : {'@', '[', 'a', '0', '\xc3', '\x80'}) EXPECT_EQ(ToLower(c), c);
}

TEST(AsciiTest, HexDigitsOfEitherCase) {
  EXPECT_EQ(All([](char c) { return HexValue(c) >= 0; }), "0123456789ABCDEFabcdef");
  EXPECT_EQ(HexValue('0'), 0);
  EXPECT_EQ(HexValue('9'), 9);
  EXPECT_EQ(HexValue('a'), 10);
  EXPECT_EQ(HexValue('F'), 15);
}

TEST(AsciiTest, TrimTakesBlanksOffBothEnds) {
  EXPECT_EQ(Trim("\r\n\t a b \n"), "a b");
  EXPECT_EQ(Trim(" \t "), "");
  EXPECT_EQ(Trim(""), "");
  EXPECT_EQ(Trim("\fa\u00a0"), "\fa\u00a0");
}

}  // namespace
}  // namespace reg2graph
