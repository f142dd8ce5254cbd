#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/core/key_text.h"
#include "engine/core/strings.h"
#include "engine/diff/diff_writer.h"
#include "engine/diff/word_diff.h"

namespace reg2graph {
namespace {

using std::string;
using std::string_view;

constexpr string_view kBold = "\033[1m";
constexpr string_view kRed = "\033[31m";
constexpr string_view kGreen = "\033[32m";
constexpr string_view kReverse = "\033[7m";
constexpr string_view kNoReverse = "\033[27m";
constexpr string_view kReset = "\033[0m";

// The bytes of the character at `at` if it would steer a terminal, else 0.
size_t ControlBytes(string_view text, size_t at) {
  const auto c = static_cast<unsigned char>(text[at]);
  const bool c1 = c == 0xc2 && at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) < 0xa0;
  if (c1) return 2;
  return (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f ? 1 : 0;
}

class TextDiffWriter : public DiffWriter {
 public:
  TextDiffWriter(TextColors colors, WordMarks marks, NoteDetail notes)
      : colors_(colors), marks_(marks), notes_(notes) {}

  void Begin(const Comparison&, const std::vector<ContentsEntry>&, string&) override {}

  void Division(const DivisionChange& change, string& out) override {
    out_ = &out;
    AddTitle(change);
    if (change.change == Change::kChanged && change.old_text.heading != change.new_text.heading)
      AddBlock(change.old_text.heading, change.new_text.heading);
    redesignations_ = {};
    above_.clear();
    for (const ParagraphFinding& finding : change.paragraphs) AddParagraph(change, finding);
    if (notes_ == NoteDetail::kShown) AddNotes(change);
    if (!change.amended_by.empty()) AddSource(change);
    out.push_back('\n');
  }

  void End(const Comparison& comparison, string& out) override { out += SummaryLine(comparison) + "\n"; }

 private:
  void Color(string_view code) {
    if (colors_ == TextColors::kTerminal) out_->append(code);
  }
  void Text(string_view text) {
    for (size_t i = 0; i < text.size();) {
      const size_t control = ControlBytes(text, i);
      if (control == 0) {
        out_->push_back(text[i]);
        if (text[i] == '\n') out_->append(indent_);
      }
      i += std::max<size_t>(control, 1);
    }
  }

  void AddTitle(const DivisionChange& change) {
    Color(kBold);
    absl::StrAppend(out_, Absl(NameOf(change.change)), " ", change.key, "  ");
    Text(change.heading());
    Color(kReset);
    if (!change.from.empty() && !change.to.empty() && change.from != change.to)
      absl::StrAppend(out_, "  (", change.from, " to ", change.to, ")");
    out_->push_back('\n');
    if (!change.was.empty()) absl::StrAppend(out_, "  it was ", change.was, "\n");
    if (!change.new_parent.empty())
      absl::StrAppend(out_, "  from ", change.old_parent, " to ", change.new_parent, "\n");
  }

  void AddParagraph(const DivisionChange& change, const ParagraphFinding& finding) {
    const bool same_words =
        finding.change == ParagraphChange::kRedesignated || finding.change == ParagraphChange::kMoved;
    if (!same_words) AddAbove(finding.is >= 0 ? change.Is(finding).path : change.Was(finding).path);
    switch (finding.change) {
      case ParagraphChange::kAdded: return AddLine('+', change.Is(finding).text);
      case ParagraphChange::kRemoved: return AddLine('-', change.Was(finding).text);
      case ParagraphChange::kChanged: return AddBlock(change.Was(finding).text, change.Is(finding).text);
      case ParagraphChange::kRedesignated:
      case ParagraphChange::kMoved:
        return AddPlace(finding.change, change.Was(finding).path, change.Is(finding).path);
    }
  }

  // "(d)(1)" before what is in it, which shows its own marker only.
  void AddAbove(string_view path) {
    string above = CitedPath(path.substr(0, path.find_last_of("/#")));
    if (!above.empty() && above != above_) absl::StrAppend(out_, "  @ ", above, "\n");
    above_ = std::move(above);
  }

  void AddPlace(ParagraphChange change, string_view was, string_view is) {
    if (change == ParagraphChange::kRedesignated && redesignations_.Follows(was, is)) return;
    absl::StrAppend(out_, "  ", Absl(NameOf(change)), " ", PlaceOf(was));
    if (was != is) absl::StrAppend(out_, " to ", PlaceOf(is));
    out_->push_back('\n');
  }

  void AddNotes(const DivisionChange& change) {
    for (const ParagraphFinding& finding : change.notes) {
      const string* was =
          finding.was < 0 ? nullptr : &change.old_text.notes[static_cast<size_t>(finding.was)].text;
      const string* is =
          finding.is < 0 ? nullptr : &change.new_text.notes[static_cast<size_t>(finding.is)].text;
      if (finding.change == ParagraphChange::kChanged)
        AddBlock(*was, *is);
      else if (finding.change == ParagraphChange::kAdded)
        AddLine('+', *is);
      else if (finding.change == ParagraphChange::kRemoved)
        AddLine('-', *was);
    }
  }

  void AddSource(const DivisionChange& change) {
    out_->append("  by ");
    for (size_t i = 0; i < change.amended_by.size(); ++i)
      absl::StrAppend(out_, i > 0 ? ", " : "", TextOfKey(change.amended_by[i]).citation);
    out_->push_back('\n');
  }

  void BeginLine(char sign) {
    indent_ = string("  ") + sign + ' ';
    Color(sign == '-' ? kRed : sign == '+' ? kGreen : string_view());
    out_->append(indent_);
  }
  void EndLine() {
    Color(kReset);
    out_->push_back('\n');
    indent_.clear();
  }
  void AddLine(char sign, string_view text) {
    BeginLine(sign);
    Text(text);
    EndLine();
  }

  void AddBlock(string_view was, string_view is) {
    const std::vector<WordRun> runs = DiffWords(was, is);
    if (marks_ == WordMarks::kInline) return AddInline(runs);
    AddRuns('-', runs, WordOp::kRemoved);
    AddRuns('+', runs, WordOp::kAdded);
  }
  void AddSame(string_view words) {
    const auto [head, tail] = EndsOf(words);
    Text(head);
    if (tail.empty()) return;
    out_->append(" [...] ");
    Text(tail);
  }
  void AddSeparator(const WordRun& run, bool first) {
    if (!first) Text(run.separator == '\n' ? "\n" : " ");
  }
  void AddRuns(char sign, const std::vector<WordRun>& runs, WordOp shown) {
    BeginLine(sign);
    bool first = true;
    for (const WordRun& run : runs) {
      if (run.op != WordOp::kSame && run.op != shown) continue;
      AddSeparator(run, first);
      first = false;
      if (run.op == WordOp::kSame) {
        AddSame(run.text);
        continue;
      }
      Color(kReverse);
      Text(run.text);
      Color(kNoReverse);
    }
    EndLine();
  }
  void AddInline(const std::vector<WordRun>& runs) {
    BeginLine(' ');
    bool first = true;
    for (const WordRun& run : runs) {
      AddSeparator(run, first);
      first = false;
      if (run.op == WordOp::kSame) {
        AddSame(run.text);
        continue;
      }
      const bool added = run.op == WordOp::kAdded;
      Color(added ? kGreen : kRed);
      out_->append(added ? "{+" : "[-");
      Text(run.text);
      out_->append(added ? "+}" : "-]");
      Color(kReset);
    }
    EndLine();
  }

  const TextColors colors_;
  const WordMarks marks_;
  const NoteDetail notes_;
  string* out_ = nullptr;
  ShownRedesignations redesignations_;
  string above_;   // the last that was written
  string indent_;  // of the lines after the first one of a text
};

}  // namespace

std::unique_ptr<DiffWriter> NewTextWriter(TextColors colors, WordMarks marks, NoteDetail notes) {
  return std::make_unique<TextDiffWriter>(colors, marks, notes);
}

}  // namespace reg2graph
