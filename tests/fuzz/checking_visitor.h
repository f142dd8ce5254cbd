#ifndef REG2GRAPH_TESTS_FUZZ_CHECKING_VISITOR_H_
#define REG2GRAPH_TESTS_FUZZ_CHECKING_VISITOR_H_

#include <simdjson.h>

#include <algorithm>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/fuzz/fuzz_target.h"
#include "tests/parsers/support/event_log.h"

namespace reg2graph::fuzz {

// An EventLog that requires of each event what document_visitor.h promises.
class CheckingVisitor : public EventLog {
 public:
  // The bytes of the outermost division, put together from its sources and those of all in it.
  const std::string& whole() const { return whole_; }

  void BeginDivision(const DivisionStart& start) override {
    open_.push_back({std::string(), {}, start.markup == Markup::kElement, start.skeleton});
    EventLog::BeginDivision(start);
  }
  void Heading(const TextBlock& head) override {
    Check(head);
    EventLog::Heading(head);
  }
  void Note(const TextBlock& note) override {
    Check(note);
    EventLog::Note(note);
  }
  void Block(const TextBlock& block) override {
    Check(block);
    EventLog::Block(block);
  }
  void Source(std::span<const std::string_view> pieces) override {
    FUZZ_REQUIRE(!open_.empty(), "a source outside of all divisions");
    Open& open = open_.back();
    FUZZ_REQUIRE(!open.skeleton && open.bytes.empty(), "a second source, or one of a skeleton");
    FUZZ_REQUIRE(pieces.size() == open.nested.size() + 1, "not one piece around each nested division");
    for (size_t i = 0; i < pieces.size(); ++i) {
      if (i > 0) open.bytes += open.nested[i - 1];
      open.bytes += pieces[i];
    }
    EventLog::Source(pieces);
  }
  void EndDivision() override {
    FUZZ_REQUIRE(!open_.empty(), "more divisions end than begin");
    Open ended = std::move(open_.back());
    open_.pop_back();
    if (open_.empty())
      whole_ = std::move(ended.bytes);
    else if (ended.is_element)
      open_.back().nested.push_back(std::move(ended.bytes));
    else  // what is nested in a section of a SECTNO is cut out of the element around it
      std::move(ended.nested.begin(), ended.nested.end(), std::back_inserter(open_.back().nested));
    EventLog::EndDivision();
  }

 private:
  struct Open {
    std::string bytes;
    std::vector<std::string> nested;
    bool is_element;  // its bytes are in those of the division around it
    bool skeleton;
  };

  void Check(const TextBlock& block) const {
    FUZZ_REQUIRE(!open_.empty(), "a block outside of all divisions");
    const std::string_view text = block.text;
    FUZZ_REQUIRE(simdjson::validate_utf8(text.data(), text.size()), "a text that is not UTF-8");
    FUZZ_REQUIRE(text.find('\0') == text.npos, "a text with a NUL");
    FUZZ_REQUIRE(text.find("  ") == text.npos, "two blanks in a row");
    FUZZ_REQUIRE(!text.starts_with(' ') && !text.ends_with(' '), "a blank at an end of a text");
    for (const InlineSpan& span : block.spans) {
      FUZZ_REQUIRE(span.begin < span.end && span.end <= text.size(), "a span that is not in its text");
    }
  }

  std::vector<Open> open_;
  std::string whole_;
};

}  // namespace reg2graph::fuzz

#endif  // REG2GRAPH_TESTS_FUZZ_CHECKING_VISITOR_H_
