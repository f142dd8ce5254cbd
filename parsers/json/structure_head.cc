#include "parsers/json/structure_head.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace reg2graph {
namespace {

using std::string_view;

constexpr string_view kKeys[] = {"identifier", "label",   "label_level", "label_description",
                                 "reserved",   "type",    "volumes",     "received_on",
                                 "size",       "children"};

// Reads JSON from the front of a text that may be cut off, one level deep. It does not judge: that is
// the parser's work.
class Cursor {
 public:
  explicit Cursor(string_view text) : text_(text) {}

  bool done() const { return at_ >= text_.size(); }
  char peek() {
    SkipSpace();
    return done() ? '\0' : text_[at_];
  }
  bool Take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }

  // The text of a string, number or word; only the escapes \" \\ \/ are undone.
  std::string Scalar() {
    if (Take('"')) return String();
    const size_t begin = at_;
    while (!done() && string_view(",}] \t\r\n").find(text_[at_]) == string_view::npos) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  // Passes over a value of any kind.
  void Skip() {
    if (peek() != '{' && peek() != '[') {
      Scalar();
      return;
    }
    int depth = 0;
    while (!done()) {
      const char c = text_[at_++];
      if (c == '"') String();
      if (c == '{' || c == '[') ++depth;
      if ((c == '}' || c == ']') && --depth == 0) return;
    }
  }

 private:
  void SkipSpace() {
    while (!done() && string_view(" \t\r\n").find(text_[at_]) != string_view::npos) ++at_;
  }
  std::string String() {
    std::string out;
    while (!done() && text_[at_] != '"') {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      out.push_back(text_[at_++]);
    }
    ++at_;
    return out;
  }

  string_view text_;
  size_t at_ = 0;
};

std::string* FieldOf(StructureHead& head, string_view key) {
  if (key == "identifier") return &head.identifier;
  if (key == "type") return &head.type;
  if (key == "label") return &head.label;
  if (key == "label_level") return &head.label_level;
  return nullptr;
}

}  // namespace

StructureHead ReadStructureHead(string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  StructureHead head;
  Cursor cursor(text);
  head.is_object = cursor.Take('{');
  if (!head.is_object) return head;
  while (cursor.peek() == '"') {
    const std::string key = cursor.Scalar();
    if (!cursor.Take(':')) break;
    head.known_keys += std::find(std::begin(kKeys), std::end(kKeys), key) != std::end(kKeys) ? 1 : 0;
    std::string* field = FieldOf(head, key);
    const bool is_text = cursor.peek() == '"';
    const bool is_scalar = cursor.peek() != '{' && cursor.peek() != '[';
    if (field != nullptr && is_scalar) {
      *field = cursor.Scalar();
      if (!is_text && *field == "null") field->clear();
    } else {
      cursor.Skip();
    }
    if (!cursor.Take(',')) break;
  }
  return head;
}

}  // namespace reg2graph
