#ifndef REG2GRAPH_PARSERS_ANNUAL_EDITION_H_
#define REG2GRAPH_PARSERS_ANNUAL_EDITION_H_

#include <string>
#include <string_view>

namespace reg2graph {

// What a volume of the annual CFR or a granule of one says about itself; empty: nothing.
struct Edition {
  std::string title;  // "14"
  std::string as_of;  // YYYY-MM-DD
};

// `head`: the first bytes, in UTF-8. Where they do not state the day, a name like CFR-2024-title14-vol5 gives
// it: titles are revised on 1 January (1 to 16), April (17 to 27), July (28 to 41) and October (42 to 50).
Edition ReadEdition(std::string_view head, std::string_view uri);

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_ANNUAL_EDITION_H_
