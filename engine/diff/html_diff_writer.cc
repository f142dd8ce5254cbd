#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/core/key_text.h"
#include "engine/core/strings.h"
#include "engine/diff/diff_writer.h"
#include "engine/diff/word_diff.h"

namespace reg2graph {
namespace {

using std::string;
using std::string_view;

constexpr string_view kStyle = R"(
:root{color-scheme:light dark;--ins:#d3f4dc;--del:#fbdcdc;--line:#8884;--soft:#777}
@media(prefers-color-scheme:dark){:root{--ins:#14532d;--del:#6b1d1d;--soft:#aaa}}
body{font:1rem/1.5 system-ui,sans-serif;max-width:48rem;margin:0 auto;padding:1rem;overflow-wrap:anywhere}
h1{font-size:1.3rem}h2{font-size:1.05rem;margin:0}
ins{background:var(--ins);text-decoration:underline}del{background:var(--del)}
section{border-top:1px solid var(--line);padding:.8rem 0}
section p{margin:.5rem 0;padding-left:.6rem;border-left:3px solid var(--line);white-space:pre-wrap;tab-size:2}
p.added{border-color:#2a9d4a}p.removed{border-color:#d04545}
.place,.key{color:var(--soft);font-size:.85rem}
nav ul{padding-left:1.2rem}td{padding-right:1.5rem}td:last-child{text-align:right;padding:0}
)";

string Escaped(string_view text) {
  string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default:
        // HTML has no control characters.
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') out.push_back(c);
    }
  }
  return out;
}

string Same(string_view words) {
  const auto [head, tail] = EndsOf(words);
  if (tail.empty()) return Escaped(head);
  return absl::StrCat(Escaped(head), " [\u2026] ", Escaped(tail));
}

string Marked(string_view tag, string_view text) {
  return absl::StrCat("<", Absl(tag), ">", Escaped(text), "</", Absl(tag), ">");
}

string WordsOf(string_view was, string_view is) {
  string html;
  for (const WordRun& run : DiffWords(was, is)) {
    if (!html.empty()) html.push_back(run.separator == '\n' || run.separator == '\t' ? run.separator : ' ');
    if (run.op == WordOp::kSame)
      html += Same(run.text);
    else
      html += Marked(run.op == WordOp::kRemoved ? "del" : "ins", run.text);
  }
  return html;
}

// What a paragraph is in: it shows only the last marker of its place itself.
string Place(string_view path) {
  const string cited = CitedPath(path.substr(0, path.find_last_of("/#")));
  return cited.empty() ? cited : absl::StrCat("<span class=\"place\">", Escaped(cited), "</span> ");
}

class HtmlDiffWriter : public DiffWriter {
 public:
  HtmlDiffWriter(string_view title, NoteDetail notes) : title_(Escaped(title)), notes_(notes) {}

  void Begin(const Comparison& comparison, const std::vector<ContentsEntry>& contents, string& out) override {
    absl::StrAppend(&out, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
                    "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>",
                    title_, "</title>\n<style>", Absl(kStyle), "</style>\n</head>\n<body>\n<header>\n<h1>",
                    title_, "</h1>\n");
    AddCounts(comparison, out);
    out += "</header>\n";
    AddContents(contents, out);
    out += "<main>\n";
  }

  void Division(const DivisionChange& change, string& out) override {
    absl::StrAppend(&out, "<section id=\"", Escaped(change.key), "\">\n");
    AddTitle(change, out);
    redesignations_ = {};
    for (const ParagraphFinding& finding : change.paragraphs) {
      const ParagraphText* was = finding.was < 0 ? nullptr : &change.Was(finding);
      const ParagraphText* is = finding.is < 0 ? nullptr : &change.Is(finding);
      AddParagraph(finding.change, was, is, out);
    }
    if (notes_ == NoteDetail::kShown) AddNotes(change, out);
    out += "</section>\n";
  }

  void End(const Comparison& comparison, string& out) override {
    absl::StrAppend(&out, "</main>\n<footer><p>", SummaryLine(comparison),
                    "</p></footer>\n</body>\n</html>\n");
  }

 private:
  static void AddCounts(const Comparison& comparison, string& out) {
    out += "<table>\n";
    const auto row = [&out](string_view name, int64_t count) {
      absl::StrAppend(&out, "<tr><td>", Absl(name), "</td><td>", count, "</td></tr>\n");
    };
    for (const Change change : {Change::kChanged, Change::kAdded, Change::kRemoved, Change::kMoved})
      row(NameOf(change), comparison.count(change));
    row("other notes only", comparison.count(Change::kNotes));
    row("the same", comparison.same);
    row("not compared", comparison.not_compared);
    out += "</table>\n";
  }

  static void AddContents(const std::vector<ContentsEntry>& contents, string& out) {
    absl::StrAppend(&out, "<nav>\n<details open>\n<summary>", contents.size(), " differ</summary>\n<ul>\n");
    for (const ContentsEntry& entry : contents) {
      absl::StrAppend(&out, "<li><a href=\"#", Escaped(entry.key), "\">",
                      Escaped(TextOfKey(entry.key).citation), "</a> ", Absl(NameOf(entry.change)), "</li>\n");
    }
    out += "</ul>\n</details>\n</nav>\n";
  }

  static void AddTitle(const DivisionChange& change, string& out) {
    const bool both = change.change == Change::kChanged || change.change == Change::kMoved;
    const string heading =
        both ? WordsOf(change.old_text.heading, change.new_text.heading) : Escaped(change.heading());
    absl::StrAppend(&out, "<h2>", heading, "</h2>\n<div class=\"key\">", Absl(NameOf(change.change)),
                    " \u00b7 ", Escaped(TextOfKey(change.key).citation), " \u00b7 ", Escaped(change.key));
    if (!change.from.empty() && !change.to.empty() && change.from != change.to)
      absl::StrAppend(&out, " \u00b7 ", Escaped(change.from), " to ", Escaped(change.to));
    if (!change.was.empty()) absl::StrAppend(&out, " \u00b7 it was ", Escaped(change.was));
    if (!change.new_parent.empty())
      absl::StrAppend(&out, " \u00b7 from ", Escaped(change.old_parent), " to ", Escaped(change.new_parent));
    for (size_t i = 0; i < change.amended_by.size(); ++i)
      absl::StrAppend(&out, i > 0 ? ", " : " \u00b7 by ", Escaped(TextOfKey(change.amended_by[i]).citation));
    out += "</div>\n";
  }

  // `was` and `is` are null where there is none.
  template <typename Text>
  void AddParagraph(ParagraphChange change, const Text* was, const Text* is, string& out) {
    switch (change) {
      case ParagraphChange::kAdded:
        absl::StrAppend(&out, "<p class=\"added\">", Place(is->path), Marked("ins", is->text), "</p>\n");
        return;
      case ParagraphChange::kRemoved:
        absl::StrAppend(&out, "<p class=\"removed\">", Place(was->path), Marked("del", was->text), "</p>\n");
        return;
      case ParagraphChange::kChanged:
        absl::StrAppend(&out, "<p>", Place(is->path), WordsOf(was->text, is->text), "</p>\n");
        return;
      case ParagraphChange::kRedesignated:
        if (redesignations_.Follows(was->path, is->path)) return;
        [[fallthrough]];
      case ParagraphChange::kMoved:
        absl::StrAppend(&out, "<div class=\"place\">", Absl(NameOf(change)), ": ",
                        Marked("del", PlaceOf(was->path)), " ", Marked("ins", PlaceOf(is->path)), "</div>\n");
        return;
    }
  }

  void AddNotes(const DivisionChange& change, string& out) {
    for (const ParagraphFinding& finding : change.notes) {
      const NoteText* was =
          finding.was < 0 ? nullptr : &change.old_text.notes[static_cast<size_t>(finding.was)];
      const NoteText* is = finding.is < 0 ? nullptr : &change.new_text.notes[static_cast<size_t>(finding.is)];
      AddParagraph(finding.change, was, is, out);
    }
  }

  const string title_;
  const NoteDetail notes_;
  ShownRedesignations redesignations_;
};

}  // namespace

std::unique_ptr<DiffWriter> NewHtmlWriter(string_view title, NoteDetail notes) {
  return std::make_unique<HtmlDiffWriter>(title, notes);
}

}  // namespace reg2graph
