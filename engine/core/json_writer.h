#ifndef REG2GRAPH_ENGINE_CORE_JSON_WRITER_H_
#define REG2GRAPH_ENGINE_CORE_JSON_WRITER_H_

#include <charconv>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/core/text_buffer.h"

namespace reg2graph {

// Appends `text` (UTF-8) as the inside of a JSON string: only `"`, `\` and control characters are
// escaped, so equal text has one spelling.
void AppendEscaped(std::string& out, std::string_view text);
void AppendEscaped(TextBuffer& out, std::string_view text);
template <typename Out>
void AppendString(Out& out, std::string_view text) {
  out.push_back('"');
  AppendEscaped(out, text);
  out.push_back('"');
}
template <typename Out>
void AppendInteger(Out& out, int64_t value) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof(digits), value);
  out.append(digits, static_cast<size_t>(end.ptr - digits));
}

// Builds one flat object: {"a":"x","b":1}. Canonical: no blanks, members in the order of the calls.
// `Out` is the buffer that it appends to, a std::string or a TextBuffer.
template <typename Out>
class ObjectWriter {
 public:
  explicit ObjectWriter(Out& out) : out_(out) { out_.push_back('{'); }
  void String(std::string_view name, std::string_view value) {
    Name(name);
    AppendString(out_, value);
  }
  // A string that holds nothing to escape: a key.
  void Plain(std::string_view name, std::string_view value) {
    Name(name);
    out_.push_back('"');
    out_.append(value);
    out_.push_back('"');
  }
  // One string, given in pieces.
  void Joined(std::string_view name, std::span<const std::string_view> pieces) {
    Name(name);
    out_.push_back('"');
    for (const std::string_view piece : pieces) AppendEscaped(out_, piece);
    out_.push_back('"');
  }
  void Integer(std::string_view name, int64_t value) {
    Name(name);
    AppendInteger(out_, value);
  }
  void Boolean(std::string_view name, bool value) {
    Name(name);
    out_.append(value ? std::string_view("true") : std::string_view("false"));
  }
  void Null(std::string_view name) { Raw(name, "null"); }
  void Raw(std::string_view name, std::string_view json) {
    Name(name);
    out_.append(json);
  }
  // Members that are already encoded, as between the braces of an object; either may be empty.
  void Splice(std::string_view members, std::string_view more = {}) {
    for (const std::string_view part : {members, more}) {
      if (part.empty()) continue;
      if (!first_) out_.push_back(',');
      first_ = false;
      out_.append(part);
    }
  }
  void Close() { out_.push_back('}'); }

 private:
  void Name(std::string_view name) {
    if (!first_) out_.push_back(',');
    first_ = false;
    out_.push_back('"');
    out_.append(name);
    out_.append("\":", 2);
  }
  Out& out_;
  bool first_ = true;
};

// The members of a canonical flat object as {name, JSON text of the value}; views into `object`.
// REQUIRES: `object` was made by ObjectWriter (values: strings, numbers, booleans, null, flat arrays).
using Members = std::vector<std::pair<std::string_view, std::string_view>>;
Members SplitObject(std::string_view object);

// `row` updated with the members of `patch`, both such objects; null removes a member.
std::string MergeObjects(std::string_view row, std::string_view patch);

// The text of a JSON string literal, unescaped.
std::string Unquote(std::string_view json);

// How long UTF-8 text is in UTF-16 code units, as Cypher and Java count.
size_t Utf16Length(std::string_view utf8);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_CORE_JSON_WRITER_H_
