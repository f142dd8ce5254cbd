#include "parsers/xml/xml_tape.h"

#include <array>
#include <bit>
#include <cstring>
#include <limits>

#include "absl/strings/str_cat.h"
#include "engine/core/strings.h"
#include "parsers/xml/parse_error.h"
#include "parsers/xml/start_tag.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace reg2graph {
namespace {

using std::string_view;

enum : uint8_t { kNameStart = 1, kNameByte = 2, kSpace = 4 };

// What a byte may be. Bytes beyond ASCII are letters.
constexpr std::array<uint8_t, 256> MakeByteKinds() {
  std::array<uint8_t, 256> kinds{};
  for (size_t c = 0; c < kinds.size(); ++c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' || c >= 0x80;
    const bool more = (c >= '0' && c <= '9') || c == '-' || c == '.';
    if (letter) kinds[c] = kNameStart | kNameByte;
    if (more) kinds[c] = kNameByte;
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') kinds[c] = kSpace;
  }
  return kinds;
}
constexpr std::array<uint8_t, 256> kByteKinds = MakeByteKinds();

bool Is(uint8_t kind, char c) { return (kByteKinds[static_cast<unsigned char>(c)] & kind) != 0; }

// The first '<' from `at` on, or a place at or after `end`; sets `escaped` if a '&' precedes it.
const char* FindTag(const char* at, const char* end, bool& escaped) {
#if defined(__SSE2__)
  const __m128i lt = _mm_set1_epi8('<'), ampersand = _mm_set1_epi8('&');
  for (; at < end; at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const auto tags = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, lt)));
    const auto escapes = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, ampersand)));
    // Only text before the first tag counts.
    escaped |= (escapes & (tags - 1) & ~tags) != 0;
    if (tags != 0) return at + std::countr_zero(tags);
  }
#else
  for (; at < end && *at != '<'; ++at) escaped |= *at == '&';
#endif
  return at;
}

// White space in an attribute is a blank; most values hold neither that nor a reference.
bool NeedsDecoding(string_view value) { return value.find_first_of("&\t\r\n") != string_view::npos; }

}  // namespace

absl::Status XmlTape::Build(string_view text, uint64_t offset, UnitMemory& memory) {
  max_nodes_ = memory.left() / kBytesPerNode;
  text_ = text;
  offset_ = offset;
  at_ = text.data();
  end_ = at_ + text.size();
  status_ = absl::OkStatus();
  nodes_.clear();
  open_.clear();
  values_.clear();
  if (text.size() >= std::numeric_limits<uint32_t>::max()) {
    Fail(at_, "a unit of 4 GiB or more", "a smaller one");
    return status_;
  }
  const bool is_div = StartsDivision();
  if (is_div) StartTag();
  Content();
  if (status_.ok() && (!is_div || at_ != end_)) {
    const string_view rest = text.substr(static_cast<size_t>(at_ - text.data()));
    if (is_div && rest.starts_with("<DIV"))
      Fail(at_, "a second outermost DIV", "the end of the unit");
    else
      Fail(at_, "text around the outermost DIV", "one DIV element");
  }
  memory.Add(kBytesPerNode * nodes_.size());
  return memory.exceeded() ? memory.status() : status_;
}

bool XmlTape::StartsDivision() const {
  if (text_.empty() || text_[0] != '<') return false;
  size_t end = 1;
  while (end < text_.size() && Is(kNameByte, text_[end])) ++end;
  return end < text_.size() && elements_->DivisionOf(text_.substr(1, end - 1)).has_value();
}

void XmlTape::Content() {
  while (status_.ok() && !open_.empty() && nodes_.size() <= max_nodes_) {
    bool escaped = false;
    const char* tag = FindTag(at_, end_, escaped);
    if (tag + 1 >= end_) {
      const std::string expected = absl::StrCat("</", Absl(Name(nodes_[open_.back()])), ">");
      return tag < end_ ? Fail(tag, "the end of the unit within a tag", "the rest of it")
                        : Fail(end_, "the end of the unit", expected);
    }
    if (tag > at_) Text(tag, escaped);
    const char next = tag[1];
    if (next == '/') {
      EndTag();
    } else if (Is(kNameStart, next)) {
      StartTag();
    } else {
      Markup();
    }
  }
}

void XmlTape::Text(const char* end, bool escaped) {
  Node& node = nodes_.emplace_back();
  node.begin = static_cast<uint32_t>(at_ - text_.data());
  node.end = static_cast<uint32_t>(end - text_.data());
  node.next = static_cast<uint32_t>(nodes_.size());
  node.kind = escaped ? Kind::kEscaped : Kind::kText;
  at_ = end;
}

void XmlTape::StartTag() {
  if (open_.size() > kMaxDepth) return Fail(at_, "elements nested more than 200 deep", "an end tag");
  const char* const tag = at_;
  const char* const name = at_ + 1;
  const char* at = name;
  while (at < end_ && Is(kNameByte, *at)) ++at;
  const auto name_size = static_cast<size_t>(at - name);
  if (name_size > std::numeric_limits<uint16_t>::max())
    return Fail(tag, "a name of more than 65535 bytes", "a shorter one");
  const auto index = static_cast<uint32_t>(nodes_.size());
  Node& node = nodes_.emplace_back();
  node.begin = static_cast<uint32_t>(tag - text_.data());
  node.name_size = static_cast<uint16_t>(name_size);
  node.kind = Kind::kElement;
  node.role = elements_->RoleOf({name, name_size});
  at_ = at;
  if (at < end_ && *at != '>' && !Attributes()) return;
  if (at_ > at) node.attributes = static_cast<uint32_t>(at - text_.data());
  if (at_ + 1 < end_ && at_[0] == '/' && at_[1] == '>') {
    at_ += 2;
    node.end = static_cast<uint32_t>(at_ - text_.data());
    node.next = index + 1;
    return;
  }
  if (at_ >= end_) return Fail(end_, "the end of the unit within a tag", "the rest of it");
  if (*at_ != '>') return Fail(at_, "a start tag that goes on", "'>'");
  ++at_;
  open_.push_back(index);
}

// From after a name up to the end of its tag; false if they are broken.
bool XmlTape::Attributes() {
  for (;;) {
    while (at_ < end_ && Is(kSpace, *at_)) ++at_;
    if (at_ >= end_ || !Is(kNameStart, *at_)) break;
    if (!Is(kSpace, at_[-1])) {
      Fail(at_, "an attribute directly after another", "a blank between them");
      return false;
    }
    while (at_ < end_ && Is(kNameByte, *at_)) ++at_;
    while (at_ < end_ && Is(kSpace, *at_)) ++at_;
    if (at_ >= end_ || *at_ != '=') {
      Fail(at_, "an attribute without a value", "'='");
      return false;
    }
    ++at_;
    while (at_ < end_ && Is(kSpace, *at_)) ++at_;
    if (at_ >= end_ || (*at_ != '"' && *at_ != '\'')) {
      Fail(at_, "an attribute's value without quotes", "'\"'");
      return false;
    }
    const char quote = *at_++;
    while (at_ < end_ && *at_ != quote && *at_ != '<') ++at_;
    if (at_ >= end_ || *at_ == '<') {
      at_ >= end_ ? Fail(end_, "the end of the unit within a tag", "the rest of it")
                  : Fail(at_, "'<' inside a tag", "'>' or '&lt;'");
      return false;
    }
    ++at_;
  }
  if (at_ < end_ && *at_ == '<') {
    Fail(at_, "'<' inside a tag", "'>' or '&lt;'");
    return false;
  }
  return true;
}

void XmlTape::EndTag() {
  Node& node = nodes_[open_.back()];
  const char* const name = at_ + 2;
  const char* at = name;
  const auto left = static_cast<size_t>(end_ - name);
  const bool same = left > node.name_size && std::memcmp(name, Name(node).data(), node.name_size) == 0 &&
                    !Is(kNameByte, name[node.name_size]);
  if (!same) {
    while (at < end_ && Is(kNameByte, *at)) ++at;
    const string_view found(name, static_cast<size_t>(at - name));
    return Fail(at_, absl::StrCat("</", Absl(found), ">"), absl::StrCat("</", Absl(Name(node)), ">"));
  }
  at += node.name_size;
  while (at < end_ && Is(kSpace, *at)) ++at;
  if (at >= end_) return Fail(end_, "the end of the unit within a tag", "the rest of it");
  if (*at != '>') return Fail(at, "an end tag that goes on", "'>'");
  at_ = at + 1;
  node.end = static_cast<uint32_t>(at_ - text_.data());
  node.next = static_cast<uint32_t>(nodes_.size());
  open_.pop_back();
}

// A comment, a CDATA section, a processing instruction, or nothing that XML knows.
void XmlTape::Markup() {
  const string_view rest(at_, static_cast<size_t>(end_ - at_));
  if (rest.starts_with("<!--")) return SkipPast(at_ + 4, "-->", "a comment");
  if (rest.starts_with("<![CDATA[")) return CData();
  if (rest.starts_with("<!DOCTYPE")) return Fail(at_, "a DOCTYPE", "an element");
  if (rest[1] == '?' && rest.size() > 2 && Is(kNameStart, rest[2]))
    return SkipPast(at_ + 2, "?>", "a processing instruction");
  if (rest[1] == '!') return Fail(at_, "'<!'", "a comment, CDATA or DOCTYPE");
  Fail(at_, "'<' that starts no tag", "a tag or '&lt;'");
}

void XmlTape::CData() {
  constexpr size_t kOpen = 9;
  const char* const tag = at_;
  SkipPast(tag + kOpen, "]]>", "a CDATA section");
  if (!status_.ok()) return;
  const char* const after = at_;
  at_ = tag + kOpen;
  if (after - 3 > at_) Text(after - 3, false);
  at_ = after;
}

void XmlTape::SkipPast(const char* from, string_view end, string_view what) {
  const auto start = static_cast<size_t>(from - text_.data());
  const size_t found = text_.find(end, start);
  if (found == string_view::npos) return Fail(at_, absl::StrCat(Absl(what), " without an end"), end);
  at_ = text_.data() + found + end.size();
}

void XmlTape::Fail(const char* at, string_view found, string_view expected) {
  if (status_.ok()) status_ = XmlError(offset_ + static_cast<uint64_t>(at - text_.data()), found, expected);
}

string_view XmlTape::Attribute(const Node& node, string_view name) {
  if (node.attributes == 0) return {};
  // The tag is well-formed.
  const char* at = text_.data() + node.attributes;
  for (;;) {
    while (Is(kSpace, *at)) ++at;
    if (!Is(kNameStart, *at)) return {};
    const char* const key = at;
    while (Is(kNameByte, *at)) ++at;
    const string_view found(key, static_cast<size_t>(at - key));
    while (*at != '"' && *at != '\'') ++at;
    const char* const value = at + 1;
    const auto* const close =
        static_cast<const char*>(std::memchr(value, *at, static_cast<size_t>(end_ - value)));
    at = close + 1;
    if (found != name) continue;
    const string_view raw(value, static_cast<size_t>(close - value));
    return NeedsDecoding(raw) ? values_.emplace_back(DecodeAttribute(raw)) : raw;
  }
}

}  // namespace reg2graph
