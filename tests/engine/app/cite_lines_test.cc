#include "engine/app/cite_lines.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"

namespace reg2graph {
namespace {

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
      {"§ 126.18 of the ITAR", "/us/cfr/t15/s734.20", R"("rule":"section","basis":"holder named after it")"},
      {"§ 601.22 of the Health Regulations (42 CFR 601.22)", "/us/cfr/t19/s12.23",
       R"("rule":"section","basis":"words after it")"},
      {"ITAR § 121.15", "/us/cfr/t15/s774.1", R"("rule":"section","basis":"words before it")"},
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

TEST(CiteLines, LongLineIsDroppedAndTheOthersAnswered) {
  const std::string good = R"({"key":1,"text":"12 CFR 1"})", head = R"({"key":2,"text":")";
  const auto line_of = [&](size_t bytes) { return head + std::string(bytes - head.size() - 2, ' ') + "\"}"; };
  int status = 0;
  const std::string most = Cite(line_of(kMaxCiteLineBytes), status);
  EXPECT_EQ(most, "{\"key\":2,\"citations\":[]}\n");
  EXPECT_EQ(status, 0);
  const std::string answer = Cite(good, status);
  for (const size_t more : {size_t{1}, size_t{5} << 20}) {
    const std::string out =
        Cite(absl::StrCat(good, "\n", line_of(kMaxCiteLineBytes + more), "\n", good, "\n"), status);
    EXPECT_EQ(out, absl::StrCat(answer, "{\"key\":null,\"error\":\"line 2 is longer than 4 MB\"}\n", answer));
    EXPECT_EQ(status, 1);
  }
  const std::string last = Cite(line_of(2 * kMaxCiteLineBytes), status);
  EXPECT_EQ(last, "{\"key\":null,\"error\":\"line 1 is longer than 4 MB\"}\n");
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
