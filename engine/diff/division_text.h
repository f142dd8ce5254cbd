#ifndef REG2GRAPH_ENGINE_DIFF_DIVISION_TEXT_H_
#define REG2GRAPH_ENGINE_DIFF_DIVISION_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reg2graph {

struct ParagraphText {
  std::string path;     // its key less the division's: "/a/1", "#p3"
  uint32_t marker = 0;  // bytes of `text` that are its marker, "(a)"
  bool image = false;
  std::string text;  // the marker included; of an image its source
};

// A note: authority, source, amendment, editorial matter.
struct NoteText {
  std::string path;  // "#cita"
  std::string text;
};

// What one edition prints of a division, without the divisions in it.
struct DivisionText {
  std::string heading;
  std::vector<ParagraphText> paragraphs;
  std::vector<NoteText> notes;
  // Keys of the Federal Register pages that its amendment notes name; if it has none, those of the source
  // note of the nearest division above that has one, up to its part.
  std::vector<std::string> pages;
};

// As bytes, and back. REQUIRES: `packed` comes from Pack.
std::string Pack(const DivisionText& division);
DivisionText Unpack(std::string_view packed);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_DIFF_DIVISION_TEXT_H_
