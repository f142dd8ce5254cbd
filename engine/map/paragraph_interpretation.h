#ifndef REG2GRAPH_ENGINE_MAP_PARAGRAPH_INTERPRETATION_H_
#define REG2GRAPH_ENGINE_MAP_PARAGRAPH_INTERPRETATION_H_

#include <optional>
#include <string>
#include <string_view>

#include "engine/core/document_visitor.h"

namespace reg2graph {

// What a heading inside an official interpretation announces comments on.
struct InterpretedProvision {
  std::string comment;  // how its comments are cited: "5(b)(3)", "5", "I", "app.A"; empty for a subpart
  std::string key;      // of the provision; empty where the comments are on none
};

// An official interpretation (Supplement I to Part 1026, ...) comments on a part, provision by provision,
// under headings that name them: "Section 1026.5\u2014General", "5(b)(3) Title", "Paragraph 5(b)(3)".
class Interpretation {
 public:
  // `identifier` and `heading` are the appendix's; either may be empty.
  void Begin(std::string_view division_key, int title, std::string_view identifier);
  void Heading(std::string_view heading);
  bool active() const { return !part_.empty() && official_; }
  // The provision that a heading names. Nothing for any other heading.
  std::optional<InterpretedProvision> Read(std::string_view heading);
  // The same for a paragraph that is printed as one: in italics ("<I>2(c) Adverse action.</I>",
  // "<I>Dwelling.</I>") or only a marker and a few words.
  std::optional<InterpretedProvision> ReadBlock(const TextBlock& block);

 private:
  std::string SectionKeyOf(std::string_view number) const;
  std::optional<InterpretedProvision> ReadSection(std::string_view heading);
  std::optional<InterpretedProvision> ReadParagraph(std::string_view heading) const;
  std::optional<InterpretedProvision> ReadTerm(std::string_view heading) const;
  std::optional<InterpretedProvision> ReadAppendix(std::string_view heading);

  int title_ = 0;
  std::string part_key_, part_;
  std::string section_, appendix_;  // that the last heading of its kind names; one of them is empty
  bool official_ = false;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_MAP_PARAGRAPH_INTERPRETATION_H_
