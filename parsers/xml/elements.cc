#include "parsers/xml/elements.h"

#include "engine/core/ascii.h"

namespace reg2graph {
namespace {

using std::string_view;

// P, FP-1, FP1-2, HD2, P-DASH, ...: a stem with or without what says how it is indented.
bool IsTextName(string_view name) {
  for (const string_view stem : {"P", "FP", "FRP", "HD", "LI", "PSPACE", "p", "li"}) {
    if (!name.starts_with(stem)) continue;
    const string_view rest = name.substr(stem.size());
    if (rest.empty() || rest[0] == '-' || IsDigit(rest[0])) return true;
  }
  return false;
}

}  // namespace

const Element* ElementTable::Find(string_view name) const {
  if (name.empty()) return nullptr;
  for (size_t slot = SlotOf(name); !slots_[slot].name.empty(); slot = (slot + 1) % kSlots) {
    if (slots_[slot].name == name) return &slots_[slot];
  }
  return nullptr;
}

Role ElementTable::RoleOf(string_view name) const {
  if (name == "P") return Role::kText;
  if (const Element* element = Find(name)) return element->role;
  return IsTextName(name) ? Role::kText : Role::kOther;
}

std::optional<DivisionType> ElementTable::DivisionOf(string_view name) const {
  const Element* element = Find(name);
  if (element == nullptr || element->role != Role::kDivision) return std::nullopt;
  return element->division;
}

SpanStyle StyleOf(string_view name, string_view type) {
  if (name == "I" || name == "i" || name == "em" || name == "EM") return SpanStyle::kItalic;
  if (name == "B" || name == "b" || name == "strong" || name == "STRONG") return SpanStyle::kBold;
  if (name == "SU" || name == "sup" || name == "SUP") return SpanStyle::kSuperscript;
  if (name == "FTREF") return SpanStyle::kFootnoteRef;
  if (name != "E") return SpanStyle::kOther;
  // GPO's type faces: 03 is italic, 0714 and 7462 are its codes in newer files ("pro rata", "et seq.").
  // 51 and 53 are superior; 52 and 54 inferior, of variables as a rule ("E" with "net total").
  if (type == "03" || type == "0714" || type == "7462") return SpanStyle::kItalic;
  if (type == "51" || type == "53") return SpanStyle::kSuperscript;
  if (type == "52" || type == "54") return SpanStyle::kOther;
  return SpanStyle::kSmall;
}

}  // namespace reg2graph
