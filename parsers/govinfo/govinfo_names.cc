#include "parsers/govinfo/govinfo_names.h"

#include <algorithm>

#include "engine/core/ascii.h"
#include "engine/core/heading_identifier.h"
#include "parsers/xml/section_number.h"

namespace reg2graph {
namespace {

using std::string_view;

// An N where the heading gives nothing: "Subtitle A", "D [RESERVED]   ".
string_view PlainN(string_view n) {
  constexpr string_view kWord = "Subtitle ", kReserved = "[RESERVED]";
  n = Trim(n);
  if (n.starts_with(kWord)) n.remove_prefix(kWord.size());
  if (n.ends_with(kReserved)) n.remove_suffix(kReserved.size());
  return Trim(n);
}

}  // namespace

string_view GovInfoTitle(string_view node) { return Trim(node.substr(0, node.find(':'))); }

std::string GovInfoIdentifier(DivisionType type, string_view n, string_view heading) {
  switch (type) {
    case DivisionType::kSection: return std::string(SectionNumber(n));
    case DivisionType::kChapter: return std::string(n);
    default: break;
  }
  std::string identifier = IdentifierOfHeading(type, heading);
  return identifier.empty() ? std::string(PlainN(n)) : identifier;
}

string_view WithoutVolume(string_view heading) {
  constexpr string_view kVolume = "--Volume ";
  const size_t at = heading.rfind(kVolume);
  if (at == string_view::npos) return heading;
  const string_view number = heading.substr(at + kVolume.size());
  const bool is_volume = !number.empty() && std::all_of(number.begin(), number.end(), IsDigit);
  return is_volume ? Trim(heading.substr(0, at)) : heading;
}

}  // namespace reg2graph
