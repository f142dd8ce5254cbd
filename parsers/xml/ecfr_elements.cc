#include "parsers/xml/ecfr_elements.h"

namespace reg2graph {
namespace {

constexpr ElementTable kTable({kDivElements});

}  // namespace

const ElementTable& EcfrElements() { return kTable; }

int DivNumber(std::string_view name) {
  if (name.size() != 4 || !name.starts_with("DIV")) return 0;
  const char digit = name[3];
  return digit >= '1' && digit <= '9' ? digit - '0' : 0;
}

}  // namespace reg2graph
