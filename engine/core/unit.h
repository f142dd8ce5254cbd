#ifndef REG2GRAPH_ENGINE_CORE_UNIT_H_
#define REG2GRAPH_ENGINE_CORE_UNIT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "engine/core/graph_schema.h"
#include "engine/core/padded_buffer.h"
#include "engine/core/unit_memory.h"

namespace reg2graph {

// A division above a unit, from the title down.
struct Ancestor {
  DivisionType type;
  std::string identifier;
  std::string heading = {};  // only where its key is made from it (keys.h, KeyedByHeading)
};

// A section whose number, with a dot, earlier parts of the document have as well: its key is the title's.
struct RepeatedSection {
  std::string number;  // as KeySegment makes it
  int earlier;         // how many sections of earlier parts
};

enum class UnitKind : uint8_t {
  kPart,      // one DIV5 with everything in it
  kSpine,     // the whole document, each DIV5 reduced to its start tag and end tag
  kDocument,  // a document that is not split (structure JSON; an XML rooted below a part)
};

// A part of a document that one worker parses as a whole. Owns its bytes; moves from the reader to a
// worker.
struct Unit {
  UnitKind kind = UnitKind::kDocument;
  PaddedBuffer bytes;               // UTF-8, no BOM; may be changed in place by the parser
  uint64_t offset = 0;              // of the first byte in the document, for messages
  std::string name = "unit";        // "part 12", for messages
  std::vector<Ancestor> ancestors;  // the title first; of a kPart, and of a kDocument as far as its root
                                    // names its place; empty for a kSpine
  int repeat = 1;                   // of a kPart: 2 for the second DIV5 of the same N in this document
  std::vector<RepeatedSection> repeated_sections;  // of a kPart
  std::string prolog;  // of a kSpine or kDocument: the document's bytes before and after the
  std::string epilog;  // outermost DIV (with the ECFR element around it)
  UnitMemory memory;   // counts what the unit needs while it is parsed and mapped
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_CORE_UNIT_H_
