#ifndef REG2GRAPH_ENGINE_DIFF_DIFF_WRITER_H_
#define REG2GRAPH_ENGINE_DIFF_DIFF_WRITER_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/diff/comparison.h"
#include "engine/diff/division_change.h"

namespace reg2graph {

// One line of a table of contents.
struct ContentsEntry {
  Change change;
  DivisionType type;
  std::string key;
};

// Writes a comparison as text. Called in this order: Begin, Division for each that is shown, End. Each
// appends to `out`. One object for each comparison, not thread-safe.
class DiffWriter {
 public:
  virtual ~DiffWriter() = default;
  virtual void Begin(const Comparison& comparison, const std::vector<ContentsEntry>& contents,
                     std::string& out) = 0;
  virtual void Division(const DivisionChange& change, std::string& out) = 0;
  virtual void End(const Comparison& comparison, std::string& out) = 0;
};

enum class NoteDetail : uint8_t { kHidden, kShown };
enum class TextColors : uint8_t { kNone, kTerminal };
enum class WordMarks : uint8_t { kLines, kInline };  // old and new lines, or one with [-old-] {+new+}

std::unique_ptr<DiffWriter> NewTextWriter(TextColors colors, WordMarks marks, NoteDetail notes);
// JSON Lines: an object for each division, then a summary.
std::unique_ptr<DiffWriter> NewJsonWriter(NoteDetail notes);
// One page without scripts and without anything from elsewhere.
std::unique_ptr<DiffWriter> NewHtmlWriter(std::string_view title, NoteDetail notes);

std::string_view NameOf(Change change);
std::string_view NameOf(ParagraphChange change);
// "6 changed, 1 added; 669 of 675 divisions are the same" and what was not compared.
std::string SummaryLine(const Comparison& comparison);
// Of words that did not change, the first and the last: a table may have thousands between two changes. The
// second is empty if the first is all.
std::pair<std::string_view, std::string_view> EndsOf(std::string_view words);
// Whether a redesignation follows from that of a paragraph above it, which has been shown.
class ShownRedesignations {
 public:
  bool Follows(std::string_view was, std::string_view is);

 private:
  std::string was_, is_;  // the last that was shown
};

// How a place in a division is cited: "(a)(1)" of "/a/1".
std::string CitedPath(std::string_view path);
// The same, or of a place that has no designation its path.
std::string PlaceOf(std::string_view path);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_DIFF_DIFF_WRITER_H_
