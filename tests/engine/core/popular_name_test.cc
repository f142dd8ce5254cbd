#include "engine/core/popular_name.h"

#include <gtest/gtest.h>

namespace reg2graph {
namespace {

TEST(PopularName, WhatTheHeadingPrints) {
  const struct {
    const char *heading, *name;
  } cases[] = {
      {"PART 1026—TRUTH IN LENDING (REGULATION Z)", "Regulation Z"},
      {"Part 1026—Truth in Lending (Regulation Z)", "Regulation Z"},
      {"PART 205—ELECTRONIC FUND TRANSFERS (Reg. E)", "Regulation E"},
      {"PART 253—REGULATIONS IMPLEMENTING THE ADJUSTABLE INTEREST RATE (LIBOR) ACT (REGULATION ZZ)",
       "Regulation ZZ"},
      {"Part 232—Regulation S-T—General Rules and Regulations for Electronic Filings", "Regulation S-T"},
      {"PART 227—REGULATION CROWDFUNDING, GENERAL RULES AND REGULATIONS", "Regulation Crowdfunding"},
      {"PART 229—STANDARD INSTRUCTIONS UNDER SECURITIES ACT OF 1933, AND ACT OF 1975—REGULATION S-K",
       "Regulation S-K"},
      {"Part 300-1—The Federal Travel Regulation (FTR)", "FTR"},
      {"PART 243—REGULATION FD", "Regulation FD"},
      {"PART 120—INTERNATIONAL TRAFFIC IN ARMS REGULATIONS (ITAR)", "ITAR"},
      {"Part 710—General Information and Overview of the Chemical Weapons Convention Regulations (CWCR)",
       "CWCR"},
      {"PART 180—OMB GUIDELINES TO AGENCIES ON DEBARMENT AND SUSPENSION (NONPROCUREMENT)", ""},
      {"PART 158—CYBERSECURITY TALENT MANAGEMENT SYSTEM (CTMS)", ""},
      {"PART 32—REGULATION OF COMMODITY OPTION TRANSACTIONS", ""},
      {"PART 100—SCOPE AND DEFINITIONS (52 U.S.C. 30101)", ""},
      {"PART 3 [RESERVED]", ""},
      {"Subpart A—Regulation S-P: Privacy of Consumer Financial Information", "Regulation S-P"},
      {"Subpart A—Regulation System", ""},
      {"PART 5—REGULATION REVIEW", ""},
      {"Subpart C—Regulation Review", ""},
      {"Regulation NMS—Regulation of the National Market System", "Regulation NMS"},
      {") ( — (REGULATION )", ""},
      {"", ""},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(PopularNameOf(Shape::kPart, "/us/cfr/t12/p1026", c.heading), c.name) << c.heading;
    EXPECT_EQ(PopularNameOf(Shape::kSubjectGroup, "/us/cfr/t12/p1026/sg-x", c.heading), c.name);
    EXPECT_EQ(PopularNameOf(Shape::kSection, "/us/cfr/t12/s1026.5", c.heading), "");
  }
}

TEST(PopularName, WhatNoHeadingPrints) {
  const struct {
    Shape shape;
    const char *key, *name;
  } cases[] = {
      {Shape::kPart, "/us/cfr/t15/p729", ""},
      {Shape::kPart, "/us/cfr/t15/p730", "EAR"},
      {Shape::kPart, "/us/cfr/t15/p774", "EAR"},
      {Shape::kPart, "/us/cfr/t15/p775", ""},
      {Shape::kPart, "/us/cfr/t22/p120", "ITAR"},
      {Shape::kPart, "/us/cfr/t22/p12", ""},
      {Shape::kPart, "/us/cfr/t48/p52", "FAR"},
      {Shape::kSubpart, "/us/cfr/t48/p52/sp52.1", ""},
      {Shape::kPart, "/us/cfr/t48/p252", "DFARS"},
      {Shape::kPart, "/us/cfr/t48/p~2", ""},
      {Shape::kSubpart, "/us/cfr/t45/p164/spE", "HIPAA Privacy Rule"},
      {Shape::kPart, "/us/cfr/t45/p164", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(PopularNameOf(c.shape, c.key, "PART 1—GENERAL"), c.name) << c.key;
}

}  // namespace
}  // namespace reg2graph
