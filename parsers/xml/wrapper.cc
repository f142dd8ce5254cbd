#include "parsers/xml/wrapper.h"

#include <algorithm>
#include <pugixml.hpp>

#include "engine/core/padded_buffer.h"
#include "parsers/xml/parse_error.h"
#include "parsers/xml/utf8.h"

namespace reg2graph {
namespace {

using std::string_view;

constexpr string_view kDiv = "<DIV/>";

bool IsBlank(string_view text) { return text.find_first_not_of(" \t\r\n") == string_view::npos; }

}  // namespace

absl::Status CheckWrapper(const std::string& prolog, const std::string& epilog, uint64_t epilog_offset) {
  PaddedBuffer text;
  text.Append(prolog);
  text.Append(kDiv);
  text.Append(epilog);
  const size_t epilog_begin = prolog.size() + kDiv.size();
  const auto place = [&](size_t local) -> uint64_t {
    return local < epilog_begin ? std::min(local, prolog.size()) : epilog_offset + local - epilog_begin;
  };
  const TextFault fault = CheckText(text.view());
  if (!fault.what.empty()) return XmlError(place(fault.offset), fault.what, "UTF-8 text");

  pugi::xml_document document;
  const pugi::xml_parse_result result = document.load_buffer_inplace(
      text.data(), text.size(), pugi::parse_default | pugi::parse_fragment, pugi::encoding_utf8);
  if (!result) {
    return XmlError(place(static_cast<size_t>(result.offset)), result.description(),
                    "a document around one DIV");
  }
  const pugi::xml_node root = document.document_element();
  const string_view name = root.name();
  if (name != "ECFR" && name != "DIV") {
    const std::string found = absl::StrCat("the root element ", Absl(name));
    return XmlError(place(static_cast<size_t>(root.offset_debug()) - 1), found, "ECFR or DIV1 to DIV9");
  }
  for (const pugi::xml_node& node : document.children()) {
    if (node == root) continue;
    const bool is_text = node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata;
    if (is_text && IsBlank(node.value())) continue;
    if (!is_text && node.type() != pugi::node_element) continue;
    const size_t local = static_cast<size_t>(std::max<ptrdiff_t>(node.offset_debug(), 0));
    return XmlError(place(local), "more than one root",
                    local < epilog_begin ? "'<'" : "the end of the document");
  }
  return absl::OkStatus();
}

}  // namespace reg2graph
