#include "parsers/xml/part_splitter.h"

#include <gtest/gtest.h>

#include <random>

#include "parsers/xml/ecfr_dialect.h"
#include "parsers/xml/ecfr_format.h"
#include "tests/parsers/support/documents.h"
#include "tests/parsers/support/event_log.h"

namespace reg2graph {
namespace {

using Lines = std::vector<std::string>;

// "part /1/I 55 <DIV5 ...>": kind, ancestors' identifiers, offset and bytes; repeat, prolog and epilog where
// they say something.
std::string Show(const Unit& unit) {
  static const char* const kKinds[] = {"part", "spine", "document"};
  std::string line = kKinds[static_cast<int>(unit.kind)];
  line += " ";
  for (const Ancestor& ancestor : unit.ancestors) {
    line += "/" + std::string(TypeName(ancestor.type)) + ":" + ancestor.identifier;
    if (!ancestor.heading.empty()) line += " (" + ancestor.heading + ")";
  }
  line += " " + std::to_string(unit.offset) + " " + std::string(unit.bytes.view());
  for (const RepeatedSection& section : unit.repeated_sections)
    line += " " + section.number + " after " + std::to_string(section.earlier);
  if (unit.repeat != 1) line += " repeat " + std::to_string(unit.repeat);
  if (!unit.prolog.empty() || !unit.epilog.empty()) line += " in [" + unit.prolog + "|" + unit.epilog + "]";
  return line;
}

Lines Shown(const SplitResult& result) {
  Lines lines;
  for (const Unit& unit : result.units) lines.push_back(Show(unit));
  return lines;
}

// The units of a document; they must be the same whatever the size of block and of read.
Lines UnitsOf(std::string_view xml) {
  const SplitResult result = SplitText(*NewPartSplitter(EcfrDialect(), {}), xml);
  EXPECT_TRUE(result.status.ok()) << result.status;
  for (const size_t block : {1, 2, 3, 7, 16, 33, 100}) {
    const SplitResult again = SplitText(*NewPartSplitter(EcfrDialect(), {}, block), xml, block + 3);
    EXPECT_TRUE(again.status.ok()) << again.status;
    EXPECT_EQ(Shown(again), Shown(result)) << "block of " << block;
  }
  return Shown(result);
}

std::string ErrorOf(std::string_view xml, size_t units = 0) {
  const SplitResult result = SplitText(*NewPartSplitter(EcfrDialect(), {}), xml);
  EXPECT_EQ(result.status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(result.units.size(), units);
  for (const size_t block : {1, 3, 8}) {
    const SplitResult again = SplitText(*NewPartSplitter(EcfrDialect(), {}, block), xml);
    EXPECT_EQ(again.status.message(), result.status.message());
    EXPECT_EQ(again.units.size(), result.units.size());
  }
  return std::string(result.status.message());
}

TEST(PartSplitter, PartsThenTheSpine) {
  EXPECT_EQ(UnitsOf("<?xml version=\"1.0\"?>\n<ECFR>\n<DIV1 N=\"1\"><HEAD>T</HEAD><DIV3 N=\"A&amp;B\"><DIV5 "
                    "N=\"1\">x<DIV8/></DIV5>y"
                    "<DIV5 N=\" 1 \"/></DIV3><DIV5 N=\"2\"><DIV6></DIV6></DIV5></DIV1></ECFR>\n"),
            (Lines{
                "part /title:1/chapter:A&B 73 <DIV5 N=\"1\">x<DIV8/></DIV5>",
                "part /title:1/chapter:A&B 101 <DIV5 N=\" 1 \"/> repeat 2",
                "part /title:1 123 <DIV5 N=\"2\"><DIV6></DIV6></DIV5>",
                "spine  29 <DIV1 N=\"1\"><HEAD>T</HEAD><DIV3 N=\"A&amp;B\"><DIV5 N=\"1\"></DIV5>y<DIV5 N=\" "
                "1 \"/></DIV3>"
                "<DIV5 N=\"2\"></DIV5></DIV1> in [<?xml version=\"1.0\"?>\n<ECFR>\n|</ECFR>\n]",
            }));
}

TEST(PartSplitter, KeepsTheHeadingsThatKeysAreMadeFrom) {
  const std::string part = "<DIV5 N=\"\"><P>x</P><HEAD>Part &amp; <I>A</I><HED1>h</HED1></HEAD></DIV5>";
  const std::string other = "<DIV5 N=\"\"><HEAD>PART B</HEAD></DIV5>";
  const std::string before =
      "<DIV1 N=\"1\"><HEAD>T</HEAD><DIV7 N=\"E1\"><HEAD>Rules &amp;c <HED1>h</HED1></HEAD>";
  const std::string ancestors = "part /title:1/subject_group:E1 (Rules &c) ";
  EXPECT_EQ(UnitsOf(before + part + other + part + "</DIV7></DIV1>"),
            (Lines{ancestors + std::to_string(before.size()) + " " + part,
                   ancestors + std::to_string((before + part).size()) + " " + other,
                   ancestors + std::to_string((before + part + other).size()) + " " + part + " repeat 2",
                   "spine  0 " + before +
                       "<DIV5 N=\"\"><HEAD>Part &amp; <I>A</I><HED1>h</HED1></HEAD></DIV5>"
                       "<DIV5 N=\"\"><HEAD>PART B</HEAD></DIV5>"
                       "<DIV5 N=\"\"><HEAD>Part &amp; <I>A</I><HED1>h</HED1></HEAD></DIV5></DIV7></DIV1>"}));
}

TEST(PartSplitter, CountsSectionsThatEarlierPartsHaveToo) {
  const std::string one = "<DIV5 N=\"1\"><DIV8 N=\"1.1\"/><DIV8 N=\"1.1\"/><DIV8 N=\"5\"/></DIV5>";
  const std::string two = "<DIV5 N=\"2\"><DIV8 N=\" 1.1\"/><DIV8 N=\"1.1\"/><DIV8 N=\"5\"/></DIV5>";
  const std::string three = "<DIV5 N=\"3\"><DIV6><DIV8 N=\"1.1\"/></DIV6></DIV5>";
  Lines lines = UnitsOf("<DIV1>" + one + two + one + three + "</DIV1>");
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_TRUE(lines[0].ends_with(one)) << lines[0];
  EXPECT_TRUE(lines[1].ends_with(two + " 1.1 after 2")) << lines[1];
  EXPECT_TRUE(lines[2].ends_with(one + " repeat 2")) << lines[2];  // its keys are its own
  EXPECT_TRUE(lines[3].ends_with(three + " 1.1 after 4")) << lines[3];
}

TEST(PartSplitter, ARootBelowThePartSaysWhereItIs) {
  const std::string root =
      "<DIV6 N=\"A\" hierarchy_metadata=\"{&quot;path&quot;:&quot;/on/D/title-14/chapter-I/part-23/"
      "subpart-A&quot;}\"><DIV8/></DIV6>";
  EXPECT_EQ(UnitsOf(root), Lines{"document /title:14/chapter:I/part:23 0 " + root});
}

TEST(PartSplitter, IsNotFooled) {
  EXPECT_EQ(UnitsOf("<DIV1><!-- <DIV5> --><?p <DIV5> ?><![CDATA[ </DIV1><DIV5> ]] > ]]]>"
                    "<DIV5 N=\"a>b\" X='\"/!-'/><DIV50></DIV50><DIV><DIV5x/></DIV><DIVA/><D/></DIV1>"),
            (Lines{"part /title: 67 <DIV5 N=\"a>b\" X='\"/!-'/>",
                   "spine  0 <DIV1><!-- <DIV5> --><?p <DIV5> ?><![CDATA[ </DIV1><DIV5> ]] > ]]]>"
                   "<DIV5 N=\"a>b\" X='\"/!-'/><DIV50></DIV50><DIV><DIV5x/></DIV><DIVA/><D/></DIV1>"}));
}

TEST(PartSplitter, RootsOfEveryKind) {
  EXPECT_EQ(UnitsOf("\xEF\xBB\xBF<DIV5 N=\"7\"><P>x</P></DIV5 >\n"),
            (Lines{"part  3 <DIV5 N=\"7\"><P>x</P></DIV5 > in [\xEF\xBB\xBF|\n]"}));
  EXPECT_EQ(UnitsOf("<ECFR><DIV5/></ECFR>"), (Lines{"part  6 <DIV5/> in [<ECFR>|</ECFR>]"}));
  EXPECT_EQ(UnitsOf("<DIV3 N=\"I\"><DIV4><DIV5/></DIV4></DIV3>"),
            (Lines{"part /chapter:I/subchapter: 18 <DIV5/>",
                   "spine  0 <DIV3 N=\"I\"><DIV4><DIV5/></DIV4></DIV3>"}));
  EXPECT_EQ(UnitsOf("<DIV6><DIV8/></DIV6>"), (Lines{"document  0 <DIV6><DIV8/></DIV6>"}));
  EXPECT_EQ(UnitsOf("<DIV8>a<DIV5/></DIV8>"), (Lines{"document  0 <DIV8>a<DIV5/></DIV8>"}));
  EXPECT_EQ(UnitsOf("<DIV1/>"), (Lines{"spine  0 <DIV1/>"}));
}

TEST(PartSplitter, Faults) {
  EXPECT_EQ(ErrorOf(""), "byte 0: an empty document; expected ECFR or DIV1 to DIV9");
  EXPECT_EQ(ErrorOf("some text"), "byte 9: a document without a DIV; expected ECFR or DIV1 to DIV9");
  EXPECT_EQ(ErrorOf("<DIV1><DIV5></DIV5><DIV5><DIV8></DIV5>", 1),
            "byte 38: the end of the document; expected </DIV1>");
  EXPECT_EQ(ErrorOf("<DIV1><DIV5></DIV9>"), "byte 12: </DIV9>; expected </DIV5>");
  EXPECT_EQ(ErrorOf("<DIV1><DIV5></DIV5><DIV5><DIV8>", 1),
            "byte 31: the end of the document; expected </DIV8>");
  EXPECT_EQ(ErrorOf("<DIV1></DIV1><DIV1/>"),
            "byte 13: a second outermost DIV; expected the end of the document");
  EXPECT_EQ(ErrorOf("<DIV1></DIV1></DIV1>"), "byte 13: </DIV1>; expected a start tag");
  EXPECT_EQ(ErrorOf("<DIV1><!-- x"), "byte 12: the end inside a comment; expected its end");
  EXPECT_EQ(ErrorOf("<DIV1><![CDATA[ ]]"), "byte 18: the end inside a CDATA section; expected its end");
  EXPECT_EQ(ErrorOf("<DIV1><DIV5 N=\"1"), "byte 6: a tag cut off by the end; expected '>'");
  EXPECT_EQ(ErrorOf("<DIV1></DIV"), "byte 6: a tag cut off by the end; expected '>'");
  EXPECT_EQ(ErrorOf("<DIV1 N=\"<\">"), "byte 9: '<' inside a tag; expected '>' or '&lt;'");
  EXPECT_EQ(ErrorOf("<DIV1></DIV1 x>"), "byte 13: an end tag that goes on; expected '>'");
  EXPECT_EQ(ErrorOf("<DIV1><!x></DIV1>"), "byte 6: '<!'; expected a comment, CDATA or DOCTYPE");
  EXPECT_PRED2(Contains, ErrorOf("<DLPSTEXTCLASS><DIV1/></DLPSTEXTCLASS>"),
               "byte 0: the root element DLPSTEXTCLASS");
  EXPECT_PRED2(Contains, ErrorOf("text<DIV1/>"), "byte 0: more than one root; expected '<'");
}

// The units of the document, and what was rejected.
std::pair<size_t, std::string> RejectOf(std::string_view xml) {
  const SplitResult result = SplitText(*NewPartSplitter(EcfrDialect(), {}), xml);
  EXPECT_TRUE(result.status.ok()) << result.status;
  EXPECT_EQ(result.rejects.size(), 1u);
  for (const size_t block : {1, 3, 8}) {
    const SplitResult again = SplitText(*NewPartSplitter(EcfrDialect(), {}, block), xml);
    EXPECT_EQ(Shown(again), Shown(result));
    EXPECT_EQ(again.rejects, result.rejects);
  }
  return {result.units.size(), result.rejects.empty() ? "" : result.rejects[0]};
}

TEST(PartSplitter, WhatIsWrongInAPartCostsThatPart) {
  const auto part = [](std::string_view inside) {
    return RejectOf("<DIV1><DIV5 N=\"1\">" + std::string(inside) +
                    "</DIV5><DIV5 N=\"2\"><DIV8/></DIV5></DIV1>");
  };
  const auto told = [](std::string_view why) {
    return std::pair(size_t{2}, "part 1 at byte 6: " + std::string(why));
  };
  EXPECT_EQ(part("<DIV8>"), told("byte 24: </DIV5>; expected </DIV8>"));
  EXPECT_EQ(part("<DIV8></DIV8></DIV8>"), told("byte 31: </DIV8>; expected </DIV5>"));
  EXPECT_EQ(part("<DIV8></DIV9>"), told("byte 24: </DIV9>; expected </DIV8>"));
  EXPECT_EQ(part("<DIV8 N=\"1><P></DIV8>"), told("byte 29: '<' inside a tag; expected '>' or '&lt;'"));
  EXPECT_EQ(part("<DIV8><!x></DIV8>"), told("byte 24: '<!'; expected a comment, CDATA or DOCTYPE"));
  EXPECT_EQ(part("</DIV8 x>"), told("byte 25: an end tag that goes on; expected '>'"));
}

TEST(PartSplitter, APartWithoutAnEndEndsWhereTheNextBegins) {
  EXPECT_EQ(
      RejectOf("<DIV1><DIV5 N=\"1\"><DIV8><DIV5 N=\"2\"/></DIV1>"),
      std::pair(size_t{2}, std::string("part 1 at byte 6: byte 24: a DIV5 inside a part; expected </DIV5>")));
  EXPECT_EQ(RejectOf("<DIV1><DIV3><DIV5 N=\"1\"><DIV8></DIV3><DIV5 N=\"2\"/></DIV1>"),
            std::pair(size_t{2}, std::string("part 1 at byte 12: byte 30: </DIV3>; expected </DIV8>")));
  // The spine still has both.
  const SplitResult result =
      SplitText(*NewPartSplitter(EcfrDialect(), {}), "<DIV1><DIV5 N=\"1\"><DIV5 N=\"2\"/></DIV1>");
  EXPECT_EQ(Shown(result).back(), "spine  0 <DIV1><DIV5 N=\"1\"></DIV5><DIV5 N=\"2\"/></DIV1>");
}

TEST(PartSplitter, WhatStandsAroundTheDivisionsTakesNothingFromThem) {
  const auto behind = [](std::string_view xml, const std::string& why) {
    const auto [units, reject] = RejectOf(xml);
    EXPECT_EQ(units, 1u);
    EXPECT_PRED2(Contains, reject, why);
  };
  behind("<DIV1></DIV1>trailing", "after the outermost DIV: byte 13: more than one root");
  behind("<ECFR><DIV1></DIV1>", "expected a document around one DIV");
  behind("<ECFR><DIV1/></ECFR><X/>", "byte 21: more than one root");
  behind("<DIV1/>\xff", "byte 7: a byte that is not UTF-8; expected UTF-8 text");
  behind("<ECFR><AMDDATE>x</AMDDATE><HEAD>h</HEAD><DIV1/></ECFR>",
         "around the outermost DIV: byte 26: HEAD in no division");
  behind("<ECFR><DIV1/>law</ECFR>", "byte 13: text in no division");
}

TEST(PartSplitter, PartsBeforeAFaultOfTheEncodingAreHandedOn) {
  std::string xml("\xFF\xFE", 2);
  for (const char c : std::string_view("<DIV1><DIV5 N='1'></DIV5><DIV5 N='2'>")) xml.append({c, '\0'});
  xml.append("\x00\xDC", 2);  // half of a character
  EXPECT_PRED2(Contains, ErrorOf(xml, 1), "byte 76: ");
}

TEST(PartSplitter, Doctype) {
  EXPECT_EQ(UnitsOf("<!DOCTYPE DIV1 [<!-- ]> ' --><!ELEMENT P (#PCDATA)> ]><DIV1/>").size(), 1u);
  EXPECT_EQ(UnitsOf("<!DOCTYPE ECFR SYSTEM \"a>b\"><ECFR><DIV1/></ECFR>").size(), 1u);
  EXPECT_EQ(ErrorOf("<!DOCTYPE a [<!ENTITY b \"bbb\"><!ENTITY c \"&b;&b;\">]><DIV1>&c;</DIV1>"),
            "byte 13: a DOCTYPE that declares entities; expected a document without them");
  EXPECT_EQ(ErrorOf("<DIV1><!DOCTYPE a></DIV1>"),
            "byte 6: a DOCTYPE inside the document; expected an element");
}

TEST(PartSplitter, DeepNestingAndHugeTagsAreRefused) {
  std::string deep;
  for (int i = 0; i < 100000; ++i) deep += "<DIV6>";
  EXPECT_PRED2(Contains, ErrorOf(deep), "nested more than 200 deep");
  const SplitResult huge =
      SplitText(*NewPartSplitter(EcfrDialect(), {}), "<DIV1 N=\"" + std::string(3 << 20, 'x'));
  EXPECT_EQ(huge.status.message(), "byte 0: a tag of more than 1 MiB; expected '>'");
  const SplitResult garbage = SplitText(*NewPartSplitter(EcfrDialect(), {}), std::string(3 << 20, 'x'));
  EXPECT_PRED2(Contains, std::string(garbage.status.message()),
               "more than 1 MiB outside of the outermost DIV");
}

TEST(PartSplitter, AUnitOverTheLimitIsRejected) {
  const std::string big = "<DIV5 N=\"2\">" + std::string(1000, 'x') + "</DIV5>";
  const std::string xml = "<DIV1><DIV5 N=\"1\"></DIV5>" + big + "<DIV5 N=\"3\"></DIV5></DIV1>";
  for (const size_t block : {size_t{7}, size_t{200}, size_t{1} << 20}) {
    const SplitResult result =
        SplitText(*NewPartSplitter(EcfrDialect(), {.max_unit_bytes = 500}, block), xml);
    EXPECT_TRUE(result.status.ok());
    EXPECT_EQ(
        Shown(result),
        (Lines{"part /title: 6 <DIV5 N=\"1\"></DIV5>", "part /title: 1044 <DIV5 N=\"3\"></DIV5>",
               "spine  0 <DIV1><DIV5 N=\"1\"></DIV5><DIV5 N=\"2\"></DIV5><DIV5 N=\"3\"></DIV5></DIV1>"}));
    EXPECT_EQ(result.rejects, (Lines{"part 2 at byte 25: more than 500 bytes (--max-unit-bytes)"}));
    const SplitResult root = SplitText(*NewPartSplitter(EcfrDialect(), {.max_unit_bytes = 500}, block), big);
    EXPECT_TRUE(root.status.ok() && root.units.empty());
    EXPECT_EQ(root.rejects.size(), 1u);
  }
}

// Where no other unit can come, the rest is not read: it may be what a small file inflates to.
TEST(PartSplitter, StopsAfterTheOnlyUnitThatIsTooLarge) {
  class EndlessStream : public ByteStream {
   public:
    explicit EndlessStream(std::string_view start) : start_(start) {}
    absl::StatusOr<size_t> Read(char* out, size_t size) override {
      read += size;
      if (read > (size_t{1} << 20)) return absl::DataLossError("read on");
      const size_t count = std::min(size, start_.size());
      std::memset(out, 'x', size);
      std::memcpy(out, start_.data(), count);
      start_.remove_prefix(count);
      return size;
    }
    size_t read = 0;

   private:
    std::string_view start_;
  };
  for (const char* start : {"<DIV5 N=\"1\"><P>", "<ECFR><DIV5 N=\"1\"><P>", "<DIV8 N=\"1.1\"><P>"}) {
    EndlessStream stream(start);
    std::vector<std::string> rejects;
    const absl::Status status =
        NewPartSplitter(EcfrDialect(), {.max_unit_bytes = 10'000}, 1000)
            ->Split(
                stream, [](Unit) { return true; },
                [&](std::string_view place, absl::Status) { rejects.emplace_back(place); });
    EXPECT_TRUE(status.ok()) << status;
    EXPECT_EQ(rejects.size(), 1u) << start;
  }
}

TEST(PartSplitter, StopsWhenToldTo) {
  TextStream stream("<DIV1><DIV5/><DIV5/></DIV1>");
  int units = 0;
  const absl::Status status =
      NewPartSplitter(EcfrDialect(), {})
          ->Split(
              stream, [&](Unit) { return ++units, false; }, [](std::string_view, absl::Status) {});
  EXPECT_EQ(status.code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(units, 1);
}

TEST(PartSplitter, BrokenDocumentsDoNoHarm) {
  const std::string good =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ECFR><DIV1 N=\"1\"><DIV5 "
      "N=\"1\"><HEAD>H\xC2\xA7</HEAD><DIV8 N=\"1.1\"><P>(a) "
      "<I>x</I> &amp; y</P><!-- c "
      "--><DIV><TABLE><TR><TD>t</TD></TR></TABLE></DIV></DIV8></DIV5></DIV1></ECFR>";
  const auto parser = EcfrXmlFormat().NewParser();
  const auto load = [&](const std::string& text, size_t block) {
    SplitResult result = SplitText(*NewPartSplitter(EcfrDialect(), {}, block), text);
    bool ok = result.status.ok() && result.rejects.empty();
    for (Unit& unit : result.units) {
      EventLog log;
      const bool parsed = parser->Parse(unit, log).ok();
      EXPECT_TRUE(!parsed || log.depth() == 0);
      ok = ok && parsed;
    }
    return ok;
  };
  EXPECT_TRUE(load(good, 64));
  for (size_t size = 0; size < good.size(); ++size) EXPECT_FALSE(load(good.substr(0, size), 64)) << size;
  std::mt19937 random(1);
  constexpr std::string_view kMarkup = "<>/!-[]?\"'=&;D5 \0\xff";
  for (int i = 0; i < 20000; ++i) {
    std::string text = good;
    for (int flips = 1 + static_cast<int>(random() % 4); flips > 0; --flips) {
      text[random() % text.size()] = kMarkup[random() % kMarkup.size()];
    }
    load(text, 1 + random() % 64);
    EcfrXmlFormat().Recognize(text);
    SourceDocument document;
    document.head = text;
    EcfrXmlFormat().Inspect(document).IgnoreError();
  }
}

}  // namespace
}  // namespace reg2graph
