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
      {") ( — (REGULATION )", ""},
      {"", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(PopularNameOf(c.heading), c.name) << c.heading;
}

}  // namespace
}  // namespace reg2graph
