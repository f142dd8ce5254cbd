#include "engine/diff/division_change.h"

#include <algorithm>
#include <utility>

namespace reg2graph {
namespace {

std::vector<ParagraphText> AsParagraphs(const std::vector<NoteText>& notes) {
  std::vector<ParagraphText> paragraphs;
  for (const NoteText& note : notes) paragraphs.push_back({note.path, 0, false, note.text});
  return paragraphs;
}

std::vector<std::string> NewPages(const DivisionText& was, const DivisionText& is) {
  std::vector<std::string> pages;
  for (const std::string& page : is.pages) {
    const bool known = std::find(was.pages.begin(), was.pages.end(), page) != was.pages.end();
    const bool listed = std::find(pages.begin(), pages.end(), page) != pages.end();
    if (!known && !listed) pages.push_back(page);
  }
  return pages;
}

}  // namespace

absl::StatusOr<DivisionChange> ReadChange(const Edition& old_edition, const Edition& new_edition,
                                          const Finding& finding) {
  DivisionChange change{};
  change.change = finding.change;
  const auto read = [&change](const Edition& edition, const auto& record, auto& text, auto& day) {
    change.key = record.key;
    change.type = record.type;
    day = edition.DayOf(record);
    absl::StatusOr<DivisionText> found = edition.TextOf(record);
    if (found.ok()) text = *std::move(found);
    return found.status();
  };
  if (finding.was != nullptr) {
    const absl::Status status = read(old_edition, *finding.was, change.old_text, change.from);
    if (!status.ok()) return status;
  }
  if (finding.is != nullptr) {
    if (finding.was != nullptr && finding.was->key != finding.is->key) change.was = finding.was->key;
    const absl::Status status = read(new_edition, *finding.is, change.new_text, change.to);
    if (!status.ok()) return status;
  }
  if (finding.replaced) {
    change.old_parent = finding.was->parent;
    change.new_parent = finding.is->parent;
  }
  change.paragraphs = DiffParagraphs(change.old_text.paragraphs, change.new_text.paragraphs);
  change.notes = DiffParagraphs(AsParagraphs(change.old_text.notes), AsParagraphs(change.new_text.notes));
  if (change.change == Change::kAdded || change.change == Change::kChanged)
    change.amended_by = NewPages(change.old_text, change.new_text);
  return change;
}

}  // namespace reg2graph
