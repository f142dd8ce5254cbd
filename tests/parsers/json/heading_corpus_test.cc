// The identifiers of every structure JSON of the corpus, made again from their headings.
#ifdef REG2GRAPH_CORPUS
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <utility>

#include "engine/core/heading_identifier.h"
#include "engine/core/keys.h"
#include "parsers/json/structure_format.h"
#include "tests/parsers/support/documents.h"

namespace reg2graph {
namespace {

class Comparison : public DocumentVisitor {
 public:
  // "identifier: what the heading gives".
  std::multiset<std::string> differences;
  size_t compared = 0;

  void BeginDivision(const DivisionStart& start) override {
    const bool read = start.type == DivisionType::kSubtitle || start.type == DivisionType::kSubchapter ||
                      start.type == DivisionType::kPart || start.type == DivisionType::kSubpart ||
                      start.type == DivisionType::kAppendix;
    if (!read || KeyedByHeading(start.type, start.identifier)) return;
    ++compared;
    const std::string identifier(start.identifier);
    const std::string made = IdentifierOfHeading(start.type, TextOfHtml(start.fields->label));
    // "E [Reserved]" is the subtitle E; an identifier breaks its line where the label does.
    if (KeySegment(NormalHeading(identifier)) != KeySegment(made))
      differences.insert(identifier + ": " + made);
  }
  void Heading(const TextBlock&) override {}
  void Note(const TextBlock&) override {}
  void Block(const TextBlock&) override {}
  void Source(std::span<const std::string_view>) override {}
  void EndDivision() override {}
};

TEST(HeadingCorpus, GivesTheIdentifiersOfTheService) {
  Comparison all;
  const auto parser = StructureJsonFormat().NewParser();
  for (const auto& file : FilesOf(REG2GRAPH_CORPUS "/ecfr/structure", "structure-")) {
    Unit unit;
    unit.bytes = PaddedBuffer(ReadFile(file));
    ASSERT_TRUE(parser->Parse(unit, all).ok()) << file;
  }
  EXPECT_GT(all.compared, 19000u);
  // These identifiers are not what their headings say.
  const std::multiset<std::string> named = {
      "B: B-C",       // 15 CFR
      "C: C - D",     // 21 CFR
      "G (7000): G",  // 43 CFR
      "D-suspended: D",
      "E-suspended: E",                                                        // 49 CFR
      "Appendix - Figures to Subpart T of Part 572: Appendix",                 // 49 CFR
      "Appendix Appendix A to Part 380: Appendix",                             // 14 CFR
      "Appendix B to Part 380Appendix B to Part 380: Appendix B to Part 380",  // 14 CFR
  };
  EXPECT_EQ(all.differences, named);
}

}  // namespace
}  // namespace reg2graph
#endif  // REG2GRAPH_CORPUS
