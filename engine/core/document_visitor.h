#ifndef REG2GRAPH_ENGINE_CORE_DOCUMENT_VISITOR_H_
#define REG2GRAPH_ENGINE_CORE_DOCUMENT_VISITOR_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "engine/core/graph_schema.h"

namespace reg2graph {

// The fields of a node of the structure JSON besides type and identifier. Views are valid during
// the call. Text is decoded (no JSON escapes) and otherwise unchanged, HTML included.
struct StructureFields {
  // Each is null (data() == nullptr) where the key is absent or null.
  std::string_view label, label_level, label_description, received_on, descendant_range;
  std::span<const std::string_view> volumes;
  bool has_volumes = false;
  bool has_reserved = false, reserved = false;
  bool has_generated_id = false, generated_id = false;
  bool has_size = false;
  int64_t size = 0;
};

// What the bytes of a division are in its document.
enum class Markup : uint8_t {
  kNone,     // a heading between divisions, or the structure layer
  kElement,  // an element of its own: Source follows
  kLoose,    // a section's number between divisions, which holds all up to the next one
};

struct DivisionStart {
  DivisionType type = DivisionType::kSection;
  std::string_view identifier;  // as the eCFR names it; empty if the source has none, null if it has no such
                                // thing
  std::string_view printed;  // the number as it is in an element whose dialect writes it otherwise ("§ 1.1");
                             // null: as `identifier`
  std::string_view heading;  // its text, without markup; only where the key is made from it (keys.h,
                             // KeyedByHeading)
  std::string_view element;  // "DIV8", "HED1", "SECTNO"; empty in the structure layer
  Markup markup = Markup::kNone;
  // How many of the divisions that are open it does not belong to, though its element is in theirs: its place
  // is after the outermost of them. Never all of them.
  uint32_t levels_up = 0;
  bool extract = false;  // the root of a part: the document says that it lacks some of what it covers
  const StructureFields* fields = nullptr;  // structure layer only
  bool skeleton = false;                    // a part in a spine: its content is another unit's
};

enum class SpanStyle : uint8_t {
  kItalic,  // I, E T="03"; and E T="52" etc. where the dialect prints italics
  kBold,
  kSmall,        // E T="04" and other typographic E
  kSuperscript,  // SU
  kFootnoteRef,  // FTREF
  kOther,        // any other inline element
};

// A run of text inside an inline element: byte offsets into TextBlock::text, half open.
struct InlineSpan {
  uint32_t begin, end;
  SpanStyle style;
};

// One block of text in document order: a P, FP, HD1, a whole table, a formula, a bare run of text
// between blocks. All views are valid during the call.
struct TextBlock {
  std::string_view element;  // the block's own tag ("P", "FP-1", "HD2", "TABLE", "img", "MATH", "PSPACE");
                             // empty for text directly in its container
  // All its text in reading order, entities decoded, inline tags flattened, each run of white space
  // one blank, none at the ends. In a TABLE, cells are separated by '\t' and rows by '\n'. Empty for an
  // image.
  std::string_view text;
  std::span<const InlineSpan> spans;
  std::string_view container;      // nearest enclosing "NOTE", "EXTRACT", "EXAMPLE", "FTNT", ... or empty
  uint32_t container_ordinal = 0;  // differs between two containers of one division that touch
  std::string_view source;         // src of an img; empty otherwise
};

// Receives the events of a unit, in document order. Implemented by engine/map.
// REQUIRES: called on the worker that parses, never concurrently; Begin and End are balanced.
class DocumentVisitor {
 public:
  virtual ~DocumentVisitor() = default;
  virtual void BeginDivision(const DivisionStart& start) = 0;
  // A HEAD of the current division (a few have two), or the text of an HED1.
  virtual void Heading(const TextBlock& head) = 0;
  // AUTH, SECAUTH, SOURCE, CITA, EDNOTE, EFFDNOT, APPRO, XREF, CROSSREF: `element` is that tag and the
  // text all of it (HED included).
  virtual void Note(const TextBlock& note) = 0;
  virtual void Block(const TextBlock& block) = 0;
  // The bytes of the current division's element in the document, less the divisions nested
  // in it: piece i is followed by nested division i, the last by none. Called last, directly before
  // EndDivision. Text layer only, and only of a Markup::kElement.
  virtual void Source(std::span<const std::string_view> pieces) = 0;
  virtual void EndDivision() = 0;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_CORE_DOCUMENT_VISITOR_H_
