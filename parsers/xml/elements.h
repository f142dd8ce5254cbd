#ifndef REG2GRAPH_PARSERS_XML_ELEMENTS_H_
#define REG2GRAPH_PARSERS_XML_ELEMENTS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>

#include "engine/core/document_visitor.h"

namespace reg2graph {

// What an element is to a reader.
enum class Role : uint8_t {
  kDivision,   // DIV1..DIV9; PART, SECTION, ...
  kHead,       // HEAD
  kHed1,       // HED1
  kNote,       // AUTH, SOURCE, CITA, ...
  kText,       // a block of text: P, FP-1, HD2, LI, ...
  kContainer,  // NOTE, EXTRACT, ...: holds blocks and says what they are
  kWrapper,    // plain DIV, UL, ...: holds blocks and says nothing
  kTable,
  kRow,
  kCell,
  kMath,
  kImage,
  kBreak,   // br
  kStars,   // a row of asterisks, written as an empty element
  kInline,  // I, E, SU, ...: flows with the text around it
  kLink,    // XREF: a note between blocks, inline within one
  kAside,   // a table of contents, a page number, ...: not content; nothing replaces it
  kOther,   // unknown: a container if it holds blocks, else a block
};

struct Element {
  std::string_view name;
  Role role = Role::kOther;
  DivisionType division = DivisionType::kTitle;  // of a kDivision
};

// Elements that mean the same in every dialect.
inline constexpr Element kSharedElements[] = {
    {"I", Role::kInline},          {"E", Role::kInline},       {"B", Role::kInline},
    {"TD", Role::kCell},           {"TH", Role::kCell},        {"TR", Role::kRow},
    {"SU", Role::kInline},         {"FR", Role::kInline},      {"AC", Role::kInline},
    {"br", Role::kBreak},          {"BR", Role::kBreak},       {"sup", Role::kInline},
    {"sub", Role::kInline},        {"strong", Role::kInline},  {"em", Role::kInline},
    {"FTREF", Role::kInline},      {"a", Role::kInline},       {"i", Role::kInline},
    {"b", Role::kInline},          {"u", Role::kInline},       {"s", Role::kInline},
    {"A", Role::kInline},          {"U", Role::kInline},       {"SB", Role::kInline},
    {"SUB", Role::kInline},        {"SUP", Role::kInline},     {"span", Role::kInline},
    {"small", Role::kInline},      {"ins", Role::kInline},     {"del", Role::kInline},
    {"STRONG", Role::kInline},     {"EM", Role::kInline},      {"SPAN", Role::kInline},
    {"img", Role::kImage},         {"IMG", Role::kImage},      {"MATH", Role::kMath},
    {"STARS", Role::kStars},       {"AUTH", Role::kNote},      {"SECAUTH", Role::kNote},
    {"SOURCE", Role::kNote},       {"CITA", Role::kNote},      {"EDNOTE", Role::kNote},
    {"EFFDNOT", Role::kNote},      {"APPRO", Role::kNote},     {"CROSSREF", Role::kNote},
    {"XREF", Role::kLink},         {"NOTE", Role::kContainer}, {"EXTRACT", Role::kContainer},
    {"EXAMPLE", Role::kContainer}, {"FTNT", Role::kContainer}, {"DIV", Role::kWrapper},
    {"div", Role::kWrapper},       {"UL", Role::kWrapper},     {"OL", Role::kWrapper},
    {"ul", Role::kWrapper},        {"ol", Role::kWrapper},     {"TABLE", Role::kTable},
    {"GPOTABLE", Role::kTable},    {"table", Role::kTable},    {"tr", Role::kRow},
    {"td", Role::kCell},           {"th", Role::kCell},        {"ROW", Role::kRow},
    {"ENT", Role::kCell},          {"CHED", Role::kCell},
};

// The elements of one dialect by name: the only place that spells them. Roles are looked up for every
// element, so they are in a hash table that is built at compile time.
class ElementTable {
 public:
  // The dialect's own beside the shared ones. An element that is named twice is what it was first.
  consteval explicit ElementTable(std::initializer_list<std::span<const Element>> own) {
    for (const std::span<const Element> elements : own) {
      for (const Element& element : elements) Add(element);
    }
    for (const Element& element : kSharedElements) Add(element);
  }

  Role RoleOf(std::string_view name) const;
  // Nothing for an element that is no division.
  std::optional<DivisionType> DivisionOf(std::string_view name) const;

 private:
  static constexpr size_t kSlots = 256;

  static constexpr size_t SlotOf(std::string_view name) {
    const auto byte = [&](size_t i) { return static_cast<size_t>(static_cast<unsigned char>(name[i])); };
    return (byte(0) * 7 + byte(name.size() - 1) * 31 + byte(name.size() / 2) * 13 + name.size() * 3) % kSlots;
  }
  consteval void Add(const Element& element) {
    size_t slot = SlotOf(element.name);
    while (!slots_[slot].name.empty()) {
      if (slots_[slot].name == element.name) return;
      slot = (slot + 1) % kSlots;
    }
    slots_[slot] = element;
  }
  const Element* Find(std::string_view name) const;

  std::array<Element, kSlots> slots_{};
};

// `type` is the T of an E.
SpanStyle StyleOf(std::string_view name, std::string_view type);

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_XML_ELEMENTS_H_
