#include "parsers/xml/div_parser.h"

#include "parsers/xml/parse_error.h"
#include "parsers/xml/utf8.h"
#include "parsers/xml/xml_tape.h"

namespace reg2graph {
namespace {

class DivParser : public UnitParser {
 public:
  explicit DivParser(const DivDialect& dialect) : tape_(dialect.elements()), walk_(dialect.NewWalk()) {}
  absl::Status Parse(Unit& unit, DocumentVisitor& visitor) override {
    const std::string_view raw = unit.bytes.view();
    const TextFault fault = CheckText(raw);
    if (!fault.what.empty()) return XmlError(unit.offset + fault.offset, fault.what, "UTF-8 text");
    if (absl::Status status = tape_.Build(raw, unit.offset, unit.memory); !status.ok()) return status;
    return walk_->Run(tape_, unit.kind == UnitKind::kSpine, unit.offset, visitor);
  }

 private:
  XmlTape tape_;
  std::unique_ptr<EcfrWalk> walk_;
};

}  // namespace

std::unique_ptr<UnitParser> NewDivParser(const DivDialect& dialect) {
  return std::make_unique<DivParser>(dialect);
}

}  // namespace reg2graph
