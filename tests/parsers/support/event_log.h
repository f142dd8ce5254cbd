#ifndef REG2GRAPH_TESTS_PARSERS_SUPPORT_EVENT_LOG_H_
#define REG2GRAPH_TESTS_PARSERS_SUPPORT_EVENT_LOG_H_

#include <string>
#include <string_view>
#include <vector>

#include "engine/core/document_visitor.h"

namespace reg2graph {

// Writes each event as a line, for golden tests:
//   begin section "1.1" DIV8
//   begin subject_group "ECFR1" DIV7 "its heading"
//   block P NOTE#1 "the text" i0-3 src=a.gif
//   source "<DIV6>" "</DIV6>"
class EventLog : public DocumentVisitor {
 public:
  const std::vector<std::string>& lines() const { return lines_; }
  int depth() const { return depth_; }

  void BeginDivision(const DivisionStart& start) override {
    ++depth_;
    std::string line = "begin " + std::string(TypeName(start.type)) + Quoted(start.identifier);
    if (!start.element.empty()) line += " " + std::string(start.element);
    if (start.skeleton) line += " skeleton";
    if (start.extract) line += " extract";
    if (start.levels_up > 0) line += " up" + std::to_string(start.levels_up);
    if (!start.printed.empty()) line += " printed" + Quoted(start.printed);
    if (!start.heading.empty()) line += Quoted(start.heading);
    lines_.push_back(line);
  }
  void Heading(const TextBlock& head) override { Add("head", head); }
  void Note(const TextBlock& note) override { Add("note", note); }
  void Block(const TextBlock& block) override { Add("block", block); }
  void Source(std::span<const std::string_view> pieces) override {
    std::string line = "source";
    for (const std::string_view piece : pieces) line += Quoted(piece);
    lines_.push_back(line);
  }
  void EndDivision() override {
    --depth_;
    lines_.push_back("end");
  }

 private:
  static std::string Quoted(std::string_view text) { return " \"" + std::string(text) + "\""; }

  void Add(std::string_view kind, const TextBlock& block) {
    std::string line = std::string(kind) + " " + (block.element.empty() ? "-" : std::string(block.element));
    if (!block.container.empty()) {
      line += " " + std::string(block.container) + "#" + std::to_string(block.container_ordinal);
    }
    line += Quoted(block.text);
    static constexpr char kStyles[] = "ibs^fo";
    for (const InlineSpan& span : block.spans) {
      line += std::string(" ") + kStyles[static_cast<int>(span.style)] + std::to_string(span.begin) + "-" +
              std::to_string(span.end);
    }
    if (!block.source.empty()) line += " src=" + std::string(block.source);
    lines_.push_back(line);
  }

  std::vector<std::string> lines_;
  int depth_ = 0;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_TESTS_PARSERS_SUPPORT_EVENT_LOG_H_
