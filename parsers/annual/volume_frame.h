#ifndef REG2GRAPH_PARSERS_ANNUAL_VOLUME_FRAME_H_
#define REG2GRAPH_PARSERS_ANNUAL_VOLUME_FRAME_H_

#include <string>
#include <string_view>
#include <vector>

#include "engine/core/unit.h"

namespace reg2graph {

// What is around the PARTs of a volume, as far as it places them. Fed with the tags outside of PARTs in their
// order.
class VolumeFrame {
 public:
  // `tag` from '<' to '>'.
  void Tag(std::string_view tag);
  void Text(std::string_view text);

  // The divisions around the PART that begins now, the title first.
  std::vector<Ancestor> Ancestors() const;

 private:
  struct Open {
    std::string name;
    std::string heading = {};
  };

  void Close(std::string_view name);
  void ReadParent(std::string_view tag);
  bool IsIn(std::string_view name) const;

  std::vector<Open> open_;
  std::string text_;  // of the heading that is open
  bool in_heading_ = false;
  std::vector<std::string> parents_;  // the HEADINGs of a granule's ANCESTORS
};

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_ANNUAL_VOLUME_FRAME_H_
