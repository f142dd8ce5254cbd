#include <cstdint>
#include <string>
#include <string_view>

#include "engine/core/json_writer.h"
#include "engine/diff/diff_writer.h"
#include "engine/diff/word_diff.h"

namespace reg2graph {
namespace {

using std::string;
using std::string_view;

void AppendList(string& out, const std::vector<string>& texts) {
  out.push_back('[');
  for (const string& text : texts) {
    if (out.back() != '[') out.push_back(',');
    AppendString(out, text);
  }
  out.push_back(']');
}

string Pair(string_view first, string_view second) {
  string pair = "[";
  AppendString(pair, first);
  pair.push_back(',');
  AppendString(pair, second);
  pair.push_back(']');
  return pair;
}

string WordsOf(string_view was, string_view is) {
  string words = "[";
  for (const WordRun& run : DiffWords(was, is)) {
    if (words.size() > 1) words.push_back(',');
    const string_view op = run.op == WordOp::kSame ? "=" : run.op == WordOp::kRemoved ? "-" : "+";
    words += Pair(op, run.text);
  }
  words.push_back(']');
  return words;
}

// `was` and `is` are null where there is none.
struct Block {
  string_view path;
  string_view text;
};

void AppendFinding(string& out, ParagraphChange change, const Block* was, const Block* is) {
  ObjectWriter object(out);
  object.Plain("change", NameOf(change));
  if (was != nullptr) object.String("old", was->path);
  if (is != nullptr) object.String("new", is->path);
  const bool same_words = change == ParagraphChange::kRedesignated || change == ParagraphChange::kMoved;
  if (was != nullptr && !same_words) object.String("was", was->text);
  if (is != nullptr) object.String("is", is->text);
  if (change == ParagraphChange::kChanged) object.Raw("words", WordsOf(was->text, is->text));
  object.Close();
}

template <typename Texts>
string FindingsOf(const std::vector<ParagraphFinding>& findings, const Texts& was, const Texts& is) {
  string out = "[";
  for (const ParagraphFinding& finding : findings) {
    if (out.size() > 1) out.push_back(',');
    Block before{}, after{};
    if (finding.was >= 0)
      before = {was[static_cast<size_t>(finding.was)].path, was[static_cast<size_t>(finding.was)].text};
    if (finding.is >= 0)
      after = {is[static_cast<size_t>(finding.is)].path, is[static_cast<size_t>(finding.is)].text};
    AppendFinding(out, finding.change, finding.was >= 0 ? &before : nullptr,
                  finding.is >= 0 ? &after : nullptr);
  }
  out.push_back(']');
  return out;
}

void OptionalDay(ObjectWriter<string>& object, string_view name, const string& day) {
  if (!day.empty()) object.String(name, day);
}

class JsonDiffWriter : public DiffWriter {
 public:
  explicit JsonDiffWriter(NoteDetail notes) : notes_(notes) {}

  void Begin(const Comparison&, const std::vector<ContentsEntry>&, string&) override {}

  void Division(const DivisionChange& change, string& out) override {
    ObjectWriter object(out);
    object.String("key", change.key);
    object.Plain("change", NameOf(change.change));
    if (!change.was.empty()) object.String("was", change.was);
    if (!change.new_parent.empty()) object.Raw("parent", Pair(change.old_parent, change.new_parent));
    AddHeading(change, object);
    OptionalDay(object, "from", change.from);
    OptionalDay(object, "to", change.to);
    if (!change.paragraphs.empty()) {
      object.Raw("paragraphs",
                 FindingsOf(change.paragraphs, change.old_text.paragraphs, change.new_text.paragraphs));
    }
    if (notes_ == NoteDetail::kShown && !change.notes.empty())
      object.Raw("notes", FindingsOf(change.notes, change.old_text.notes, change.new_text.notes));
    if (!change.amended_by.empty()) {
      string pages;
      AppendList(pages, change.amended_by);
      object.Raw("amended_by", pages);
    }
    object.Close();
    out.push_back('\n');
  }

  void End(const Comparison& comparison, string& out) override {
    string counts;
    ObjectWriter object(counts);
    object.Integer("divisions", comparison.divisions);
    object.Integer("same", comparison.same);
    for (const Change change :
         {Change::kChanged, Change::kAdded, Change::kRemoved, Change::kMoved, Change::kNotes})
      object.Integer(NameOf(change), comparison.count(change));
    object.Integer("not_compared", comparison.not_compared);
    object.Close();
    ObjectWriter summary(out);
    summary.Raw("summary", counts);
    summary.Close();
    out.push_back('\n');
  }

 private:
  // The old and the new one; null where there is none.
  static void AddHeading(const DivisionChange& change, ObjectWriter<string>& object) {
    string headings = "[";
    AppendHeading(headings, change.change == Change::kAdded, change.old_text.heading);
    headings.push_back(',');
    AppendHeading(headings, change.change == Change::kRemoved, change.new_text.heading);
    headings.push_back(']');
    object.Raw("heading", headings);
  }
  static void AppendHeading(string& out, bool absent, const string& heading) {
    if (absent)
      out += "null";
    else
      AppendString(out, heading);
  }

  const NoteDetail notes_;
};

}  // namespace

std::unique_ptr<DiffWriter> NewJsonWriter(NoteDetail notes) {
  return std::make_unique<JsonDiffWriter>(notes);
}

}  // namespace reg2graph
