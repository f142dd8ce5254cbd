#ifndef REG2GRAPH_PARSERS_XML_TEXT_BUILDER_H_
#define REG2GRAPH_PARSERS_XML_TEXT_BUILDER_H_

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "engine/core/document_visitor.h"
#include "engine/core/padded_buffer.h"

namespace reg2graph {

// Gathers the text of one block: each run of ASCII white space becomes one blank, none at the ends;
// Unicode spaces stay. Separators are written with the next text, so there is none at the
// end. Reused from block to block; not thread-safe.
class TextBuilder {
 public:
  void Clear();
  // `text` must have PaddedBuffer::kPadding readable bytes after it.
  void Text(std::string_view text);
  void Blank() { blank_ = true; }
  void Line();  // what follows is on a line of its own
  void NextRow();
  void NextCell();

  // The text added between the two is one span; spans may nest.
  size_t BeginSpan(SpanStyle style);
  void EndSpan(size_t span);

  // Valid until the next call that adds. A span without text is dropped.
  std::string_view text() const { return text_.view(); }
  std::span<const InlineSpan> spans();
  bool empty() const { return text_.empty(); }

 private:
  void WriteSeparator();

  PaddedBuffer text_;
  std::vector<InlineSpan> spans_;
  bool blank_ = false;
  bool line_ = false;
  bool in_row_ = false;  // a cell of this row has begun
  size_t tabs_ = 0;      // cells begun since the last text
};

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_XML_TEXT_BUILDER_H_
