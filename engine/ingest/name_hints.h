#ifndef REG2GRAPH_ENGINE_INGEST_NAME_HINTS_H_
#define REG2GRAPH_ENGINE_INGEST_NAME_HINTS_H_

#include <string>
#include <string_view>

namespace reg2graph {

// What a document's name or the command line gives: empty or 0 if nothing.
struct NameHints {
  std::string as_of;  // YYYY-MM-DD
  int title = 0;      // 1 to 99
};

// True for a day of the calendar, written YYYY-MM-DD.
bool IsDate(std::string_view text);

// The last date and the first "title-12", "title_12" or "title12" in the base name of a path, or in the
// whole path of a URL.
NameHints HintsFromName(std::string_view uri);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_INGEST_NAME_HINTS_H_
