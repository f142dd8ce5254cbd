#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "tests/engine/flow/runs.h"
#include "tests/engine/ingest/temp_folder.h"

// Sections that move from one part to another, in whole titles, complete parts, partial documents and
// structures: every order of the documents ends in one graph, with runs that are killed on the way (decision
// 11).
namespace reg2graph {
namespace {

constexpr int kParts = 3;
constexpr int kSections = 3;
constexpr size_t kDocuments = 4;
constexpr unsigned kSets = 36;
const std::string kMoving = "/us/cfr/t97";

struct Document {
  Layer layer = Layer::kText;
  Coverage coverage = Coverage::kTitle;
  int day = 0;
  std::set<int> parts;         // that it contains, or decides by not containing them
  std::map<int, int> part_of;  // by section
  std::string path;

  auto rank() const { return std::tuple(layer, day, coverage); }
  bool complete() const { return coverage != Coverage::kPartial; }
};
using Documents = std::vector<Document>;

std::string Day(int day) { return "2025-01-0" + std::to_string(day); }

std::string Xml(const Document& document) {
  std::string parts;
  for (const int part : document.parts) {
    const std::string number = std::to_string(part);
    parts += "<DIV5 N=\"" + number + "\" TYPE=\"PART\"><HEAD>PART " + number + " of " + Day(document.day) +
             "</HEAD>";
    for (const auto& [section, in] : document.part_of) {
      if (in != part) continue;
      const std::string name = "9." + std::to_string(section);
      parts += "<DIV8 N=\"" + name + "\" TYPE=\"SECTION\"><HEAD>§ " + name + " Name.</HEAD><P>(a) Of " +
               Day(document.day) + " in part " + number + ".</P></DIV8>";
    }
    parts += "</DIV5>";
  }
  if (document.coverage != Coverage::kTitle) return parts;
  return "<ECFR><DIV1 N=\"97\" TYPE=\"TITLE\"><HEAD>Title 97</HEAD>" + parts + "</DIV1></ECFR>";
}

std::string JsonDivision(const std::string& type, const std::string& identifier,
                         const std::string& children) {
  return R"({"identifier":")" + identifier + R"(","label":"L","label_level":"L","label_description":"D",)" +
         R"("reserved":false,"type":")" + type + R"(","size":1,"children":[)" + children + "]}";
}

std::string Json(const Document& document) {
  std::string parts;
  for (const int part : document.parts) {
    std::string sections;
    for (const auto& [section, in] : document.part_of) {
      if (in != part) continue;
      sections += (sections.empty() ? "" : ",") + JsonDivision("section", "9." + std::to_string(section), "");
    }
    parts += (parts.empty() ? "" : ",") + JsonDivision("part", std::to_string(part), sections);
  }
  return JsonDivision("title", "97", parts);
}

Document RandomStructure(std::mt19937& random) {
  Document document;
  document.layer = Layer::kStructure;
  document.day = 1 + static_cast<int>(random() % 6);
  for (int part = 1; part <= kParts; ++part) {
    if (random() % 5 > 0) document.parts.insert(part);
  }
  for (int section = 1; section <= kSections; ++section) {
    const int part = 1 + static_cast<int>(random() % kParts);
    if (document.parts.contains(part)) document.part_of[section] = part;
  }
  return document;
}

Document RandomDocument(std::mt19937& random) {
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  Document document;
  document.day = 1 + below(6);
  document.coverage = static_cast<Coverage>(below(3));
  if (document.coverage == Coverage::kTitle) {
    for (int part = 1; part <= kParts; ++part) document.parts.insert(part);
  } else {
    document.parts.insert(1 + below(kParts));
  }
  for (int section = 1; section <= kSections; ++section) {
    const int part = 1 + below(kParts);
    if (document.coverage == Coverage::kTitle ? below(4) > 0 : below(2) > 0)
      document.part_of[section] = document.coverage == Coverage::kTitle ? part : *document.parts.begin();
  }
  return document;
}

// The newest complete text of a part; null: none.
const Document* Newest(const Documents& documents, int part) {
  const Document* newest = nullptr;
  for (const Document& document : documents) {
    if (document.layer != Layer::kText || !document.complete() || !document.parts.contains(part)) continue;
    if (newest == nullptr || document.rank() > newest->rank()) newest = &document;
  }
  return newest;
}

// The one case that no order-free rule can settle without a record of what is gone (decision 11): a document
// has a section in a part whose newest document lacks it, and an older one has it in another part.
bool IsUndecidable(const Documents& documents, int section) {
  const auto has = [&](const Document& d) { return d.layer == Layer::kText && d.part_of.contains(section); };
  const auto newest_of = [&](const Document& d) { return Newest(documents, d.part_of.at(section)); };
  const auto is_withdrawn = [&](const Document& d) {
    const Document* newest = newest_of(d);
    return newest != nullptr && newest->rank() > d.rank() &&
           !(has(*newest) && newest->part_of.at(section) == d.part_of.at(section));
  };
  const auto is_live = [&](const Document& d) {
    const Document* newest = newest_of(d);
    return newest == nullptr || newest == &d || (!d.complete() && d.rank() > newest->rank());
  };
  for (const Document& gone : documents) {
    if (!has(gone) || !is_withdrawn(gone)) continue;
    bool older = false, newer = false;
    for (const Document& other : documents) {
      if (!has(other) || !is_live(other)) continue;
      older = older || (other.rank() < gone.rank() && other.part_of.at(section) != gone.part_of.at(section));
      newer = newer || (other.complete() && other.rank() > gone.rank());
    }
    if (older && !newer) return true;
  }
  return false;
}

bool IsFit(const Documents& documents) {
  std::set<std::tuple<Layer, int, Coverage>> ranks;
  for (const Document& document : documents) {
    if (document.part_of.empty() || !ranks.insert(document.rank()).second) return false;
  }
  for (int section = 1; section <= kSections; ++section) {
    if (IsUndecidable(documents, section)) return false;
  }
  return true;
}

void Write(const TempFolder& folder, Documents& documents) {
  int number = 0;
  for (Document& document : documents) {
    if (document.layer == Layer::kStructure) {
      document.path = folder.Write("structure-title-97-" + Day(document.day) + ".json", Json(document));
      continue;
    }
    const std::string name = document.coverage == Coverage::kTitle ? "full-title-97-" : "title-97-";
    document.path =
        folder.Write(name + std::to_string(++number) + "-" + Day(document.day) + ".xml", Xml(document));
  }
}

void Load(Runs& runs, const Document& document) {
  runs.complete = document.coverage == Coverage::kPart;
  EXPECT_TRUE(runs.Run({document.path}).status.ok());
}

void LoadRoughly(Runs& runs, const Document& document, std::mt19937& random) {
  runs.options.batch_rows = 1 + random() % 20;
  runs.options.threads = 1 + static_cast<int>(random() % 2);
  for (int kills = static_cast<int>(random() % 3); kills > 0; --kills) {
    runs.sink.on_batch = [&runs, left = static_cast<int>(random() % 8)](const MutationBatch&) mutable {
      if (left-- == 0) runs.pipeline->Stop();
    };
    runs.complete = document.coverage == Coverage::kPart;
    runs.Run({document.path});
  }
  runs.sink.on_batch = nullptr;
  Load(runs, document);
}

std::string Described(const Documents& documents, const std::vector<size_t>& order) {
  std::string text;
  for (const size_t i : order) {
    const Document& d = documents[i];
    if (d.layer == Layer::kStructure)
      text += "structure ";
    else
      text += d.coverage == Coverage::kTitle ? "title " : d.complete() ? "part " : "partial ";
    text += std::to_string(d.day) + " {";
    for (const int part : d.parts) text += "p" + std::to_string(part) + ",";
    for (const auto& [section, part] : d.part_of)
      text += " 9." + std::to_string(section) + " in p" + std::to_string(part);
    text += "}; ";
  }
  return text;
}

// All orders, one of them without kills.
void ExpectOneGraph(const Documents& documents, unsigned seed) {
  std::vector<size_t> order(documents.size());
  std::iota(order.begin(), order.end(), 0);
  Runs straight;
  for (const size_t i : order) Load(straight, documents[i]);
  const Lines expected = straight.sink.graph.Dump();
  straight.options.purpose = Purpose::kCompare;
  for (const size_t i : order) {
    Load(straight, documents[i]);
    EXPECT_EQ(straight.observer->documents().at(0).differences, 0)
        << "seed " << seed << ": " << Described(documents, {i});
  }
  std::mt19937 random(seed);
  do {
    Runs runs;
    for (const size_t i : order) LoadRoughly(runs, documents[i], random);
    ASSERT_EQ(DifferenceOf(runs.sink.graph.Dump(), expected), Lines())
        << "seed " << seed << ": " << Described(documents, order);
  } while (std::next_permutation(order.begin(), order.end()));
}

Document Make(Coverage coverage, int day, const std::map<int, int>& part_of, const std::set<int>& parts) {
  return {Layer::kText, coverage, day, parts, part_of, ""};
}

class MovingSectionsTest : public testing::TestWithParam<unsigned> {};

TEST_P(MovingSectionsTest, EveryOrderEndsInOneGraph) {
  std::mt19937 random(GetParam());
  Documents documents;
  do {
    documents.clear();
    // None, one or two structures.
    while (documents.size() < GetParam() % 3) documents.push_back(RandomStructure(random));
    while (documents.size() < kDocuments) documents.push_back(RandomDocument(random));
  } while (!IsFit(documents));
  TempFolder folder;
  Write(folder, documents);
  ExpectOneGraph(documents, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Sets, MovingSectionsTest, testing::Range(0u, kSets));

TEST(MovedSectionTest, AnOlderPartTakesNothingFromANewerOne) {
  TempFolder folder;
  Documents documents = {Make(Coverage::kPart, 2, {{1, 1}, {2, 1}}, {1}),
                         Make(Coverage::kPart, 1, {{1, 2}, {3, 2}}, {2})};
  Write(folder, documents);
  Runs runs;
  for (const Document& document : documents) Load(runs, document);
  EXPECT_EQ(runs.sink.graph.Property(kMoving + "/s9.1", "text_parent"), '"' + kMoving + "/p1\"");
  EXPECT_EQ(runs.sink.graph.Property(kMoving + "/s9.1/a", "text"), "\"(a) Of 2025-01-02 in part 1.\"");
  EXPECT_EQ(runs.observer->documents().at(0).kept, 1);
  ExpectOneGraph(documents, 0);
}

TEST(MovedSectionTest, AWrapperIsNoPlaceWhileACompleteDocumentGivesOne) {
  TempFolder folder;
  Documents documents = {Make(Coverage::kTitle, 1, {{1, 1}, {2, 2}}, {1, 2}),
                         Make(Coverage::kPartial, 2, {{1, 2}}, {2})};
  Write(folder, documents);
  Runs runs;
  for (const Document& document : documents) Load(runs, document);
  EXPECT_EQ(runs.sink.graph.Property(kMoving + "/s9.1", "text_parent"), '"' + kMoving + "/p1\"");
  EXPECT_EQ(runs.sink.graph.Property(kMoving + "/s9.1/a", "text"), "\"(a) Of 2025-01-02 in part 2.\"");
  EXPECT_NE(runs.sink.graph.Property(kMoving + "/p1", "text_partials"), "");
  EXPECT_EQ(runs.sink.graph.Property(kMoving + "/p2", "text_partials"), "");
  Load(runs, documents[1]);
  EXPECT_EQ(runs.Outcome(), DocumentOutcome::kUnchanged);
  ExpectOneGraph(documents, 0);
}

TEST(MovedSectionTest, ADroppedPartHasNoWrapperOfAPartialDocument) {
  TempFolder folder;
  Documents documents = {Make(Coverage::kTitle, 1, {{1, 1}, {2, 2}}, {1, 2}),
                         Make(Coverage::kTitle, 2, {{1, 1}}, {1}), Make(Coverage::kPartial, 3, {{2, 2}}, {2}),
                         Make(Coverage::kPartial, 4, {{3, 2}}, {2})};
  Write(folder, documents);
  ExpectOneGraph(documents, 0);
  Documents gone = {documents[0], documents[1], documents[2], Make(Coverage::kTitle, 5, {{1, 1}}, {1})};
  Write(folder, gone);
  ExpectOneGraph(gone, 1);
}

}  // namespace
}  // namespace reg2graph
