#include "engine/map/paragraph_builder.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/engine/map/paragraph_support.h"

namespace reg2graph {
namespace {

using Blocks = std::vector<std::string>;

struct LevelCase {
  const char* what;
  Blocks blocks;
  const char* keys;
};

TEST(ParagraphBuilderTest, DecidesLevels) {
  const LevelCase cases[] = {
      {"six levels",
       {"(a) x", "(1) x", "(i) x", "(A) x", "(*1*) x", "(*i*) x", "(*ii*) x", "(*2*) x", "(B) x", "(ii) x",
        "(2) x", "(b) x"},
       "/a /a/1 /a/1/i /a/1/i/A /a/1/i/A/1 /a/1/i/A/1/i /a/1/i/A/1/ii /a/1/i/A/2 /a/1/i/B /a/1/ii /a/2 /b"},
      {"italics lost",
       {"(a)(1)(i)(A) x", "(1) x", "(2) x", "(B) x", "(ii) x", "(2) x"},
       "/a /a/1 /a/1/i /a/1/i/A /a/1/i/A/1 /a/1/i/A/2 /a/1/i/B /a/1/ii /a/2"},
      {"i after h: a letter by what follows", {"(h) x.", "(i) x.", "(j) x."}, "/h /i /j"},
      {"i after h: a letter by its own list",
       {"(g) x.", "(h) x.", "(i) x:", "(1) x", "(2) x"},
       "/g /h /i /i/1 /i/2"},
      {"i under (h)(1): roman",
       {"(g) x.", "(h) x:", "(1) x:", "(i) x", "(ii) x", "(2) x:", "(i) x"},
       "/g /h /h/1 /h/1/i /h/1/ii /h/2 /h/2/i"},
      {"i after (h)(1): a letter by what follows", {"(h)(1) x.", "(i) x.", "(j) x."}, "/h /h/1 /i /j"},
      {"v after u and after iv",
       {"(u) x.", "(v) x:", "(1) x:", "(i) x", "(ii) x", "(iii) x", "(iv) x", "(v) x", "(w) x."},
       "/u /v /v/1 /v/1/i /v/1/ii /v/1/iii /v/1/iv /v/1/v /w"},
      {"ii never a letter", {"(a) x:", "(1) x:", "(i) x", "(ii) x"}, "/a /a/1 /a/1/i /a/1/ii"},
      {"aa follows z", {"(y) x.", "(z) x.", "(aa) x.", "(bb) x."}, "/y /z /aa /bb"},
      {"digits outermost", {"(1) x:", "(i) x", "(ii) x", "(2) x"}, "/1 /1/i /1/ii /2"},
      {"a level is missing", {"(a) x:", "(i) x", "(ii) x", "(b) x."}, "/a /a/i /a/ii /b"},
      {"a gap", {"(a) x.", "(b) x.", "(d) x."}, "/a /b /d"},
      {"a misprint", {"(j) x.", "(k) x.", "(1) x.", "(m) x."}, "/j /k /l /m"},
      {"l after k", {"(j) x.", "(k) x.", "(l) x.", "(m) x."}, "/j /k /l /m"},
      {"inserted", {"(a) x.", "(a-1) x.", "(b) x."}, "/a /a-1 /b"},
      {"a repeat", {"(a) x.", "(1) x", "(2) x", "(2) x", "(b) x."}, "/a /a/1 /a/2 /a/2~2 /b"},
      {"reserved ranges",
       {"(a) x.", "(b)-(d) [Reserved]", "(e) x.", "(1)-(3) [Reserved]", "(4) x"},
       "/a /b-d /e /e/1-3 /e/4"},
      {"reserved by through", {"(a) x.", "(b) through (d) [Reserved]", "(e) x."}, "/a /b-d /e"},
      {"several markers with key terms",
       {"(a) *General*—(1) *Scope.* (i) x", "(ii) x", "(2) x"},
       "/a /a/1 /a/1/i /a/1/ii /a/2"},
  };
  for (const LevelCase& c : cases) EXPECT_EQ(KeysOf(c.blocks), c.keys) << c.what;
}

TEST(ParagraphBuilderTest, KnowsTheItalicsOfTitle26) {
  const Blocks blocks = {"(a)(1)(i) x:", "(*a*) x:", "(*1*) x:", "(*i*) x",
                         "(*ii*) x",     "(*2*) x",  "(*b*) x",  "(ii) x"};
  EXPECT_EQ(KeysOf(blocks, "/s", DivisionType::kSection, 26),
            "/a /a/1 /a/1/i /a/1/i/a /a/1/i/a/1 /a/1/i/a/1/i /a/1/i/a/1/ii /a/1/i/a/2 /a/1/i/b /a/1/ii");
}

TEST(ParagraphBuilderTest, PlacesBlocksWithoutMarker) {
  const LevelCase cases[] = {
      {"flush text",
       {"x", "(a) x:", "(1) x", "x", "(2) x", "x", "x"},
       "#p1 /a /a/1 /a/1#p1 /a/2 /a/2#p1 /a/2#p2"},
      {"definitions",
       {"x:", "*Bank* means:", "(1) x", "(2) x.", "*Union* means:", "(1) x", "(2) x."},
       "#p1 #p2 #p2/1 #p2/2 #p3 #p3/1 #p3/2"},
      {"definitions in a paragraph",
       {"(a) x.", "*Bank* means x.", "*Union* means:", "(1) x", "*Zone* means x.", "(b) x."},
       "/a /a#p1 /a#p2 /a#p2/1 /a#p3 /b"},
      {"a note between", {"(a) x:", "(1) x", "NOTE/P|(5) x", "(2) x"}, "/a /a/1 /a/1#p1 /a/2"},
      {"a table between", {"(a) x:", "(1) x", "TABLE|x\tx\nx\tx", "(2) x"}, "/a /a/1 /a/1#p1 /a/2"},
      {"a heading in a section", {"(a) x.", "HD1|x", "x", "(b) x."}, "/a #p1 #p2 /b"},
      {"a citation at the head", {"(a) x.", "(a) and (b) of this section apply.", "(b) x."}, "/a /a#p1 /b"},
  };
  for (const LevelCase& c : cases) EXPECT_EQ(KeysOf(c.blocks), c.keys) << c.what;
}

TEST(ParagraphBuilderTest, PartsTheFirstItemFromItsIntroduction) {
  const LevelCase cases[] = {
      {"behind a dash",
       {"(a) Pay is due. It is the lesser of—(1) One; or", "(2) The cap.", "(b) x."},
       "/a /a/1 /a/2 /b"},
      {"behind a citation", {"(a) *When* (*see* § 1.1(b)). (1) A person", "(2) A person"}, "/a /a/1 /a/2"},
      {"deeper items between",
       {"(a) Control; *E. coli* tests. (1) Each plant. It shall:", "(i) x", "(ii) x", "(2) x"},
       "/a /a/1 /a/1/i /a/1/ii /a/2"},
      {"two runs of italics", {"(d) *Use.* *Dogs*—(1) *Amount.* x", "(2) x"}, "/d /d/1 /d/2"},
      {"no marker before it", {"No person shall: (a) Sell; or", "(b) Buy."}, "#p1 /a /b"},
      {"a question", {"(b) *What must you do*? (1) You must stop.", "(2) You must wait."}, "/b /b/1 /b/2"},
      {"two markers",
       {"(a) It must. The plant shall: (1)(i) x", "(ii) x", "(2) x"},
       "/a /a/1 /a/1/i /a/1/ii /a/2"},
      {"the list runs on in the sentence",
       {"(d) Promote (1) an employee and (2) an employee, except that: ", "(i) x", "(ii) x"},
       "/d /d/i /d/ii"},
      {"no second item follows", {"(a) It is due. See the table: (1) x.", "(b) x.", "(c) x."}, "/a /b /c"},
      {"another list has its own first",
       {"(a) It is due. See the table: (1) x.", "(1) x", "(2) x"},
       "/a /a/1 /a/2"},
  };
  for (const LevelCase& c : cases) EXPECT_EQ(KeysOf(c.blocks), c.keys) << c.what;
  const auto rows = RowsOf({"(a) *Pay.* It is the lesser of: (1) *Part.* One; or", "(2) The cap."});
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].text, "(a) Pay. It is the lesser of:");
  EXPECT_EQ(rows[1].text, "(1) Part. One; or");
  EXPECT_EQ(rows[1].marker, "(1)");
  EXPECT_EQ(rows[1].heading, "Part.");
  EXPECT_LT(rows[0].seq, rows[1].seq);
  EXPECT_LT(rows[1].seq, rows[2].seq);
}

TEST(ParagraphBuilderTest, NumbersBelowADefinition) {
  const LevelCase cases[] = {
      {"set-off terms",
       {"*Animal.* A sheep.", "*Exposed animal.* Any animal that:", "(1) x; or", "(2) x that:", "(i) x; or",
        "(ii) x.", "*Exposed flock.* (1) Any flock; or", "(2) x.", "*Farm* means—(1) A place; or",
        "(2) A building."},
       "#p1 #p2 #p2/1 #p2/2 #p2/2/i #p2/2/ii #p3 #p3/1 #p3/2 #p4 #p4/1 #p4/2"},
      {"a paragraph of definitions ends with the next one",
       {"(a) x.", "(b) *Terms.* As used here:", "*Bank* means:", "(1) x", "(2) x", "*Zone* means:", "(1) x",
        "(c) x."},
       "/a /b /b#p1 /b#p1/1 /b#p1/2 /b#p2 /b#p2/1 /c"},
      {"one slanted head is no list of definitions",
       {"*Scope.* This applies to:", "(a) x", "(b) x"},
       "#p1 /a /b"},
  };
  for (const LevelCase& c : cases) EXPECT_EQ(KeysOf(c.blocks), c.keys) << c.what;
}

TEST(ParagraphBuilderTest, ReadsTheListsOfAnExtract) {
  const LevelCase cases[] = {
      {"below its headings",
       {"(a)-(b) [Reserved]", "EXTRACT/HD1|Category I", "EXTRACT/P|• (a) x",
        "EXTRACT/P|(h) x:", "EXTRACT/P|(1) x", "EXTRACT/HD1|Category II",
        "EXTRACT/P|(a) x:", "EXTRACT/P|(1) x", "EXTRACT/P|(2) x"},
       "/a-b #p1 #p1#p1 #p1/h #p1/h/1 #p2 #p2/a #p2/a/1 #p2/a/2"},
      {"a clause",
       {"Insert this clause:", "EXTRACT/HD1|Terms", "EXTRACT/P|(a) x", "EXTRACT/P|(1) x", "EXTRACT/P|(b) x",
        "x"},
       "#p1 #p2 #p2/a #p2/a/1 #p2/b #p3"},
      {"below its first block, with a note between",
       {"(a) x:", "EXTRACT/P|As used here:", "EXTRACT/P|(1) x", "NOTE/P|x", "EXTRACT/P|(2) x", "(b) x"},
       "/a /a#p1 /a#p1/1 /a#p1/1#p1 /a#p1/2 /b"},
      {"a reserved paragraph opens nothing", {"(a) x", "(b) [Reserved]", "x"}, "/a /b #p1"},
      {"its list is the paragraph's own",
       {"(a) Rent = a / b, where:", "EXTRACT/P|(1) a is x;", "EXTRACT/P|(2) b is y.", "(b) x"},
       "/a /a/1 /a/2 /b"},
      {"one list under several headings",
       {"(d) x", "EXTRACT/HD1|Here", "EXTRACT/P|(1) x", "EXTRACT/P|(2) x", "EXTRACT/HD1|Abroad",
        "EXTRACT/P|(3) x", "EXTRACT/P|(i) x", "EXTRACT/HD1|Examples", "EXTRACT/P|(i) x", "EXTRACT/P|(ii) x"},
       "/d /d#p1 /d/1 /d/2 /d#p2 /d/3 /d/3/i /d#p3 /d#p3/i /d#p3/ii"},
      {"the items of a form",
       {"EXTRACT/HD1|Schedule", "EXTRACT/P|*Item 1. Name.* (a) x", "EXTRACT/P|(b) x",
        "EXTRACT/P|*Item 2. Place.* x", "EXTRACT/P|(a) x", "EXTRACT/P|(b) x"},
       "#p1 #p2 #p2/a #p2/b #p3 #p3/a #p3/b"},
      {"an extract that ends too early",
       {"EXTRACT/P|Item 9. x", "EXTRACT/P|(a) x", "EXTRACT/P|(1) x", "TABLE|x", "(2) x", "(b) x"},
       "#p1 #p1/a #p1/a/1 #p1/a/1#p1 #p1/a/2 #p1/b"},
      {"no list of law", {"(a) x:", "EXTRACT/P|(1) x", "EXTRACT/P|x", "(b) x"}, "/a /a#p1 /a#p2 /b"},
  };
  for (const LevelCase& c : cases) EXPECT_EQ(KeysOf(c.blocks), c.keys) << c.what;
}

TEST(ParagraphBuilderTest, ListsBelongToTheHeadingUnderWhichTheyBeginAnew) {
  EXPECT_EQ(KeysOf({"x", "HD1|Albania", "(a) x", "(b) x:", "(1) x", "HD1|Algeria", "(a) x", "(b) x"}),
            "#p1 #p2 #p2/a #p2/b #p2/b/1 #p3 #p3/a #p3/b");
  EXPECT_EQ(KeysOf({"HD1|General", "(a) x", "(b) x", "HD1|Special", "(c) x"}), "#p1 /a /b #p2 /c");
  // The sections of an order, the articles of an agreement.
  EXPECT_EQ(KeysOf({"HD1|Order", "Section 1. x", "(a) x", "(b) x", "Sec. 2. (a) x:", "(i) x", "(ii) x",
                    "(b) x", "Sec. 3.5 percent."},
                   "/a", DivisionType::kAppendix),
            "#p1 #p1#p1 #p1#p1/a #p1#p1/b #p1#p2 #p1#p2/a #p1#p2/a/i #p1#p2/a/ii #p1#p2/b #p1#p2/b#p1");
}

TEST(ParagraphBuilderTest, ATermAloneMayBeADefinition) {
  EXPECT_EQ(KeysOf({"*Act.* x", "*Agency.* x", "*Person (entity).*", "(1) x", "(2) x", "*Validation.* x"}),
            "#p1 #p2 #p3 #p3/1 #p3/2 #p4");
  EXPECT_EQ(KeysOf({"(a) x", "*General rule.*", "(b) x"}), "/a /a#p1 /b");
}

TEST(ParagraphBuilderTest, TheItemsOfAnEntryAreApartFromItsNotes) {
  EXPECT_EQ(KeysOf({"3A228 SWITCHING devices.", "Related Controls:", "(1) x", "(2) x", "*Items:*",
                    "a. x:", "a.1. x", "b. x"},
                   "/a", DivisionType::kAppendix),
            "#p1 #p1#p1 #p1/1 #p1/2 #p1#p2 #p1/a #p1/a/1 #p1/b");
}

TEST(ParagraphBuilderTest, AHeadingMayHaveAMarker) {
  EXPECT_EQ(KeysOf({"(a) Three models:", "HD2|(1) Model A", "(i) x", "(ii) x", "HD2|(2) Model B", "(i) x"}),
            "/a /a/1 /a/1/i /a/1/ii /a/2 /a/2/i");
}

// The italics of one of two markers of a list are a misprint.
TEST(ParagraphBuilderTest, AListKeepsItsLevelWhereItalicsAreMisprinted) {
  EXPECT_EQ(KeysOf({"*(a)* x", "(b) x:", "(1) x", "(2) x", "(c) x", "(d) x:", "(1) x"}),
            "/a /b /b/1 /b/2 /c /d /d/1");
}

TEST(ParagraphBuilderTest, AStarMayBeBeforeAMarker) {
  ParagraphBuilder builder;
  builder.Begin("/s", DivisionType::kSection, 22, "121.1");
  int32_t seq = 0;
  TextBlock block;
  block.element = "P";
  for (const char* text : {"(a) x.", "* (b) x:", "* (1) x."}) {
    block.text = text;
    builder.Block(block, seq);
  }
  const auto rows = builder.Finish();
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[1].id, "/s/b");
  EXPECT_EQ(rows[1].marker, "(b)");
  EXPECT_EQ(rows[1].text, "* (b) x:");
  EXPECT_EQ(rows[2].id, "/s/b/1");
}

TEST(ParagraphBuilderTest, ADottedMarkerIsAPath) {
  const LevelCase cases[] = {
      {"decimal",
       {"HD1|3. Tests", "3.5 Sampling.", "3.5.2 Probes.", "3.5.2.10 Filters.", "x", "3.6 Analysis."},
       "#p1 /3/5 /3/5/2 /3/5/2/10 /3/5/2/10#p1 /3/6"},
      {"letters below an entry",
       {"HD1|3A001", "a. Circuits:", "a.1. Hardened:", "a.1.a. x;", "a.1.b. x;", "a.2. x.", "b. Other.",
        "c.1.b. x."},
       "#p1 #p1/a #p1/a/1 #p1/a/1/a #p1/a/1/b #p1/a/2 #p1/b #p1/c/1/b"},
      {"entries number their items anew",
       {"HD1|A. Systems", "0A981 Equipment as follows.", "Items: a. Gallows.", "b. Chairs.", "0A998 Data.",
        "Items:", "a. Seismic.", "b. Items:", "b.1. Software."},
       "#p1 #p1#p1 #p1#p1#p1 #p1#p1/a #p1#p1/b #p1#p2 #p1#p2#p1 #p1#p2/a #p1#p2/b #p1#p2/b/1"},
      {"a decimal in a text", {"HD1|x", "3.5 percent of it.", "2.25 x."}, "#p1 #p1#p1 #p1#p2"},
  };
  for (const LevelCase& c : cases)
    EXPECT_EQ(KeysOf(c.blocks, "/a", DivisionType::kAppendix), c.keys) << c.what;
}

TEST(ParagraphBuilderTest, SplitsABlockAtItsMarkers) {
  const auto rows = RowsOf({"Intro.", "(a) *General*—(1) *Scope.* (i) The bank", "(ii) The union"});
  ASSERT_EQ(rows.size(), 5u);
  EXPECT_EQ(rows[1].text, "(a) General—");
  EXPECT_EQ(rows[1].heading, "General");
  EXPECT_EQ(rows[1].marker, "(a)");
  EXPECT_EQ(rows[2].text, "(1) Scope.");
  EXPECT_EQ(rows[2].heading, "Scope.");
  EXPECT_EQ(rows[3].text, "(i) The bank");
  EXPECT_EQ(rows[3].parent, 2);
  EXPECT_EQ(rows[3].depth, 3);
  EXPECT_EQ(rows[4].parent, 2);
  EXPECT_EQ(rows[4].order, 1);
  for (size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(rows[i].seq, static_cast<int32_t>(i));
}

TEST(ParagraphBuilderTest, NamesKinds) {
  const auto rows = RowsOf(
      {"NOTE/P|x", "EXTRACT/P|x", "EXAMPLE/PSPACE|x", "FTNT/P|x", "TABLE|x", "MATH|x", "HD2|x", "FP|x"});
  std::string kinds;
  for (const ParagraphRow& row : rows) kinds += row.kind + " ";
  EXPECT_EQ(kinds, "note extract example footnote table math heading  ");
}

TEST(ParagraphBuilderTest, KeepsTheSourceOfAnImage) {
  ParagraphBuilder builder;
  builder.Begin("/s", DivisionType::kSection, 12, "1.1");
  TextBlock image;
  image.element = "img";
  image.source = "/graphics/er01.gif";
  int32_t seq = 7;
  builder.Block(image, seq);
  const auto rows = builder.Finish();
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].kind, "image");
  EXPECT_EQ(rows[0].source, "/graphics/er01.gif");
  EXPECT_EQ(rows[0].text, "");
  EXPECT_EQ(rows[0].seq, 7);
  EXPECT_EQ(seq, 8);
}

TEST(ParagraphBuilderTest, NestsAnAppendixUnderItsHeadings) {
  EXPECT_EQ(
      KeysOf({"HD1|General", "A. x", "1. x", "2. x", "B. x", "HD2|Scope", "x", "(a) x", "HD1|Other", "A. x"},
             "/a", DivisionType::kAppendix),
      "#p1 #p1/A #p1/A/1 #p1/A/2 #p1/B #p1#p1 #p1#p1#p1 #p1#p1/a #p2 #p2/A");
}

TEST(ParagraphBuilderTest, IsReused) {
  ParagraphBuilder builder;
  for (int i = 0; i < 2; ++i) {
    builder.Begin("/s", DivisionType::kSection, 12, "1.1");
    int32_t seq = 0;
    const WrittenBlock first("(a) x"), second("(b) x");
    builder.Block(first.block(), seq);
    builder.Block(second.block(), seq);
    const auto rows = builder.Finish();
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[1].id, "/s/b");
  }
}

TEST(ParagraphBuilderTest, IsBoundedOnHostileDivisions) {
  Blocks blocks;
  for (int i = 0; i < 30000; ++i) blocks.push_back(i % 3 == 0 ? "(i)(v)(x)(c)(d)(l)(m) x" : "(1) x");
  EXPECT_GT(RowsOf(blocks).size(), 70000u);
}

}  // namespace
}  // namespace reg2graph
