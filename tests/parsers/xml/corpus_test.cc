// Whole documents, the samples and the real ones: nothing is lost, and nothing comes from another place
// than it says.
#include <gtest/gtest.h>

#include <thread>

#include "parsers/xml/ecfr_dialect.h"
#include "parsers/xml/ecfr_format.h"
#include "parsers/xml/part_splitter.h"
#include "tests/parsers/support/documents.h"

namespace reg2graph {
namespace {

struct Told {
  std::string element, identifier, text;
  bool skeleton = false;
  std::vector<std::string> pieces;
  std::vector<size_t> nested;  // divisions whose bytes stand between the pieces
};

// Gathers what is told of one unit, white space left out of the text.
class Gatherer : public DocumentVisitor {
 public:
  std::vector<Told> told;

  void BeginDivision(const DivisionStart& start) override {
    Told division{std::string(start.element), std::string(start.identifier), "", start.skeleton, {}, {}};
    if (!open_.empty() && start.markup == Markup::kElement) told[open_.back()].nested.push_back(told.size());
    open_.push_back(told.size());
    told.push_back(division);
  }
  void Heading(const TextBlock& head) override { Add(head); }
  void Note(const TextBlock& note) override { Add(note); }
  void Block(const TextBlock& block) override { Add(block); }
  void Source(std::span<const std::string_view> pieces) override {
    for (const auto piece : pieces) told[open_.back()].pieces.emplace_back(piece);
  }
  void EndDivision() override { open_.pop_back(); }

 private:
  void Add(const TextBlock& block) {
    for (const char c : block.text) {
      if (c != ' ' && c != '\n' && c != '\t') told[open_.back()].text.push_back(c);
    }
    const std::string_view text = block.text;
    const bool table = block.element == "TABLE";
    EXPECT_EQ(text.find("  "), text.npos) << text;
    EXPECT_TRUE(text.empty() || (text.back() > ' ' || text.back() < 0)) << text;
    EXPECT_TRUE(table || text.find_first_of("\t\n\r") == text.npos) << text;
    for (const InlineSpan& span : block.spans) EXPECT_TRUE(span.begin < span.end && span.end <= text.size());
  }
  std::vector<size_t> open_;
};

struct Document {
  std::vector<Gatherer> parts;
  Gatherer frame;  // the spine, or the only unit
  std::string prolog, epilog;
};

Document Load(const std::string& bytes) {
  Document document;
  const auto splitter = EcfrXmlFormat().NewSplitter({});
  SplitResult result = SplitText(*splitter, bytes);
  EXPECT_TRUE(result.status.ok()) << result.status;
  const auto parser = EcfrXmlFormat().NewParser();
  for (size_t i = 0; i < result.units.size(); ++i) {
    Unit& unit = result.units[i];
    const bool last = i + 1 == result.units.size();
    Gatherer gatherer;
    const absl::Status status = parser->Parse(unit, gatherer);
    EXPECT_TRUE(status.ok()) << status;
    if (last) {
      document.frame = std::move(gatherer);
      document.prolog = unit.prolog;
      document.epilog = unit.epilog;
    } else {
      EXPECT_EQ(unit.kind, UnitKind::kPart);
      document.parts.push_back(std::move(gatherer));
    }
  }
  return document;
}

void Rebuild(const Document& document, const Gatherer& unit, size_t division, size_t& part,
             std::string& out) {
  const Told& told = unit.told[division];
  if (told.skeleton) return Rebuild(document, document.parts[part++], 0, part, out);
  ASSERT_EQ(told.pieces.size(), told.nested.size() + 1);
  for (size_t i = 0; i < told.pieces.size(); ++i) {
    out += told.pieces[i];
    if (i < told.nested.size()) Rebuild(document, unit, told.nested[i], part, out);
  }
}

std::vector<std::string> Lines(const Document& document) {
  std::vector<std::string> lines;
  const auto add = [&](const Told& told) {
    lines.push_back(told.element + "\t" + told.identifier + "\t" + told.text);
  };
  size_t part = 0;
  for (const Told& told : document.frame.told) {
    if (!told.skeleton) {
      add(told);
      continue;
    }
    for (const Told& inner : document.parts[part++].told) add(inner);
  }
  return lines;
}

class Corpus : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(Corpus, IsRecognisedAndItsTitleFound) {
  const std::string bytes = ReadFile(GetParam());
  const std::string name = GetParam().filename().string();
  SourceDocument document;
  document.head = bytes.substr(0, 64 << 10);
  ASSERT_TRUE(EcfrXmlFormat().Recognize(document.head));
  const auto facts = EcfrXmlFormat().Inspect(document);
  ASSERT_TRUE(facts.ok()) << facts.status();
  EXPECT_EQ(facts->title, std::stoi(name.substr(std::string("full-title-").size(), 2)));
  EXPECT_EQ(facts->coverage == Coverage::kTitle, name.find("part") == std::string::npos);
}

TEST_P(Corpus, ComesBackByteForByte) {
  const std::string bytes = ReadFile(GetParam());
  const Document document = Load(bytes);
  std::string rebuilt = document.prolog;
  size_t part = 0;
  Rebuild(document, document.frame, 0, part, rebuilt);
  rebuilt += document.epilog;
  EXPECT_EQ(part, document.parts.size());
  EXPECT_TRUE(rebuilt == bytes) << rebuilt.size() << " bytes for " << bytes.size();
}

TEST_P(Corpus, TellsTheTextThatElementTreeSees) {
  const std::vector<std::string> expected =
      OracleLines(REG2GRAPH_TEST_DATA "/itertext_oracle.py", GetParam());
  ASSERT_FALSE(expected.empty());
  const std::vector<std::string> lines = Lines(Load(ReadFile(GetParam())));
  ASSERT_EQ(lines.size(), expected.size());
  for (size_t i = 0; i < lines.size(); ++i) ASSERT_EQ(lines[i], expected[i]);
}

TEST_P(Corpus, IsCutAlikeWhateverTheBlock) {
  const std::string bytes = ReadFile(GetParam());
  const SplitResult expected = SplitText(*NewPartSplitter(EcfrDialect(), {}), bytes);
  std::vector<size_t> blocks = {4099, 64 << 10};
  // A block of a few bytes looks at each tag many times over.
  if (bytes.size() < 3 << 20) blocks.push_back(7);
  if (bytes.size() < 1 << 19) blocks.push_back(1);
  for (const size_t block : blocks) {
    const SplitResult result = SplitText(*NewPartSplitter(EcfrDialect(), {}, block), bytes);
    ASSERT_TRUE(result.status.ok()) << result.status;
    ASSERT_EQ(result.units.size(), expected.units.size());
    for (size_t i = 0; i < result.units.size(); ++i) {
      ASSERT_TRUE(result.units[i].bytes.view() == expected.units[i].bytes.view()) << block << " " << i;
      ASSERT_EQ(result.units[i].offset, expected.units[i].offset);
      ASSERT_EQ(result.units[i].ancestors.size(), expected.units[i].ancestors.size());
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Samples, Corpus, testing::ValuesIn(FullDocumentsIn(REG2GRAPH_SAMPLES)), TestNameOf);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Corpus);

#ifdef REG2GRAPH_CORPUS
INSTANTIATE_TEST_SUITE_P(Full, Corpus, testing::ValuesIn(FullDocumentsIn(REG2GRAPH_CORPUS "/ecfr/full")),
                         TestNameOf);

// What is kept from unit to unit is a parser's own.
TEST(CorpusThreads, ParseAtOnceWhatTheyParseAlone) {
  const std::string bytes = ReadFile(REG2GRAPH_CORPUS "/ecfr/full/full-title-11-2025-08-02.xml");
  const std::vector<std::string> expected = Lines(Load(bytes));
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 3; ++round) EXPECT_TRUE(Lines(Load(bytes)) == expected);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(CorpusFormats, OthersAreNotRecognised) {
  const std::vector<std::pair<const char*, const char*>> others = {{"/ecfr/full", "govinfo-"},
                                                                   {"/cfr", "CFR-"},
                                                                   {"/fr/xml", "FR-"},
                                                                   {"/uslm", ""},
                                                                   {"/ecfr/structure", ""}};
  for (const auto& [folder, prefix] : others) {
    if (!std::filesystem::exists(std::string(REG2GRAPH_CORPUS) + folder)) continue;
    for (const auto& file : FilesOf(std::string(REG2GRAPH_CORPUS) + folder, prefix)) {
      if (!std::filesystem::is_regular_file(file)) continue;
      EXPECT_FALSE(EcfrXmlFormat().Recognize(ReadFile(file).substr(0, 64 << 10))) << file;
    }
  }
}

#endif  // REG2GRAPH_CORPUS

}  // namespace
}  // namespace reg2graph
