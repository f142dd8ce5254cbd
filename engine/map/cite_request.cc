#include "engine/map/cite_request.h"

#include <cstdint>
#include <cstring>

#include "engine/core/ascii.h"
#include "engine/core/utf8.h"

namespace reg2graph {
namespace {

using std::string;
using std::string_view;

constexpr int kMaxDepth = 64;

class Reader {
 public:
  explicit Reader(string_view json) : json_(json) {}

  void Blanks() {
    while (pos_ < json_.size() && IsBlank(json_[pos_])) ++pos_;
  }
  bool Eat(char c) {
    Blanks();
    if (pos_ >= json_.size() || json_[pos_] != c) return false;
    ++pos_;
    return true;
  }
  bool AtEnd() {
    Blanks();
    return pos_ == json_.size();
  }
  char Peek() {
    Blanks();
    return pos_ < json_.size() ? json_[pos_] : '\0';
  }
  size_t pos() const { return pos_; }
  string_view From(size_t start) const { return json_.substr(start, pos_ - start); }

  // Without an escape the value is a view into the line, else `memory` holds it.
  bool String(string_view& value, string& memory) {
    if (!Eat('"')) return false;
    const size_t start = pos_;
    if (!Plain()) return false;
    if (json_[pos_] == '"') {
      value = json_.substr(start, pos_++ - start);
      return true;
    }
    memory.assign(json_, start, pos_ - start);
    while (json_[pos_] != '"') {
      if (!Escape(memory)) return false;
      const size_t from = pos_;
      if (!Plain()) return false;
      memory.append(json_, from, pos_ - from);
    }
    ++pos_;
    value = memory;
    return true;
  }

  // Any value, checked and passed over.
  bool Value(string& memory, int depth = 0) {
    if (depth > kMaxDepth) return false;
    string_view unused;
    switch (Peek()) {
      case '"': return String(unused, memory);
      case '{': return Container('}', true, memory, depth);
      case '[': return Container(']', false, memory, depth);
      case 't': return Word("true");
      case 'f': return Word("false");
      case 'n': return Word("null");
      default: return NumberValue();
    }
  }
  bool Strings(std::vector<string_view>& values, std::deque<string>& memory) {
    if (!Eat('[')) return false;
    if (Eat(']')) return true;
    do {
      if (!String(values.emplace_back(), memory.emplace_back())) return false;
    } while (Eat(','));
    return Eat(']');
  }
  bool Word(string_view word) {
    Blanks();
    if (json_.substr(pos_, word.size()) != word) return false;
    pos_ += word.size();
    return true;
  }

 private:
  // Up to the next quote or escape; false at the end of the line or at bytes that no JSON string holds.
  bool Plain() {
    while (pos_ < json_.size()) {
      // Eight bytes at once while they are ASCII without quote, backslash and controls.
      while (pos_ + 8 <= json_.size()) {
        uint64_t word;
        std::memcpy(&word, json_.data() + pos_, 8);
        constexpr uint64_t kOnes = 0x0101010101010101u, kHigh = 0x8080808080808080u;
        const uint64_t quote = word ^ kOnes * '"', slash = word ^ kOnes * '\\';
        const uint64_t stop =
            ((quote - kOnes) & ~quote) | ((slash - kOnes) & ~slash) | (word - kOnes * 0x20) | word;
        if ((stop & kHigh) != 0) break;
        pos_ += 8;
      }
      if (pos_ >= json_.size()) return false;
      const auto c = static_cast<unsigned char>(json_[pos_]);
      if (c == '"' || c == '\\') return true;
      if (c < 0x20) return false;
      do {
        const size_t size = Utf8Length(json_, pos_);
        if (size == 0) return false;
        pos_ += size;
      } while (pos_ < json_.size() && static_cast<signed char>(json_[pos_]) < 0);
    }
    return false;
  }
  bool Hex(uint32_t& code) {
    if (pos_ + 4 > json_.size()) return false;
    code = 0;
    for (int i = 0; i < 4; ++i) {
      const int digit = HexValue(json_[pos_++]);
      if (digit < 0) return false;
      code = code << 4 | static_cast<uint32_t>(digit);
    }
    return true;
  }
  bool Escape(string& out) {
    ++pos_;
    if (pos_ >= json_.size()) return false;
    switch (json_[pos_++]) {
      case '"': out.push_back('"'); return true;
      case '\\': out.push_back('\\'); return true;
      case '/': out.push_back('/'); return true;
      case 'b': out.push_back('\b'); return true;
      case 'f': out.push_back('\f'); return true;
      case 'n': out.push_back('\n'); return true;
      case 'r': out.push_back('\r'); return true;
      case 't': out.push_back('\t'); return true;
      case 'u': return Unicode(out);
      default: return false;
    }
  }
  bool Unicode(string& out) {
    uint32_t code = 0;
    if (!Hex(code)) return false;
    if (IsLowSurrogate(code)) return false;
    if (IsHighSurrogate(code)) {
      uint32_t low = 0;
      if (json_.substr(pos_, 2) != "\\u") return false;
      pos_ += 2;
      if (!Hex(low) || !IsLowSurrogate(low)) return false;
      code = JoinSurrogates(code, low);
    }
    AppendUtf8(out, code);
    return true;
  }
  size_t DigitRun() {
    const size_t start = pos_;
    while (pos_ < json_.size() && IsDigit(json_[pos_])) ++pos_;
    return pos_ - start;
  }
  bool NumberValue() {
    Eat('-');
    const size_t start = pos_;
    const size_t whole = DigitRun();
    if (whole == 0 || (whole > 1 && json_[start] == '0')) return false;
    if (pos_ < json_.size() && json_[pos_] == '.') {
      ++pos_;
      if (DigitRun() == 0) return false;
    }
    if (pos_ < json_.size() && (json_[pos_] | 0x20) == 'e') {
      ++pos_;
      if (pos_ < json_.size() && (json_[pos_] == '+' || json_[pos_] == '-')) ++pos_;
      if (DigitRun() == 0) return false;
    }
    return true;
  }
  bool Container(char close, bool named, string& memory, int depth) {
    ++pos_;
    if (Eat(close)) return true;
    do {
      string_view unused;
      if (named && (!String(unused, memory) || !Eat(':'))) return false;
      if (!Value(memory, depth + 1)) return false;
    } while (Eat(','));
    return Eat(close);
  }

  string_view json_;
  size_t pos_ = 0;
};

}  // namespace

bool CiteRequest::Parse(string_view line, string& error) {
  key_json_ = "null";
  text_ = context_ = {};
  ancestors_.clear();
  ancestor_memory_.clear();
  bool has_text = false;
  bool has_key = false;
  Reader reader(line);
  error = "not a JSON object";
  if (!reader.Eat('{')) return false;
  bool more = !reader.Eat('}');
  while (more) {
    string_view name;
    error = "not JSON";
    if (!reader.String(name, name_memory_) || !reader.Eat(':')) return false;
    const char first = reader.Peek();
    const size_t start = reader.pos();
    // What follows may take the memory of an escaped name.
    const bool is_key = name == "key";
    if (name == "text") {
      if (first != '"') error = "\"text\" is not a string";
      if (!reader.String(text_, text_memory_)) return false;
      has_text = true;
    } else if (name == "context" && first == '"') {
      if (!reader.String(context_, context_memory_)) return false;
    } else if (name == "context") {
      error = "\"context\" is neither a string nor null";
      if (!reader.Word("null")) return false;
      context_ = {};
    } else if (name == "ancestors") {
      error = "\"ancestors\" is neither a list of strings nor null";
      ancestors_.clear();
      if (first == '[' ? !reader.Strings(ancestors_, ancestor_memory_) : !reader.Word("null")) return false;
    } else {
      if (!reader.Value(name_memory_)) return false;
      if (is_key) {
        key_json_ = reader.From(start);
        has_key = true;
      }
    }
    error = "not JSON";
    more = reader.Eat(',');
    if (!more && !reader.Eat('}')) return false;
  }
  if (!reader.AtEnd()) return false;
  error = has_key ? "no \"text\"" : "no \"key\"";
  return has_text && has_key;
}

}  // namespace reg2graph
