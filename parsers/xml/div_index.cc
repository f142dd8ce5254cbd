#include "parsers/xml/div_index.h"

#include "absl/strings/str_cat.h"
#include "parsers/xml/div_scanner.h"
#include "parsers/xml/parse_error.h"

namespace reg2graph {
namespace {

std::string CloseTag(int number) { return absl::StrCat("</DIV", number, ">"); }

}  // namespace

absl::Status DivIndex::Build(std::string_view text, uint64_t offset) {
  divs_.clear();
  open_.clear();
  last_child_.clear();
  DivScanner scanner;
  size_t end = 0;
  for (Mark mark = scanner.Next(text, 0);; mark = scanner.Next(text, mark.end)) {
    const bool opens = mark.kind == MarkKind::kOpen || mark.kind == MarkKind::kEmpty;
    const bool closes = mark.kind == MarkKind::kClose || mark.kind == MarkKind::kEmpty;
    if (mark.kind == MarkKind::kMore) break;
    if (mark.kind == MarkKind::kBad) return XmlError(offset + mark.begin, mark.bad, mark.expected);
    if (mark.kind == MarkKind::kDoctype) return XmlError(offset + mark.begin, "a DOCTYPE", "an element");
    if (opens && open_.empty() && !divs_.empty()) {
      return XmlError(offset + mark.begin, "a second outermost DIV", "the end of the unit");
    }
    if (opens) Add(mark.number, mark.begin);
    if (!closes) continue;
    if (open_.empty() || divs_[open_.back()].number != mark.number) {
      const std::string expected = open_.empty() ? "a start tag" : CloseTag(divs_[open_.back()].number);
      return XmlError(offset + mark.begin, CloseTag(mark.number), expected);
    }
    divs_[open_.back()].end = end = mark.end;
    open_.pop_back();
  }
  if (!open_.empty()) {
    return XmlError(offset + text.size(), "the end of the unit", CloseTag(divs_[open_.back()].number));
  }
  if (divs_.empty() || divs_[0].begin != 0 || end != text.size()) {
    return XmlError(offset + end, "text around the outermost DIV", "one DIV element");
  }
  return absl::OkStatus();
}

void DivIndex::Add(int number, size_t begin) {
  const size_t index = divs_.size();
  const size_t parent = open_.empty() ? kNone : open_.back();
  divs_.push_back({.number = number, .begin = begin, .end = begin, .parent = parent});
  last_child_.push_back(kNone);
  open_.push_back(index);
  if (parent == kNone) return;
  size_t& last = last_child_[parent];
  (last == kNone ? divs_[parent].first_child : divs_[last].next_sibling) = index;
  last = index;
}

void DivIndex::Pieces(std::string_view text, size_t div, std::vector<std::string_view>& pieces) const {
  pieces.clear();
  size_t begin = divs_[div].begin;
  for (size_t child = divs_[div].first_child; child != kNone; child = divs_[child].next_sibling) {
    pieces.push_back(text.substr(begin, divs_[child].begin - begin));
    begin = divs_[child].end;
  }
  pieces.push_back(text.substr(begin, divs_[div].end - begin));
}

}  // namespace reg2graph
