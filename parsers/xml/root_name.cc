#include "parsers/xml/root_name.h"

#include "absl/status/statusor.h"
#include "parsers/xml/encoding.h"

namespace reg2graph {
namespace {

using std::string_view;

string_view RootName(string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (;;) {
    const size_t at = text.find_first_not_of(" \t\r\n");
    if (at == string_view::npos || text[at] != '<') return {};
    text.remove_prefix(at);
    const string_view end = text.starts_with("<!--") ? "-->" : text.starts_with("<?") ? "?>" : ">";
    const bool is_element = !text.starts_with("<!") && !text.starts_with("<?");
    if (is_element) return text.substr(1, text.find_first_of(" \t\r\n/>") - 1);
    // A document type with an internal subset ends with "]>".
    const size_t subset = text.starts_with("<!D") ? text.find_first_of("[>") : string_view::npos;
    const bool has_subset = subset != string_view::npos && text[subset] == '[';
    const string_view terminator = has_subset ? "]>" : end;
    const size_t after = text.find(terminator);
    if (after == string_view::npos) return {};
    text.remove_prefix(after + terminator.size());
  }
}

}  // namespace

// A document that names an encoding that is not read is still of its format, whose Inspect says what is
// wrong.
std::string RootNameOf(string_view head) {
  const absl::StatusOr<std::string> text = DecodeHead(head);
  return std::string(RootName(text.ok() ? string_view(*text) : head));
}

}  // namespace reg2graph
