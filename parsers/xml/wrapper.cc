#include "parsers/xml/wrapper.h"

#include <algorithm>
#include <functional>
#include <pugixml.hpp>

#include "engine/core/ascii.h"
#include "engine/core/padded_buffer.h"
#include "parsers/xml/parse_error.h"
#include "parsers/xml/utf8.h"

namespace reg2graph {
namespace {

using std::string_view;

constexpr string_view kDiv = "<DIV/>";

bool IsText(const pugi::xml_node& node) {
  return node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata;
}

// AMDDATE, VOLUME and whatever else only describes the document are not known as parts of a text.
bool MayBeLaw(const ElementTable& elements, const pugi::xml_node& node) {
  if (IsText(node)) return !Trim(node.value()).empty();
  if (node.type() != pugi::node_element || string_view(node.name()) == "DIV") return false;
  const Role role = elements.RoleOf(node.name());
  return role != Role::kOther && role != Role::kAside;
}

// In the element that holds the outermost DIV.
absl::Status StrayIn(const ElementTable& elements, const pugi::xml_node& holder,
                     const std::function<uint64_t(size_t)>& place) {
  for (const pugi::xml_node& node : holder.children()) {
    if (!MayBeLaw(elements, node)) continue;
    const std::string found = IsText(node) ? "text" : std::string(node.name());
    // pugixml gives the offset of an element's name.
    const ptrdiff_t begin = node.offset_debug() - (IsText(node) ? 0 : 1);
    return XmlError(place(static_cast<size_t>(std::max<ptrdiff_t>(begin, 0))),
                    absl::StrCat(found, " in no division"),
                    "it in DIV1 to DIV9; it is kept with the document alone");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckWrapper(const DivDialect& dialect, const std::string& prolog, const std::string& epilog,
                          uint64_t epilog_offset, absl::Status* stray) {
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
  if (!dialect.IsRoot(name)) {
    const std::string found = absl::StrCat("the root element ", Absl(name));
    return XmlError(place(static_cast<size_t>(root.offset_debug()) - 1), found, dialect.roots());
  }
  for (const pugi::xml_node& node : document.children()) {
    if (node == root) continue;
    const bool is_text = IsText(node);
    if (is_text && Trim(node.value()).empty()) continue;
    if (!is_text && node.type() != pugi::node_element) continue;
    const size_t local = static_cast<size_t>(std::max<ptrdiff_t>(node.offset_debug(), 0));
    return XmlError(place(local), "more than one root",
                    local < epilog_begin ? "'<'" : "the end of the document");
  }
  const auto div_begin = static_cast<ptrdiff_t>(prolog.size());
  const pugi::xml_node div = document.find_node([div_begin](const pugi::xml_node& node) {
    return node.type() == pugi::node_element && node.offset_debug() == div_begin + 1;
  });
  if (div != root && !div.empty()) *stray = StrayIn(dialect.elements(), div.parent(), place);
  return absl::OkStatus();
}

}  // namespace reg2graph
