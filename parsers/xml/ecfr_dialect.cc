#include "parsers/xml/ecfr_dialect.h"

#include "engine/core/keys.h"
#include "parsers/xml/ecfr_elements.h"

namespace reg2graph {
namespace {

class Ecfr : public DivDialect {
 public:
  const ElementTable& elements() const override { return EcfrElements(); }
  std::unique_ptr<EcfrWalk> NewWalk() const override { return std::make_unique<EcfrWalk>(); }
  bool NamedByHead(DivisionType type, std::string_view n) const override { return KeyedByHeading(type, n); }
  bool IsRoot(std::string_view name) const override { return name == "ECFR" || name == "DIV"; }
  std::string_view roots() const override { return "ECFR or DIV1 to DIV9"; }
  std::string EndTags(std::string_view prolog) const override {
    return prolog.find("<ECFR") == std::string_view::npos ? "" : "</ECFR>";
  }
};

}  // namespace

const DivDialect& EcfrDialect() {
  static const Ecfr dialect;
  return dialect;
}

}  // namespace reg2graph
