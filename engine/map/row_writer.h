#ifndef REG2GRAPH_ENGINE_MAP_ROW_WRITER_H_
#define REG2GRAPH_ENGINE_MAP_ROW_WRITER_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "engine/core/json_writer.h"
#include "engine/core/key_text.h"
#include "engine/core/strings.h"
#include "engine/core/unit_memory.h"
#include "engine/core/unit_rows.h"

namespace reg2graph {

// What was odd and is loaded all the same.
enum class RemarkKind : uint8_t { kSharedKey, kNoIdentifier, kUnknownDivision, kLooseSection, kExtract };
inline constexpr size_t kRemarkKindCount = 5;

// Fills one UnitRows: rows are encoded once, straight into the buffer of their shape. One thread.
class RowWriter {
 public:
  // `memory` outlives the writer.
  RowWriter(Layer layer, int title, Coverage coverage, UnitMemory* memory);

  // `key`, or `key~2`, `key~3` where this unit has it already.
  std::string Claim(std::string key);
  // Append a node whose row is written later: a division (its HEAD may come after its children), or what
  // belongs to the division `owner`.
  uint32_t AddDivision(Shape shape, int32_t parent, int32_t order);
  uint32_t AddNode(Shape shape, uint32_t owner);
  // `key` has been given so often by earlier units of the document.
  void ClaimedEarlier(std::string key, int times) { keys_[std::move(key)] = times; }
  // Keeps the first kMaxRemarks of a kind and counts the others; the same text twice in a row is one.
  static constexpr size_t kMaxRemarks = 100;
  void Remark(RemarkKind kind, std::string text);
  NodeRow& node(uint32_t index) { return rows_->nodes[index]; }
  // Encodes a node's row: `write` gets an ObjectWriter that has `id` and its words already.
  template <typename Write>
  void Encode(uint32_t index, std::string_view id, Write write) {
    NodeRow& row = rows_->nodes[index];
    TextBuffer& text = rows_->text[static_cast<size_t>(row.shape)];
    if (!text.empty()) text.push_back(',');
    row.begin = text.size();
    row.id_size = static_cast<uint32_t>(id.size());
    ObjectWriter object(text);
    object.Plain("id", id);
    ReadKeyText(id, key_text_);
    object.String("citation", key_text_.citation);
    object.String("name", key_text_.name);
    write(object);
    object.Close();
    row.size = static_cast<uint32_t>(text.size() - row.begin);
    memory_->Add(row.size + std::min<size_t>(row.size, kMostSlack) / 2);
    CountMove(row.shape);
  }
  // Room for the rows of a unit of so many bytes, so that they are not moved as they grow.
  void Reserve(size_t source_bytes);
  void AddEdge(EdgeType type, uint32_t from, uint32_t to, std::string_view props = {});
  void AddOutEdge(EdgeType type, uint32_t from, std::string_view target, std::string_view props);

  UnitRows& rows() { return *rows_; }
  UnitMemory& memory() { return *memory_; }
  // Hashes what was written and gives it away; the writer is empty afterwards.
  std::shared_ptr<UnitRows> Finish();

 private:
  struct Remarks {
    std::string last;
    size_t count = 0;
  };

  // A buffer that grows has room for more rows. Long rows are mostly XML, for which there is room beforehand.
  static constexpr size_t kMostSlack = 1024;
  // Of a row or an edge beside its text: here and in the plan that is made of it.
  static constexpr size_t kBytesPerNode = sizeof(NodeRow) + 112;
  static constexpr size_t kBytesPerEdge = sizeof(EdgeRow) + 64;
  static constexpr size_t kBytesPerOutEdge = sizeof(OutEdgeRow) + 96;
  static constexpr size_t kBytesPerKey = 96;
  // Of a division beside its row: its place, in the plan and while that is made.
  static constexpr size_t kBytesPerDivision = 576;
  static constexpr size_t kBytesPerHash = 1024;  // of one in a partial document: its hashes and its stamp

  void CountRemarks();
  // A text that has outgrown its room is moved: for a moment there is the old one, and the new one, which is
  // up to twice as large.
  void CountMove(Shape shape) {
    const size_t size = rows_->text[static_cast<size_t>(shape)].size();
    if (size <= room_[static_cast<size_t>(shape)]) return;
    memory_->Add(2 * size);
    memory_->Drop(2 * size);
  }

  UnitMemory* memory_;
  std::array<size_t, kShapeCount> room_{};  // that was reserved for the text of a shape
  std::shared_ptr<UnitRows> rows_;
  StringMap<int> keys_;  // how many divisions would have had it
  std::array<Remarks, kRemarkKindCount> remarks_;
  KeyText key_text_;  // for its memory
};

// What the program writes for the same input changes with this number: units stamped by another one
// are written again.
inline constexpr int kMappingVersion = 3;

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_MAP_ROW_WRITER_H_
