#ifndef REG2GRAPH_PARSERS_GOVINFO_GOVINFO_WALK_H_
#define REG2GRAPH_PARSERS_GOVINFO_GOVINFO_WALK_H_

#include <string>

#include "parsers/xml/ecfr_walk.h"

namespace reg2graph {

// Emits a title of GovInfo's bulk data as the eCFR's API would print it.
class GovInfoWalk : public EcfrWalk {
 protected:
  Name NameOf(const Node& division, DivisionType type) override;
  void Division(const Node& node, const Place& place) override;
  bool IsNone(const Node& division) override;
  size_t Own(size_t at, size_t end, const Place& place) override;
  // Of the notes that GovInfo closes inside a HEAD, too.
  bool IsSetAside(const Node& node) const override;
  std::string_view HeadingOf(std::string_view text, const Place& place) const override;

 private:
  // Whether it names the part alone, in whose subpart GovInfo leaves it.
  bool BelongsToPart(const Node& appendix, const Place& place);

  // Whether it holds one table, and what GovInfo prints beside that as its title and its notes.
  bool IsAroundTable(const Node& node);

  std::string identifier_;  // of the division that begins
  std::string part_;        // the identifier of the part at hand
};

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_GOVINFO_GOVINFO_WALK_H_
