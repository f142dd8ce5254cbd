#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/engine/flow/runs.h"
#include "tests/engine/ingest/temp_folder.h"

// A document decides only what it contains or is complete for (decision 11): the same documents end in one
// graph, in whatever order they come and however often a run is interrupted.
namespace reg2graph {
namespace {

constexpr unsigned kSeeds = 40;

// An element of the first sample, with all that is in it.
std::string Element(const std::string& xml, const std::string& tag, const std::string& number) {
  const size_t begin = xml.find("<" + tag + " N=\"" + number + "\"");
  EXPECT_NE(begin, std::string::npos) << tag << " " << number;
  const std::string end = "</" + tag + ">";
  return xml.substr(begin, xml.find(end, begin) + end.size() - begin);
}

class PartialDocumentsTest : public testing::Test {
 protected:
  // Part 12 as the service wraps what is asked for alone: its own HEAD, AUTH and SOURCE around `inner`.
  std::string Wrapped(const std::string& day, const std::string& inner) {
    const size_t begin = xml_.find("<DIV5 N=\"12\"");
    const size_t first = xml_.find("<DIV6", begin);
    return folder_.Write("title-99-" + std::to_string(++files_) + "-" + day + ".xml",
                         xml_.substr(begin, first - begin) + inner + "</DIV5>");
  }
  std::string Section(const std::string& number, const std::string& text = "") {
    std::string section = Element(xml_, "DIV8", number);
    if (!text.empty()) {
      const size_t paragraph = section.find("<P>");
      section.insert(paragraph + 3, text + " ");
    }
    return section;
  }
  std::string WrappedSection(const std::string& day, const std::string& number, const std::string& text) {
    return Wrapped(day, Section(number, text));
  }
  std::string WholePart(const std::string& day) { return Wrapped(day, Inner()); }
  std::string Inner() const {
    const std::string part = Element(xml_, "DIV5", "12");
    const size_t first = part.find("<DIV6");
    return part.substr(first, part.rfind("</DIV5>") - first);
  }
  std::string TitleWithout(const std::string& day, const std::string& number) {
    std::string xml = xml_;
    const std::string section = Element(xml_, "DIV8", number);
    xml.erase(xml.find(section), section.size());
    return folder_.Write("full-title-99-" + day + ".xml", xml);
  }

  // Every order that the seeds give, some runs killed after some batches and started again.
  void ExpectOneGraph(std::vector<std::string> documents, unsigned seeds = kSeeds) {
    Runs straight;
    for (const std::string& document : documents) EXPECT_TRUE(straight.Run({document}).status.ok());
    const Lines expected = straight.sink.graph.Dump();
    ExpectVerified(straight, documents);
    for (unsigned seed = 0; seed < seeds; ++seed) {
      std::mt19937 random(seed);
      std::shuffle(documents.begin(), documents.end(), random);
      ASSERT_EQ(DifferenceOf(LoadedRoughly(documents, random), expected), Lines()) << "seed " << seed;
    }
  }

  // What a newer document has replaced is no difference.
  static void ExpectVerified(Runs& runs, const std::vector<std::string>& documents) {
    const Lines before = runs.sink.graph.Dump();
    runs.options.purpose = Purpose::kCompare;
    EXPECT_TRUE(runs.Run(documents).status.ok());
    EXPECT_EQ(runs.observer->documents().size(), documents.size());
    for (const DocumentReport& report : runs.observer->documents())
      EXPECT_EQ(report.differences, 0) << report.uri;
    EXPECT_EQ(DifferenceOf(runs.sink.graph.Dump(), before), Lines());
  }

  Lines LoadedRoughly(const std::vector<std::string>& documents, std::mt19937& random) {
    Runs runs;
    for (const std::string& document : documents) {
      runs.options.batch_rows = 1 + random() % 60;
      runs.options.threads = 1 + static_cast<int>(random() % 2);
      for (int kills = static_cast<int>(random() % 3); kills > 0; --kills) {
        auto left = static_cast<int>(random() % 12);
        runs.sink.on_batch = [&runs, left](const MutationBatch&) mutable {
          if (left-- == 0) runs.pipeline->Stop();
        };
        runs.Run({document});
      }
      runs.sink.on_batch = nullptr;
      EXPECT_TRUE(runs.Run({document}).status.ok());
    }
    return runs.sink.graph.Dump();
  }

  TempFolder folder_;
  const std::string xml_ = ReadAll(kXml);
  int files_ = 0;
};

std::vector<std::string> SectionsOf(const Lines& graph) {
  std::vector<std::string> ids;
  for (const std::string& line : graph) {
    const size_t id = line.find(' ');
    if (line.substr(id).starts_with(" Section ")) ids.push_back(line.substr(0, id));
  }
  return ids;
}

TEST_F(PartialDocumentsTest, AWrappedSectionTakesNothingFromItsPart) {
  const std::string section = WrappedSection("2025-03-01", "12.1", "Newer.");
  Runs runs;
  ASSERT_TRUE(runs.Run({kXml}).status.ok());
  const Lines before = runs.sink.graph.Dump();
  ASSERT_TRUE(runs.Run({section}).status.ok());
  EXPECT_EQ(runs.Outcome(), DocumentOutcome::kLoaded);
  // 12.1 and what is below it, its stamp's document, and the digest of part 12: nothing else.
  for (const std::string& line : DifferenceOf(runs.sink.graph.Dump(), before)) {
    const bool own = line.find("/us/cfr/t99/s12.1") != line.npos || line.find("artifact:") != line.npos;
    EXPECT_TRUE(own || line.substr(2).starts_with("/us/cfr/t99/p12 Part")) << line;
  }
  EXPECT_EQ(SectionsOf(runs.sink.graph.Dump()), SectionsOf(before));
  EXPECT_NE(runs.sink.graph.Property(kTitle + "/s12.1#p1", "text") +
                runs.sink.graph.Property(kTitle + "/s12.1/a", "text"),
            "");
  EXPECT_GT(runs.observer->documents().at(0).kept, 0);
  const auto kept = runs.observer->notices("kept");
  ASSERT_EQ(kept.size(), 1u);
  EXPECT_NE(kept[0].message.find("not in this document and were kept; --complete removes them"),
            std::string::npos);
  EXPECT_NE(kept[0].message.find(kTitle + "/p12/aA"), std::string::npos) << kept[0].message;
  ASSERT_TRUE(runs.Run({section}).status.ok());
  EXPECT_EQ(runs.Outcome(), DocumentOutcome::kUnchanged);
}

TEST_F(PartialDocumentsTest, AWrappedSectionAndAnOlderTitle) {
  const std::string section = WrappedSection("2025-03-01", "12.1", "Newer.");
  ExpectOneGraph({kXml, section});
  ExpectOneGraph({kXml, kJson, section});
  Runs runs;
  for (const std::string& document : {section, kXml, kXml}) ASSERT_TRUE(runs.Run({document}).status.ok());
  EXPECT_EQ(runs.Outcome(), DocumentOutcome::kUnchanged);
  EXPECT_EQ(runs.sink.graph.Property(kTitle + "/s12.1", "text_parent"), '"' + kTitle + "/p12/spA\"");
}

TEST_F(PartialDocumentsTest, TenWrappedSectionsOfOneDayAndOfSeveral) {
  constexpr unsigned kSeedsOfTen = 20;
  std::vector<std::string> one_day, days;
  for (const std::string number :
       {"12.1", "12.2", "12.3", "12.4", "12.5", "12.5a", "12.6", "12.7", "12.8", "12.20"}) {
    one_day.push_back(WrappedSection("2025-03-01", number, ""));
    days.push_back(WrappedSection("2025-03-0" + std::to_string(1 + days.size() % 4), number, "x"));
  }
  ExpectOneGraph(one_day, kSeedsOfTen);
  Runs runs;
  for (const std::string& document : one_day) ASSERT_TRUE(runs.Run({document}).status.ok());
  EXPECT_EQ(SectionsOf(runs.sink.graph.Dump()).size(), one_day.size());
  days.push_back(kXml);
  days.push_back(WrappedSection("2025-03-09", "12.2", "later"));
  ExpectOneGraph(days, kSeedsOfTen);
}

TEST_F(PartialDocumentsTest, AWrappedSubpartAppendixAndTwoSections) {
  const std::string subpart = Wrapped("2025-03-01", Element(xml_, "DIV6", "A"));
  const std::string appendix = Wrapped("2025-03-02", Element(xml_, "DIV9", "Appendix A to Part 12"));
  const std::string two = Wrapped("2025-03-03", Section("12.1", "x") + Section("12.3", "y"));
  ExpectOneGraph({subpart, appendix, two});
  ExpectOneGraph({subpart, appendix, two, kXml});
  ExpectOneGraph({subpart, kJson, two, kXml});
  ExpectOneGraph({appendix, two, kNewer, subpart});
}

TEST_F(PartialDocumentsTest, ACompletePartThatLacksASection) {
  const std::string part = WholePart("2025-02-01");
  std::string inner = Inner();
  const std::string section = Section("12.2");
  inner.erase(inner.find(section), section.size());
  const std::string less = Wrapped("2025-03-01", inner);
  Runs runs;
  runs.complete = true;
  ASSERT_TRUE(runs.Run({part}).status.ok());
  ASSERT_TRUE(runs.sink.graph.IsReal(kTitle + "/s12.2"));
  runs.complete = false;
  ASSERT_TRUE(runs.Run({less}).status.ok());
  EXPECT_TRUE(runs.sink.graph.IsReal(kTitle + "/s12.2"));
  EXPECT_EQ(runs.observer->documents().at(0).kept, 1);
  // The same bytes again are not unchanged.
  runs.complete = true;
  ASSERT_TRUE(runs.Run({less}).status.ok());
  EXPECT_EQ(runs.Outcome(), DocumentOutcome::kLoaded);
  EXPECT_FALSE(runs.sink.graph.IsReal(kTitle + "/s12.2"));
  Runs only;
  only.complete = true;
  ASSERT_TRUE(only.Run({less}).status.ok());
  EXPECT_EQ(DifferenceOf(runs.sink.graph.Dump(), only.sink.graph.Dump()), Lines());
}

TEST_F(PartialDocumentsTest, ATitleThatLacksASectionOfANewerDay) {
  const std::string section = WrappedSection("2025-04-01", "12.2", "Newer.");
  const std::string without = TitleWithout("2025-03-01", "12.2");
  ExpectOneGraph({kXml, section, without});
  Runs runs;
  ASSERT_TRUE(runs.Run({kXml}).status.ok());
  ASSERT_TRUE(runs.Run({without}).status.ok());
  EXPECT_FALSE(runs.sink.graph.IsReal(kTitle + "/s12.2"));
  ASSERT_TRUE(runs.Run({section}).status.ok());
  EXPECT_TRUE(runs.sink.graph.IsReal(kTitle + "/s12.2"));
  Runs kept;
  for (const std::string& document : {kXml, section, without}) ASSERT_TRUE(kept.Run({document}).status.ok());
  const auto notices = kept.observer->notices("kept");
  ASSERT_EQ(notices.size(), 1u);
  EXPECT_NE(notices[0].message.find("is newer than this document and was kept: " + kTitle + "/s12.2"),
            std::string::npos)
      << notices[0].message;
}

// 0.1.0 loaded a wrapped section as its part: the other sections were deleted, the part stamped with its day.
TEST_F(PartialDocumentsTest, APartThatVersion010DamagedIsWholeAgainWithItsTitle) {
  Runs runs;
  ASSERT_TRUE(runs.Run({kXml}).status.ok());
  const Lines whole = runs.sink.graph.Dump();
  const std::string part = kTitle + "/p12";
  for (const StoredNode& node : runs.sink.graph.Unit({part, {}}).nodes) {
    if (node.id != part && !node.id.starts_with(kTitle + "/s12.1")) runs.sink.graph.Remove(node.id);
  }
  runs.sink.graph.Set(part, "text_as_of", R"("2025-09-01")");
  runs.sink.graph.Set(part, "text_whole", "false");
  runs.sink.graph.Set(part, "text_mapping", "2");
  runs.sink.graph.Unset(part, "text_complete");
  ASSERT_TRUE(runs.Run({kXml}).status.ok());
  EXPECT_EQ(DifferenceOf(runs.sink.graph.Dump(), whole), Lines());
}

// Parts that are named as other prefixes of keys are: `p5`, `t1`, `g`; and § 1.2.3 of part 1.2 beside part 1.
TEST_F(PartialDocumentsTest, AKeyPrefixIsNoOwnership) {
  const auto title = [this](const std::string& day, const std::string& changed) {
    std::string xml = "<ECFR><DIV1 N=\"98\" TYPE=\"TITLE\"><HEAD>Title 98</HEAD>";
    for (const char* part : {"1", "1.2", "p5", "t1", "g"}) {
      xml += std::string("<DIV5 N=\"") + part + "\" TYPE=\"PART\"><HEAD>PART " + part + "</HEAD><DIV8 N=\"" +
             part + ".3\" TYPE=\"SECTION\"><HEAD>§ " + part + ".3 Name.</HEAD><P>Text " +
             (part == changed ? day : "") + ".</P></DIV8></DIV5>";
    }
    return folder_.Write("full-title-98-" + day + ".xml", xml + "</DIV1></ECFR>");
  };
  const std::string first = title("2025-01-01", ""), second = title("2025-02-01", "1");
  Runs runs, fresh;
  for (const std::string& document : {first, second}) ASSERT_TRUE(runs.Run({document}).status.ok());
  ASSERT_TRUE(fresh.Run({second}).status.ok());
  EXPECT_EQ(DifferenceOf(runs.sink.graph.Dump(), fresh.sink.graph.Dump()), Lines());
  runs.options.purpose = Purpose::kCompare;
  ASSERT_TRUE(runs.Run({second}).status.ok());
  EXPECT_EQ(runs.observer->documents().at(0).differences, 0);
}

// The structure keeps it in its part, between its neighbours there, whichever part holds its text.
TEST_F(PartialDocumentsTest, ASectionThatIsWrappedInAnotherPartThanTheStructureHas) {
  const std::string section = WrappedSection("2025-04-01", "12.1", "");
  std::string moved = ReadAll(section);
  moved.replace(moved.find("\"12\""), 4, "\"14\"");
  moved = folder_.Write("title-99-moved-2025-04-02.xml", moved);
  const std::vector<std::string> documents = {kXml, kJson, WriteLess(folder_), section, moved};
  ExpectOneGraph(documents);
  ExpectOneGraph({kJson, section, moved});
  Runs runs;
  for (const std::string& document : documents) ASSERT_TRUE(runs.Run({document}).status.ok());
  const FakeGraph& graph = runs.sink.graph;
  EXPECT_EQ(graph.Property(kTitle + "/s12.1", "text_partial_parent"), '"' + kTitle + "/p14\"");
  EXPECT_EQ(graph.Edges(kTitle + "/p12/spA", EdgeType::kHasChild, kTitle + "/s12.1").size(), 1u);
  EXPECT_EQ(graph.Targets(kTitle + "/s12.1", EdgeType::kNext), Lines{kTitle + "/s12.2"});
}

}  // namespace
}  // namespace reg2graph
