#include "engine/diff/division_text.h"

#include <cstring>

namespace reg2graph {
namespace {

void Add(std::string& out, size_t number) {
  const auto value = static_cast<uint32_t>(number);
  char bytes[sizeof(value)];
  std::memcpy(bytes, &value, sizeof(value));
  out.append(bytes, sizeof(bytes));
}

void Add(std::string& out, std::string_view text) {
  Add(out, text.size());
  out.append(text);
}

class Reader {
 public:
  explicit Reader(std::string_view packed) : rest_(packed) {}

  uint32_t Number() {
    uint32_t value = 0;
    std::memcpy(&value, rest_.data(), sizeof(value));
    rest_.remove_prefix(sizeof(value));
    return value;
  }
  std::string Text() {
    const uint32_t size = Number();
    std::string text(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return text;
  }

 private:
  std::string_view rest_;
};

}  // namespace

std::string Pack(const DivisionText& division) {
  std::string out;
  Add(out, division.heading);
  Add(out, division.paragraphs.size());
  for (const ParagraphText& paragraph : division.paragraphs) {
    Add(out, paragraph.path);
    Add(out, size_t{paragraph.marker});
    Add(out, size_t{paragraph.image});
    Add(out, paragraph.text);
  }
  Add(out, division.notes.size());
  for (const NoteText& note : division.notes) {
    Add(out, note.path);
    Add(out, note.text);
  }
  Add(out, division.pages.size());
  for (const std::string& page : division.pages) Add(out, page);
  return out;
}

DivisionText Unpack(std::string_view packed) {
  Reader reader(packed);
  DivisionText division;
  division.heading = reader.Text();
  division.paragraphs.resize(reader.Number());
  for (ParagraphText& paragraph : division.paragraphs) {
    paragraph.path = reader.Text();
    paragraph.marker = reader.Number();
    paragraph.image = reader.Number() != 0;
    paragraph.text = reader.Text();
  }
  division.notes.resize(reader.Number());
  for (NoteText& note : division.notes) {
    note.path = reader.Text();
    note.text = reader.Text();
  }
  division.pages.resize(reader.Number());
  for (std::string& page : division.pages) page = reader.Text();
  return division;
}

}  // namespace reg2graph
