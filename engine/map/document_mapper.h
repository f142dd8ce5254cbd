#ifndef REG2GRAPH_ENGINE_MAP_DOCUMENT_MAPPER_H_
#define REG2GRAPH_ENGINE_MAP_DOCUMENT_MAPPER_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "engine/core/document.h"
#include "engine/core/document_visitor.h"
#include "engine/core/keys.h"
#include "engine/core/unit.h"
#include "engine/core/unit_rows.h"
#include "engine/map/authority_links.h"
#include "engine/map/citation.h"
#include "engine/map/paragraph_builder.h"
#include "engine/map/row_writer.h"

namespace reg2graph {

// Turns the events of one Unit into the rows of its graph units: a part's XML gives one, a spine one, a
// structure JSON one per part and one for everything around them (the last).
// No I/O, no clock. One object per worker, reused; not thread-safe.
class DocumentMapper : public DocumentVisitor {
 public:
  // Counts what it makes in `unit.memory`, which outlives the mapping.
  void Begin(Unit& unit, const DocumentFacts& facts);
  // InvalidArgument where divisions are nested that never nest, and where it is not known in which
  // part the root of a document is; ResourceExhausted where the unit needs more memory than it may: the unit
  // is not to be used then.
  const absl::Status& status() const { return status_; }
  // Valid after a successful parse. The mapper is empty afterwards (Begin may be called at any time).
  std::vector<std::shared_ptr<UnitRows>> Finish();

  void BeginDivision(const DivisionStart& start) override;
  void Heading(const TextBlock& head) override;
  void Note(const TextBlock& note) override;
  void Block(const TextBlock& block) override;
  void Source(std::span<const std::string_view> pieces) override;
  void EndDivision() override;

 private:
  // A division that has begun and not ended.
  struct Open {
    RowWriter* writer;
    uint32_t row;
    std::string key;
    DivisionType type;
    bool root = false;  // of its unit
    bool skeleton = false;
    std::string place;    // the members of the row that give its place, e.g. ,"text_order":3
    std::string members;  // the members of the row that are known when it begins, whatever the layer
    std::string fields;   // those of the structure alone
    bool reserved = false;
    std::string heading;
    bool has_element = false;  // a DIVn of its own
    Shape xml_shape = Shape::kDiv1;
    std::string element_id;
    std::vector<std::string> cut_ids;
    int32_t children = 0;
    int heds = 0;
    int32_t seq = 0;
    int notes[5] = {0, 0, 0, 0, 0};
    std::unique_ptr<ParagraphBuilder> paragraphs;  // from the pool; text layer only
    StringSet linked;  // relationships of the division itself that are there already: type, then target
    AuthorityLinks authority;  // of the root: all of its unit
    size_t held = 0;           // what it takes only while it is open, in bytes
  };

  // True once the unit needs more memory than it may: nothing more is made of it.
  bool IsFull();
  // What the current division's paragraphs take more since they took `before`.
  void CountParagraphs(size_t before);
  void Hold(Open& open, size_t bytes);
  void SkipDivision(const DivisionStart& start, RowWriter* writer, std::string key);
  RowWriter& NewWriter(UnitRole role);
  void CheckPlace(const DivisionStart& start);
  // REQUIRES: one is open.
  Open& ParentOf(const DivisionStart& start);
  void BeginPart();
  void CheckRoot(const DivisionStart& start);
  // `parent` null: the root of its unit.
  void OpenDivision(RowWriter& writer, const DivisionStart& start, std::string key, const Open* parent,
                    int32_t order);
  void AddSkeleton(const Open& parent, const DivisionStart& start, std::string_view key, int32_t order);
  void RemarkUnknownDivision(std::string_view container);
  void WriteDivision(Open& open);
  std::string KeyOf(const DivisionStart& start, RowWriter& writer);
  void WriteParagraphs(Open& open);
  // CITES from the paragraph or note `context`; of a note also what its division owes to it.
  void Cite(Open& open, uint32_t row, std::string_view text, std::string_view context, Shape shape);
  void AddCites(RowWriter& writer, uint32_t row, std::string_view text, int64_t offset,
                std::span<const Citation> citations);
  Open& RootOf(const Open& open);
  // SOURCED_FROM, AMENDED_BY from the division to the Federal Register pages that a note of it cites.
  void LinkDivision(Open& open, EdgeType type, std::span<const Citation> citations);

  Layer layer_ = Layer::kText;
  int title_ = 0;
  Coverage coverage_ = Coverage::kTitle;
  bool keeps_xml_ = true;
  UnitKind kind_ = UnitKind::kDocument;
  int repeat_ = 1;
  std::vector<RepeatedSection> repeated_sections_;
  uint64_t bytes_ = 0;
  std::vector<std::unique_ptr<RowWriter>> writers_;  // [0] the outermost; one more for each part of a JSON
  std::vector<std::shared_ptr<UnitRows>> finished_;
  absl::Status status_;
  UnitMemory* memory_ = nullptr;     // of the unit at hand
  std::vector<KeyedDivision> path_;  // from the title down to the current division
  std::vector<Open> open_;
  std::vector<std::unique_ptr<ParagraphBuilder>> pool_;
  CitationFinder finder_;
  // For their memory.
  std::vector<std::string_view> ancestors_;
  TextBuffer props_;
  std::string cuts_, cut_ids_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_MAP_DOCUMENT_MAPPER_H_
