#include "engine/map/citation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "engine/core/json_writer.h"
#include "engine/map/cite_lines.h"

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

std::string Cite(const std::string& lines, int& status) {
  std::istringstream in(lines);
  std::ostringstream out;
  status = CiteLines(in, out);
  return out.str();
}

TEST(CiteLines, AnswersLineByLine) {
  int status = 0;
  EXPECT_EQ(Cite("{\"key\": 7, \"text\": \"\\u00a7 1026.5, \\ud83d\\ude00 12 CFR 1\", \"context\": "
                 "\"/us/cfr/t12/p1026\"}\n",
                 status),
            "{\"key\":7,\"citations\":[{\"start\":0,\"end\":9,\"text\":\"§ "
            "1026.5\",\"targets\":[\"/us/cfr/t12/s1026.5\"]},"
            "{\"start\":16,\"end\":24,\"text\":\"12 CFR 1\",\"targets\":[\"/us/cfr/t12/p1\"]}]}\n");
  EXPECT_EQ(status, 0);
}

TEST(CiteLines, ExplainsByWhichRuleAndFromWhat) {
  const struct {
    const char *text, *context, *explanation;
  } cases[] = {
      {"12 CFR 1026.5", "", R"("rule":"CFR","basis":"said in full")"},
      {"§ 1026.5", "/us/cfr/t12/s1026.1",
       R"("rule":"section","basis":"context","context":"/us/cfr/t12/s1026.1")"},
      {"§ 126.18 of the ITAR", "/us/cfr/t15/s734.20", R"("rule":"section","basis":"holder named behind")"},
      {"§ 601.22 of the Health Regulations (42 CFR 601.22)", "/us/cfr/t19/s12.23",
       R"("rule":"section","basis":"words behind")"},
      {"ITAR § 121.15", "/us/cfr/t15/s774.1", R"("rule":"section","basis":"words before")"},
      {"Amend 12 CFR 1026.5 by revising paragraph (a).", "",
       R"("rule":"paragraph","basis":"section cited last")"},
      {"paragraph (1) of this definition", "/us/cfr/t9/s54.1#p2/2/ii",
       R"("rule":"paragraph","basis":"clause or definition around it")"},
      {"supplement no. 2 to part 748", "/us/cfr/t15/s740.20",
       R"("rule":"supplement or table","basis":"holder named)"},
      {"as in 32.111(a)", "/us/cfr/t48/s9.1", R"("rule":"bare section","basis":"context")"},
  };
  for (const auto& c : cases) {
    std::istringstream in(std::string(R"({"key":1,"context":")") + c.context + R"(","text":")" + c.text +
                          "\"}\n");
    std::ostringstream out;
    CiteLines(in, out, CiteDetail::kExplain);
    EXPECT_NE(out.str().find(c.explanation), std::string::npos) << out.str();
  }
}

TEST(CiteLines, BadLineDoesNotEndTheRun) {
  int status = 0;
  const std::string out =
      Cite("nonsense\n{\"key\":\"a\"}\n{\"text\":\"x\",\"key\":null}\n[]\n{\"key\":1,\"text\":\"\\ud800\"}",
           status);
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 5);
  EXPECT_NE(out.find("{\"key\":null,\"citations\":[]}\n"), std::string::npos);
  EXPECT_NE(out.find("{\"key\":null,\"error\":\"no \\\"text\\\"\"}\n"), std::string::npos);
  EXPECT_EQ(status, 1);
}

TEST(CiteLines, TakesTheAncestors) {
  int status = 0;
  const std::string line = R"({"key":1,"text":"subpart A of this part","context":"/us/cfr/t43/s3175.30")";
  const auto targets = [&](const std::string& ancestors) {
    const std::string out = Cite(line + ancestors + "}", status);
    return out.substr(out.find(':', 2));
  };
  const std::string none = ":1,\"citations\":[]}\n";
  EXPECT_EQ(targets(""), none);
  EXPECT_EQ(targets(R"(,"ancestors":null)"), none);
  EXPECT_EQ(targets(R"(,"ancestors":[])"), none);
  EXPECT_NE(
      targets(R"(,"ancestors":["/us/cfr/t43","\/us/cfr/t43/p3170"])").find(R"(["/us/cfr/t43/p3170/spA"])"),
      std::string::npos);
  EXPECT_EQ(status, 0);
  for (const char* bad : {R"(,"ancestors":"x")", R"(,"ancestors":[1])", R"(,"ancestors":["x")"}) {
    const std::string out = Cite(line + bad + "}", status);
    EXPECT_NE(out.find("ancestors"), std::string::npos) << out;
    EXPECT_EQ(status, 1);
  }
}

TEST(CiteLines, NamesMayBeEscaped) {
  int status = 0;
  EXPECT_EQ(Cite("{\"k\\u0065y\":\"a\\u0062\",\"text\":\"\"}", status),
            "{\"key\":\"a\\u0062\",\"citations\":[]}\n");
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace reg2graph
