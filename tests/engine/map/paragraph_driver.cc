// Reads divisions of blocks on standard input and writes their paragraphs as JSON Lines, for
// score_paragraphs.py. Lines of fields parted by tabs, in which \t, \n and \\ are escaped:
//   D key type title identifier     H head     B element container ordinal source spans text     E
// spans: begin,end,style;...
#include <cstdint>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/json_writer.h"
#include "engine/map/paragraph_builder.h"

namespace reg2graph {
namespace {

std::string Unescape(std::string_view field) {
  std::string text;
  for (size_t i = 0; i < field.size(); ++i) {
    if (field[i] != '\\' || i + 1 == field.size()) {
      text.push_back(field[i]);
      continue;
    }
    const char c = field[++i];
    text.push_back(c == 't' ? '\t' : c == 'n' ? '\n' : c);
  }
  return text;
}

std::vector<std::string> Fields(std::string_view line) {
  std::vector<std::string> fields;
  for (size_t begin = 0; begin <= line.size();) {
    const size_t tab = std::min(line.find('\t', begin), line.size());
    fields.push_back(Unescape(line.substr(begin, tab - begin)));
    begin = tab + 1;
  }
  return fields;
}

std::vector<InlineSpan> Spans(const std::string& field) {
  std::vector<InlineSpan> spans;
  size_t at = 0;
  while (at < field.size()) {
    const auto next = [&] {
      size_t used = 0;
      const unsigned long value = std::stoul(field.substr(at), &used);
      at += used + 1;
      return static_cast<uint32_t>(value);
    };
    const uint32_t begin = next(), end = next(), style = next();
    spans.push_back({begin, end, static_cast<SpanStyle>(style)});
  }
  return spans;
}

void Write(const ParagraphRow& row) {
  std::string out;
  ObjectWriter object(out);
  object.String("id", row.id);
  object.String("marker", row.marker);
  object.Integer("depth", row.depth);
  object.Integer("parent", row.parent);
  object.Integer("order", row.order);
  object.Integer("seq", row.seq);
  object.String("text", row.text);
  object.String("heading", row.heading);
  object.String("kind", row.kind);
  object.String("interprets", row.interprets);
  object.String("source", row.source);
  object.Close();
  std::cout << out << '\n';
}

void Run() {
  ParagraphBuilder builder;
  int32_t seq = 0;
  std::string line;
  while (std::getline(std::cin, line)) {
    const std::vector<std::string> fields = Fields(line);
    if (fields[0] == "D") {
      const auto type = TypeOfName(fields[2]);
      builder.Begin(fields[1], type.value_or(DivisionType::kSection), std::stoi(fields[3]), fields[4]);
      seq = 0;
    } else if (fields[0] == "H") {
      builder.Heading(fields[1]);
    } else if (fields[0] == "B") {
      const std::vector<InlineSpan> spans = Spans(fields[5]);
      TextBlock block;
      block.element = fields[1];
      block.container = fields[2];
      block.container_ordinal = static_cast<uint32_t>(std::stoul(fields[3]));
      block.source = fields[4];
      block.spans = spans;
      block.text = fields[6];
      builder.Block(block, seq);
    } else {
      for (const ParagraphRow& row : builder.Finish()) Write(row);
      std::cout << "E\n";
    }
  }
}

}  // namespace
}  // namespace reg2graph

int main() {
  std::ios::sync_with_stdio(false);
  reg2graph::Run();
}
