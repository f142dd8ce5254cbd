#include "parsers/xml/ecfr_parser.h"

#include "parsers/xml/ecfr_walk.h"
#include "parsers/xml/parse_error.h"
#include "parsers/xml/utf8.h"
#include "parsers/xml/xml_tape.h"

namespace reg2graph {
namespace {

class EcfrParser : public UnitParser {
 public:
  absl::Status Parse(Unit& unit, DocumentVisitor& visitor) override {
    const std::string_view raw = unit.bytes.view();
    const TextFault fault = CheckText(raw);
    if (!fault.what.empty()) return XmlError(unit.offset + fault.offset, fault.what, "UTF-8 text");
    if (absl::Status status = tape_.Build(raw, unit.offset); !status.ok()) return status;
    return walk_.Run(tape_, unit.kind == UnitKind::kSpine, unit.offset, visitor);
  }

 private:
  XmlTape tape_;
  EcfrWalk walk_;
};

}  // namespace

std::unique_ptr<UnitParser> NewEcfrParser() { return std::make_unique<EcfrParser>(); }

}  // namespace reg2graph
