#include "engine/map/citation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "engine/core/json_writer.h"

namespace reg2graph {
namespace {

std::vector<std::string> Targets(std::string_view text, std::string_view context) {
  CitationFinder finder;
  std::vector<std::string> keys;
  for (const Citation& citation : finder.Find(text, context)) {
    for (const Citation::Target& target : citation.targets) keys.push_back(target.key);
  }
  return keys;
}

// The members of one line of data/citations.jsonl, which is written in the canonical way.
std::string Member(const std::string& line, const std::string& name) {
  const size_t at = line.find("\"" + name + "\": \"");
  if (at == std::string::npos) return "";
  const size_t start = at + name.size() + 4;
  size_t end = start + 1;
  while (line[end] != '"') end += line[end] == '\\' ? 2 : 1;
  return Unquote(std::string_view(line).substr(start, end + 1 - start));
}

std::set<std::string> ExpectedTargets(const std::string& line) {
  std::set<std::string> keys;
  std::istringstream list(line.substr(line.find("\"targets\": [") + 12));
  std::string key;
  while (std::getline(list, key, '"') && std::getline(list, key, '"')) keys.insert(key);
  return keys;
}

TEST(Citation, FindsEveryFormOfTheTable) {
  std::ifstream file(std::string(REG2GRAPH_TEST_DATA) + "/data/citations.jsonl");
  ASSERT_TRUE(file);
  std::string line;
  int cases = 0;
  while (std::getline(file, line)) {
    const std::string text = Member(line, "text");
    const std::vector<std::string> found = Targets(text, Member(line, "context"));
    EXPECT_EQ(std::set<std::string>(found.begin(), found.end()), ExpectedTargets(line)) << line;
    ++cases;
  }
  EXPECT_GT(cases, 100);
}

TEST(Citation, EachMemberOfAListHasItsOwnSpan) {
  CitationFinder finder;
  const std::string text = "under §§ 1005.3(b)(2) and (3), 1005.13.";
  std::vector<std::string> spans;
  for (const Citation& citation : finder.Find(text, "/us/cfr/t12/s1005.1")) {
    spans.push_back(text.substr(citation.start, citation.end - citation.start));
    EXPECT_TRUE(citation.relative);
  }
  EXPECT_EQ(spans, (std::vector<std::string>{"§§ 1005.3(b)(2)", "(3)", "1005.13"}));
}

TEST(Citation, RangeHasTwoEnds) {
  CitationFinder finder;
  const std::span<const Citation> found = finder.Find("26 CFR 601.121 through 601.125", "");
  ASSERT_EQ(found.size(), 1u);
  ASSERT_EQ(found[0].targets.size(), 2u);
  EXPECT_EQ(found[0].targets[0].range, Citation::Target::Range::kStart);
  EXPECT_EQ(found[0].targets[1].range, Citation::Target::Range::kEnd);
  EXPECT_EQ(found[0].end, 30u);
}

TEST(Citation, DateAndSuffix) {
  CitationFinder finder;
  EXPECT_EQ(finder.Find("76 FR 79445, Dec. 21, 2011", "")[0].date, "2011-12-21");
  EXPECT_EQ(finder.Find("15 U.S.C. 1601 note", "")[0].suffix, "note");
  EXPECT_EQ(finder.Find("42 U.S.C. 4321 et seq.", "")[0].suffix, "et seq.");
  EXPECT_EQ(finder.Find("sec. 1011, Pub. L. 111-203", "")[0].suffix, "sec. 1011");
}

// What is read twice, or looked back at, for each of a million bytes would take minutes.
TEST(Citation, IsLinearOnHostileText) {
  constexpr size_t kBytes = 1 << 20;
  const std::string_view pieces[] = {
      "§ 1.1(a)(1), ",
      "such paragraph (a) ",
      "paragraph (a) of § 1.",
      "paragraph (a) (b (c (d ",
      "paragraphs (a), inclusive, ",
      "part 1 of part ",
      "section 1, section ",
      "§§ 1.1-1.1-",
      "1-",
      "12 CFR 12 CFR ",
      "12 CFR part 1, subpart A, ",
      "15 U.S.C. 1, ch. 2, ",
      "appendix A to appendix A ",
      "supplement no. 1 to ",
      "part 1 ",
      "1 Stat. 1, as amended, ",
      "1.111, ",
      "FAR ",
      "of the Federal ",
      "( ",
      "§",
      " ",
  };
  for (const std::string_view piece : pieces) {
    for (const std::string_view context : {"/us/cfr/t48/s1.101/a/1", "/us/cfr/t15/s740.1#p1/1"}) {
      std::string text;
      while (text.size() < kBytes) text += piece;
      CitationFinder finder;
      for (const Citation& citation : finder.Find(text, context)) {
        ASSERT_LT(citation.start, citation.end) << piece;
        ASSERT_LE(citation.end, text.size()) << piece;
      }
    }
  }
}

TEST(Citation, ChapterComesFromTheAncestors) {
  CitationFinder finder;
  const std::string_view ancestors[] = {"/us/cfr/t12", "/us/cfr/t12/chX"};
  const std::span<const Citation> found =
      finder.Find("subchapter B of this chapter", "/us/cfr/t12/s1026.5", ancestors);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].targets[0].key, "/us/cfr/t12/chX/schB");
}

TEST(Citation, ThePartComesFromTheAncestors) {
  CitationFinder finder;
  const auto targets = [&finder](std::string_view context, std::vector<std::string_view> ancestors) {
    std::vector<std::string> keys;
    for (const Citation& citation : finder.Find("subpart A of this part", context, ancestors))
      keys.push_back(citation.targets[0].key);
    return keys;
  };
  using Keys = std::vector<std::string>;
  const std::vector<std::string_view> above = {"/us/cfr/t43", "/us/cfr/t43/chII", "/us/cfr/t43/p3170",
                                               "/us/cfr/t43/p3170/sp3175"};
  EXPECT_EQ(targets("/us/cfr/t43/s3175.30", above), Keys{"/us/cfr/t43/p3170/spA"});
  EXPECT_EQ(targets("/us/cfr/t12/s1026.5", {"/us/cfr/t12/p102"}), Keys{"/us/cfr/t12/p102/spA"});
  EXPECT_EQ(targets("/us/cfr/t12/s1026.5", {"/us/cfr/t12/p-exhibits/spB"}),
            Keys{"/us/cfr/t12/p-exhibits/spA"});
  // The number before the dot is the part's, but for those of title 43.
  EXPECT_EQ(targets("/us/cfr/t12/s1026.5", {}), Keys{"/us/cfr/t12/p1026/spA"});
  EXPECT_EQ(targets("/us/cfr/t43/s3175.30", {}), Keys{});
  EXPECT_EQ(targets("/us/cfr/t43/s3175.30", {"/us/cfr/t43/chII"}), Keys{});
  EXPECT_EQ(targets("/us/cfr/t12/s~1026.5", {}), Keys{});
}

}  // namespace
}  // namespace reg2graph
