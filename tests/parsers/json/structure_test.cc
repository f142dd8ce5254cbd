#include <gtest/gtest.h>

#include <random>

#include "absl/strings/str_join.h"
#include "parsers/json/structure_format.h"
#include "tests/parsers/support/documents.h"
#include "tests/parsers/support/event_log.h"

namespace reg2graph {
namespace {

// One line a division, as structure_oracle.py writes it.
class FieldLog : public DocumentVisitor {
 public:
  std::vector<std::string> lines;
  int depth = 0;

  void BeginDivision(const DivisionStart& start) override {
    const StructureFields& fields = *start.fields;
    std::string line =
        std::to_string(depth++) + "|" + std::string(TypeName(start.type)) + "|" + Show(start.identifier);
    for (const std::string_view text : {fields.label, fields.label_level, fields.label_description,
                                        fields.received_on, fields.descendant_range}) {
      line += "|" + Show(text);
    }
    line += std::string("|") + (!fields.has_reserved ? "-" : fields.reserved ? "true" : "false");
    line += std::string("|") + (!fields.has_generated_id ? "-" : fields.generated_id ? "true" : "false");
    line += "|" + (fields.has_size ? std::to_string(fields.size) : "-");
    line += "|" + (fields.has_volumes ? absl::StrJoin(Strings(fields.volumes), ",") + "]" : "-");
    lines.push_back(line);
  }
  void EndDivision() override { --depth; }
  void Heading(const TextBlock&) override { ADD_FAILURE(); }
  void Note(const TextBlock&) override { ADD_FAILURE(); }
  void Block(const TextBlock&) override { ADD_FAILURE(); }
  void Source(std::span<const std::string_view>) override { ADD_FAILURE(); }

 private:
  static std::vector<std::string> Strings(std::span<const std::string_view> views) {
    return {views.begin(), views.end()};
  }
  static std::string Show(std::string_view text) {
    if (text.data() == nullptr) return "-";
    std::string out;
    for (const char c : text) out += c == '\n' ? "\\n" : std::string(1, c);
    return out;
  }
};

absl::Status Walk(std::string_view text, DocumentVisitor& visitor, SplitOptions options = {}) {
  SplitResult result = SplitText(*StructureJsonFormat().NewSplitter(options), text, 1000);
  if (!result.status.ok()) return result.status;
  if (result.units.empty()) return absl::ResourceExhaustedError(absl::StrJoin(result.rejects, ";"));
  return StructureJsonFormat().NewParser()->Parse(result.units[0], visitor);
}

std::vector<std::string> LinesOf(std::string_view text) {
  FieldLog log;
  const absl::Status status = Walk(text, log);
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(log.depth, 0);
  return log.lines;
}

std::string ErrorOf(std::string_view text) {
  FieldLog log;
  const absl::Status status = Walk(text, log);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text.substr(0, 200);
  EXPECT_TRUE(log.lines.empty()) << "told something of a broken document";
  return std::string(status.message());
}

absl::StatusOr<DocumentFacts> Inspect(std::string_view head, int title = 0) {
  SourceDocument document;
  document.head = head;
  document.identity.title = title;
  return StructureJsonFormat().Inspect(document);
}

using Lines = std::vector<std::string>;

TEST(StructureParser, TellsFieldsInDocumentOrder) {
  EXPECT_EQ(LinesOf(R"({"identifier":"12","label":"Title 12—Banks","type":"title","reserved":false,"size":10,
      "volumes":["1","2"],"children":[
        {"identifier":"1.1","label":"a \"b\" <em>c<\/em>\n&amp; \u00a7","type":"section","received_on":"2017-01-07T00:00:00-0500"},
        {"label":"Hed","type":"hed1","reserved":null,"volumes":[]}]})"),
            (Lines{"0|title|12|Title 12—Banks|-|-|-|-|false|-|10|1,2]",
                   "1|section|1.1|a \"b\" <em>c</em>\\n&amp; §|-|-|2017-01-07T00:00:00-0500|-|-|-|-|-",
                   "1|hed1|-|Hed|-|-|-|-|-|-|-|]"}));
}

TEST(StructureParser, ChildrenMayStandFirst) {
  EXPECT_EQ(
      LinesOf(
          R"({"children":[{"children":null,"type":"part","identifier":"1"}],"type":"title","identifier":"1"})"),
      (Lines{"0|title|1|-|-|-|-|-|-|-|-|-", "1|part|1|-|-|-|-|-|-|-|-|-"}));
}

TEST(StructureParser, UnknownKeysNumbersAndNulls) {
  EXPECT_EQ(
      LinesOf(
          "\xEF\xBB\xBF  "
          R"({"x":{"type":["part"]},"type":"part","identifier":1026,"label":null,"y":1.5e3,"size":null,"volumes":[3]})"),
      (Lines{"0|part|1026|-|-|-|-|-|-|-|-|3]"}));
}

TEST(StructureParser, Faults) {
  EXPECT_EQ(ErrorOf(""), "byte 0: an empty document; expected '{'");
  EXPECT_EQ(ErrorOf("  \n"), "byte 0: an empty document; expected '{'");
  EXPECT_EQ(ErrorOf(R"({"type":"chapitre"})"),
            "byte 8: the type \"chapitre\"; expected title, subtitle, chapter, subchapter, part, subpart, "
            "subject_group, section, appendix or hed1");
  EXPECT_PRED2(Contains, ErrorOf(R"({"identifier":"1"})"), "a division without a type");
  EXPECT_PRED2(Contains, ErrorOf(R"({"type":"title","children":[{"type":"part"})"),
               "byte 43: the end of the document; expected ',' or ']'");
  EXPECT_PRED2(Contains, ErrorOf(R"({"type":"title","label":"abc)"), "the end inside a string");
  EXPECT_PRED2(Contains, ErrorOf(R"({"type":"title"} x)"), "'}' as its last character");
  EXPECT_PRED2(Contains, ErrorOf(R"({"type":"title"}{"a":{}})"), "byte 16: content after the root object");
  EXPECT_PRED2(Contains, ErrorOf(R"({"type":"title","size":"big"})"),
               "the value of \"size\"; expected a whole number");
  EXPECT_PRED2(Contains, ErrorOf(R"({"type":"title","children":[1]})"), "expected '{'");
  EXPECT_PRED2(Contains, ErrorOf(R"({"type":"title" "a":1})"), "expected ',' or '}'");
  EXPECT_PRED2(Contains, ErrorOf("[]"), "expected '{'");
  EXPECT_PRED2(Contains, ErrorOf(R"({"type":"title","volumes":[1.2.3]})"), "the value of \"volumes\"");
  EXPECT_PRED2(Contains, ErrorOf(R"({"type":"title","x":{"y":[1.2.3]}})"), "the value of \"y\"");
  EXPECT_PRED2(Contains, ErrorOf(R"({"type":"title","x":[tru]})"), "the value of \"x\"");
  EXPECT_PRED2(Contains, ErrorOf("{\"type\":\"title\",\"label\":\"a\x80\"}"),
               "byte 26: a byte that is not UTF-8");
  EXPECT_PRED2(Contains, ErrorOf(std::string("{\"type\":\"title\"\0}", 17)), "byte 15: a NUL byte");
  EXPECT_PRED2(Contains, ErrorOf("\xFF\xFE{"), "UTF-16");
  EXPECT_PRED2(Contains, ErrorOf("{\"type\":\"title\",\"label\":\"a\nb\"}"), "control character");
}

TEST(StructureParser, DeepNestingIsRefused) {
  std::string text;
  for (int i = 0; i < 100000; ++i) text += R"({"type":"part","children":[)";
  EXPECT_PRED2(Contains, ErrorOf(text + std::string("}")), "nested more than 64 deep");
  for (int i = 0; i < 100000; ++i) text += "]}";
  EXPECT_PRED2(Contains, ErrorOf(text), "nested more than 64 deep");
  // Under a key that nobody reads it is of no matter.
  const std::string brackets(100000, '[');
  EXPECT_EQ(LinesOf(R"({"x":)" + brackets + std::string(100000, ']') + R"(,"type":"part"})").size(), 1u);
  EXPECT_PRED2(Contains, ErrorOf(brackets), "expected '{'");
}

TEST(StructureParser, ALabelOfThirtyMillionCharacters) {
  const std::string label(30'000'000, 'x');
  const std::string text = R"({"identifier":"7","label":")" + label + R"(","type":"part"})";
  EXPECT_GT(LinesOf(text)[0].size(), label.size());
  FieldLog log;
  const absl::Status status = Walk(text, log, {.max_unit_bytes = 1 << 20});
  EXPECT_PRED2(Contains, std::string(status.message()), "the document: more than 1048576 bytes");
}

TEST(StructureParser, BrokenDocumentsDoNoHarm) {
  const std::string good =
      R"({"identifier":"1","type":"title","volumes":["1"],"children":[{"identifier":"2","label":"a\nb","type":"part",)"
      R"("size":3,"reserved":true,"children":[{"identifier":"2.1","type":"section"}]}]})";
  const auto parser = StructureJsonFormat().NewParser();
  const auto parse = [&](const std::string& text) {
    Unit unit;
    unit.bytes = PaddedBuffer(text);
    EventLog log;
    return parser->Parse(unit, log).ok();
  };
  for (size_t size = 0; size < good.size(); ++size) EXPECT_FALSE(parse(good.substr(0, size))) << size;
  std::mt19937 random(1);
  for (int i = 0; i < 20000; ++i) {
    std::string text = good;
    for (int flips = 1 + static_cast<int>(random() % 3); flips > 0; --flips) {
      text[random() % text.size()] = static_cast<char>(random());
    }
    parse(text);
    StructureJsonFormat().Recognize(text);
    Inspect(text).IgnoreError();
  }
  EXPECT_TRUE(parse(good));
}

TEST(StructureFormat, RecognisesItsDocuments) {
  const Format& format = StructureJsonFormat();
  EXPECT_TRUE(format.Recognize("\xEF\xBB\xBF\n{ \"identifier\" : \"1\", \"label\": \"Tit"));
  EXPECT_TRUE(format.Recognize(R"({"children":[],"type":"title"})"));
  EXPECT_FALSE(format.Recognize(""));
  EXPECT_FALSE(format.Recognize("<ECFR>"));
  EXPECT_FALSE(format.Recognize("[]"));
  EXPECT_FALSE(format.Recognize(R"({"count":1,"results":[]})"));
  EXPECT_FALSE(format.Recognize(R"({"type":"Rule","title":"x","label":"y"})"));
}

TEST(StructureFormat, FindsTheTitle) {
  const auto title =
      Inspect(R"({"label":"x","children":[{"identifier":"3"}],"identifier":"12","type":"title"})");
  ASSERT_TRUE(title.ok());
  EXPECT_EQ(title->title, 12);
  EXPECT_EQ(title->coverage, Coverage::kTitle);
  EXPECT_EQ(title->layer, Layer::kStructure);
  const auto hidden = Inspect(R"({"identifier":"12","label":"Title 12—)" + std::string(60000, 'x'));
  ASSERT_TRUE(hidden.ok());
  EXPECT_EQ(hidden->coverage, Coverage::kTitle);
  const auto part = Inspect(R"({"identifier":"1026","type":"part"})", 12);
  ASSERT_TRUE(part.ok());
  EXPECT_EQ(part->title, 12);
  EXPECT_EQ(part->coverage, Coverage::kPart);
  EXPECT_PRED2(Contains, std::string(Inspect(R"({"identifier":"1026","type":"part"})").status().message()),
               "--title");
  EXPECT_PRED2(Contains, std::string(Inspect("text").status().message()), "expected '{'");
}

TEST(StructureFormat, ATitleThatIsNoneIsRefused) {
  for (const char* own : {"\"XII\"", "\"0\"", "100", "-1", "\"12a\"", "true"}) {
    const std::string text = std::string("{\"type\":\"title\",\"identifier\":") + own + "}";
    EXPECT_TRUE(absl::IsInvalidArgument(Inspect(text, 12).status())) << text;
  }
  const auto piece = Inspect(R"({"type":"chapter","identifier":"XII"})", 12);
  EXPECT_EQ(piece->title, 12);
}

TEST(StructureFormat, ATitleThatSaysNothingIsThatOfItsName) {
  for (const char* text : {R"({"type":"title"})", R"({"identifier":null,"type":"title"})",
                           R"({"identifier":"","type":"title"})"}) {
    const auto facts = Inspect(text, 12);
    ASSERT_TRUE(facts.ok()) << facts.status();
    EXPECT_EQ(facts->title, 12);
    EXPECT_PRED2(Contains, facts->remark, "does not say which title it is");
    EXPECT_FALSE(Inspect(text).ok());
  }
  EXPECT_EQ(Inspect(R"({"identifier":"12","type":"title"})", 9)->remark, "");
}

#ifdef REG2GRAPH_CORPUS
TEST(StructureCorpus, TellsWhatPythonReads) {
  const std::filesystem::path folder = REG2GRAPH_CORPUS "/ecfr/structure";
  for (const auto& file : FilesOf(folder, "structure-")) {
    const Lines expected = OracleLines(REG2GRAPH_TEST_DATA "/structure_oracle.py", file);
    ASSERT_FALSE(expected.empty()) << file;
    const std::string text = ReadFile(file);
    EXPECT_TRUE(StructureJsonFormat().Recognize(text.substr(0, 64 << 10)));
    const auto facts = Inspect(text.substr(0, 64 << 10), 36);
    ASSERT_TRUE(facts.ok());
    EXPECT_EQ(facts->coverage == Coverage::kTitle, file.string().find("subtree") == std::string::npos);
    EXPECT_EQ(facts->title, std::stoi(file.filename().string().substr(16, 2)));
    EXPECT_EQ(LinesOf(text), expected) << file;
  }
}

TEST(StructureCorpus, OtherJsonIsNotRecognised) {
  for (const char* folder : {"/ecfr/admin", "/fr/json", "/ecfr/full"}) {
    for (const auto& file : FilesOf(std::string(REG2GRAPH_CORPUS) + folder, "")) {
      EXPECT_FALSE(StructureJsonFormat().Recognize(ReadFile(file).substr(0, 64 << 10))) << file;
    }
  }
}
#endif

}  // namespace
}  // namespace reg2graph
