#ifndef REG2GRAPH_ENGINE_INGEST_NAME_HINTS_H_
#define REG2GRAPH_ENGINE_INGEST_NAME_HINTS_H_

#include <string>
#include <string_view>

namespace reg2graph {

// What a document's name or the command line says about it. Empty and 0: nothing.
struct NameHints {
  std::string as_of;  // YYYY-MM-DD
  int title = 0;      // 1 to 99
  // Its parts are complete: it was asked for by them and no further, or --complete says so.
  bool complete = false;
};

// True for an existing day, written YYYY-MM-DD.
bool IsDate(std::string_view text);

// True for the address of a part in full: a query that names a part, and nothing within it.
bool AsksForWholePart(std::string_view url);

// The last date and the first "title-12", "title_12" or "title12" in the base name of a path, or in the
// whole path of a URL.
NameHints HintsFromName(std::string_view uri);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_INGEST_NAME_HINTS_H_
