#include "parsers/govinfo/govinfo_dialect.h"

#include "parsers/govinfo/govinfo_walk.h"
#include "parsers/xml/ecfr_elements.h"
#include "parsers/xml/section_number.h"

namespace reg2graph {
namespace {

constexpr Element kElements[] = {
    {"CFRTOC", Role::kAside},
};

constexpr ElementTable kTable({kElements, kDivElements});

class GovInfo : public DivDialect {
 public:
  const ElementTable& elements() const override { return kTable; }
  std::unique_ptr<EcfrWalk> NewWalk() const override { return std::make_unique<GovInfoWalk>(); }
  bool NamedByHead(DivisionType, std::string_view) const override { return true; }
  std::string SectionNumber(std::string_view n) const override {
    return std::string(reg2graph::SectionNumber(n));
  }
  bool IsRoot(std::string_view name) const override { return name == "DLPSTEXTCLASS"; }
  std::string_view roots() const override { return "DLPSTEXTCLASS with a DIV1"; }
  std::string EndTags(std::string_view) const override { return "</ECFRBRWS></BODY></TEXT></DLPSTEXTCLASS>"; }
};

}  // namespace

const DivDialect& GovInfoDialect() {
  static const GovInfo dialect;
  return dialect;
}

}  // namespace reg2graph
