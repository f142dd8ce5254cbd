#include "engine/diff/diff_writer.h"

#include <array>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "engine/core/strings.h"

namespace reg2graph {

std::string_view NameOf(Change change) {
  static constexpr std::array<std::string_view, kChangeCount> kNames = {"added", "removed", "changed",
                                                                        "moved", "notes"};
  return kNames[static_cast<size_t>(change)];
}

std::string_view NameOf(ParagraphChange change) {
  static constexpr std::array<std::string_view, kParagraphChangeCount> kNames = {
      "added", "removed", "changed", "redesignated", "moved"};
  return kNames[static_cast<size_t>(change)];
}

std::string SummaryLine(const Comparison& comparison) {
  std::string line;
  for (const Change change : {Change::kChanged, Change::kAdded, Change::kRemoved, Change::kMoved}) {
    const int64_t count = comparison.count(change);
    if (count > 0) absl::StrAppend(&line, line.empty() ? "" : ", ", count, " ", Absl(NameOf(change)));
  }
  if (const int64_t notes = comparison.count(Change::kNotes); notes > 0)
    absl::StrAppend(&line, line.empty() ? "" : ", ", notes, " with other notes only");
  if (line.empty()) line = "no differences";
  absl::StrAppend(&line, "; ", comparison.same, " of ", comparison.divisions, " divisions are the same");
  if (comparison.not_compared > 0)
    absl::StrAppend(&line, "; ", comparison.not_compared,
                    " not compared: only one side is complete for them");
  return line;
}

std::pair<std::string_view, std::string_view> EndsOf(std::string_view words) {
  constexpr size_t kLongest = 1200;
  constexpr size_t kShown = 300;
  if (words.size() <= kLongest) return {words, {}};
  const size_t head = words.find_first_of(" \t\n", kShown);
  const size_t tail = words.find_last_of(" \t\n", words.size() - kShown);
  if (head == std::string_view::npos || tail == std::string_view::npos || head >= tail) return {words, {}};
  return {words.substr(0, head), words.substr(tail + 1)};
}

bool ShownRedesignations::Follows(std::string_view was, std::string_view is) {
  const bool below = was.size() > was_.size() && was.starts_with(was_) && is.starts_with(is_);
  if (!was_.empty() && below && was.substr(was_.size()) == is.substr(is_.size())) return true;
  was_ = was;
  is_ = is;
  return false;
}

std::string CitedPath(std::string_view path) {
  std::string cited;
  while (!path.empty()) {
    const size_t end = path.find_first_of("/#", 1);
    const std::string_view segment = path.substr(0, end);
    if (segment.front() == '/') absl::StrAppend(&cited, "(", Absl(segment.substr(1)), ")");
    path.remove_prefix(segment.size());
  }
  return cited;
}

std::string PlaceOf(std::string_view path) {
  std::string cited = CitedPath(path);
  return cited.empty() ? std::string(path) : cited;
}

}  // namespace reg2graph
