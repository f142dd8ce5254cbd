#include "parsers/xml/ecfr_elements.h"

#include <array>
#include <cstddef>

#include "engine/core/ascii.h"

namespace reg2graph {
namespace {

using std::string_view;

struct Entry {
  string_view name;
  Role role = Role::kOther;
};

constexpr Entry kRoles[] = {
    {"I", Role::kInline},          {"E", Role::kInline},
    {"B", Role::kInline},          {"TD", Role::kCell},
    {"TH", Role::kCell},           {"TR", Role::kRow},
    {"SU", Role::kInline},         {"FR", Role::kInline},
    {"AC", Role::kInline},         {"br", Role::kBreak},
    {"BR", Role::kBreak},          {"sup", Role::kInline},
    {"sub", Role::kInline},        {"strong", Role::kInline},
    {"em", Role::kInline},         {"FTREF", Role::kInline},
    {"a", Role::kInline},          {"i", Role::kInline},
    {"b", Role::kInline},          {"u", Role::kInline},
    {"s", Role::kInline},          {"A", Role::kInline},
    {"U", Role::kInline},          {"SB", Role::kInline},
    {"SUB", Role::kInline},        {"SUP", Role::kInline},
    {"span", Role::kInline},       {"small", Role::kInline},
    {"ins", Role::kInline},        {"del", Role::kInline},
    {"STRONG", Role::kInline},     {"EM", Role::kInline},
    {"SPAN", Role::kInline},       {"HEAD", Role::kHead},
    {"HED1", Role::kHed1},         {"img", Role::kImage},
    {"IMG", Role::kImage},         {"MATH", Role::kMath},
    {"STARS", Role::kStars},       {"AUTH", Role::kNote},
    {"SECAUTH", Role::kNote},      {"SOURCE", Role::kNote},
    {"CITA", Role::kNote},         {"EDNOTE", Role::kNote},
    {"EFFDNOT", Role::kNote},      {"APPRO", Role::kNote},
    {"CROSSREF", Role::kNote},     {"XREF", Role::kLink},
    {"NOTE", Role::kContainer},    {"EXTRACT", Role::kContainer},
    {"EXAMPLE", Role::kContainer}, {"FTNT", Role::kContainer},
    {"DIV", Role::kWrapper},       {"div", Role::kWrapper},
    {"UL", Role::kWrapper},        {"OL", Role::kWrapper},
    {"ul", Role::kWrapper},        {"ol", Role::kWrapper},
    {"TABLE", Role::kTable},       {"GPOTABLE", Role::kTable},
    {"table", Role::kTable},       {"tr", Role::kRow},
    {"td", Role::kCell},           {"th", Role::kCell},
    {"ROW", Role::kRow},           {"ENT", Role::kCell},
    {"CHED", Role::kCell},
};

// Roles are looked up for every element, so they are in a hash table by name, built at compile time.
constexpr size_t kSlots = 256;

constexpr size_t SlotOf(string_view name) {
  const auto byte = [&](size_t i) { return static_cast<size_t>(static_cast<unsigned char>(name[i])); };
  return (byte(0) * 7 + byte(name.size() - 1) * 31 + byte(name.size() / 2) * 13 + name.size() * 3) % kSlots;
}

constexpr std::array<Entry, kSlots> MakeTable() {
  std::array<Entry, kSlots> table{};
  for (const Entry& entry : kRoles) {
    size_t slot = SlotOf(entry.name);
    while (!table[slot].name.empty()) slot = (slot + 1) % kSlots;
    table[slot] = entry;
  }
  return table;
}

constexpr std::array<Entry, kSlots> kTable = MakeTable();

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

int DivNumber(string_view name) {
  if (name.size() != 4 || !name.starts_with("DIV")) return 0;
  const char digit = name[3];
  return digit >= '1' && digit <= '9' ? digit - '0' : 0;
}

Role RoleOf(string_view name) {
  if (name == "P") return Role::kText;
  if (DivNumber(name) != 0) return Role::kDivision;
  if (name.empty()) return Role::kOther;
  for (size_t slot = SlotOf(name); !kTable[slot].name.empty(); slot = (slot + 1) % kSlots) {
    if (kTable[slot].name == name) return kTable[slot].role;
  }
  return IsTextName(name) ? Role::kText : Role::kOther;
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
