#include "parsers/govinfo/govinfo_walk.h"

#include "absl/strings/str_cat.h"
#include "engine/core/keys.h"
#include "engine/core/strings.h"
#include "parsers/govinfo/govinfo_names.h"

namespace reg2graph {

using std::string_view;

EcfrWalk::Name GovInfoWalk::NameOf(const Node& division, DivisionType type) {
  Name name;
  name.printed = tape_->Attribute(division, "N");
  if (type == DivisionType::kTitle) {  // its N is the volume
    name.identifier = GovInfoTitle(tape_->Attribute(division, "NODE"));
    return name;
  }
  if (type == DivisionType::kSubjectGroup) {  // its N is a running number
    name.heading = HeadText(division);
    return name;
  }
  const bool by_head = type != DivisionType::kSection && type != DivisionType::kChapter;
  std::string heading = by_head ? HeadText(division) : std::string();
  identifier_ = GovInfoIdentifier(type, name.printed, heading);
  name.identifier = identifier_;
  if (!KeyedByHeading(type, identifier_)) return name;
  name.heading = by_head ? std::move(heading) : HeadText(division);
  return name;
}

void GovInfoWalk::Division(const Node& node, const Place& place) {
  const bool is_root = IndexOf(node) == 0;
  if (!is_root && IsNone(node)) return Content(node, place);
  const DivisionType type = *tape_->elements().DivisionOf(tape_->Name(node));
  if (type == DivisionType::kPart) {
    NameOf(node, type);
    part_ = identifier_;
  }
  EmitDivision(node, type, type == DivisionType::kAppendix && BelongsToPart(node, place) ? 1 : 0);
}

size_t GovInfoWalk::Own(size_t at, size_t end, const Place& place) {
  const Node& node = At(at);
  if (node.role != Role::kWrapper || !IsAroundTable(node)) return EcfrWalk::Own(at, end, place);
  Table(node, place);
  return node.next;
}

bool GovInfoWalk::IsAroundTable(const Node& node) {
  int tables = 0;
  for (size_t i = IndexOf(node) + 1; i < node.next; i = At(i).next) {
    const Node& child = At(i);
    if (child.kind != XmlTape::Kind::kElement) continue;
    if (child.role != Role::kWrapper) return false;
    const string_view kind = tape_->Attribute(child, "class");
    if (kind == "gpotbl_div")
      ++tables;
    else if (kind != "table_head" && kind != "table_foot")
      return false;
  }
  return tables == 1;
}

bool GovInfoWalk::BelongsToPart(const Node& appendix, const Place& place) {
  if (!place.direct || place.division != DivisionType::kSubpart || part_.empty()) return false;
  const std::string name = GovInfoIdentifier(DivisionType::kAppendix, "", HeadText(appendix));
  return name.ends_with(absl::StrCat(" to Part ", part_)) && name.find("ubpart") == std::string::npos;
}

bool GovInfoWalk::IsNone(const Node& division) {
  for (size_t i = IndexOf(division) + 1; i < division.next;) {
    const Node& node = At(i);
    const bool is_element = node.kind == XmlTape::Kind::kElement;
    if (!is_element && !IsBlank(node)) return false;
    const bool is_apart = is_element && (node.role == Role::kDivision || node.role == Role::kAside);
    i = is_apart ? node.next : i + 1;
  }
  return true;
}

bool GovInfoWalk::IsSetAside(const Node& node) const {
  if (EcfrWalk::IsSetAside(node)) return true;
  return in_head() && (node.role == Role::kNote || node.role == Role::kLink);
}

string_view GovInfoWalk::HeadingOf(string_view text, const Place& place) const {
  return place.division == DivisionType::kTitle ? WithoutVolume(text) : text;
}

}  // namespace reg2graph
