#ifndef REG2GRAPH_ENGINE_MAP_PARAGRAPH_BUILDER_H_
#define REG2GRAPH_ENGINE_MAP_PARAGRAPH_BUILDER_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "engine/core/document_visitor.h"
#include "engine/map/marker.h"
#include "engine/map/marker_level.h"
#include "engine/map/paragraph_interpretation.h"

namespace reg2graph {

// One Paragraph node. The rows of a division in their order hold every character of its blocks once.
struct ParagraphRow {
  std::string id;
  std::string marker;   // as printed: "(a)", "(b)-(d)"; empty for a block without one
  int depth = 0;        // how many of the row and its ancestors have a marker
  int32_t parent = -1;  // index of its row; -1: the division itself
  int32_t order = 0;    // among its parent's paragraphs
  std::string text;     // the marker included
  std::string heading;  // a copy of its key term, as printed
  std::string
      kind;  // "" plain; "heading", "table", "image", "math"; else its container: "note", "extract", ...
  int32_t seq = 0;
  std::string interprets;  // the provision that it comments on, in an official interpretation
  std::string source;      // of an image
};

// Makes the paragraphs of one division at a time from its blocks; reused, and not thread-safe.
//
// An unmarked paragraph is attached to the one before it, because the CFR does not print its parent; the
// official USLM files do the same. Exceptions: a definition ("<I>Alien.</I> Any person ...") is attached
// where the division's earlier definitions are, and a block after a heading under the heading or the
// division.
class ParagraphBuilder {
 public:
  void Begin(std::string_view division_key, DivisionType type, int title, std::string_view identifier);
  // The division's own HEAD.
  void Heading(std::string_view head);
  // Appends the rows of `block`, numbered from `next_seq` on, which is advanced past them.
  void Block(const TextBlock& block, int32_t& next_seq);
  // Decides levels and keys. The rows live until the next Begin.
  std::span<const ParagraphRow> Finish();
  // What the blocks of the division take until Finish, and its rows after it; for budgets.
  size_t bytes() const { return bytes_; }

 private:
  // A list may begin within the paragraph that introduces it ("It is the lesser of: (1) One quarter"). That
  // shows only when its second item follows, so what may be its first is kept until then.
  struct Intro {
    uint32_t begin = 0;  // in the row's text
    PlacedMarker placed;
    std::string marker, first, heading;
  };
  // What is known of a row until its level is decided.
  struct Draft {
    enum class Role : uint8_t { kMarked, kPlain, kTerm, kContained, kHeading };
    Role role = Role::kPlain;
    bool fresh = false;       // the first row after a heading that closes all lists
    bool definition = false;  // of a kTerm: "<I>Animal.</I> ...", "<I>Farm</I> means ..."
    bool bare_term = false;   // of a kTerm: nothing but the term, a definition only among others
    bool reserved = false;    // of a kMarked: it opens nothing
    bool joined = false;      // of an extract's list under several headings: the enclosing paragraph's
    int heading_level = 0;    // 1 to 3 for HD1 to HD3
    int32_t provision = -1;   // index into provisions_
    uint32_t extract = 0;     // ordinal (plus one) of the EXTRACT around it; 0: none
    PlacedMarker placed;      // of a kMarked
    Placement placement{Placement::kNoMarker, 0};
    std::string first, last;          // what its marker holds
    std::vector<Intro> intros;        // the markers of one block that may begin in it
    std::vector<std::string> dotted;  // "a", "1", "b" of a marker that is a whole path ("a.1.b.")
  };
  // The paragraphs that are open at a point of the reading order, outermost first.
  struct OpenRows {
    std::vector<int32_t> marked;
    std::vector<std::pair<int, int32_t>> headings;  // (level, row)
    size_t plain_depth = 0;                         // how many of `marked` a plain block is under
    int term_depth = -1;                            // the same of a definition; -1: none yet
    int32_t definition = -1;                        // row of the definition whose items may follow
    uint32_t extract = 0;                           // the EXTRACT at hand
    int32_t extract_head = -1;                      // what its lists are below: a heading, its first block
    std::vector<int32_t> extract_marked;
    std::vector<std::pair<std::vector<std::string>, int32_t>>
        dotted;  // (path, row), each below the one before it
  };

  bool CanOpenLists(const TextBlock& block) const;
  bool IsExtract(const TextBlock& block) const;
  bool IsMarkedHeading(const TextBlock& block) const;
  // Appends an empty row; the draft of the same index starts anew with it.
  ParagraphRow& AddRow(std::string_view text, int32_t& next_seq);
  Draft& draft() { return drafts_[count_ - 1]; }  // of the last row
  void AddPlain(const TextBlock& block, int32_t& next_seq);
  void AddMarked(const TextBlock& block, int32_t& next_seq);
  void AddDotted(const TextBlock& block, int32_t& next_seq);
  void AddHeading(const TextBlock& block, int32_t& next_seq);
  // Keeps what the last row, which holds the block from `begin` on, may introduce after `from`. Reserves its
  // numbers.
  void KeepIntros(const TextBlock& block, size_t begin, size_t from, int32_t& next_seq);

  // Finish, in its order.
  void MarkHeadedLists();
  void MarkExtracts();
  bool OpensListBelow(size_t row) const;
  bool ListContinuesAt(size_t end) const;
  void SplitIntros();
  bool EndIntros(const Draft& draft, std::vector<size_t>& pending, std::vector<bool>& split) const;
  void SolveExtracts();
  size_t JoinList(size_t begin);
  bool IsGlossary() const;
  void SolveLevels();
  void PlaceMarked(int32_t row, const Placement& placement);
  void PlaceDotted(int32_t row);
  void PlaceHeading(int32_t row);
  void PlaceUnmarked(int32_t row);
  void PlaceInExtract(int32_t row);
  // The row of the heading that a paragraph is under; -1: none.
  int32_t Scope() const;
  // The row that a block without a marker is under.
  int32_t Enclosing() const;
  void Attach(int32_t row, int32_t parent, std::string_view segment);
  void AttachByOrdinal(int32_t row, int32_t parent);

  std::string division_key_;
  DivisionType type_ = DivisionType::kSection;
  Habit habit_ = Habit::kSection;
  Interpretation interpretation_;
  bool interpreting_ = false;
  bool trusted_ = true;
  std::vector<InterpretedProvision> provisions_;

  MarkerLevels levels_;
  MarkerLevels extract_levels_;
  std::vector<Marker> markers_;  // of the block at hand
  // The first `count_` of each are in use; the others keep their memory for the next division.
  std::vector<ParagraphRow> rows_;
  std::vector<Draft> drafts_;
  size_t count_ = 0;
  size_t bytes_ = 0;
  bool has_intros_ = false, has_extracts_ = false;
  bool headed_lists_ = false;   // in a section: headings own what is below them
  int terms_ = 0;               // definitions so far
  int headings_ = 0;            // so far
  std::vector<size_t> solved_;  // the rows whose levels are decided together
  OpenRows open_;
  int32_t provision_ = -1;  // that the comments at hand are on
  std::vector<std::pair<int32_t, int32_t>>
      children_;  // per row, the division last: (paragraphs, those without marker)
  absl::flat_hash_map<absl::string_view, int> uses_;  // of an id; the keys are in rows_
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_MAP_PARAGRAPH_BUILDER_H_
