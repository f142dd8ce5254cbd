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
  std::string heading = {};
};
using Steps = std::vector<Step>;

// The key of the last step under those before it.
std::string KeyOf(int title, const Steps& steps, int ordinal = 1) {
  std::vector<KeyedDivision> path;
  for (const Step& step : steps) {
    path.push_back({step.type, KeySegment(step.identifier),
                    DivisionKey(title, {step.type, step.identifier, step.heading, ordinal}, path)});
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
  const Steps part = {{kTitle, "12"}, {kChapter, "X"}, {kPart, "1026"}};
  EXPECT_EQ(KeyOf(12, part), "/us/cfr/t12/p1026");
  EXPECT_EQ(KeyOf(12, {part[0], part[1], part[2], {kSubpart, "A"}}), "/us/cfr/t12/p1026/spA");
  EXPECT_EQ(KeyOf(48, {{kTitle, "48"}, {kChapter, "1"}, {kPart, "2"}, {kSubpart, "2.1"}}),
            "/us/cfr/t48/p2/sp2.1");
  EXPECT_EQ(KeyOf(48, {{kTitle, "48"}, {kChapter, "1"}, {kSubpart, "A"}}), "/us/cfr/t48/ch1/spA");
}

TEST(DivisionKey, SubjectGroupsAreKeyedByTheirHeading) {
  const auto in_part = [](const std::string& identifier, const std::string& heading) {
    return KeyOf(1, {{kTitle, "1"}, {kPart, "21"}, {kSubpart, "A"}, {kSubjectGroup, identifier, heading}});
  };
  EXPECT_EQ(in_part("ECFR3c407b470bde109", "Numbering"), "/us/cfr/t1/p21/spA/sg-numbering");
  EXPECT_EQ(in_part("", "Numbering"), "/us/cfr/t1/p21/spA/sg-numbering");
  EXPECT_EQ(in_part("17", "  Numbering\u2014A & B  "), "/us/cfr/t1/p21/spA/sg-numbering-a-b");
  EXPECT_EQ(in_part("17", ""), "/us/cfr/t1/p21/spA/sg-");
}

TEST(DivisionKey, GeneratedAndEmptyIdentifiersGiveWayToTheHeading) {
  const std::string generated = "ECFR906a9cbafe6b4af";
  const Steps part = {{kTitle, "26"}, {kPart, "301"}};
  const auto in_part = [&](DivisionType type, const std::string& identifier, const std::string& heading) {
    return KeyOf(26, {part[0], part[1], {type, identifier, heading}});
  };
  EXPECT_EQ(in_part(kSubpart, generated, "Assessment"), "/us/cfr/t26/p301/sp-assessment");
  EXPECT_EQ(in_part(kSubpart, "[RESERVED]", "Subpart\u2014Collection"),
            "/us/cfr/t26/p301/sp-subpart-collection");
  EXPECT_EQ(in_part(kSection, " ", "Effective date."), "/us/cfr/t26/p301/s-effective-date");
  EXPECT_EQ(KeyOf(26, {{kTitle, "26"}, {kPart, generated, "Exhibits"}}), "/us/cfr/t26/p-exhibits");
  EXPECT_EQ(KeyOf(26, {{kTitle, "26"}, {kPart, generated, "Exhibits"}, {kSection, "1.1"}}),
            "/us/cfr/t26/s1.1");
  EXPECT_EQ(KeyOf(26, {{kTitle, "26"}, {kSection, generated, "Scope"}}), "/us/cfr/t26/s~-scope");
  // Nearly generated.
  EXPECT_EQ(in_part(kSubpart, "ECFR906a9cbafe6b4a", "Assessment"), "/us/cfr/t26/p301/spECFR906a9cbafe6b4a");
  EXPECT_EQ(in_part(kSubpart, "ECFR906a9cbafe6b4ag", "Assessment"), "/us/cfr/t26/p301/spECFR906a9cbafe6b4ag");
  EXPECT_EQ(in_part(kSubpart, "ECFR906a9cbafe6b4ax", "Assessment"), "/us/cfr/t26/p301/spECFR906a9cbafe6b4ax");
}

TEST(DivisionKey, APluralThatWasCutIsItsRange) {
  const auto key = [](const std::string& identifier, const std::string& heading) {
    return KeyOf(44, {{kTitle, "44"}, {kPart, identifier, heading}});
  };
  EXPECT_EQ(key("S 50", "PARTS 50-54 [RESERVED]"), "/us/cfr/t44/p50-54");
  EXPECT_EQ(key("S 660", "PARTS 660\u2013674 [RESERVED]"), "/us/cfr/t44/p660-674");
  EXPECT_EQ(key("S 50", ""), "/us/cfr/t44/pS%2050");
  EXPECT_EQ(key("S50", "PARTS 50-54 [RESERVED]"), "/us/cfr/t44/pS50");
}

TEST(KeyedByHeading, NamesEveryCase) {
  EXPECT_TRUE(KeyedByHeading(kSubjectGroup, "17"));
  EXPECT_TRUE(KeyedByHeading(kPart, "S 50"));
  EXPECT_FALSE(KeyedByHeading(kSubpart, "S 50"));
  for (const DivisionType type : {kPart, kSubpart, kSection}) {
    EXPECT_TRUE(KeyedByHeading(type, ""));
    EXPECT_TRUE(KeyedByHeading(type, " ECFR906a9cbafe6b4af\n"));
    EXPECT_FALSE(KeyedByHeading(type, "1"));
  }
  for (const DivisionType type : {kTitle, kSubtitle, kChapter, kSubchapter, kAppendix, kHed})
    EXPECT_FALSE(KeyedByHeading(type, ""));
}

TEST(DivisionKey, Heds) {
  EXPECT_EQ(KeyOf(26, {{kTitle, "26"}, {kPart, "1"}, {kHed, ""}}, 2), "/us/cfr/t26/p1#hed2");
}

TEST(DivisionKey, Sections) {
  EXPECT_EQ(KeyOf(12, {{kTitle, "12"}, {kPart, "1026"}, {kSubpart, "A"}, {kSection, "1026.5"}}),
            "/us/cfr/t12/s1026.5");
  EXPECT_EQ(KeyOf(14, {{kTitle, "14"}, {kPart, "241"}, {kSection, "1-1"}}), "/us/cfr/t14/p241/s1-1");
  EXPECT_EQ(KeyOf(14, {{kTitle, "14"}, {kPart, "241"}, {kSubpart, "A"}, {kSection, "a b"}}),
            "/us/cfr/t14/p241/sa%20b");
  // Numbered by its subpart, or by another part.
  EXPECT_EQ(KeyOf(43, {{kTitle, "43"}, {kPart, "3170"}, {kSubpart, "3175"}, {kSection, "3175.30"}}),
            "/us/cfr/t43/s3175.30");
  EXPECT_EQ(KeyOf(12, {{kTitle, "12"}, {kPart, "102"}, {kSection, "1026.5"}}), "/us/cfr/t12/s1026.5");
  EXPECT_EQ(SectionKey(12, "/us/cfr/t12/p1026", "1026."), "/us/cfr/t12/s1026.");
  EXPECT_EQ(SectionKey(14, "/us/cfr/t14/p241", "01"), "/us/cfr/t14/p241/s01");
  // A second part of one number holds the same numbers.
  EXPECT_EQ(SectionKey(12, "/us/cfr/t12/p1026~2", "1026.5"), "/us/cfr/t12/p1026~2/s1026.5");
}

TEST(DivisionKey, SectionsOutsideOfParts) {
  EXPECT_EQ(KeyOf(12, {{kTitle, "12"}, {kSection, "1026.5"}}), "/us/cfr/t12/s~1026.5");
  EXPECT_EQ(KeyOf(12, {{kTitle, "12"}, {kSection, "5"}}), "/us/cfr/t12/s~5");
  EXPECT_EQ(KeyOf(12, {{kTitle, "12"}, {kChapter, "X"}, {kSection, "1026.5"}}), "/us/cfr/t12/chX/s1026.5");
  EXPECT_EQ(KeyOf(12, {{kTitle, "12"}, {kChapter, "X"}, {kSection, "5"}}), "/us/cfr/t12/chX/s5");
}

TEST(DivisionKey, WhatIsKeyedWithoutWhatStandsAbove) {
  EXPECT_EQ(KeyOf(43, {{kSection, "3175.30"}}), "/us/cfr/t43/s3175.30");
  EXPECT_EQ(KeyOf(12, {{kAppendix, "Appendix A to Subpart B of Part 1026"}}), "/us/cfr/t12/p1026/spB/aA");
  EXPECT_EQ(KeyOf(12, {{kPart, "1026"}}), "/us/cfr/t12/p1026");
}

TEST(DivisionKey, AppendicesThatNameTheirPlace) {
  const Steps part = {{kTitle, "12"}, {kPart, "1026"}};
  const auto in_part = [&](const std::string& name) {
    return KeyOf(12, {part[0], part[1], {kAppendix, name}});
  };
  const auto in_subpart = [&](const std::string& name) {
    return KeyOf(12, {part[0], part[1], {kSubpart, "B"}, {kSubjectGroup, "", "G"}, {kAppendix, name}});
  };
  EXPECT_EQ(in_part("Appendix A to Part 1026"), "/us/cfr/t12/p1026/aA");
  EXPECT_EQ(in_part("Supplement I to Part 1026"), "/us/cfr/t12/p1026/supI");
  EXPECT_EQ(in_subpart("Appendix A to Part 1026"), "/us/cfr/t12/p1026/aA");
  EXPECT_EQ(in_subpart("Appendix A to Subpart B of Part 1026"), "/us/cfr/t12/p1026/spB/aA");
  // Wherever it stands.
  EXPECT_EQ(in_part("Appendix A to Subpart B of Part 1026"), "/us/cfr/t12/p1026/spB/aA");
  EXPECT_EQ(in_subpart("Appendix A to Subpart C of Part 1026"), "/us/cfr/t12/p1026/spC/aA");
  // Of another part.
  EXPECT_EQ(in_subpart("Appendix A to Part 9"), "/us/cfr/t12/p1026/spB/aA");
  EXPECT_EQ(KeyOf(12, {{kTitle, "12"}, {kChapter, "X"}, {kAppendix, "Appendix A to Part 9"}}),
            "/us/cfr/t12/chX/aA");
}

TEST(DivisionKey, OtherAppendices) {
  const auto in_part = [](const std::string& name) {
    return KeyOf(14, {{kTitle, "14"}, {kPart, "91"}, {kAppendix, name}});
  };
  EXPECT_EQ(in_part("Special Federal Aviation Regulation No. 50-2"),
            "/us/cfr/t14/p91/a-special-federal-aviation-regulation-no-50-2");
  EXPECT_EQ(in_part("Appendixes A and B to Part 91"), "/us/cfr/t14/p91/a-appendixes-a-and-b-to-part-91");
  EXPECT_EQ(in_part("Appendix to Part 91"), "/us/cfr/t14/p91/a-appendix-to-part-91");
  // eCFR moves them out of subject groups and into them.
  EXPECT_EQ(KeyOf(14, {{kTitle, "14"}, {kPart, "91"}, {kSubjectGroup, "", "Forms"}, {kAppendix, "Table 1"}}),
            "/us/cfr/t14/p91/a-table-1");
  EXPECT_EQ(KeyOf(14, {{kTitle, "14"},
                       {kPart, "91"},
                       {kSubpart, "B"},
                       {kSubjectGroup, "", "Forms"},
                       {kAppendix, "Table 1"}}),
            "/us/cfr/t14/p91/spB/a-table-1");
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
  for (const char* outside :
       {"/us/cfr/t12", "/us/cfr/t12/p10260", "/us/cfr/t12/p1026~2", "/us/cfr/t12/s1026.5"})
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
