#ifndef REG2GRAPH_PARSERS_XML_DIV_SCANNER_H_
#define REG2GRAPH_PARSERS_XML_DIV_SCANNER_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace reg2graph {

enum class MarkKind : uint8_t {
  kOpen,     // <DIVn ...>
  kClose,    // </DIVn>
  kEmpty,    // <DIVn .../>
  kDoctype,  // <!DOCTYPE ...>
  kMore,     // undecided without more bytes; continue from `begin` when they are there
  kBad,      // markup that XML does not allow at `begin`
};

struct Mark {
  MarkKind kind = MarkKind::kMore;
  int number = 0;             // the n of DIVn
  size_t begin = 0;           // of '<'
  size_t end = 0;             // after '>'; kBad: where scanning may continue
  std::string_view bad = {};  // kBad: what is there
  std::string_view expected = {};
};

// Finds the DIV1..DIV9 tags of a document without parsing the rest: comments, CDATA and processing
// instructions are skipped, even across the end of the current text. One object per document.
// REQUIRES: the text is followed by PaddedBuffer::kPadding readable bytes.
class DivScanner {
 public:
  // The next mark at or after `from`.
  Mark Next(std::string_view text, size_t from);
  // What has been opened and not closed by the end of the text: "a comment", ...; empty in content.
  std::string_view Inside() const;

 private:
  enum class State : uint8_t { kContent, kComment, kCData, kInstruction };

  // The offset after the terminator of what we are inside of, or npos.
  size_t SkipInside(std::string_view text, size_t from);

  State state_ = State::kContent;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_XML_DIV_SCANNER_H_
