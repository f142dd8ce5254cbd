#include "engine/ingest/name_hints.h"

#include <gtest/gtest.h>

namespace reg2graph {
namespace {

TEST(IsDate, DaysOfTheCalendar) {
  EXPECT_TRUE(IsDate("2025-01-31"));
  EXPECT_TRUE(IsDate("2024-02-29"));
  for (const char* bad : {"2025-02-29", "2025-13-01", "2025-00-10", "2025-01-00", "2025-1-01", "20250101", "",
                          "2025-01-0x", "2025-01-011"}) {
    EXPECT_FALSE(IsDate(bad)) << bad;
  }
}

TEST(HintsFromName, TheLastDateOfTheBaseName) {
  EXPECT_EQ(HintsFromName("structure-title-12-current-2025-04-28.json").as_of, "2025-04-28");
  EXPECT_EQ(HintsFromName("a-2024-01-01-b-2025-02-28.xml.gz").as_of, "2025-02-28");
  EXPECT_EQ(HintsFromName("a-2024-01-01-b-2025-02-30.xml").as_of, "2024-01-01");
  EXPECT_EQ(HintsFromName("/data/2024-01-01/title-12.xml").as_of, "");
  EXPECT_EQ(HintsFromName("12024-01-01.xml").as_of, "");
  EXPECT_EQ(HintsFromName("2024-01-011.xml").as_of, "");
  EXPECT_EQ(HintsFromName("-").as_of, "");
}

TEST(HintsFromName, TheTitle) {
  EXPECT_EQ(HintsFromName("structure-title-12-current-2025-04-28.json").title, 12);
  EXPECT_EQ(HintsFromName("full-title-99-part-12-2025-01-15.xml").title, 99);
  EXPECT_EQ(HintsFromName("title_12.xml").title, 12);
  EXPECT_EQ(HintsFromName("CFR-2012-title12-vol8-part1002.xml").title, 12);
  EXPECT_EQ(HintsFromName("ECFR-title-01.xml").title, 1);
  EXPECT_EQ(HintsFromName("Title 12.xml").title, 0);
  EXPECT_EQ(HintsFromName("subtitle-3-title-7.xml").title, 7);
  EXPECT_EQ(HintsFromName("title-0.xml").title, 0);
  EXPECT_EQ(HintsFromName("title-123.xml").title, 0);
  EXPECT_EQ(HintsFromName("title-99999999999999999999.xml").title, 0);
  EXPECT_EQ(HintsFromName("title.xml").title, 0);
  EXPECT_EQ(HintsFromName("title-5/part.xml").title, 0);
}

TEST(HintsFromName, TheWholePathOfAUrl) {
  const NameHints hints = HintsFromName(
      "https://www.ecfr.gov/api/versioner/v1/full/2024-01-01/title-12.xml?part=1026&x=2025-05-05");
  EXPECT_EQ(hints.as_of, "2024-01-01");
  EXPECT_EQ(hints.title, 12);
}

}  // namespace
}  // namespace reg2graph
