#include "engine/core/utf8.h"

#include <gtest/gtest.h>

namespace reg2graph {
namespace {

std::string Utf8(uint32_t code) {
  std::string text;
  AppendUtf8(text, code);
  return text;
}

TEST(Utf8Test, TheEndsOfEachLength) {
  EXPECT_EQ(Utf8(0), std::string(1, '\0'));
  EXPECT_EQ(Utf8(0x7f), "\x7f");
  EXPECT_EQ(Utf8(0x80), "\xc2\x80");
  EXPECT_EQ(Utf8(0x7ff), "\xdf\xbf");
  EXPECT_EQ(Utf8(0x800), "\xe0\xa0\x80");
  EXPECT_EQ(Utf8(0xffff), "\xef\xbf\xbf");
  EXPECT_EQ(Utf8(0x10000), "\xf0\x90\x80\x80");
  EXPECT_EQ(Utf8(0x10ffff), "\xf4\x8f\xbf\xbf");
}

TEST(Utf8Test, EveryCharacterIsWellFormedAndEverySurrogateIsNot) {
  for (uint32_t code = 0; code < 0x110000; ++code) {
    const std::string text = "x" + Utf8(code);
    const bool surrogate = IsHighSurrogate(code) || IsLowSurrogate(code);
    ASSERT_EQ(Utf8Length(text, 1), surrogate ? 0 : text.size() - 1) << code;
  }
}

TEST(Utf8Test, WhatIsCutOverlongOrBeyondIsNone) {
  for (const std::string text : {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc3", "\xc3(", "\xe0\x9f\xbf",
                                 "\xe2\x82", "\xe2(\xac", "\xf0\x8f\xbf\xbf", "\xf0\x9f\x98", "\xf0\x9f(\x80",
                                 "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff"}) {
    EXPECT_EQ(Utf8Length(text, 0), 0u) << testing::PrintToString(text);
  }
}

TEST(Utf8Test, TwoSurrogatesAreOneCharacter) {
  EXPECT_EQ(JoinSurrogates(0xd800, 0xdc00), 0x10000u);
  EXPECT_EQ(JoinSurrogates(0xd83d, 0xde00), 0x1f600u);
  EXPECT_EQ(JoinSurrogates(0xdbff, 0xdfff), 0x10ffffu);
}

}  // namespace
}  // namespace reg2graph
