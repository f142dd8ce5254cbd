#include "engine/core/keys.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace reg2graph {
namespace {

using enum DivisionType;

struct Step {
  DivisionType type;
  std::string identifier;
};

// The key of the last step under those before it.
std::string KeyOf(int title, const std::vector<Step>& steps, int ordinal = 1) {
  std::vector<KeyedDivision> path;
  for (const Step& step : steps) {
    path.push_back({step.type, KeySegment(step.identifier),
                    DivisionKey(title, step.type, step.identifier, ordinal, path)});
  }
  return path.back().key;
}

TEST(DivisionKey, AboveParts) {
  EXPECT_EQ(KeyOf(12, {{kTitle, "12"}}), "/us/cfr/t12");
  EXPECT_EQ(KeyOf(2, {{kTitle, "2"}, {kSubtitle, "B"}}), "/us/cfr/t2/stB");
  EXPECT_EQ(KeyOf(2, {{kTitle, "2"}, {kSubtitle, "B"}, {kChapter, "III"}}), "/us/cfr/t2/chIII");
  EXPECT_EQ(KeyOf(12, {{kTitle, "12"}, {kChapter, "X"}, {kSubchapter, "B"}}), "/us/cfr/t12/chX/schB");
}

TEST(DivisionKey, PartsAndSubparts) {
  const std::vector<Step> part = {{kTitle, "12"}, {kChapter, "X"}, {kPart, "1026"}};
  EXPECT_EQ(KeyOf(12, part), "/us/cfr/t12/p1026");
  EXPECT_EQ(KeyOf(12, {part[0], part[1], part[2], {kSubpart, "A"}}), "/us/cfr/t12/p1026/spA");
  EXPECT_EQ(KeyOf(48, {{kTitle, "48"}, {kChapter, "1"}, {kPart, "2"}, {kSubpart, "2.1"}}),
            "/us/cfr/t48/p2/sp2.1");
  EXPECT_EQ(KeyOf(48, {{kTitle, "48"}, {kChapter, "1"}, {kSubpart, "A"}}), "/us/cfr/t48/ch1/spA");
}

TEST(DivisionKey, SubjectGroupsAndHeds) {
  EXPECT_EQ(KeyOf(26, {{kTitle, "26"}, {kPart, "1"}, {kSubjectGroup, "ECFR1"}}), "/us/cfr/t26/p1/sgECFR1");
  EXPECT_EQ(KeyOf(26, {{kTitle, "26"}, {kPart, "1"}, {kHed, ""}}, 2), "/us/cfr/t26/p1#hed2");
}

TEST(DivisionKey, Sections) {
  EXPECT_EQ(KeyOf(12, {{kTitle, "12"}, {kPart, "1026"}, {kSubpart, "A"}, {kSection, "1026.5"}}),
            "/us/cfr/t12/s1026.5");
  EXPECT_EQ(KeyOf(14, {{kTitle, "14"}, {kPart, "241"}, {kSection, "1-1"}}), "/us/cfr/t14/p241/s1-1");
  // Of no part: the keys of a part's sections are that part's.
  EXPECT_EQ(KeyOf(12, {{kTitle, "12"}, {kSection, "1026.5"}}), "/us/cfr/t12/s~1026.5");
  EXPECT_EQ(CitationOfKey("/us/cfr/t12/s~1026.5"), "12 CFR § 1026.5");
  EXPECT_EQ(KeyOf(12, {{kTitle, "12"}, {kPart, "102"}, {kSection, "1026.5"}}), "/us/cfr/t12/p102/s1026.5");
  EXPECT_EQ(SectionKey(12, "/us/cfr/t12/p1026~2", "1026", "1026.5"), "/us/cfr/t12/p1026~2/s1026.5");
  EXPECT_EQ(SectionKey(12, "/us/cfr/t12/p1026", "1026", "1026."), "/us/cfr/t12/s1026.");
}

TEST(DivisionKey, AppendicesThatNameTheirPlace) {
  const std::vector<Step> part = {{kTitle, "12"}, {kPart, "1026"}};
  const auto in_part = [&](const std::string& name) {
    return KeyOf(12, {part[0], part[1], {kAppendix, name}});
  };
  const auto in_subpart = [&](const std::string& name) {
    return KeyOf(12, {part[0], part[1], {kSubpart, "B"}, {kAppendix, name}});
  };
  EXPECT_EQ(in_part("Appendix A to Part 1026"), "/us/cfr/t12/p1026/aA");
  EXPECT_EQ(in_part("Supplement I to Part 1026"), "/us/cfr/t12/p1026/supI");
  EXPECT_EQ(in_subpart("Appendix A to Part 1026"), "/us/cfr/t12/p1026/aA");
  EXPECT_EQ(in_subpart("Appendix A to Subpart B of Part 1026"), "/us/cfr/t12/p1026/spB/aA");
  EXPECT_EQ(in_part("Appendix A to Subpart B of Part 1026"), "/us/cfr/t12/p1026/aA");
  EXPECT_EQ(in_subpart("Appendix A to Part 9"), "/us/cfr/t12/p1026/spB/aA");
}

TEST(DivisionKey, OtherAppendices) {
  const auto in_part = [](const std::string& name) {
    return KeyOf(14, {{kTitle, "14"}, {kPart, "91"}, {kAppendix, name}});
  };
  EXPECT_EQ(in_part("Special Federal Aviation Regulation No. 50-2"),
            "/us/cfr/t14/p91/a-special-federal-aviation-regulation-no-50-2");
  EXPECT_EQ(in_part("Appendixes A and B to Part 91"), "/us/cfr/t14/p91/a-appendixes-a-and-b-to-part-91");
  EXPECT_EQ(in_part("Appendix to Part 91"), "/us/cfr/t14/p91/a-appendix-to-part-91");
}

TEST(KeySegment, WhatIsKeptAndWhatIsEncoded) {
  EXPECT_EQ(KeySegment("1026.5"), "1026.5");
  EXPECT_EQ(KeySegment("  1.1 [Reserved] "), "1.1");
  EXPECT_EQ(KeySegment("[RESERVED]"), "");
  EXPECT_EQ(KeySegment("5(b)(3)-1_x"), "5(b)(3)-1_x");
  EXPECT_EQ(KeySegment("a b/c~d%"), "a%20b%2Fc%7Ed%25");
  EXPECT_EQ(KeySegment("\xc2\xa7"), "%C2%A7");
  EXPECT_EQ(KeySegment("1\xe2\x80\x90"
                       "2\xe2\x80\x93"
                       "3\xe2\x80\x94"
                       "4\xe2\x88\x92"
                       "5"),
            "1-2-3-4-5");
  EXPECT_EQ(KeySegment("x\xe2\x80"), "x%E2%80");  // cut in the middle of a dash
}

TEST(Slug, RunsBecomeOneDash) {
  EXPECT_EQ(Slug("  Table 1 -- A&B "), "table-1-a-b");
  EXPECT_EQ(Slug("\xc2\xa7"), "");
}

TEST(IsPartKey, NeitherWhatStandsAboveNorBelow) {
  EXPECT_TRUE(IsPartKey("/us/cfr/t12/p1026"));
  EXPECT_TRUE(IsPartKey("/us/cfr/t12/p1026~2"));
  for (const char* key : {"/us/cfr/t12", "/us/cfr/t12/chX", "/us/cfr/t12/p1026/aA", "/us/cfr/t12/s1026.5",
                          "/us/cfr/t12/s1026.5/p", "/us/usc/t12/p1", "/p1", ""})
    EXPECT_FALSE(IsPartKey(key)) << key;
}

TEST(IsAtOrBelow, IsNoPlainPrefix) {
  const char* const part = "/us/cfr/t12/p1026";
  for (const char* inside : {"/us/cfr/t12/p1026", "/us/cfr/t12/p1026/spA", "/us/cfr/t12/p1026#xml"})
    EXPECT_TRUE(IsAtOrBelow(inside, part)) << inside;
  for (const char* outside : {"/us/cfr/t12", "/us/cfr/t12/p10260", "/us/cfr/t12/p1026~2", "/us/cfr/t12/s1026.5"})
    EXPECT_FALSE(IsAtOrBelow(outside, part)) << outside;
}

TEST(IsTitleKey, OfTitlesAlone) {
  EXPECT_TRUE(IsTitleKey("/us/cfr/t12"));
  for (const char* key : {"/us/cfr/t12/p1", "/us/usc/t12", "/us/cfr/t12#xml", "/us/cfr", ""})
    EXPECT_FALSE(IsTitleKey(key)) << key;
}

TEST(PartAbove, ByTheKeyAlone) {
  EXPECT_EQ(PartAbove("/us/cfr/t12/p1026/spA/aB"), "/us/cfr/t12/p1026");
  EXPECT_EQ(PartAbove("/us/cfr/t12/p1026#xml"), "/us/cfr/t12/p1026");
  for (const char* key : {"/us/cfr/t12/p1026", "/us/cfr/t12/s1026.5", "/us/cfr/t12/chX", "/us/usc/t1/p2/a"})
    EXPECT_EQ(PartAbove(key), "") << key;
}

// The suffixes were computed by an independent program (Python's hashlib and integers).
TEST(TypeId, KnownVectors) {
  EXPECT_EQ(TypeId("section", "/us/cfr/t12/s1026.5"), "section_7dcavd2rkn89gc7q4wr6kj8c2w");
  EXPECT_EQ(TypeId("title", "/us/cfr/t12"), "title_4c7svb6cq83vft9cj14qrg90hh");
  EXPECT_EQ(TypeId("DIV8", "/us/cfr/t12/s1026.5#xml"), "div_56ffnqbrq3ara6qjz8vkeyqp1b");
}

TEST(TypeId, PrefixAndForm) {
  EXPECT_EQ(TypeId("subject_group", "x").substr(0, 13), "subjectgroup_");
  EXPECT_EQ(TypeId("hed1", "x").substr(0, 4), "hed_");
  for (int i = 0; i < 100; ++i) {
    const std::string id = TypeId("p", std::to_string(i));
    ASSERT_EQ(id.size(), 28u);
    EXPECT_LE(id[2], '7');  // 128 bits do not fill 130
    EXPECT_EQ(id.find_first_not_of("0123456789abcdefghjkmnpqrstvwxyz", 2), std::string::npos);
  }
}

TEST(CitationOfKey, EveryKind) {
  const std::pair<const char*, const char*> cases[] = {
      {"/us/cfr/t12", "12 CFR"},
      {"/us/cfr/t12/s1026.5", "12 CFR 1026.5"},
      {"/us/cfr/t12/s1026.5/a/1/ii/B", "12 CFR 1026.5(a)(1)(ii)(B)"},
      {"/us/cfr/t12/p1026", "12 CFR part 1026"},
      {"/us/cfr/t12/p1026/spA", "12 CFR part 1026, subpart A"},
      {"/us/cfr/t12/p1026/aA", "12 CFR part 1026, Appendix A"},
      {"/us/cfr/t12/p1026/supI", "12 CFR part 1026, Supplement I"},
      {"/us/cfr/t12/chX/schB", "12 CFR chapter X, subchapter B"},
      {"/us/usc/t15/s1601", "15 U.S.C. 1601"},
      {"/us/usc/t15/s1601/a/2", "15 U.S.C. 1601(a)(2)"},
      {"/us/usc/t5/ch5", "5 U.S.C. ch. 5"},
      {"/us/usc/t50a/s595", "50 U.S.C. App. 595"},
      {"/us/pl/111/203", "Pub. L. 111-203"},
      {"/us/stat/124/1376", "124 Stat. 1376"},
      {"/us/fr/76/79445", "76 FR 79445"},
      {"/us/fr/82/frdoc2017-11736", "FR Doc. 2017-11736"},
      {"/us/fr/frdoc2017-11736", "FR Doc. 2017-11736"},
      {"/us/eo/12866", "E.O. 12866"},
      {"/us/proc/9844", "Proc. 9844"},
      {"/us/rin/3170-AA10", "RIN 3170-AA10"},
      {"/us/reorg/1978/3", "Reorganization Plan No. 3 of 1978"},
  };
  for (const auto& [key, citation] : cases) EXPECT_EQ(CitationOfKey(key), citation) << key;
}

TEST(ParentOfKey, UpToATitleALawAVolume) {
  EXPECT_EQ(ParentOfKey("/us/usc/t15/s1601/a"), "/us/usc/t15/s1601");
  EXPECT_EQ(ParentOfKey("/us/usc/t15/s1601"), "/us/usc/t15");
  EXPECT_EQ(ParentOfKey("/us/usc/t15"), "");
  EXPECT_EQ(ParentOfKey("/us/pl/111/203"), "/us/pl/111");
  EXPECT_EQ(ParentOfKey("/us/eo/12866"), "");
  EXPECT_EQ(ParentOfKey("/us/fr/frdoc2017-11736"), "");
  EXPECT_EQ(ParentOfKey("/us/cfr/t12/s1026.5#p3"), "/us/cfr/t12/s1026.5");
}

}  // namespace
}  // namespace reg2graph
