#ifndef REG2GRAPH_ENGINE_MAP_AUTHORITY_LINKS_H_
#define REG2GRAPH_ENGINE_MAP_AUTHORITY_LINKS_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/map/authority_statement.h"
#include "engine/map/citation.h"
#include "engine/map/row_writer.h"

namespace reg2graph {

// Collects the authority notes of a unit and writes its AUTHORIZED_BY once all its divisions are known: a
// note of a part speaks of sections that follow it.
class AuthorityLinks {
 public:
  // A note of the division `owner` (a row).
  void AddNote(uint32_t owner, std::string_view text, std::span<const Citation> citations);
  // Each from the division that the note speaks of, once for each law. No division is authorized by itself or
  // by what it holds; what is said of a division that the unit does not hold is dropped.
  void Write(RowWriter& writer);

 private:
  struct Note {
    uint32_t owner;
    std::vector<AuthorityStatement> statements;
    std::vector<Citation> laws;
  };
  std::vector<Note> notes_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_MAP_AUTHORITY_LINKS_H_
