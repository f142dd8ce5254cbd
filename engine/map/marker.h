#ifndef REG2GRAPH_ENGINE_MAP_MARKER_H_
#define REG2GRAPH_ENGINE_MAP_MARKER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/document_visitor.h"

namespace reg2graph {

enum class Numbering : uint8_t { kLower, kDigit, kRoman, kUpper, kUpperRoman };
enum class MarkerForm : uint8_t { kParenthesis, kDot };  // "(a)" and "a."

// Levels five and six differ from two and three in nothing but italics. Unknown: the italics run on
// over what follows the marker, so they say nothing about it.
enum class Slant : uint8_t { kUpright, kItalic, kUnknown };

// One reading of a marker: `i` is the ninth letter or the first roman numeral.
struct Reading {
  Numbering numbering = Numbering::kLower;
  bool inserted = false;   // "(a-1)", "(2a)": follows its number at the same level
  bool corrected = false;  // read as what the printer must have meant: `1` for the letter l
  uint8_t doubt = 0;       // cost of reading it so, in the units of MarkerLevels
  uint16_t first = 0;      // its number in the sequence; the two differ in a range
  uint16_t last = 0;
};

struct Readings {
  std::array<Reading, 4> items;
  uint8_t count = 0;
  void Add(const Reading& reading) {
    if (count < items.size()) items[count++] = reading;
  }
  const Reading* begin() const { return items.data(); }
  const Reading* end() const { return items.data() + count; }
};

// A marker in a block's text.
struct Marker {
  uint32_t begin = 0, end = 0;   // "(a)", "a.", "(b)-(d)", as printed
  std::string_view first, last;  // its content: "a"; "b" and "d" of a range, else `last` is empty
  MarkerForm form = MarkerForm::kParenthesis;
  Slant slant = Slant::kUpright;
  Readings readings;
};

// No division nests deeper; what follows the last one in a hostile block is text.
inline constexpr size_t kMaxMarkersInBlock = 6;

// How the inside of a marker may be read; empty if it is none ("See", "1988").
Readings ReadNumber(std::string_view inside);

enum class MarkerForms : uint8_t { kParentheses, kAll };

// The markers that open `block`, outermost first. None where the parenthesis at its head is part of a
// citation ("(a) and (b) of this section ..."). Time: linear in the head of the block.
void ReadMarkers(const TextBlock& block, MarkerForms forms, std::vector<Marker>& markers);

// Where the first item of a list may begin within the text of `block` after `from`: a marker that can be a
// first one, set off from what is before it ("shall: (a) Sell"), in no sentence that itself goes on to a
// second. npos: nowhere.
size_t FindIntroduced(const TextBlock& block, size_t from, MarkerForms forms);

// "3.5.2.10" and "a.1.b.": a marker of two numbers and more that is its whole path.
bool IsDottedPath(std::string_view text);
// Its numbers, and where it ends.
size_t ReadDottedPath(std::string_view text, std::vector<std::string>& path);

// "0A981 Equipment ...": the head of an entry of the Commerce Control List, which numbers its items anew.
bool IsEntryHead(std::string_view text);

// "[Reserved]" is all that follows a marker.
bool IsReserved(std::string_view text);

// The block begins with a term of `size` bytes in italics and defines it.
bool IsDefinition(std::string_view text, size_t size);

// The italic or bold words that start at `offset` (a blank before them counts not) and are set off from
// what follows: "Credit." of "(a) <I>Credit.</I> The ...". Empty if there are none.
std::string_view KeyTermAt(const TextBlock& block, size_t offset);
// The same, set off or not: the defined term of "<I>Alien</I> means".
std::string_view SlantedTermAt(const TextBlock& block, size_t offset);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_MAP_MARKER_H_
