#include "parsers/xml/ecfr_parser.h"

#include <pugixml.hpp>
#include <string>

#include "parsers/xml/div_index.h"
#include "parsers/xml/ecfr_walk.h"
#include "parsers/xml/parse_error.h"
#include "parsers/xml/pugi_arena.h"
#include "parsers/xml/utf8.h"

namespace reg2graph {
namespace {

// White space between two inline elements is a blank that a reader sees, so it is kept.
constexpr unsigned kFlags = pugi::parse_default | pugi::parse_ws_pcdata | pugi::parse_embed_pcdata;

class EcfrParser : public UnitParser {
 public:
  absl::Status Parse(Unit& unit, DocumentVisitor& visitor) override {
    const std::string_view raw = unit.bytes.view();
    const TextFault fault = CheckText(raw);
    if (!fault.what.empty()) return XmlError(unit.offset + fault.offset, fault.what, "UTF-8 text");
    if (absl::Status status = index_.Build(raw, unit.offset); !status.ok()) return status;

    // pugixml changes its buffer in place, and the visitor wants the bytes as they stood.
    copy_.clear();
    copy_.Append(raw);
    const PugiArenaScope arena;
    pugi::xml_document document;
    const pugi::xml_parse_result result =
        document.load_buffer_inplace(copy_.data(), copy_.size(), kFlags, pugi::encoding_utf8);
    if (!result) {
      return XmlError(unit.offset + static_cast<uint64_t>(result.offset), result.description(),
                      "well-formed XML");
    }
    return walk_.Run(document.first_child(), raw, index_, unit.kind == UnitKind::kSpine, unit.offset,
                     visitor);
  }

 private:
  DivIndex index_;
  PaddedBuffer copy_;
  EcfrWalk walk_;
};

}  // namespace

std::unique_ptr<UnitParser> NewEcfrParser() { return std::make_unique<EcfrParser>(); }

}  // namespace reg2graph
