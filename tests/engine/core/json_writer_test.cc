#include "engine/core/json_writer.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <string>

namespace reg2graph {
namespace {

std::string Escaped(std::string_view text) {
  std::string out;
  AppendEscaped(out, text);
  return out;
}

std::string ExpectedEscape(int byte) {
  switch (byte) {
    case '"': return "\\\"";
    case '\\': return "\\\\";
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    default: break;
  }
  if (byte >= 0x20) return std::string(1, static_cast<char>(byte));
  char text[8];
  std::snprintf(text, sizeof(text), "\\u%04x", static_cast<unsigned>(byte));
  return text;
}

TEST(AppendEscaped, EveryByteAtEveryPlaceOfABlock) {
  for (int byte = 0; byte < 256; ++byte) {
    for (size_t before = 0; before < 34; ++before) {
      const std::string prefix(before, 'x');
      const std::string suffix(40 - before, 'y');
      const std::string text = prefix + static_cast<char>(byte) + suffix;
      ASSERT_EQ(Escaped(text), prefix + ExpectedEscape(byte) + suffix) << byte << " at " << before;
    }
  }
}

TEST(AppendEscaped, LongRuns) {
  const std::string plain(1 << 20, 'a');
  EXPECT_EQ(Escaped(plain), plain);
  const std::string quotes(100'000, '"');
  const std::string escaped = Escaped(quotes);
  ASSERT_EQ(escaped.size(), 200'000u);
  EXPECT_EQ(escaped.substr(0, 4), R"(\"\")");
  EXPECT_EQ(Escaped(""), "");
}

// Behind what stands in the buffer, whatever room it has left.
TEST(AppendEscaped, ABufferHoldsWhatAStringHolds) {
  for (size_t size = 0; size < 200; ++size) {
    for (const char special : {'a', '\n', '"', '\x01'}) {
      std::string text(size, 'x');
      for (size_t i = size / 2; i < size; i += 7) text[i] = special;
      TextBuffer buffer;
      std::string expected;
      for (int i = 0; i < 3; ++i) {
        AppendEscaped(buffer, text);
        expected += Escaped(text);
        ASSERT_EQ(buffer.view(), expected);
      }
      const std::string all(300, special);
      AppendEscaped(buffer, all);
      ASSERT_EQ(buffer.view(), expected + Escaped(all));
    }
  }
}

TEST(AppendEscaped, UnquoteGivesTheTextBack) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all.push_back(static_cast<char>(byte));
  std::string json;
  AppendString(json, all);
  EXPECT_EQ(Unquote(json), all);
}

TEST(ObjectWriter, IsCanonical) {
  std::string out;
  ObjectWriter object(out);
  object.String("a", "x\"y");
  object.Integer("b", -9223372036854775807 - 1);
  object.Boolean("c", true);
  object.Null("d");
  object.Splice("", R"("e":[1,2])");
  object.Raw("f", R"(["p","q"])");
  object.Close();
  EXPECT_EQ(out, R"({"a":"x\"y","b":-9223372036854775808,"c":true,"d":null,"e":[1,2],"f":["p","q"]})");
}

TEST(ObjectWriter, SpliceFirst) {
  std::string out;
  ObjectWriter object(out);
  object.Splice(R"("a":1)", R"("b":2)");
  object.Integer("c", 3);
  object.Close();
  EXPECT_EQ(out, R"({"a":1,"b":2,"c":3})");
}

TEST(SplitObject, ValuesOfEveryKind) {
  const Members members =
      SplitObject(R"({"a":"x,\"}]y\\","b":-1,"c":true,"d":null,"e":[1,2],"f":["p,]","q"],"g":""})");
  const Members expected = {{"a", R"("x,\"}]y\\")"}, {"b", "-1"},    {"c", "true"},
                            {"d", "null"},           {"e", "[1,2]"}, {"f", R"(["p,]","q"])"},
                            {"g", R"("")"}};
  EXPECT_EQ(members, expected);
  EXPECT_TRUE(SplitObject("{}").empty());
  EXPECT_TRUE(SplitObject("").empty());
}

TEST(Unquote, EscapesAndSurrogates) {
  EXPECT_EQ(Unquote(R"("a\n\r\t\b\f\/\"\\")"), "a\n\r\t\b\f/\"\\");
  EXPECT_EQ(Unquote(R"("\u0041\u00a7\u2014\u001f")"), "A\xc2\xa7\xe2\x80\x94\x1f");
  EXPECT_EQ(Unquote(R"("\ud83d\ude00x")"), "\xf0\x9f\x98\x80x");
  EXPECT_EQ(Unquote(R"("\uDBFF\uDFFF")"), "\xf4\x8f\xbf\xbf");
}

TEST(Unquote, ASurrogateAloneIsReplaced) {
  const std::string replacement = "\xef\xbf\xbd";
  EXPECT_EQ(Unquote(R"("\ud83d")"), replacement);
  EXPECT_EQ(Unquote(R"("\ude00x")"), replacement + "x");
  EXPECT_EQ(Unquote(R"("\ud83d\u0041")"), replacement + "A");
  EXPECT_EQ(Unquote(R"("\ud83d\n")"), replacement + "\n");
}

TEST(Unquote, BrokenLiteralsDoNoHarm) {
  for (const std::string_view json : {"", "\"", "\"\"", "\"\\\"", "\"\\u\"", "\"\\u00\"", "\"\\ud83d\\u\""}) {
    EXPECT_LE(Unquote(json).size(), 6u) << json;
  }
}

TEST(Utf16Length, CountsAsCypherDoes) {
  EXPECT_EQ(Utf16Length(""), 0u);
  EXPECT_EQ(Utf16Length("abc"), 3u);
  EXPECT_EQ(Utf16Length("\xc2\xa7 1"), 3u);
  EXPECT_EQ(Utf16Length("\xe2\x80\x94"), 1u);
  EXPECT_EQ(Utf16Length("\xf0\x9f\x98\x80"), 2u);
}

}  // namespace
}  // namespace reg2graph
