// Any unit of XML: the paragraphs of each division hold its text once and whole, as a tree with unique keys.
#include "engine/core/strings.h"
#include "engine/map/paragraph_builder.h"
#include "parsers/xml/div_parser.h"
#include "parsers/xml/ecfr_dialect.h"
#include "tests/fuzz/fuzz_target.h"
namespace reg2graph::fuzz {
namespace {

void AppendInk(std::string_view text, std::string& out) {
  for (const char c : text) {
    if (c != ' ') out.push_back(c);
  }
}

// Builds the paragraphs of each division and requires that they hold what they were made of.
class Paragraphs : public DocumentVisitor {
 public:
  explicit Paragraphs(int title) : title_(title) {}
  // Of all rows, for comparison.
  const std::string& record() const { return record_; }

  void BeginDivision(const DivisionStart& start) override {
    open_.emplace_back();
    open_.back().builder.Begin("/d", start.type, title_, start.identifier);
  }
  void Heading(const TextBlock& head) override { open_.back().builder.Heading(head.text); }
  void Note(const TextBlock&) override {}
  void Block(const TextBlock& block) override {
    AppendInk(block.text, open_.back().ink);
    open_.back().builder.Block(block, open_.back().seq);
  }
  void Source(std::span<const std::string_view>) override {}
  void EndDivision() override {
    Check(open_.back().builder.Finish(), open_.back().ink);
    open_.pop_back();
  }

 private:
  struct Open {
    ParagraphBuilder builder;
    std::string ink;  // all that the blocks say, without blanks
    int32_t seq = 0;
  };

  void Check(std::span<const ParagraphRow> rows, const std::string& ink) {
    StringSet ids;
    std::string written;
    for (size_t i = 0; i < rows.size(); ++i) {
      const ParagraphRow& row = rows[i];
      FUZZ_REQUIRE(ids.insert(row.id).second, "two paragraphs of one key");
      // A number that was reserved for an introduced item and not needed is skipped.
      FUZZ_REQUIRE(i == 0 || row.seq > rows[i - 1].seq, "out of the reading order");
      FUZZ_REQUIRE(row.parent < static_cast<int32_t>(i), "a parent after its child");
      const bool marked = !row.marker.empty();
      FUZZ_REQUIRE(row.parent < -1 + 1 || row.depth >= rows[static_cast<size_t>(row.parent)].depth,
                   "less deep than its parent");
      FUZZ_REQUIRE(row.depth >= 0 && row.depth <= 1 + static_cast<int>(i), "too deep");
      FUZZ_REQUIRE(!marked || row.text.find(row.marker) != std::string::npos,
                   "a marker that is not in the text");
      AppendInk(row.text, written);
      record_.append(row.id).append(" ").append(row.kind).append(" ").append(row.text).append("\n");
    }
    FUZZ_REQUIRE(written == ink, "text is lost or repeated");
  }

  const int title_;
  std::vector<Open> open_;
  std::string record_;
};

}  // namespace

FUZZ_TARGET(paragraphs) {
  static const auto parser = NewDivParser(EcfrDialect());
  const int title = TakeChoice(input) % 2 == 0 ? 12 : 26;
  std::string first;
  for (int run = 0; run < 2; ++run) {
    Unit unit;
    unit.kind = UnitKind::kPart;
    unit.bytes = PaddedBuffer(input);
    Paragraphs paragraphs(title);
    if (!parser->Parse(unit, paragraphs).ok()) return;
    if (run == 0) first = paragraphs.record();
    FUZZ_REQUIRE(paragraphs.record() == first, "other paragraphs the second time");
  }
}

}  // namespace reg2graph::fuzz
