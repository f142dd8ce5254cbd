#include "engine/flow/pipeline.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/core/json_writer.h"
#include "sinks/jsonl/jsonl_sink.h"
#include "sinks/null/null_sink.h"
#include "tests/engine/flow/runs.h"
#include "tests/engine/ingest/temp_folder.h"

namespace reg2graph {
namespace {

bool IsNode(const std::string& line) { return line[line.find(' ') + 1] != '-'; }
bool Writes(const MutationBatch& batch, const std::string& unit_key) {
  const auto is_it = [&](const UnitMutations& unit) { return unit.unit_key == unit_key; };
  return std::any_of(batch.units.begin(), batch.units.end(), is_it);
}
// When `runs` has read the title's stamps for its spine, `other` loads a document.
void LoadBeforeTheSpine(Runs& runs, Runs& other, const std::string& path) {
  runs.sink.after_title_fetched = [&other, path, looks = 0]() mutable {
    if (++looks != 2) return;
    EXPECT_TRUE(other.Run({path}).status.ok());
  };
}
bool IsStub(const std::string& line) { return line.substr(line.find(' '), 5) == " Stub"; }

TEST(PipelineTest, LoadsATitleWithItsSpineLast) {
  Runs runs;
  const RunResult result = runs.Run({kXml});
  ASSERT_TRUE(result.status.ok()) << result.status;
  EXPECT_EQ(result.documents_failed, 0);
  EXPECT_EQ(runs.Outcome(), DocumentOutcome::kLoaded);
  EXPECT_EQ(runs.sink.problems, Lines());
  ASSERT_FALSE(runs.sink.batches.empty());
  for (size_t i = 0; i < runs.sink.batches.size(); ++i) {
    for (const UnitMutations& unit : runs.sink.batches[i]->units) {
      EXPECT_EQ(unit.unit_key == kTitle, i + 1 == runs.sink.batches.size());
    }
  }
  EXPECT_EQ(runs.sink.swept, 1);
  EXPECT_EQ(runs.sink.closed, 1);
  const DocumentReport report = runs.observer->documents().at(0);
  EXPECT_EQ(report.title, 99);
  EXPECT_EQ(report.as_of, "2025-01-15");
  EXPECT_EQ(report.units, report.units_written);
  EXPECT_EQ(report.bytes, ReadAll(kXml).size());
  EXPECT_EQ(runs.metrics->documents_done, 1);
  EXPECT_EQ(runs.metrics->documents_total, 1);
  EXPECT_EQ(runs.metrics->in_flight, 0);
  // What is counted is what is there.
  int64_t real = 0;
  for (const std::string& line : runs.sink.graph.Dump()) real += IsNode(line) && !IsStub(line);
  EXPECT_EQ(runs.metrics->NodesCreated(), real);
}

TEST(PipelineTest, TheSameGraphForAnyNumberOfThreadsRequestsAndRows) {
  const Lines expected = GraphOf({{kXml, kJson}});
  for (const int threads : {1, 4}) {
    for (const size_t rows : {3, 7, 300}) {
      Runs runs;
      runs.options.threads = threads;
      runs.options.batch_rows = rows;
      runs.options.batch_bytes = rows == 7 ? 2000 : 1 << 20;
      runs.options.in_flight_bytes = rows == 7 ? 1 : size_t{1} << 26;
      runs.sink.slots = threads;
      ASSERT_TRUE(runs.Run({kXml, kJson}).status.ok());
      EXPECT_EQ(DifferenceOf(runs.sink.graph.Dump(), expected), Lines())
          << threads << " threads, " << rows << " rows";
      EXPECT_EQ(runs.sink.problems, Lines());
    }
  }
}

TEST(PipelineTest, TheSameGraphInAnyOrderOfDocumentsAndRuns) {
  const Lines expected = GraphOf({{kXml, kJson}});
  EXPECT_EQ(DifferenceOf(GraphOf({{kJson}, {kXml}}), expected), Lines());
  EXPECT_EQ(DifferenceOf(GraphOf({{kXml}, {kJson}}), expected), Lines());
  EXPECT_EQ(DifferenceOf(GraphOf({{kPart}, {kXml}, {kPart}, {kJson}}), expected), Lines());
  EXPECT_EQ(DifferenceOf(GraphOf({{kJson, kPart}, {kXml, kJson}}), expected), Lines());
}

TEST(PipelineTest, ASecondRunWritesNothing) {
  Runs runs;
  runs.Run({kXml, kJson});
  const size_t batches = runs.sink.batches.size();
  ASSERT_TRUE(runs.Run({kJson, kXml}).status.ok());
  EXPECT_EQ(runs.sink.batches.size(), batches);
  for (const auto& [uri, outcome] : runs.Outcomes()) EXPECT_EQ(outcome, DocumentOutcome::kUnchanged) << uri;
  EXPECT_EQ(runs.Outcomes().size(), 2u);
  EXPECT_EQ(runs.sink.swept, 2);
}

TEST(PipelineTest, AnotherSerialisationOfTheSameLawWritesNoLaw) {
  TempFolder folder;
  std::string xml = ReadAll(kXml);
  xml.insert(xml.find("<DIV5 N=\"12\"") + 5, "  ");
  Runs runs;
  runs.Run({kXml});
  ASSERT_TRUE(runs.Run({folder.Write("full-title-99-2025-01-16.xml", xml)}).status.ok());
  EXPECT_EQ(runs.metrics->NodesCreated(), 1);  // the Artifact
  EXPECT_EQ(runs.metrics->nodes_updated, 1);   // the XMLData of part 12
  EXPECT_EQ(runs.metrics->units_changed, 1);
}

TEST(PipelineTest, AChangedDocumentEndsAsIfItHadComeAlone) {
  EXPECT_EQ(DifferenceOf(GraphOf({{kXml}, {kNewer}}), GraphOf({{kNewer}})), Lines());
  EXPECT_EQ(DifferenceOf(GraphOf({{kXml}, {kJson}, {kNewer}}), GraphOf({{kNewer}, {kJson}})), Lines());
  EXPECT_EQ(DifferenceOf(GraphOf({{kXml, kNewer, kJson}}), GraphOf({{kNewer, kJson}})), Lines());
}

TEST(PipelineTest, AnOlderDocumentChangesNothing) {
  Runs runs;
  runs.Run({kNewer});
  const Lines before = runs.sink.graph.Dump();
  const size_t batches = runs.sink.batches.size();
  ASSERT_TRUE(runs.Run({kXml}).status.ok());
  EXPECT_EQ(runs.Outcome(), DocumentOutcome::kOlder);
  EXPECT_NE(runs.observer->documents().at(0).message.find("2025-06-30"), std::string::npos);
  ASSERT_TRUE(runs.Run({kPart}).status.ok());
  EXPECT_EQ(runs.Outcome(), DocumentOutcome::kOlder);
  EXPECT_EQ(runs.sink.batches.size(), batches);
  EXPECT_EQ(DifferenceOf(runs.sink.graph.Dump(), before), Lines());
}

TEST(PipelineTest, APartThatANewerTitleLacksGoes) {
  TempFolder folder;
  const std::string less = WriteLess(folder);
  Runs runs;
  runs.Run({kXml});
  ASSERT_TRUE(runs.sink.graph.IsReal(kTitle + "/s12.1"));
  ASSERT_TRUE(runs.Run({less}).status.ok());
  EXPECT_EQ(runs.metrics->units_pruned, 1);
  EXPECT_EQ(DifferenceOf(runs.sink.graph.Dump(), GraphOf({{less}})), Lines());
  EXPECT_FALSE(runs.sink.graph.IsReal(kTitle + "/s12.1"));
  // The structure still states it.
  EXPECT_EQ(DifferenceOf(GraphOf({{kXml, kJson}, {less}}), GraphOf({{less, kJson}})), Lines());
  EXPECT_EQ(DifferenceOf(GraphOf({{kJson}, {kPart}, {less}}), GraphOf({{kJson}, {less}})), Lines());
}

// It has read the title's stamps for its spine; before that is written, the whole of an older document
// passes.
TEST(PipelineTest, APartThatANewerTitleLacksGoesAlsoIfItComesBeforeItsSpine) {
  TempFolder folder;
  const std::string less = WriteLess(folder);
  for (const std::string& document : {kXml, kPart}) {
    Runs newer;
    Runs older(newer.sink.graph);
    LoadBeforeTheSpine(newer, older, document);
    EXPECT_TRUE(newer.Run({less}).status.ok());
    ASSERT_NE(older.observer, nullptr);
    EXPECT_EQ(DifferenceOf(newer.sink.graph.Dump(), GraphOf({{less}})), Lines());
  }
}

// The second document may begin with what the first one read at its end.
TEST(PipelineTest, WhatIsWrittenBetweenTwoDocumentsOfATitleIsRespected) {
  TempFolder folder;
  const std::string section = WriteSection(folder, "2025-03-02", "Of a later day.");
  for (const std::string& between : {kXml, kNewer, WriteLess(folder)}) {
    FakeGraph graph;
    Runs two(graph), other(graph);
    LoadBeforeTheSpine(two, other, between);
    ASSERT_TRUE(two.Run({kPart, section}).status.ok());
    ASSERT_NE(other.observer, nullptr);
    EXPECT_EQ(DifferenceOf(graph.Dump(), GraphOf({{kPart}, {between}, {section}})), Lines()) << between;
  }
}

// Before its first row of a part arrives, a newer title that lacks the part passes.
TEST(PipelineTest, APartThatANewerTitleLacksGoesAlsoFromADocumentThatBreaksOff) {
  TempFolder folder;
  const std::string xml = ReadAll(kXml);
  const std::string less = WriteLess(folder);
  const std::string broken = folder.Write("full-title-99-2025-01-10.xml",
                                          xml.substr(0, xml.find("</DIV5>", xml.find("N=\"12\"")) + 7));
  Runs older;
  Runs newer(older.sink.graph);
  older.options.batch_rows = 2;
  bool passed = false;
  older.sink.on_batch = [&](const MutationBatch& batch) {
    if (!Writes(batch, kTitle + "/p12") || std::exchange(passed, true)) return;
    EXPECT_TRUE(newer.Run({less}).status.ok());
  };
  EXPECT_TRUE(older.Run({broken}).status.ok());
  EXPECT_TRUE(passed);
  EXPECT_EQ(older.Outcome(), DocumentOutcome::kFailed);
  EXPECT_EQ(DifferenceOf(older.sink.graph.Dump(), GraphOf({{less}})), Lines());
}

// It was wanted when it came; before its rows arrive, the title passes.
TEST(PipelineTest, ASectionAloneThatATitleHasBroughtMeanwhileIsLeftAsItIs) {
  TempFolder folder;
  const std::string section = WriteSection(folder, "2025-01-10", "Alone.");
  Runs piece;
  Runs title(piece.sink.graph);
  LoadBeforeTheSpine(piece, title, kXml);
  ASSERT_TRUE(piece.Run({section}).status.ok());
  ASSERT_NE(title.observer, nullptr);
  EXPECT_EQ(DifferenceOf(piece.sink.graph.Dump(), GraphOf({{kXml}})), Lines());
}

// It was written while the title was, and its run was killed before it looked again.
TEST(PipelineTest, ASectionThatIsLeftUnderATitleThatLacksItGoes) {
  TempFolder folder;
  const std::string without = WriteWithoutSection(folder);
  const std::string key = kTitle + "/s12.1";
  Runs runs;
  ASSERT_TRUE(runs.Run({without}).status.ok());
  ASSERT_FALSE(runs.sink.graph.IsReal(key));
  runs.sink.graph.SetShape(key, Shape::kSection);
  runs.sink.graph.Set(key, "id", '"' + key + '"');
  runs.sink.graph.Set(key, "text_hash", R"("h")");
  runs.sink.graph.Set(key, "text_as_of", R"("2025-01-20")");
  ASSERT_TRUE(runs.Run({without}).status.ok());
  EXPECT_EQ(DifferenceOf(runs.sink.graph.Dump(), GraphOf({{without}})), Lines());
}

TEST(PipelineTest, DivisionsOfTwoLayersAreCountedOnce) {
  const auto sections = [](const Lines& paths) {
    Runs runs;
    runs.Run(paths);
    return runs.metrics->divisions_read[static_cast<size_t>(DivisionType::kSection)].load();
  };
  EXPECT_GT(sections({kXml}), 0);
  EXPECT_EQ(sections({kJson, kXml}), std::max(sections({kJson}), sections({kXml})));
}

TEST(PipelineTest, ASectionAloneStandsWhateverTheStructureLacks) {
  TempFolder folder;
  const std::string section = WriteSection(folder, "2025-01-10", "Alone.");
  std::string other = ReadAll(kJson);
  const std::string identifier = R"("identifier":"12.1")";
  ASSERT_NE(other.find(identifier), std::string::npos);
  other.replace(other.find(identifier), identifier.size(), R"("identifier":"12.99")");
  const std::string newer = folder.Write("structure-title-99-2025-03-01.json", other);
  const Lines expected = GraphOf({{newer}, {section}});
  EXPECT_EQ(DifferenceOf(GraphOf({{kJson}, {section}, {newer}}), expected), Lines());
  EXPECT_EQ(DifferenceOf(GraphOf({{section}, {kJson}, {newer}}), expected), Lines());
  EXPECT_EQ(DifferenceOf(GraphOf({{section}, {newer}}), expected), Lines());
}

TEST(PipelineTest, ASectionAloneLeavesNothingUnderAStructureWhoseTextLacksIt) {
  TempFolder folder;
  const std::string section = WriteSection(folder, "2025-01-10", "Alone.");
  const std::string without = WriteWithoutSection(folder);
  const Lines expected = GraphOf({{kJson}, {without}});
  EXPECT_EQ(DifferenceOf(GraphOf({{kJson}, {section}, {without}}), expected), Lines());
  EXPECT_EQ(DifferenceOf(GraphOf({{section}, {kJson}, {without}}), expected), Lines());
  EXPECT_EQ(DifferenceOf(GraphOf({{section}, {without}, {kJson}}), expected), Lines());
}

TEST(PipelineTest, ASectionAloneGoesWithATitleThatLacksItsPart) {
  TempFolder folder;
  const std::string section = WriteSection(folder, "2025-01-10", "Alone.");
  const std::string less = WriteLess(folder);
  const Lines expected = GraphOf({{less}});
  EXPECT_EQ(DifferenceOf(GraphOf({{less}, {section}}), expected), Lines());
  EXPECT_EQ(DifferenceOf(GraphOf({{section}, {less}}), expected), Lines());
  EXPECT_EQ(DifferenceOf(GraphOf({{section}, {kXml}, {less}}), expected), Lines());
  EXPECT_EQ(DifferenceOf(GraphOf({{section}, {less}, {kXml}}), expected), Lines());
}

TEST(PipelineTest, ASectionAloneThatIsNewerThanATitleThatLacksItsPartStays) {
  TempFolder folder;
  const std::string section = WriteSection(folder, "2025-04-10", "Alone.");
  const std::string less = WriteLess(folder);
  const Lines loaded = GraphOf({{section}, {less}});
  EXPECT_EQ(DifferenceOf(GraphOf({{less}, {section}}), loaded), Lines());
  EXPECT_NE(DifferenceOf(GraphOf({{less}}), loaded), Lines());
}

// Of a part that cannot be read stands the division that the spine makes.
TEST(PipelineTest, APartThatCouldNotBeReadGoesWithANewerTitleThatLacksIt) {
  TempFolder folder;
  std::string xml = ReadAll(kXml);
  const std::string less = WriteLess(folder);
  xml.insert(xml.find("</HEAD>", xml.find("<DIV5 N=\"12\"")), "<");
  const std::string broken = folder.Write("full-title-99-2025-01-15.xml", xml);
  Runs runs;
  ASSERT_TRUE(runs.Run({broken}).status.ok());
  EXPECT_EQ(runs.Outcome(), DocumentOutcome::kPartly);
  ASSERT_TRUE(runs.sink.graph.IsReal(kTitle + "/p12"));
  ASSERT_TRUE(runs.Run({less}).status.ok());
  EXPECT_EQ(DifferenceOf(runs.sink.graph.Dump(), GraphOf({{less}})), Lines());
}

// The frame is the same in both.
TEST(PipelineTest, APartThatWasTakenAwayByHandComesBackToItsPlace) {
  Runs runs;
  runs.Run({kXml});
  for (const StoredNode& node : runs.sink.graph.Unit({kTitle + "/p12", {}}).nodes)
    runs.sink.graph.Remove(node.id);
  ASSERT_TRUE(runs.Run({kNewer}).status.ok());
  EXPECT_EQ(DifferenceOf(runs.sink.graph.Dump(), GraphOf({{kNewer}})), Lines());
}

TEST(PipelineTest, ATitleWhoseFrameCannotBeReadTakesNoPartAway) {
  TempFolder folder;
  std::string broken = WithoutPart(ReadAll(kXml), "12");
  broken.insert(broken.find("</HEAD>"), "<");
  const std::string newer = folder.Write("full-title-99-2025-03-01.xml", broken);
  Runs runs;
  runs.Run({kXml});
  ASSERT_TRUE(runs.Run({newer}).status.ok());
  EXPECT_EQ(runs.Outcome(), DocumentOutcome::kPartly);
  EXPECT_EQ(runs.metrics->units_pruned, 0);
  for (const char* key : {"/s12.1", "/s1.1", "/s200.1"})
    EXPECT_TRUE(runs.sink.graph.IsReal(kTitle + key)) << key;
}

TEST(PipelineTest, SectionsThatAreNewerThanATitleWithoutTheirPartAreKept) {
  TempFolder folder;
  const std::string part = folder.Write("full-title-99-part-12-2025-05-01.xml", ReadAll(kPart));
  const std::string less = WriteLess(folder);
  Runs runs;
  runs.Run({part});
  ASSERT_TRUE(runs.Run({less}).status.ok());
  EXPECT_TRUE(runs.sink.graph.IsReal(kTitle + "/s12.1"));
  // Of the part itself the title decides.
  EXPECT_TRUE(runs.sink.graph.IsReal(kTitle + "/p12"));
  EXPECT_EQ(runs.sink.graph.Property(kTitle + "/p12", "heading"), "\"Part 12\"");
}

TEST(PipelineTest, ABrokenDocumentLeavesItsWholePartsAndTheOtherDocuments) {
  TempFolder folder;
  const std::string xml = ReadAll(kXml);
  const size_t cut = xml.find("<DIV8", xml.find("<DIV5 N=\"12\""));
  const std::string broken = folder.Write("full-title-99-2025-01-14.xml", xml.substr(0, cut + 40));
  Runs runs;
  const RunResult result = runs.Run({broken, kJson});
  ASSERT_TRUE(result.status.ok()) << result.status;
  EXPECT_EQ(result.documents_failed, 1);
  EXPECT_EQ(runs.Outcomes().at(broken), DocumentOutcome::kFailed);
  EXPECT_EQ(runs.Outcomes().at(kJson), DocumentOutcome::kLoaded);
  EXPECT_EQ(runs.dead->count(), 1);
  EXPECT_EQ(runs.dead->first().at(0).source, broken);
  EXPECT_NE(runs.sink.graph.Property(kTitle + "/s1.1", "heading"), "");
  EXPECT_EQ(runs.sink.graph.Property(kTitle, "text_hash"), "");
  EXPECT_NE(runs.sink.graph.Property(kTitle, "structure_hash"), "");
  // The whole document puts all of it right.
  ASSERT_TRUE(runs.Run({kXml}).status.ok());
  EXPECT_EQ(DifferenceOf(runs.sink.graph.Dump(), GraphOf({{kXml, kJson}})), Lines());
}

TEST(PipelineTest, WhatIsNoDocumentIsToldAndNothingElseSuffers) {
  TempFolder folder;
  const std::string empty = folder.Write("a.xml", "");
  const std::string words = folder.Write("b.xml", "Dear Sir or Madam");
  const std::string gone = folder.Write("c.xml", "<x/>");
  const std::string json =
      folder.Write("structure-title-99-2025-01-15.json", R"({"identifier":"99","type":"title","children":[)");
  Runs runs;
  const RunResult result = runs.Run({empty, words, gone, json, kXml});
  EXPECT_TRUE(result.status.ok());
  EXPECT_EQ(result.documents_failed, 4);
  EXPECT_EQ(runs.dead->count(), 4);
  EXPECT_EQ(runs.observer->documents().size(), 5u);
  EXPECT_EQ(DifferenceOf(runs.sink.graph.Dump(), GraphOf({{kXml}})), Lines());
}

TEST(PipelineTest, AUnitThatIsTooLargeIsRejectedAndTheRestIsLoaded) {
  Runs runs;
  const std::string xml = ReadAll(kXml);
  const size_t part = xml.find("<DIV5 N=\"12\"");
  runs.options.max_unit_bytes = xml.find("</DIV5>", part) - part - 1;
  const RunResult result = runs.Run({kXml});
  ASSERT_TRUE(result.status.ok());
  EXPECT_EQ(result.documents_failed, 1);
  EXPECT_EQ(runs.Outcome(), DocumentOutcome::kPartly);
  EXPECT_GE(runs.dead->count(), 1);
  EXPECT_TRUE(runs.sink.graph.IsReal(kTitle + "/s1.1"));
  EXPECT_FALSE(runs.sink.graph.IsReal(kTitle + "/s12.1"));
  runs.options.max_unit_bytes = size_t{64} << 20;
  ASSERT_TRUE(runs.Run({kXml}).status.ok());
  Lines again = runs.sink.graph.Dump();
  std::erase_if(again, [](const std::string& line) { return line.starts_with("artifact"); });
  Lines expected = GraphOf({{kXml}});
  std::erase_if(expected, [](const std::string& line) { return line.starts_with("artifact"); });
  EXPECT_EQ(DifferenceOf(again, expected), Lines());
}

TEST(PipelineTest, RejectedRowsAreTriedAgainOnlyWhenAskedFor) {
  Runs runs;
  runs.sink.bad_rows = {kTitle + "/s12.1"};
  ASSERT_TRUE(runs.Run({kXml}).status.ok());
  EXPECT_EQ(runs.Outcome(), DocumentOutcome::kPartly);
  EXPECT_EQ(runs.dead->count(), 1);
  runs.sink.bad_rows.clear();
  ASSERT_TRUE(runs.Run({kXml}).status.ok());
  EXPECT_EQ(runs.Outcome(), DocumentOutcome::kUnchanged);
  EXPECT_FALSE(runs.sink.graph.IsReal(kTitle + "/s12.1"));
  runs.options.purpose = Purpose::kRetryRejected;
  ASSERT_TRUE(runs.Run({kXml}).status.ok());
  EXPECT_TRUE(runs.sink.graph.IsReal(kTitle + "/s12.1"));
  EXPECT_EQ(runs.sink.graph.Property(kTitle + "/p12", "text_rejected"), "");
}

TEST(PipelineTest, DocumentsWithoutADateAreNotGuessedAbout) {
  TempFolder folder;
  const std::string one = folder.Write("title-99.xml", ReadAll(kXml));
  const std::string two = folder.Write("title-99-b.xml", ReadAll(kNewer));
  Runs runs;
  EXPECT_EQ(runs.Run({one}).documents_failed, 0);
  const Lines before = runs.sink.graph.Dump();
  EXPECT_EQ(runs.Run({one}).documents_failed, 0);
  EXPECT_EQ(runs.Outcome(), DocumentOutcome::kUnchanged);
  EXPECT_EQ(runs.Run({two}).documents_failed, 1);
  EXPECT_NE(runs.observer->documents().at(0).message.find("--as-of"), std::string::npos);
  EXPECT_EQ(DifferenceOf(runs.sink.graph.Dump(), before), Lines());
}

TEST(PipelineTest, AStopAtAnyMomentIsMadeGoodByTheNextRun) {
  const Lines expected = GraphOf({{kXml, kJson}});
  size_t total = 0;
  for (size_t at = 1; at == 1 || at <= total; at += 3) {
    Runs runs;
    runs.options.batch_rows = 40;
    size_t answered = 0;
    runs.sink.on_batch = [&](const MutationBatch&) {
      if (++answered == at) runs.pipeline->Stop();
    };
    const RunResult stopped = runs.Run({kXml, kJson});
    if (answered < at) break;  // how many batches a run has depends on the threads; this one had fewer
    EXPECT_TRUE(absl::IsCancelled(stopped.status)) << at << " " << stopped.status;
    const auto documents = runs.observer->documents();
    EXPECT_TRUE(std::any_of(documents.begin(), documents.end(), [](const DocumentReport& report) {
      return report.outcome == DocumentOutcome::kStopped;
    })) << at;
    EXPECT_EQ(runs.sink.in_flight, 0);
    ASSERT_TRUE(runs.Run({kXml, kJson}).status.ok());
    EXPECT_EQ(DifferenceOf(runs.sink.graph.Dump(), expected), Lines()) << at;
    total = std::min<size_t>(answered, 40);
  }
}

TEST(PipelineTest, AStopOverAnOlderVersionIsMadeGoodByTheNextRun) {
  const Lines expected = GraphOf({{kNewer, kJson}});
  for (size_t at = 1; at <= 12; ++at) {
    Runs runs;
    runs.Run({kXml, kJson});
    runs.options.batch_rows = 2;
    size_t answered = 0;
    runs.sink.on_batch = [&](const MutationBatch&) {
      if (++answered == at) runs.pipeline->Stop();
    };
    runs.Run({kNewer});
    ASSERT_TRUE(runs.Run({kNewer}).status.ok());
    EXPECT_EQ(DifferenceOf(runs.sink.graph.Dump(), expected), Lines()) << at;
  }
}

// The newest title has the frame of the first and the part that the one between lacks.
TEST(PipelineTest, AStopOfATitleThatLacksAPartIsMadeGoodByOneThatHasIt) {
  TempFolder folder;
  const std::string less = WriteLess(folder);
  const Lines expected = GraphOf({{kNewer}});
  bool reached = true;
  for (size_t at = 1; reached; ++at) {
    Runs runs;
    runs.Run({kXml});
    size_t answered = 0;
    runs.sink.on_batch = [&](const MutationBatch&) {
      if (++answered == at) runs.pipeline->Stop();
    };
    runs.Run({less});
    reached = answered >= at;
    runs.sink.on_batch = nullptr;
    ASSERT_TRUE(runs.Run({kNewer}).status.ok());
    EXPECT_EQ(DifferenceOf(runs.sink.graph.Dump(), expected), Lines()) << at;
  }
}

// Before its first row of a part arrives, a newer title passes that lacks the part, and cites it; then it is
// stopped.
TEST(PipelineTest, AStopOfADocumentThatWasOvertakenIsMadeGoodByItself) {
  TempFolder folder;
  const std::string less = WriteLess(folder);
  for (const std::string& document : {kXml, kPart}) {
    Runs older;
    Runs newer(older.sink.graph);
    older.options.batch_rows = 2;
    bool passed = false;
    older.sink.on_batch = [&](const MutationBatch& batch) {
      if (!Writes(batch, kTitle + "/p12")) return;
      if (std::exchange(passed, true))
        older.pipeline->Stop();
      else
        EXPECT_TRUE(newer.Run({less}).status.ok());
    };
    older.Run({document});
    EXPECT_TRUE(older.sink.graph.IsReal(kTitle + "/p12"));
    older.sink.on_batch = nullptr;
    ASSERT_TRUE(older.Run({document}).status.ok());
    EXPECT_EQ(older.Outcome(), DocumentOutcome::kOlder);
    EXPECT_EQ(DifferenceOf(older.sink.graph.Dump(), GraphOf({{less}})), Lines());
  }
}

TEST(PipelineTest, LookUpsAreTriedAgainWhileTheTargetIsAway) {
  Runs runs;
  runs.sink.fetch_errors.assign(4, absl::UnavailableError("away"));
  ASSERT_TRUE(runs.Run({kXml}).status.ok());
  EXPECT_EQ(DifferenceOf(runs.sink.graph.Dump(), GraphOf({{kXml}})), Lines());
  EXPECT_EQ(runs.metrics->retries, 4);
}

TEST(PipelineTest, ATargetThatIsAwayIsClosedAgain) {
  Runs runs;
  runs.sink.close_errors.assign(2, absl::UnavailableError("away"));
  ASSERT_TRUE(runs.Run({kXml}).status.ok());
  EXPECT_EQ(runs.sink.closed, 3);
  EXPECT_EQ(runs.metrics->retries, 2);
  runs.sink.close_errors.assign(1, absl::FailedPreconditionError("no"));
  EXPECT_TRUE(absl::IsFailedPrecondition(runs.Run({kXml}).status));
  EXPECT_EQ(runs.sink.closed, 4);
}

TEST(PipelineTest, ATargetThatRefusesEndsTheRunAlsoWhereASourceIsSilent) {
  TempFolder folder;
  const std::string pipe = folder.Path("full-title-99-2025-01-01.xml");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  Runs runs;
  runs.sink.fault = [](const MutationBatch&) { return Answer(Verdict::kStop); };
  EXPECT_TRUE(absl::IsFailedPrecondition(runs.Run({kXml, pipe}).status));
}

TEST(PipelineTest, ATargetThatRefusesEndsTheRun) {
  {
    Runs runs;
    runs.sink.open_status = absl::UnauthenticatedError("wrong password");
    EXPECT_TRUE(absl::IsUnauthenticated(runs.Run({kXml}).status));
    EXPECT_TRUE(runs.sink.batches.empty());
  }
  {
    Runs runs;
    runs.options.wait_for_target = std::chrono::milliseconds(0);
    runs.sink.open_status = absl::UnavailableError("nobody there");
    EXPECT_TRUE(absl::IsUnavailable(runs.Run({kXml}).status));
  }
  {
    Runs runs;
    runs.sink.fetch_errors = {absl::PermissionDeniedError("may not read")};
    EXPECT_TRUE(absl::IsPermissionDenied(runs.Run({kXml}).status));
    EXPECT_TRUE(runs.sink.batches.empty());
  }
  {
    Runs runs;
    runs.sink.fault = [](const MutationBatch&) { return Answer(Verdict::kStop); };
    const RunResult result = runs.Run({kXml});
    EXPECT_TRUE(absl::IsFailedPrecondition(result.status)) << result.status;
    EXPECT_EQ(runs.Outcome(), DocumentOutcome::kStopped);
    EXPECT_TRUE(runs.sink.graph.Dump().empty());
  }
}

TEST(PipelineTest, TheReaderAndRelationshipsThatWaitForItDoNotWaitForEachOther) {
  // The citation of part 1 waits for all nodes of the document; part 2 does not fit beside part 1.
  const std::string big(60'000, 'x');
  const std::string xml =
      "<?xml version=\"1.0\"?>\n<ECFR>\n<DIV1 N=\"99\" TYPE=\"TITLE\">\n<HEAD>Title 99</HEAD>\n"
      "<DIV5 N=\"1\" TYPE=\"PART\">\n<HEAD>PART 1</HEAD>\n<DIV8 N=\"1.1\" "
      "TYPE=\"SECTION\">\n<HEAD>One</HEAD>\n"
      "<P>See § 2.1 and 15 U.S.C. 1601.</P>\n</DIV8>\n</DIV5>\n"
      "<DIV5 N=\"2\" TYPE=\"PART\">\n<HEAD>PART 2</HEAD>\n<DIV8 N=\"2.1\" "
      "TYPE=\"SECTION\">\n<HEAD>Two</HEAD>\n<P>" +
      big + "</P>\n</DIV8>\n</DIV5>\n</DIV1>\n</ECFR>\n";
  TempFolder folder;
  Runs runs;
  runs.options.in_flight_bytes = 150'000;
  ASSERT_TRUE(runs.Run({folder.Write("full-title-99-2025-01-15.xml", xml)}).status.ok());
  EXPECT_EQ(runs.Outcome(), DocumentOutcome::kLoaded);
  EXPECT_FALSE(runs.sink.graph.Edges(kTitle + "/s1.1#p1", EdgeType::kCites, kTitle + "/s2.1").empty());
}

// Parts whose small elements need far more than their bytes, each of which cites the next.
std::string PartsThatOutgrowTheirShares(int count) {
  std::string xml =
      "<?xml version=\"1.0\"?>\n<ECFR>\n<DIV1 N=\"99\" TYPE=\"TITLE\">\n<HEAD>Title 99</HEAD>\n";
  for (int part = 1; part <= count; ++part) {
    const std::string n = std::to_string(part), next = std::to_string(part % count + 1);
    xml += "<DIV5 N=\"" + n + "\" TYPE=\"PART\">\n<HEAD>PART</HEAD>\n<DIV8 N=\"" + n +
           ".1\" TYPE=\"SECTION\">\n<HEAD>S</HEAD>\n<P>See \u00a7 " + next + ".1.</P>\n";
    for (int i = 0; i < 400; ++i) xml += "<P>y</P>";
    xml += "\n</DIV8>\n</DIV5>\n";
  }
  return xml + "</DIV1>\n</ECFR>\n";
}

TEST(PipelineTest, UnitsThatOutgrowTheirSharesTakeTurnsAndNobodyWaitsForEver) {
  TempFolder folder;
  const std::string path = folder.Write("full-title-99-2025-01-15.xml", PartsThatOutgrowTheirShares(12));
  const Lines expected = GraphOf({{path}});
  EXPECT_GT(expected.size(), 12u * 400u);
  for (const int threads : {1, 4}) {
    for (const size_t in_flight : {size_t{1}, size_t{100'000}, size_t{1} << 26}) {
      Runs runs;
      runs.options.threads = threads;
      runs.options.in_flight_bytes = in_flight;
      ASSERT_TRUE(runs.Run({path}).status.ok());
      EXPECT_EQ(runs.Outcome(), DocumentOutcome::kLoaded);
      EXPECT_EQ(DifferenceOf(runs.sink.graph.Dump(), expected), Lines()) << threads << ' ' << in_flight;
      // All have been read before the first is begun again: each looks for the stubs that the others have
      // made.
      if (in_flight == size_t{1} << 26) {
        EXPECT_EQ(runs.metrics->replans, 0);
      }
    }
  }
}

TEST(PipelineTest, AUnitThatNeedsMoreThanAllMemoryIsRejectedWhateverIsBesideIt) {
  TempFolder folder;
  std::string xml = PartsThatOutgrowTheirShares(3);
  std::string many;
  for (int i = 0; i < 5000; ++i) many += "<P>y</P>";
  xml.insert(xml.find("<P>See \u00a7 3.1."), many);  // of part 2
  const std::string path = folder.Write("full-title-99-2025-01-15.xml", xml);
  for (const int threads : {1, 4}) {
    Runs runs;
    runs.options.threads = threads;
    runs.options.memory_bytes = 1'000'000;
    ASSERT_TRUE(runs.Run({path}).status.ok());
    EXPECT_EQ(runs.Outcome(), DocumentOutcome::kPartly);
    EXPECT_EQ(runs.dead->count(), 1);
    EXPECT_TRUE(runs.sink.graph.IsReal(kTitle + "/s1.1"));
    EXPECT_FALSE(runs.sink.graph.IsReal(kTitle + "/s2.1"));
    EXPECT_TRUE(runs.sink.graph.IsReal(kTitle + "/s3.1"));
  }
}

TEST(PipelineTest, VerifyTellsEveryDifferenceAndWritesNothing) {
  Runs runs;
  runs.Run({kXml, kJson});
  const size_t batches = runs.sink.batches.size();
  runs.options.purpose = Purpose::kCompare;
  ASSERT_TRUE(runs.Run({kXml, kJson}).status.ok());
  EXPECT_TRUE(runs.observer->notices("difference").empty());
  runs.sink.graph.Set(kTitle + "/s12.1", "heading", "\"Wrong\"");
  runs.sink.graph.Set(kTitle + "/s12.1", "label", "\"Wrong\"");
  runs.sink.graph.Link(kTitle + "/s12.1", EdgeType::kHasChild, kTitle + "/s1.1", R"({"order":9})");
  ASSERT_TRUE(runs.Run({kXml, kJson}).status.ok());
  std::set<std::string> told;
  for (const auto& notice : runs.observer->notices("difference")) told.insert(notice.message);
  EXPECT_EQ(told.size(), 4u);  // either property of its document; the relationship of both
  EXPECT_EQ(runs.sink.batches.size(), batches);
  EXPECT_EQ(runs.sink.swept, 1);
}

// Counts by the most special label, of real nodes.
std::map<std::string, int64_t> CountsOf(const Lines& dump) {
  std::map<std::string, int64_t> counts;
  for (const std::string& line : dump) {
    const size_t blank = line.find(' ');
    if (line[blank + 1] == '-') {
      const size_t begin = blank + 2;
      ++counts[line.substr(begin, line.find("->", begin) - begin)];
    } else {
      const std::string label = line.substr(blank + 1, line.find(' ', blank + 1) - blank - 1);
      ++counts[label == "Stub" ? std::string(StubLabel(line.substr(0, blank))) : label];
    }
  }
  return counts;
}

TEST(PipelineTest, ADryRunCountsWhatARunIntoAnEmptyGraphWrites) {
  Runs runs;
  const auto counts = std::make_shared<NullCounts>();
  const std::unique_ptr<MutationSink> null = NewNullSink(*runs.io, counts);
  ASSERT_TRUE(runs.RunInto(*null, {kXml, kJson}).status.ok());
  std::map<std::string, int64_t> counted(counts->nodes.begin(), counts->nodes.end());
  counted.insert(counts->relationships.begin(), counts->relationships.end());
  std::erase_if(counted, [](const auto& count) { return count.second == 0; });
  EXPECT_EQ(counted, CountsOf(GraphOf({{kXml, kJson}})));
}

TEST(PipelineTest, JsonLinesHoldTheNodesOfTheGraph) {
  TempFolder folder;
  Runs runs;
  const std::unique_ptr<MutationSink> jsonl = NewJsonlSink(*runs.io, folder.Path("graph.jsonl"));
  ASSERT_TRUE(runs.RunInto(*jsonl, {kXml, kJson}).status.ok());
  std::set<std::string> ids, expected;
  std::ifstream file(folder.Path("graph.jsonl"));
  for (std::string line; std::getline(file, line);) {
    static const std::string kHead = R"({"type":"node","id":")";
    if (line.starts_with(kHead))
      ids.insert(line.substr(kHead.size(), line.find('"', kHead.size()) - kHead.size()));
  }
  for (const std::string& line : GraphOf({{kXml, kJson}})) {
    const size_t blank = line.find(' ');
    if (IsNode(line)) expected.insert(line.substr(0, blank));
  }
  EXPECT_EQ(ids, expected);
}

}  // namespace
}  // namespace reg2graph
