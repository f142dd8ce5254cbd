#include "parsers/xml/root_place.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace reg2graph {
namespace {

using enum DivisionType;

std::string TagOf(const std::string& element, const std::string& name, const std::string& path,
                  const std::string& citation) {
  return "<" + element + " N=\"" + name + "\" hierarchy_metadata=\"{&amp;quot;path&amp;quot;:&amp;quot;" +
         path + "&amp;quot;,&amp;quot;citation&amp;quot;:&amp;quot;" + citation + "&amp;quot;}\">";
}

// "title:14/part:23".
std::string AncestorsOf(const std::string& tag, DivisionType type) {
  std::string line;
  for (const Ancestor& ancestor : AncestorsOfRoot(tag, type)) {
    if (!line.empty()) line += "/";
    line += std::string(TypeName(ancestor.type)) + ":" + ancestor.identifier;
  }
  return line;
}

TEST(HierarchyMetadata, EscapedOnceOrTwiceOrNotAtAll) {
  for (const std::string quote : {"\"", "&quot;", "&amp;quot;"}) {
    const std::string tag = "<DIV8 hierarchy_metadata='{" + quote + "path" + quote + ": " + quote + "/on/x" +
                            quote + "," + quote + "citation" + quote + ":" + quote + "a \\u00a7 \\\\b" +
                            quote + "}'>";
    const HierarchyMetadata metadata = ReadHierarchyMetadata(tag);
    EXPECT_EQ(metadata.path, "/on/x");
    EXPECT_EQ(metadata.citation, "a \u00A7 \\b");
  }
  EXPECT_EQ(ReadHierarchyMetadata("<DIV8>").path, "");
  for (const char* broken :
       {"", "{", "{\"path\"", "{\"path\":", "{\"path\":\"", "{\"path\":\"\\", "{\"path\":1}"})
    EXPECT_EQ(ReadHierarchyMetadata(std::string("<DIV8 hierarchy_metadata='") + broken + "'>").path, "")
        << broken;
}

TEST(HierarchyMetadata, NamesTheTitle) {
  EXPECT_EQ(TitleOf({"/on/D/title-14/part-23", ""}), 14);
  EXPECT_EQ(TitleOf({"", "14 CFR Part 23"}), 14);
  EXPECT_EQ(TitleOf({"", "Appendix A to Part 25, Title 2"}), 2);
  EXPECT_EQ(TitleOf({"/on/D/title-0", "Part 23 of 14 CFR"}), 0);
  EXPECT_EQ(TitleOf({"", "140 CFR"}), 0);
  EXPECT_EQ(TitleOf({"", ""}), 0);
}

TEST(AncestorsOfRoot, OfEveryType) {
  EXPECT_EQ(AncestorsOf(TagOf("DIV6", "A", "/on/D/title-14/chapter-I/subchapter-C/part-23/subpart-A",
                              "14 CFR Part 23 Subpart A"),
                        kSubpart),
            "title:14/chapter:I/subchapter:C/part:23");
  EXPECT_EQ(AncestorsOf(TagOf("DIV6", "A", "", "14 CFR Part 23 Subpart A"), kSubpart), "title:14/part:23");
  // Its path leaves the subpart out.
  EXPECT_EQ(AncestorsOf(TagOf("DIV7", "ECFR2", "/on/D/title-17/part-240/subject-group-ECFR2",
                              "17 CFR Part 240 Subpart A - Rules of Part 9 Subpart Z"),
                        kSubjectGroup),
            "title:17/part:240/subpart:A");
  EXPECT_EQ(AncestorsOf(TagOf("DIV7", "ECFR2", "/on/D/title-17/part-300/subject-group-ECFR2",
                              "17 CFR Part 300 - Rules of Subpart Z"),
                        kSubjectGroup),
            "title:17/part:300");
  EXPECT_EQ(AncestorsOf(TagOf("DIV8", "01", "/on/D/title-14/part-241/section-01", ""), kSection),
            "title:14/part:241");
  EXPECT_EQ(AncestorsOf(TagOf("DIV9", "Appendix to Subpart E of Part 306",
                              "/on/D/title-31/part-306/appendix-Appendix to Subpart E of Part 306",
                              "Appendix to Subpart E of Part 306, Title 31"),
                        kAppendix),
            "title:31/part:306/subpart:E");
  EXPECT_EQ(AncestorsOf("<DIV9 N=\"Part 23, Subpart I, Appendix 1\">", kAppendix),
            "title:0/part:23/subpart:I");
}

TEST(AncestorsOfRoot, UnknownWhereThePartOrAKeyIsNotNamed) {
  EXPECT_EQ(AncestorsOf("<DIV6 N=\"A\">", kSubpart), "");
  EXPECT_EQ(
      AncestorsOf(TagOf("DIV8", "23.2000", "/on/D/title-14/section-23.2000", "14 CFR 23.2000"), kSection),
      "");
  EXPECT_EQ(AncestorsOf(TagOf("DIV9", "Table 1", "", "Table 1, Title 14"), kAppendix), "");
  // In a subpart or not?
  EXPECT_EQ(
      AncestorsOf(TagOf("DIV7", "ECFR2", "/on/D/title-17/part-240/subject-group-ECFR2", ""), kSubjectGroup),
      "");
  // Keyed by a heading that is not here.
  EXPECT_EQ(AncestorsOf(TagOf("DIV7", "ECFR2", "/on/D/title-17/part-242/subject-group-ECFR2",
                              "17 CFR Part 242 Subpart ECFRe106e84e67e2bc9 - Rules"),
                        kSubjectGroup),
            "");
}

}  // namespace
}  // namespace reg2graph
