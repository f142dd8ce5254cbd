#include "engine/diff/diff_writer.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace reg2graph {
namespace {

DivisionChange Changed(std::vector<ParagraphText> was, std::vector<ParagraphText> is) {
  DivisionChange change{};
  change.change = Change::kChanged;
  change.type = DivisionType::kSection;
  change.key = "/us/cfr/t12/s9.1";
  change.old_text = {"§ 9.1 Words.", std::move(was), {}, {}};
  change.new_text = {"§ 9.1 Words.", std::move(is), {}, {}};
  change.paragraphs = DiffParagraphs(change.old_text.paragraphs, change.new_text.paragraphs);
  change.amended_by = {"/us/fr/90/100"};
  return change;
}

std::string Written(DiffWriter& writer, const DivisionChange& change) {
  std::string out;
  writer.Division(change, out);
  return out;
}

const DivisionChange& Sample() {
  static const DivisionChange change = Changed({{"/a", 3, false, "(a) Keep it five days."},
                                                {"/a/1", 3, false, "(1) Once."},
                                                {"/b", 3, false, "(b) Then <burn> it & leave."},
                                                {"/b/1", 3, false, "(1) All of it."}},
                                               {{"/a", 3, false, "(a) Keep it ten days."},
                                                {"/a/1", 3, false, "(1) Twice & more."},
                                                {"/c", 3, false, "(c) Then <burn> it & leave."},
                                                {"/c/1", 3, false, "(1) All of it."}});
  return change;
}

TEST(DiffWriterTest, Text) {
  EXPECT_EQ(Written(*NewTextWriter(TextColors::kNone, WordMarks::kLines, NoteDetail::kHidden), Sample()),
            "changed /us/cfr/t12/s9.1  § 9.1 Words.\n"
            "  - (a) Keep it five days.\n"
            "  + (a) Keep it ten days.\n"
            "  @ (a)\n"
            "  - (1) Once.\n"
            "  + (1) Twice & more.\n"
            "  redesignated (b) to (c)\n"
            "  by 90 FR 100\n\n");
}

TEST(DiffWriterTest, TextForATerminal) {
  EXPECT_EQ(Written(*NewTextWriter(TextColors::kTerminal, WordMarks::kLines, NoteDetail::kHidden),
                    Changed({{"#p1", 0, false, "old\033[2J"}}, {{"#p1", 0, false, "new\u009b2J"}})),
            "\033[1mchanged /us/cfr/t12/s9.1  § 9.1 Words.\033[0m\n"
            "\033[31m  - \033[7mold[2J\033[27m\033[0m\n"
            "\033[32m  + \033[7mnew2J\033[27m\033[0m\n"
            "  by 90 FR 100\n\n");
}

TEST(DiffWriterTest, Json) {
  EXPECT_EQ(
      Written(*NewJsonWriter(NoteDetail::kHidden), Sample()),
      R"x({"key":"/us/cfr/t12/s9.1","change":"changed","heading":["§ 9.1 Words.","§ 9.1 Words."],"paragraphs":[)x"
      R"x({"change":"changed","old":"/a","new":"/a","was":"(a) Keep it five days.","is":"(a) Keep it ten days.",)x"
      R"x("words":[["=","(a) Keep it"],["-","five"],["+","ten"],["=","days."]]},)x"
      R"x({"change":"changed","old":"/a/1","new":"/a/1","was":"(1) Once.","is":"(1) Twice & more.",)x"
      R"x("words":[["=","(1)"],["-","Once."],["+","Twice & more."]]},)x"
      R"x({"change":"redesignated","old":"/b","new":"/c","is":"(c) Then <burn> it & leave."},)x"
      R"x({"change":"redesignated","old":"/b/1","new":"/c/1","is":"(1) All of it."}],"amended_by":["/us/fr/90/100"]})x"
      "\n");
}

TEST(DiffWriterTest, Html) {
  EXPECT_EQ(Written(*NewHtmlWriter("a", NoteDetail::kHidden), Sample()),
            "<section id=\"/us/cfr/t12/s9.1\">\n<h2>§ 9.1 Words.</h2>\n"
            "<div class=\"key\">changed · 12 CFR 9.1 · /us/cfr/t12/s9.1 · by 90 FR 100</div>\n"
            "<p>(a) Keep it <del>five</del> <ins>ten</ins> days.</p>\n"
            "<p><span class=\"place\">(a)</span> (1) <del>Once.</del> <ins>Twice &amp; more.</ins></p>\n"
            "<div class=\"place\">redesignated: <del>(b)</del> <ins>(c)</ins></div>\n</section>\n");
}

TEST(DiffWriterTest, OfALongRunOfWordsThatAreTheSameTheEndsAreShown) {
  std::string words;
  for (int i = 0; i < 1000; ++i) words += "word" + std::to_string(i) + " ";
  const auto [head, tail] = EndsOf(words);
  EXPECT_TRUE(words.starts_with(std::string(head) + " "));
  EXPECT_TRUE(words.ends_with(tail));
  EXPECT_LT(head.size() + tail.size(), 700u);
  EXPECT_EQ(EndsOf("two words"), (std::pair<std::string_view, std::string_view>("two words", "")));
}

}  // namespace
}  // namespace reg2graph
