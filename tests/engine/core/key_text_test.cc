#include "engine/core/key_text.h"

#include <gtest/gtest.h>

#include <string>

namespace reg2graph {
namespace {

TEST(KeyText, EveryKind) {
  const struct {
    const char *key, *citation, *name;
  } cases[] = {
      {"/us/cfr/t12", "12 CFR", "Title 12"},
      {"/us/cfr/t2/stB", "2 CFR Subtitle B", "Subtitle B"},
      {"/us/cfr/t12/chX", "12 CFR Chapter X", "Chapter X"},
      {"/us/cfr/t12/chX/schB", "12 CFR Chapter X, Subchapter B", "Subchapter B"},
      {"/us/cfr/t12/p1026", "12 CFR Part 1026", "Part 1026"},
      {"/us/cfr/t12/p1026~2", "12 CFR Part 1026 [2]", "Part 1026 [2]"},
      {"/us/cfr/t41/p60-741", "41 CFR Part 60-741", "Part 60-741"},
      {"/us/cfr/t26/p-exhibits", "26 CFR Part \"exhibits\"", "Exhibits"},
      {"/us/cfr/t12/p1026/spA", "12 CFR Part 1026, Subpart A", "Subpart A"},
      {"/us/cfr/t48/p2/sp2.1", "48 CFR Part 2, Subpart 2.1", "Subpart 2.1"},
      {"/us/cfr/t26/p301/sp-closing-agreements", "26 CFR Part 301, Subpart \"closing agreements\"",
       "Closing agreements"},
      {"/us/cfr/t1/p21/spA/sg-numbering~2", "1 CFR Part 21, Subpart A, subject group \"numbering\" [2]",
       "Numbering [2]"},
      {"/us/cfr/t1/p2/sg-nondiscrimination-in-programs-and-activities",
       "1 CFR Part 2, subject group \"nondiscrimination in programs and activities\"",
       "Nondiscrimination in programs…"},
      {"/us/cfr/t12/s1026.5", "12 CFR 1026.5", "§ 1026.5"},
      {"/us/cfr/t17/s240.10b-5", "17 CFR 240.10b-5", "§ 240.10b-5"},
      {"/us/cfr/t17/s240.11a1-1(T)", "17 CFR 240.11a1-1(T)", "§ 240.11a1-1(T)"},
      {"/us/cfr/t1/s200.11%20-%20200.12", "1 CFR 200.11-200.12", "§§ 200.11-200.12"},
      {"/us/cfr/t1/s200.11-200.12", "1 CFR 200.11-200.12", "§§ 200.11-200.12"},
      {"/us/cfr/t14/p241/s01%20-%2003", "14 CFR Part 241, §§ 01-03", "§§ 01-03"},
      {"/us/cfr/t48/s2.203-1%20-%202.203-3", "48 CFR 2.203-1 - 2.203-3", "§§ 2.203-1 - 2.203-3"},
      {"/us/cfr/t41/p304-10%20-%20304-99", "41 CFR Parts 304-10 - 304-99", "Parts 304-10 - 304-99"},
      {"/us/cfr/t12/p1026/spA-E", "12 CFR Part 1026, Subparts A-E", "Subparts A-E"},
      {"/us/cfr/t12/p1026/spE%20through%20G", "12 CFR Part 1026, Subparts E through G",
       "Subparts E through G"},
      // Without an identifier, or without a heading.
      {"/us/cfr/t12/ch", "12 CFR Chapter", "Chapter"},
      {"/us/cfr/t48/p~2", "48 CFR Part [2]", "Part [2]"},
      {"/us/cfr/t1/p2/sg-", "1 CFR Part 2, Subject group", "Subject group"},
      {"/us/cfr/t1/p2/sg-~2", "1 CFR Part 2, Subject group [2]", "Subject group [2]"},
      {"/us/cfr/t12/s~1026.5", "12 CFR 1026.5", "§ 1026.5"},
      {"/us/cfr/t14/p241/s01", "14 CFR Part 241, § 01", "§ 01"},
      {"/us/cfr/t26/p301/s-scope/a", "26 CFR Part 301, § \"scope\"(a)", "(a)"},
      {"/us/cfr/t12/p1026/aA", "12 CFR Part 1026, Appendix A", "Appendix A"},
      {"/us/cfr/t12/p1026/spB/aM1", "12 CFR Part 1026, Subpart B, Appendix M1", "Appendix M1"},
      {"/us/cfr/t12/p1026/supI", "12 CFR Part 1026, Supplement I", "Supplement I"},
      {"/us/cfr/t14/p91/a-table-1", "14 CFR Part 91, \"table 1\"", "Table 1"},
      {"/us/cfr/t99/p12#hed1", "99 CFR Part 12, Heading 1", "Heading 1"},
      // Texts.
      {"/us/cfr/t12/s1026.5/a/1/ii/B", "12 CFR 1026.5(a)(1)(ii)(B)", "(B)"},
      {"/us/cfr/t14/p241/s01/a/1", "14 CFR Part 241, § 01(a)(1)", "(1)"},
      {"/us/cfr/t99/s12.2/b-d", "99 CFR 12.2(b)-(d)", "(b)-(d)"},
      {"/us/cfr/t99/s12.2/b-1", "99 CFR 12.2(b-1)", "(b-1)"},
      {"/us/cfr/t99/s12.2/a~2", "99 CFR 12.2(a) [2]", "(a) [2]"},
      {"/us/cfr/t99/s12.5/b#p1", "99 CFR 12.5(b) ¶ 1", "¶ 1"},
      {"/us/cfr/t9/s54.1#p2/1", "9 CFR 54.1 ¶ 2(1)", "(1)"},
      {"/us/cfr/t31/p10/a/1", "31 CFR Part 10(a)(1)", "(1)"},
      {"/us/cfr/t31/p10/p", "31 CFR Part 10(p)", "(p)"},
      {"/us/cfr/t31/p10#p2", "31 CFR Part 10 ¶ 2", "¶ 2"},
      {"/us/cfr/t40/p60/aA/3/5/2", "40 CFR Part 60, Appendix A, 3.5.2", "3.5.2"},
      {"/us/cfr/t40/p60/aA#p3", "40 CFR Part 60, Appendix A ¶ 3", "¶ 3"},
      {"/us/cfr/t40/p60/aA/A/1", "40 CFR Part 60, Appendix A, A.1", "A.1"},
      {"/us/cfr/t40/p60/aA/2.1/a", "40 CFR Part 60, Appendix A, 2.1.a", "2.1.a"},
      {"/us/cfr/t40/p60/aA/a", "40 CFR Part 60, Appendix A (a)", "(a)"},
      {"/us/cfr/t40/p60/aA/a/1", "40 CFR Part 60, Appendix A (a)(1)", "(1)"},
      {"/us/cfr/t40/p60/aA/a#p2/1", "40 CFR Part 60, Appendix A (a) ¶ 2(1)", "(1)"},
      {"/us/cfr/t40/p60/aA#p1/A/1", "40 CFR Part 60, Appendix A ¶ 1, A.1", "A.1"},
      {"/us/cfr/t40/p60/aA/5-1", "40 CFR Part 60, Appendix A, 5-1", "5-1"},
      {"/us/cfr/t12/p1026/supI#p3/5(b)-1", "12 CFR Part 1026, Supplement I ¶ 3, comment 5(b)-1", "5(b)-1"},
      {"/us/cfr/t12/p1026/supI/5(b)(3)-1", "12 CFR Part 1026, Supplement I, comment 5(b)(3)-1", "5(b)(3)-1"},
      {"/us/cfr/t12/p1026/supI/5(b)(3)-1/i", "12 CFR Part 1026, Supplement I, comment 5(b)(3)-1.i",
       "5(b)(3)-1.i"},
      {"/us/cfr/t12/s1026.5#xml", "12 CFR 1026.5, XML", "XML"},
      {"/us/cfr/t99/p12#auth", "99 CFR Part 12, Authority", "Authority"},
      {"/us/cfr/t99/p12#source", "99 CFR Part 12, Source", "Source"},
      {"/us/cfr/t99/s12.5#cita", "99 CFR 12.5, Amendment", "Amendment"},
      {"/us/cfr/t99/p12#ed2", "99 CFR Part 12, Editorial 2", "Editorial 2"},
      {"/us/cfr/t99/s12.6#xref", "99 CFR 12.6, Cross-reference", "Cross-reference"},
      {"artifact:292f33c5e057", "Document 292f33c5", "Document 292f33c5"},
  };
  for (const auto& c : cases) {
    const KeyText text = TextOfKey(c.key);
    EXPECT_EQ(text.citation, c.citation) << c.key;
    EXPECT_EQ(text.name, c.name) << c.key;
  }
}

TEST(KeyText, LawsAreNamedByTheirCitation) {
  const struct {
    const char *key, *citation;
  } cases[] = {
      {"/us/usc/t15", "15 U.S.C."},
      {"/us/usc/t15/s1601", "15 U.S.C. 1601"},
      {"/us/usc/t15/s1601/a/2", "15 U.S.C. 1601(a)(2)"},
      {"/us/usc/t5/ch5", "5 U.S.C. ch. 5"},
      {"/us/usc/t50a/s595", "50 U.S.C. App. 595"},
      {"/us/pl/111", "Pub. L. 111"},
      {"/us/pl/111/203", "Pub. L. 111-203"},
      {"/us/stat/124/1376", "124 Stat. 1376"},
      {"/us/fr/76/79445", "76 FR 79445"},
      {"/us/fr/82/frdoc2017-11736", "FR Doc. 2017-11736"},
      {"/us/fr/frdoc2017-11736", "FR Doc. 2017-11736"},
      {"/us/eo/12866", "E.O. 12866"},
      {"/us/proc/9844", "Proc. 9844"},
      {"/us/rin/3170-AA10", "RIN 3170-AA10"},
      {"/us/reorg/1978/3", "Reorganization Plan No. 3 of 1978"},
      {"/us/cases/1", "/us/cases/1"},
      {"nothing of ours", "nothing of ours"},
  };
  for (const auto& c : cases) {
    const KeyText text = TextOfKey(c.key);
    EXPECT_EQ(text.citation, c.citation) << c.key;
    EXPECT_EQ(text.name, c.citation) << c.key;
  }
}

TEST(KeyText, AnyKeyHasAName) {
  for (const char* key : {"", "/", "/us/", "/us/cfr/", "/us/cfr/t", "/us/cfr/t1/", "/us/cfr/t1/p~",
                          "/us/cfr/t1//#", "/us/usc//", "/us/fr//"}) {
    EXPECT_EQ(TextOfKey(key).name.empty(), std::string(key).empty()) << key;
  }
}

}  // namespace
}  // namespace reg2graph
